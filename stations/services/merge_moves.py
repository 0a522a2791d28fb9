"""What one case leaves behind when it goes to another station with a merge, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.services import perform
from deadlines import services as deadlines
from deadlines.services.handover import hand_over
from liaison.models import Seat, Unit
from stations.choices import DispositionState, OpinionPart
from stations.models import Activity, Opinion, RosterDay, Station, Submission
from stations.services import activity_planning, roster_base, summary
from stations.services.handlers import default_handler
from stations.services.merge_plan import BY_TOWNSHIP
from stations.services.roster import correct
from stations.services.submitting import PRIVATE as SENDER
from stations.workflow.merging import (
    CARRIED_ACTIVITY,
    CARRIED_DAY,
    CARRIED_OPINION,
    CARRIED_SUBMISSION,
)


@dataclass(frozen=True)
class Way:
    """From which station to which, by whom, as which step, and the words of the timeline."""

    old: Station
    new: Station
    by: Seat
    code: str
    words: str

    @property
    def owners(self) -> dict[int, Unit]:
        return {self.old.unit_id: self.new.unit}


def over(old: Station, new: Station, by: Seat) -> Way:
    return Way(old, new, by, "carry_over", f"联络站合并，由{new.name}接续")


def back(old: Station, new: Station, by: Seat) -> Way:
    """From the station that took over to the one that stands again."""
    return Way(new, old, by, "carry_back", f"联络站合并已恢复，由{old.name}接续")


def carry_opinion(
    opinion: Opinion, way: Way, *, owners: Mapping[int, Unit] | None = None, origin: bool = False
) -> dict[str, int]:
    """Station, place, duties, handlers; number, state and dates stay.

    Returns which body took over from which besides the station, so that it can be undone.
    `origin`: it came through the code of the station to which it goes, so it counts there.
    """
    with summary.deed_on(opinion, way.code, by=way.by, workflow=CARRIED_OPINION) as deed:
        case: Opinion = deed.case
        others = dict(owners) if owners is not None else _counterparts(case, way)
        everyone = way.owners | others
        stays_seen = any(unit is None for unit in others.values())
        found = {pk: unit for pk, unit in everyone.items() if unit is not None}
        case.station = way.new
        if origin:
            case.origin = way.new
        scope = None if stays_seen else way.new.scope()
        for name, value in (scope or {}).items():
            setattr(case, name, value)
        _replace_handlers(case, found)
        hand_over(case, owners=found, scope=scope, reason=way.words)
        summary.refresh(case)
        summary.happened(case, way.code, way.words, by=way.by)
    return {str(pk): unit.pk for pk, unit in others.items() if unit is not None}


def _counterparts(case: Opinion, way: Way) -> dict[int, Any]:
    """The presidium of the other township goes on with what this one has in hand; None where
    there is no such body: then the case stays in its township's view."""
    if way.old.township_id == way.new.township_id:
        return {}
    ways = case.dispositions.filter(state=DispositionState.OPEN, unit__isnull=False)
    rows = Unit.objects.filter(pk__in=[*ways.values_list("unit_id", flat=True), case.handler_id])
    found: dict[int, Any] = {}
    for unit in rows.filter(kind__in=BY_TOWNSHIP, township_id=way.old.township_id):
        same = Unit.objects.open().filter(kind=unit.kind, township_id=way.new.township_id)
        other = same.first() if way.new.township_id else None
        found[unit.pk] = other or _any_body(way.new)
    return found


def _any_body(station: Station) -> Unit | None:
    return default_handler(station, "township") if station.township_id else None


def _replace_handlers(case: Opinion, owners: Mapping[int, Unit]) -> None:
    """The present handler, and that of each way that is still open."""
    if (now_at := case.handler_id or 0) in owners:
        case.handler = owners[now_at]
    for row in case.dispositions.filter(state=DispositionState.OPEN, unit_id__in=owners):
        row.unit = owners[row.unit_id or 0]
        row.save(update_fields=["unit"])
    day = summary.deed_day(None)
    parties = case.parties.filter(part=OpinionPart.HANDLER, until=None, unit_id__in=owners)
    for party in parties:
        party.until = day
        party.save(update_fields=["until"])
        unit = owners[party.unit_id or 0]
        summary.add_party(case, OpinionPart.HANDLER, since=day, unit=unit)


def carry_submission(row: Submission, way: Way) -> None:
    with perform(row, way.code, by=way.by, workflow=CARRIED_SUBMISSION, private=SENDER) as deed:
        case: Submission = deed.case
        _place(case, way.new)
        hand_over(case, owners=way.owners, scope=way.new.scope(), reason=way.words)


def carry_activity(row: Activity, way: Way) -> None:
    with perform(row, way.code, by=way.by, workflow=CARRIED_ACTIVITY) as deed:
        case: Activity = deed.case
        _place(case, way.new)
        hand_over(case, owners=way.owners, scope=way.new.scope(), reason=way.words)
        activity_planning.happened(case, way.code, way.words, by=way.by)


def carry_day(row: RosterDay, way: Way) -> None:
    """A day that is on the door already is held where the notice said; the notice is corrected."""
    with perform(row, way.code, by=way.by, workflow=CARRIED_DAY) as deed:
        case: RosterDay = deed.case
        if case.state == "noticed":
            case.place = roster_base.place_of(case)
        _place(case, way.new)
        label = roster_base.label_of(case)
        scope = way.new.scope()
        hand_over(case, owners=way.owners, scope=scope, reason=way.words, label=label)
        roster_base.happened(case, way.code, way.words, by=way.by)
        correct(case, way.by, f"{way.words}。")


def drop_day(row: RosterDay, way: Way) -> None:
    """Both stations receive at that time: the day of the old one is called off."""
    with perform(row, way.code, by=way.by, workflow=CARRIED_DAY) as deed:
        case: RosterDay = deed.case
        reason = f"联络站合并，同一时间{way.new.name}有接待"
        deadlines.cancel_all(case, reason=reason)
        correct(case, way.by, f"{reason}，本站这一天不再接待。")
        case.state, case.cancel_reason = "cancelled", reason[:200]
        roster_base.happened(case, way.code, f"取消接待日：{reason}", by=way.by)


def bring_day_back(row: RosterDay, way: Way) -> None:
    """It was called off only because of the merge: planned again, to be announced anew."""
    with perform(row, way.code, by=way.by, workflow=CARRIED_DAY) as deed:
        case: RosterDay = deed.case
        case.state, case.cancel_reason, case.asked_on = "planned", "", None
        roster_base.happened(case, way.code, "联络站合并已恢复，接待日照旧", by=way.by)
        if roster_base.asks_now(case):
            roster_base.ask(case)


def _place(case: Any, station: Station) -> None:
    case.station = station
    for name, value in station.scope().items():
        setattr(case, name, value)
