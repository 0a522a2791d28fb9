"""Key suggestions, their leaders, and pressing (催办)."""

import datetime as dt

from core.clock import today
from core.problems import Conflict, Forbidden
from deadlines import services as deadlines
from liaison.choices import Role, Side
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import PRESS_ANSWER, AssignmentPart, Part
from suggestions.models import Assignment, KeyDecision, KeyLeader, Press, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks
from suggestions.services.base.checks import day_of_deed, refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened

_SIDES = {
    Part.SUPERVISOR: {Side.CONGRESS, Side.PARTY},
    Part.HANDLING_LEADER: {Side.GOVERNMENT, Side.PARTY},
}
_LABELS = {Part.SUPERVISOR: "督办领导", Part.HANDLING_LEADER: "领办领导"}


def make_key(
    case: Suggestion,
    *,
    by: Seat,
    grounds: str,
    meeting: str,
    decided_on: dt.date,
    supervisor: Seat | None = None,
    handling_leader: Seat | None = None,
    version: int | None = None,
) -> Suggestion:
    """Fixed by the 主任会议 (代表法 art. 52): grounds, meeting, day."""
    require_words(
        grounds=(grounds, "请写明确定为重点督办的理由。"),
        meeting=(meeting, "请写明是哪次会议确定的，如主任会议第23次。"),
    )
    with deed(case, "make_key", by=by, version=version, reason=grounds) as now:
        day = day_of_deed(decided_on, since=now.submitted_on, field="decided_on")
        KeyDecision.objects.create(
            suggestion=now,
            grounds=grounds.strip(),
            meeting=meeting.strip()[:80],
            decided_on=day,
            by_name=by.person_name,
        )
        now.is_key = True
        _name(now, Part.SUPERVISOR, supervisor, "supervisor")
        _name(now, Part.HANDLING_LEADER, handling_leader, "handling_leader")
        deadlines.set_supervisor(now, supervisor)
        happened(now, "key", f"确定为重点督办建议（{meeting.strip()}）", by=by, note=grounds)
        if supervisor or handling_leader:
            happened(now, "leaders", _leaders_sentence(supervisor, handling_leader), by=by)
    return case


def name_leaders(
    case: Suggestion,
    *,
    by: Seat,
    supervisor: Seat | None = None,
    handling_leader: Seat | None = None,
    version: int | None = None,
) -> Suggestion:
    """Who supervises (congress or party), who leads the handling (government or party); a former
    one ends with the day."""
    if supervisor is None and handling_leader is None:
        raise refuse("supervisor", "请选督办领导或领办领导。")
    if supervisor is not None and by.role == Role.LEADER and by.side == Side.GOVERNMENT:
        raise Forbidden("督办领导由人大确定，请只选领办领导。")
    with deed(case, "name_leaders", by=by, version=version) as now:
        _name(now, Part.SUPERVISOR, supervisor, "supervisor")
        _name(now, Part.HANDLING_LEADER, handling_leader, "handling_leader")
        if supervisor is not None:
            deadlines.set_supervisor(now, supervisor)
        happened(now, "leaders", _leaders_sentence(supervisor, handling_leader), by=by)
    return case


def _name(case: Suggestion, part: Part, seat: Seat | None, field: str) -> None:
    if seat is None:
        return
    if seat.role != Role.LEADER or seat.side not in _SIDES[part]:
        who = "人大或党委" if part == Part.SUPERVISOR else "政府或党委"
        raise refuse(field, f"{_LABELS[part]}请在{who}的领导中选。")
    if seat.unit.congress_id != case.congress_id or (seat.ends_on and seat.ends_on < today()):
        raise refuse(field, f"{_LABELS[part]}请选本地在任的领导。")
    current = case.key_leaders.filter(part=part, until=None)
    if current.filter(seat=seat).exists():
        return
    current.update(until=today())
    KeyLeader.objects.create(
        suggestion=case,
        part=part,
        seat=seat,
        name=seat.person_name,
        title=f"{seat.unit.name}{seat.label}"[:120],
        since=today(),
    )


def _leaders_sentence(supervisor: Seat | None, handling_leader: Seat | None) -> str:
    parts = []
    if supervisor is not None:
        parts.append(f"{supervisor.person_name}督办")
    if handling_leader is not None:
        parts.append(f"{handling_leader.person_name}领办")
    return "，".join(parts)


def press(
    case: Suggestion,
    *,
    by: Seat,
    words: str = "",
    assignment: Assignment | None = None,
    version: int | None = None,
) -> Suggestion:
    """One click for 催办: to the named share, else to whoever owes the answer; answer recorded."""
    with deed(case, "press", by=by, version=version) as now:
        shares = _pressed(by, now, assignment)
        for share in shares:
            row = Press.objects.create(
                suggestion=now,
                assignment=share,
                words=words.strip()[:300],
                by_name=by.person_name,
                by_title=f"{by.unit.name}{by.label}"[:120],
                pressed_on=today(),
            )
            clocks.start(
                now, PRESS_ANSWER, share.unit, by=by, from_on=today(), ref=f"press:{row.pk}"
            )
        units = [share.unit for share in shares]
        names = "、".join(unit.short_name for unit in units)
        happened(
            now,
            "pressed",
            f"{by.person_name}（{by.label}）催办：{names}",
            by=by,
            note=words.strip(),
            inner=True,
            concerned=Concerned(units=units),
        )
    return case


def _pressed(by: Seat, case: Suggestion, assignment: Assignment | None) -> list[Assignment]:
    allowed = may.to_press(by, case)
    if assignment is not None:
        chosen = [share for share in allowed if share.pk == assignment.pk]
        if not chosen:
            raise refuse("assignment", "请选这件建议还没有办完的承办单位。")
        return chosen
    owing = [share for share in allowed if share.part != AssignmentPart.CO] or allowed
    if not owing:
        raise Conflict("各承办单位都已办完，不用催办。", state=case.state)
    return owing
