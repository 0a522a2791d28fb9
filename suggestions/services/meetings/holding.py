"""开会交办: one deed hands over every planned line; one that fails holds up nobody."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min, Q

from audit.services import perform
from core.apart import apart
from core.clock import today
from core.display import cn_date
from core.problems import Problem
from deadlines.models import Deadline
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat, Unit
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    SIGN_FOR,
    AssignmentPart,
    PlannedState,
)
from suggestions.models import AssignmentMeeting, PlannedCase, PlannedShare
from suggestions.notices.meetings import tell_meeting
from suggestions.services.handling.assigning import assign
from suggestions.services.meetings.frame import happened, require_lawful_batch
from suggestions.workflow.meetings import MEETING

BROKEN = "系统出了问题，这一件没有交办，请稍后点「补交办」再试。"
NO_UNIT = "没有定主办单位，这次没有交办。"


@dataclass(frozen=True)
class Held:
    """What one run did: so many handed over, so many left with a reason beside their line."""

    done: int
    left: int


def hold(meeting: AssignmentMeeting, *, by: Seat, version: int | None = None) -> Held:
    """The meeting's day is clock zero of all (代表法 art. 51). A second click finds it held."""
    with perform(meeting, "hold", by=by, workflow=MEETING, version=version) as deed:
        require_lawful_batch(deed.case)
        deed.case.held_on, deed.case.held_by_name = today(), by.person_name
    return _run(meeting, by)


def assign_rest(meeting: AssignmentMeeting, *, by: Seat) -> Held:
    """补交办: what was left is tried again; what was handed over is not touched."""
    MEETING.check(meeting, "assign_rest", by)
    return _run(meeting, by)


def _run(meeting: AssignmentMeeting, by: Seat) -> Held:
    rows = meeting.rows.filter(state=PlannedState.PLANNED)
    ids = list(rows.order_by("suggestion__serial", "id").values_list("pk", flat=True))
    fresh: set[int] = set()
    for pk in ids:
        written = False
        with apart("planned case", pk):
            if _assign(pk, meeting, by):
                fresh.add(pk)
            written = True
        if not written:
            PlannedCase.objects.filter(pk=pk).update(problem=BROKEN)
    held = Held(len(fresh), len(ids) - len(fresh))
    _tell(meeting, fresh, held, by)
    return held


def _assign(pk: int, meeting: AssignmentMeeting, by: Seat) -> bool:
    row = (
        PlannedCase.objects.select_for_update(of=("self",))
        .select_related("suggestion")
        .filter(pk=pk, state=PlannedState.PLANNED)
        .first()
    )
    if row is None:
        return False
    parts: dict[str, list[Unit]] = {part: [] for part in AssignmentPart.values}
    for share in row.shares.select_related("unit"):
        parts[share.part].append(share.unit)
    if not parts["main"] and not parts["separate"]:
        return _left(row, NO_UNIT)
    case = row.suggestion
    try:
        assign(
            case,
            by=by,
            main=next(iter(parts["main"]), None),
            co=parts["co"],
            separate=parts["separate"],
            due_on=_fixed(row, meeting),
            on=meeting.day,
            meeting=meeting.title,
        )
    except Problem as problem:
        return _left(row, problem.detail)
    row.state, row.assigned_on, row.problem = PlannedState.ASSIGNED, meeting.day, ""
    row.save(update_fields=["state", "assigned_on", "problem"])
    _bind(row)
    return True


def _fixed(row: PlannedCase, meeting: AssignmentMeeting) -> dt.date | None:
    """The line's own day, else the batch's; a case that came back keeps its statutory day."""
    came_back = row.suggestion.assigned_on is not None
    return row.due_on or (None if came_back else meeting.due_on)


def _left(row: PlannedCase, words: str) -> bool:
    row.problem = words[:300]
    row.save(update_fields=["problem"])
    return False


def _bind(row: PlannedCase) -> None:
    made = {
        share.unit_id: share
        for share in row.suggestion.assignments.filter(state__in=LIVE_ASSIGNMENTS)
    }
    for share in row.shares.all():
        share.assignment = made.get(share.unit_id)
        share.save(update_fields=["assignment"])


def _tell(meeting: AssignmentMeeting, fresh: set[int], held: Held, by: Seat) -> None:
    """Each unit hears once how many it has got, its government's office once of all."""
    words = f"交办{held.done}件" + (f"，{held.left}件没有交办" if held.left else "")
    event = happened(meeting, "held", words, by=by)
    counts: dict[int, int] = {}
    units: dict[int, Unit] = {}
    shares = PlannedShare.objects.filter(planned__in=fresh, assignment__isnull=False)
    for share in shares.select_related("unit"):
        counts[share.unit_id] = counts.get(share.unit_id, 0) + 1
        units[share.unit_id] = share.unit
    days = _signing_days(fresh)
    for pk, many in counts.items():
        until = f"，请在{cn_date(days[pk])}前签收" if pk in days else ""
        title = f"收到交办会交办的代表建议{many}件，请签收"
        whom = Q(unit_id=pk, role__in=[*UNIT_ROLES, Role.GOVOFFICE])
        body = f"{meeting.title}{until}"
        tell_meeting(event, meeting, whom, title, body, key=f"{pk}", by=by)
    governments = {unit.government_id for unit in units.values() if unit.government_id}
    whom = Q(role=Role.GOVOFFICE, unit__government_id__in=governments)
    whom &= ~Q(unit_id__in=list(units))
    tell_meeting(event, meeting, whom, f"{meeting.title}{words}", "", key="gov", by=by)


def _signing_days(fresh: set[int]) -> dict[int, dt.date]:
    cases = PlannedCase.objects.filter(pk__in=fresh).values("suggestion_id")
    rows = Deadline.objects.open().filter(
        kind=SIGN_FOR.code, subject_type="suggestion", subject_id__in=cases
    )
    found = rows.exclude(owner_unit=None).values("owner_unit_id").annotate(first=Min("due_on"))
    return {row["owner_unit_id"]: row["first"] for row in found}
