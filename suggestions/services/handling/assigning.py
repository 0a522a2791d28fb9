"""The office hands the case to units, changes or recalls that, and returns are decided."""

import datetime as dt
from collections.abc import Iterable

from core.clock import today
from core.display import cn_date
from core.problems import Conflict
from liaison.models import Seat, Unit
from suggestions.choices import (
    ASSIGN,
    LIVE_ASSIGNMENTS,
    AssignmentPart,
    AssignmentState,
)
from suggestions.models import Assignment, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks
from suggestions.services.base.checks import day_of_deed, refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.handling.shares import C, M, S, begin, has_share, leave, replace


def assign(
    case: Suggestion,
    *,
    by: Seat,
    main: Unit | None = None,
    co: Iterable[Unit] = (),
    separate: Iterable[Unit] = (),
    due_on: dt.date | None = None,
    on: dt.date | None = None,
    meeting: str = "",
    version: int | None = None,
) -> Suggestion:
    """交办 is clock zero (代表法 art. 51): three months, or a fixed day within six.

    A case that came back after a return keeps its first clock. Of a `meeting` the units hear once
    for all that it handed over to them.
    """
    shares = _shares(main, list(co), list(separate))
    with deed(case, "assign", by=by, version=version) as now:
        kept = now.assigned_on is not None
        day = day_of_deed(on, since=now.accepted_on)
        zero = now.assigned_on or day
        fixed = due_on or (now.reply_due_on if kept else None)
        if due_on is not None:
            clocks.require_lawful(now, due_on, zero)
        now.assigned_on = zero
        made = [
            begin(now, unit, part, by=by, on=day, zero=zero, due_on=fixed)
            for unit, part in shares
            if not has_share(now, unit)
        ]
        clocks.done(now, ASSIGN, on=day)
        due = next(filter(None, (share.due_on for share in made)), None)
        happened(
            now,
            "assigned",
            _sentence(shares, due, meeting),
            by=by,
            concerned=Concerned(units=[] if meeting else [share.unit for share in made]),
        )
    return case


def _shares(
    main: Unit | None, co: list[Unit], separate: list[Unit]
) -> list[tuple[Unit, AssignmentPart]]:
    if main is not None and separate:
        raise refuse("separate", "主办和分办只能选一种。")
    if main is None and not separate:
        raise refuse("main", "请选主办单位，或选分办单位。")
    if main is None and len(separate) < 2:
        raise refuse("separate", "分办至少要选两个单位；只有一个单位请选主办。")
    found = [(main, M)] if main is not None else []
    found += [(unit, S) for unit in separate] + [(unit, C) for unit in co]
    ids = [unit.pk for unit, _ in found]
    for unit, part in found:
        if ids.count(unit.pk) > 1:
            raise refuse(str(part), f"「{unit.name}」选了两次，请去掉一个。")
    return found


def _sentence(
    shares: list[tuple[Unit, AssignmentPart]], due_on: dt.date | None, meeting: str
) -> str:
    text = f"{meeting}交办：" + "，".join(f"{unit.short_name}{part.label}" for unit, part in shares)
    return f"{text}，{cn_date(due_on)}前答复" if due_on else text


def recall(case: Suggestion, *, by: Seat, reason: str, version: int | None = None) -> Suggestion:
    """The office may take an assignment back until somebody has signed for it (roles.md)."""
    require_words(reason=(reason, "请写明撤回交办的理由。"))
    with deed(case, "recall", by=by, version=version, reason=reason) as now:
        shares = list(now.assignments.filter(state__in=LIVE_ASSIGNMENTS).select_related("unit"))
        if any(share.signed_on for share in shares):
            raise Conflict("已有单位签收，不能撤回交办；请由承办单位申请退办。", state=now.state)
        for share in shares:
            leave(now, share, AssignmentState.RECALLED, reason=f"撤回交办：{reason}")
        if not now.assignments.filter(state=AssignmentState.RETURNED).exists():
            now.assigned_on = now.reply_due_on = None
        clocks.start(now, ASSIGN, clocks.office_of(now), by=by, from_on=today())
        units = [share.unit for share in shares]
        happened(now, "recalled", "撤回交办", by=by, note=reason, concerned=Concerned(units=units))
    return case


def reassign(
    case: Suggestion,
    *,
    by: Seat,
    assignment: Assignment,
    unit: Unit,
    reason: str,
    version: int | None = None,
) -> Suggestion:
    """Another unit in place of one that has not signed yet; the statutory clock runs on."""
    require_words(reason=(reason, "请写明调整的理由。"))
    with deed(case, "reassign", by=by, version=version, reason=reason) as now:
        share = _own_share(now, assignment)
        if share.state != AssignmentState.ASSIGNED:
            words = f"{share.unit.short_name}已经签收或申请退办，只能按退办处理。"
            raise Conflict(words, state=now.state)
        replace(now, share, unit, by=by, reason=reason, state=AssignmentState.RECALLED)
    return case


def _own_share(case: Suggestion, assignment: Assignment) -> Assignment:
    share = case.assignments.select_related("unit").filter(pk=assignment.pk).first()
    if share is None or share.state not in LIVE_ASSIGNMENTS:
        raise refuse("assignment", "请选这件建议现在的承办单位。")
    return share
