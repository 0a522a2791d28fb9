"""Who hears of a spot check: committees, leaders, reviewers, the units whose cases it drew."""

from django.db.models import Q

from audit.services import Actor
from core import registry
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat
from liaison.querysets import office_seats
from liaison.services.history import signed
from notifications.services import notify_seats
from spotchecks.models import SpotCheck, SpotCheckCase, SpotCheckEvent, SpotCheckPerson
from suggestions.models import Party


def happened(
    check: SpotCheck,
    code: str,
    sentence: str,
    *,
    by: Actor,
    note: str = "",
    case: SpotCheckCase | None = None,
) -> SpotCheckEvent:
    """One sentence of the history, in the deed's own transaction."""
    return SpotCheckEvent.objects.create(
        spot_check=check,
        case=case,
        code=code,
        sentence=sentence[:300],
        note=note,
        **signed(by),
    )


def tell_congress(check: SpotCheck, event: SpotCheckEvent, *, by: Actor) -> None:
    """Committees, leaders and the office of the congress."""
    _tell(_congress(check), check, event, check.name, by)


def tell_units(check: SpotCheck, event: SpotCheckEvent, heading: str, *, by: Actor) -> None:
    """The units whose cases were drawn, and the office of their government."""
    drawn = check.cases.drawn().values("suggestion_id")
    shares = Party.objects.filter(suggestion_id__in=drawn, until=None)
    whom = Q(role__in=UNIT_ROLES, unit_id__in=shares.exclude(unit=None).values("unit_id")) | Q(
        role=Role.GOVOFFICE,
        unit__government_id__in=shares.exclude(government=None).values("government_id"),
    )
    _tell(whom, check, event, heading, by)


def tell_reviewer(person: SpotCheckPerson, event: SpotCheckEvent, *, by: Actor) -> None:
    """What was given to this reviewer."""
    whom = Q(pk=person.seat_id or 0)
    if person.deputy_id is not None:
        whom = Q(role=Role.DEPUTY, deputy_id=person.deputy_id)
    _tell(whom, person.spot_check, event, "请您到现场评议", by)


def tell_office(check: SpotCheck, event: SpotCheckEvent, *, by: Actor) -> None:
    _tell(office_seats(check.congress_id), check, event, "现场评议已记", by)


def _congress(check: SpotCheck) -> Q:
    readers = Q(role__in=[Role.COMMITTEE, Role.LEADER], unit__congress_id=check.congress_id)
    return readers | office_seats(check.congress_id)


def _tell(whom: Q, check: SpotCheck, event: SpotCheckEvent, heading: str, by: Actor) -> None:
    subject = event.case or check
    notify_seats(
        Seat.objects.open()
        .filter(whom)
        .exclude(user_id=by.identity().get("user_id"))
        .order_by("id"),
        kind=f"spotcheck.{event.code}",
        title=heading[:120],
        body=f"{check.name}：{event.sentence}"[:400],
        url=registry.subject(subject._meta.model_name or "").url(subject.pk),
        subject=subject,
        key=f"spotcheck:{event.pk}",
    )
