"""Two or more stations with things to do, for the tests of merging."""

import datetime as dt

from django.core import signing

from audit.services import SYSTEM
from core.clock import today
from deadlines.models import Deadline
from liaison.models import Seat, Unit
from liaison.tests.factories import County, make_seat, make_unit
from stations import services
from stations.choices import Channel
from stations.models import Opinion, RosterDay, Station, Submission
from stations.services import codes, merge_plan, public_forms, submitting
from stations.tests.factories import make_station

WORDS = "上坪村三组的通组路塌方半个月没修，孩子上学要绕四公里"


def third_station(county: County, name: str = "龙溪站") -> Station:
    """One more in the first township, without deputies."""
    unit = make_unit(name, "station", county.townships[0])
    county.stations.append(unit)
    return make_station(county, len(county.stations) - 1)


def clerk_of(unit: Unit) -> Seat:
    return make_seat("clerk", unit)


def visit(station: Station, clerk: Seat, words: str = WORDS, **matter) -> Opinion:
    """An opinion with its clock, as the counter records it."""
    here = station.attachments.select_related("deputy").first()
    reception = services.record_reception(
        by=clerk,
        station=station,
        held_on=today(),
        channel=Channel.VISIT,
        deputies=[here.deputy] if here else [],
        visitor_name="扶国强",
        visitor_phone="13873505127",
        opinions=[{"raw_text": words, **matter}],
    )
    case: Opinion = reception.opinions.get()
    return case


def send(code, words: str = WORDS) -> Submission:
    """What a voter sends through the code on the wall."""
    return send_by(codes.open_door(code.code), words)


def send_by(door, words: str = WORDS) -> Submission:
    form = public_forms.new_form(door, None)
    token = signing.dumps(
        {"k": form.key.hex, "c": form.code_id, "t": form.issued - 60}, salt=public_forms._SALT
    )
    message = submitting.Message(raw_text=words)
    return submitting.submit(door, message, form=public_forms.read_form(token)).submission


def roster_day(station: Station, in_days: int, *, state: str = "planned", hour: int = 9, **kw):
    on = today() + dt.timedelta(days=in_days)
    if state == "noticed":
        kw |= {"noticed_at": dt.datetime.now(dt.UTC), "notice_number": 1}
    return RosterDay.objects.create(
        station=station,
        planned_on=on,
        held_on=on,
        starts_at=dt.time(hour),
        ends_at=dt.time(hour + 2),
        notice_due_on=on - dt.timedelta(days=3),
        state=state,
        **station.scope(),
        **kw,
    )


def duties(case) -> list[tuple]:
    """kind, whose, from, until of what is owed on it now."""
    rows = Deadline.objects.open().filter(subject_type=case._meta.model_name, subject_id=case.pk)
    return list(rows.order_by("kind", "ref").values_list("kind", "owner_unit", "from_on", "due_on"))


def counts(plan: merge_plan.Plan) -> dict[str, int]:
    return {str(part.kind): part.count for part in plan.parts if part.count}


def code_for(station: Station):
    return codes.make_code(by=SYSTEM, station=station)
