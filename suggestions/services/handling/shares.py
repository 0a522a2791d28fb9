"""A unit's share of a case: it begins with its clocks, steps back, gives way to another's."""

import datetime as dt

from core.clock import today
from liaison.models import Seat, Unit
from suggestions.choices import LIVE_ASSIGNMENTS, AssignmentPart, AssignmentState, State
from suggestions.models import Assignment, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks, parties
from suggestions.services.base.checks import refuse, require_handler
from suggestions.services.base.history import happened

M, C, S = AssignmentPart.MAIN, AssignmentPart.CO, AssignmentPart.SEPARATE


def has_share(case: Suggestion, unit: Unit) -> bool:
    return case.assignments.filter(unit=unit, state__in=LIVE_ASSIGNMENTS).exists()


def begin(
    case: Suggestion,
    unit: Unit,
    part: AssignmentPart,
    *,
    by: Seat,
    on: dt.date,
    zero: dt.date,
    due_on: dt.date | None = None,
) -> Assignment:
    """A share with its clocks: the inner ones from its own day, the statutory one from zero."""
    require_handler(unit, str(part), case.congress_id)
    share = Assignment.objects.create(
        suggestion=case, unit=unit, unit_name=unit.name, part=part, assigned_on=on
    )
    for one in _in_one_file(case):
        parties.join(one, part, unit=unit, since=on)
    clocks.start_share(case, share, by=by, on=on)
    if part != C:
        duty = clocks.start_reply(case, share, by=by, from_on=zero, due_on=due_on)
        share.due_on, share.amber_on = duty.due_on, duty.amber_on
        share.save(update_fields=["due_on", "amber_on"])
    return share


def _in_one_file(case: Suggestion) -> list[Suggestion]:
    """Whoever handles the case handles what went into its file, and sees it."""
    return [case, *case.members.filter(state=State.MERGED)]


def leave(case: Suggestion, share: Assignment, state: AssignmentState, *, reason: str) -> None:
    share.state = state
    share.done_on = today()
    share.save(update_fields=["state", "done_on", "bounced"])
    for one in _in_one_file(case):
        parties.leave(one, share.part, unit=share.unit)
    clocks.drop_share(case, share, reason=reason[:300])


def replace(
    case: Suggestion,
    share: Assignment,
    unit: Unit,
    *,
    by: Seat,
    reason: str,
    state: AssignmentState,
) -> None:
    """One unit steps back and another begins: same statutory due date, fresh inner clocks."""
    if has_share(case, unit):
        raise refuse("unit", f"「{unit.name}」已经在承办这件建议，请另选单位。")
    due_on, zero = share.due_on, case.assigned_on or share.assigned_on
    leave(case, share, state, reason=f"改由{unit.short_name}办理：{reason}")
    happened(
        case,
        "taken_off",
        f"{share.unit.short_name}不再{share.get_part_display()}",
        by=by,
        inner=True,
        concerned=Concerned(units=[share.unit]),
    )
    part = AssignmentPart(share.part)
    begin(case, unit, part, by=by, on=today(), zero=zero, due_on=due_on)
    if part != C and case.state == State.HANDLING and not _anyone_signed(case):
        case.state, case.signed_on = State.ASSIGNED, None
    happened(
        case,
        "reassigned",
        f"改由{unit.short_name}{part.label}",
        by=by,
        note=reason,
        concerned=Concerned(units=[unit]),
    )


def _anyone_signed(case: Suggestion) -> bool:
    shares = case.assignments.filter(state__in=LIVE_ASSIGNMENTS, signed_on__isnull=False)
    return shares.exclude(part=C).exists()
