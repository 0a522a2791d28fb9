"""The deeds on a suggestion that make and lead a key item of one; pressing (催办)."""

import datetime as dt

from core.clock import today
from core.problems import Conflict
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import PRESS_ANSWER, AssignmentPart, KeyState
from suggestions.models import Assignment, Press, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks
from suggestions.services.base.checks import day_of_deed, refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.leading import frame, items, marking


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
    """Fixed by the 主任会议 (代表法 art. 52): an item of this one suggestion, decided at once."""
    require_words(
        grounds=(grounds, "请写明确定为重点督办的理由。"),
        meeting=(meeting, "请写明是哪次会议确定的，如主任会议第23次。"),
    )
    leaders = marking.leaders_given(supervisor, handling_leader)
    with deed(case, "make_key", by=by, version=version, reason=grounds) as now:
        waiting = frame.item_of(now)
        if waiting is not None:
            raise Conflict(
                f"这件在候选「{waiting.title}」里，请到重点督办里确定那一件。", state=now.state
            )
        day = day_of_deed(decided_on, since=now.submitted_on, field="decided_on")
        item = items.new_item(now, by=by, title=now.public_title, reason=grounds.strip())
        item.state = KeyState.DECIDED
        items.decided(item, meeting=meeting, day=day, leaders=leaders)
        items.put_in(item, [now])
        marking.mark(now, item, grounds=item.reason, meeting=item.meeting, day=day, by=by)
        marking.name_on_case(now, leaders)
        items.start_planning(item, by=by)
        sentence = f"确定为重点督办建议（{item.meeting}）"
        happened(now, "key", sentence, by=by, note=grounds)
        frame.happened(item, "decide", sentence, by=by, note=grounds, quiet=True)
        if leaders:
            words = marking.leaders_sentence(leaders)
            happened(now, "leaders", words, by=by)
            frame.happened(item, "name_leaders", words, by=by, quiet=True)
    return case


def name_leaders(
    case: Suggestion,
    *,
    by: Seat,
    supervisor: Seat | None = None,
    handling_leader: Seat | None = None,
    version: int | None = None,
) -> Suggestion:
    """The leaders of its item: they lead all suggestions of the bundle alike."""
    leaders = marking.leaders_given(supervisor, handling_leader)
    items.require_named(leaders, by=by)
    with deed(case, "name_leaders", by=by, version=version) as now:
        item = frame.item_of(now)
        if item is None:
            raise Conflict("这件建议不在重点督办里了，请刷新页面看最新情况。", state=now.state)
        items.lead(item, leaders, by=by, acting=now)
        happened(now, "leaders", marking.leaders_sentence(leaders), by=by)
    return case


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
