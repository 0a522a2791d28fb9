"""A key item from the candidate to the decision; who leads, who follows it, what it bundles."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from audit.services import record
from core.clock import today
from core.problems import Conflict, Forbidden
from deadlines import services as deadlines
from liaison.choices import Role, Side, UnitKind
from liaison.models import Seat, Unit
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    PLAN_KEY_ITEM,
    KeyGround,
    State,
)
from suggestions.models import KeyItem, KeyItemCase, Suggestion
from suggestions.permissions import key as may
from suggestions.services.base import clocks
from suggestions.services.base.checks import day_of_deed, refuse, require_words
from suggestions.services.leading import frame, marking
from suggestions.services.leading.marking import Leaders

MOST_CASES = 60
# What may be pressed: taken up, and not yet answered (the table's `make_key`).
CHOOSABLE = frozenset({State.ACCEPTED, State.ASSIGNED, State.HANDLING, State.REHANDLING})
_GONE = frozenset({State.WITHDRAWN, State.NOT_ADMITTED, State.MERGED})
_NAME_IT = "请给督办事项起个名字，如城区养犬管理。"


@dataclass(frozen=True)
class Candidate:
    """What the office proposes, and why."""

    title: str
    cases: Sequence[Suggestion]
    grounds: Sequence[str]
    reason: str = ""


def propose_key(candidate: Candidate, *, by: Seat) -> KeyItem:
    """候选: on paper first, for the 主任会议 to decide; nothing changes for the suggestions."""
    if not may.proposes(by):
        raise Forbidden("候选由本级人大的代工委提出，请联系他们。")
    _check(candidate, by.unit.congress_id, None)
    item = new_item(candidate.cases[0], by=by, title=candidate.title, reason=candidate.reason)
    item.grounds = [str(ground) for ground in candidate.grounds]
    item.save()
    put_in(item, candidate.cases)
    frame.happened(item, "propose", f"提出为重点督办候选，{len(candidate.cases)}件建议", by=by)
    record("keyitem.propose", by=by, label="提出候选", subject=item)
    return item


def edit_key(
    item: KeyItem, candidate: Candidate, *, by: Seat, version: int | None = None
) -> KeyItem:
    """Until the meeting: another name, other grounds, other suggestions."""
    _check(candidate, item.congress_id, item)
    with frame.deed(item, "edit", by=by, version=version) as now:
        now.title, now.reason = candidate.title.strip(), candidate.reason.strip()
        now.grounds = [str(ground) for ground in candidate.grounds]
        wanted = {case.pk for case in candidate.cases}
        rows = now.cases.filter(until=None)
        rows.exclude(suggestion_id__in=wanted).delete()
        known = set(rows.values_list("suggestion_id", flat=True))
        put_in(now, [case for case in candidate.cases if case.pk not in known])
    return item


def _check(candidate: Candidate, congress_id: int | None, item: KeyItem | None) -> None:
    require_words(title=(candidate.title, _NAME_IT))
    if not candidate.grounds or set(candidate.grounds) - set(KeyGround.values):
        raise refuse("grounds", "请至少选一条理由。")
    _check_cases(candidate.cases, congress_id, item)


def _check_cases(
    cases: Sequence[Suggestion], congress_id: int | None, item: KeyItem | None
) -> None:
    if not cases:
        raise refuse("cases", "请至少选一件建议。")
    if len(cases) > MOST_CASES:
        raise refuse("cases", f"一个督办件最多{MOST_CASES}件建议，请分成几件。")
    for case in cases:
        if case.congress_id != congress_id or case.state not in CHOOSABLE:
            raise refuse("cases", f"{case.label}现在不能列入，请只选已受理、还没有答复的。")
    taken = KeyItemCase.objects.filter(suggestion__in=cases, until=None)
    row = taken.exclude(item=item).select_related("item", "suggestion").first()
    if row is not None:
        raise refuse("cases", f"{row.suggestion.label}已经在「{row.item.title}」里，请去掉它。")


def new_item(case: Suggestion, *, by: Seat, title: str, reason: str) -> KeyItem:
    """Not stored yet; its place is that of the congress's office, or of the leader who names it."""
    scope = by.unit.scope() | {"congress_id": case.congress_id}
    return KeyItem(
        title=title.strip()[:120],
        reason=reason.strip(),
        proposed_on=today(),
        proposed_by_name=by.person_name,
        updated_by_name=by.person_name,
        **scope,
    )


def put_in(item: KeyItem, cases: Sequence[Suggestion]) -> None:
    KeyItemCase.objects.bulk_create(
        KeyItemCase(item=item, suggestion=case, since=today()) for case in cases
    )


def decide_key(
    item: KeyItem,
    *,
    by: Seat,
    meeting: str,
    decided_on: dt.date,
    supervisor: Seat | None = None,
    handling_leader: Seat | None = None,
    committee: Unit | None = None,
    version: int | None = None,
) -> KeyItem:
    """主任会议 fixes it (代表法 art. 52): from here on its suggestions are key ones.

    What was withdrawn or merged meanwhile is no longer part of the bundle.
    """
    require_words(meeting=(meeting, "请写明是哪次会议确定的，如主任会议第23次。"))
    leaders = marking.leaders_given(supervisor, handling_leader)
    with frame.deed(item, "decide", by=by, version=version, reason=meeting) as now:
        day = day_of_deed(decided_on, since=now.proposed_on, field="decided_on")
        now.cases.filter(until=None, suggestion__state__in=_GONE).update(until=today())
        cases = frame.cases_of(now)
        if not cases:
            raise Conflict("候选里的建议都已撤回或并案，请先修改候选。", state=now.state)
        _require_committee(now, committee)
        now.committee = committee
        decided(now, meeting=meeting, day=day, leaders=leaders)
        _mark_all(now, cases, leaders, meeting=now.meeting, day=day, by=by)
        start_planning(now, by=by)
        count = f"，{len(cases)}件建议" if len(cases) > 1 else ""
        sentence = f"确定为重点督办（{now.meeting}）{count}"
        frame.happened(now, "decide", sentence, by=by, note=grounds_words(now))
        if leaders:
            words = marking.leaders_sentence(leaders)
            frame.happened(now, "name_leaders", words, by=by)
            frame.on_cases(now, "leaders", words, by=by)
    return item


def decided(item: KeyItem, *, meeting: str, day: dt.date, leaders: Leaders) -> None:
    """The columns of the decision, and the leaders that it named."""
    item.meeting, item.decided_on = meeting.strip()[:80], day
    if item.pk is None:
        item.save()
    marking.require_leaders(item, leaders)
    marking.name_on_item(item, leaders)


def grounds_words(item: KeyItem) -> str:
    """事关全局或群众关注；多名代表提出。 and whatever was written besides."""
    labels = "；".join(str(KeyGround(code).label) for code in item.grounds)
    return "。".join(part.rstrip("。") for part in (labels, item.reason) if part) + "。"


def _mark_all(
    item: KeyItem,
    cases: Sequence[Suggestion],
    leaders: Leaders,
    *,
    meeting: str,
    day: dt.date,
    by: Seat,
) -> None:
    grounds = grounds_words(item)
    for case in cases:
        with frame.marked(case, by=by) as now:
            marking.mark(now, item, grounds=grounds, meeting=meeting, day=day, by=by)
            marking.name_on_case(now, leaders)
    sentence = f"确定为重点督办建议（{meeting}），列入「{item.title}」"
    frame.on_cases_of(cases, "key", sentence, by=by, note=grounds)


def start_planning(item: KeyItem, *, by: Seat) -> None:
    """The committee that follows it, until one is named the office, works out the plan."""
    owner = item.committee or clocks.office_of(item)
    frame.start(item, PLAN_KEY_ITEM, owner, by=by, from_on=today())


def drop_key(item: KeyItem, *, by: Seat, reason: str, version: int | None = None) -> KeyItem:
    """不列入: with a reason; the suggestions go their usual way and may be proposed again."""
    require_words(reason=(reason, "请写明为什么不列入。"))
    with frame.deed(item, "drop", by=by, version=version, reason=reason) as now:
        now.dropped_on, now.drop_reason = today(), reason.strip()[:300]
        now.cases.filter(until=None).update(until=today())
        frame.happened(now, "drop", "不列入重点督办", by=by, note=reason.strip())
    return item


def require_named(leaders: Leaders, *, by: Seat) -> None:
    if not leaders:
        raise refuse("supervisor", "请选督办领导或领办领导。")
    names_supervisor = any(marking.FIELDS[part] == "supervisor" for part in leaders)
    if names_supervisor and by.role == Role.LEADER and by.side == Side.GOVERNMENT:
        raise Forbidden("督办领导由人大确定，请只选领办领导。")


def lead_key(
    item: KeyItem,
    *,
    by: Seat,
    supervisor: Seat | None = None,
    handling_leader: Seat | None = None,
    version: int | None = None,
) -> KeyItem:
    """Who supervises (congress or party), who leads the handling (government or party)."""
    leaders = marking.leaders_given(supervisor, handling_leader)
    require_named(leaders, by=by)
    lead(item, leaders, by=by, version=version)
    return item


def lead(
    item: KeyItem,
    leaders: Leaders,
    *,
    by: Seat,
    acting: Suggestion | None = None,
    version: int | None = None,
) -> None:
    """`acting`: the suggestion on whose page it was done; it is locked already and told itself."""
    with frame.deed(item, "name_leaders", by=by, version=version) as now:
        marking.require_leaders(now, leaders)
        marking.name_on_item(now, leaders)
        others = [case for case in frame.cases_of(now) if acting is None or case.pk != acting.pk]
        if acting is not None:
            marking.name_on_case(acting, leaders)
        for case in others:
            with frame.marked(case, by=by) as kept:
                marking.name_on_case(kept, leaders)
        words = marking.leaders_sentence(leaders)
        alone = acting is not None and not others
        frame.happened(now, "name_leaders", words, by=by, quiet=alone)
        frame.on_cases_of(others, "leaders", words, by=by)


def name_key_committee(
    item: KeyItem, *, by: Seat, committee: Unit, version: int | None = None
) -> KeyItem:
    """督办专委: it follows the item with plan, visits and letters; its plan is then its to make."""
    with frame.deed(item, "name_committee", by=by, version=version) as now:
        _require_committee(now, committee)
        now.committee = committee
        open_row = deadlines.supersede(now, PLAN_KEY_ITEM.code, reason="改由督办委员会定方案")
        if open_row is not None:
            start_planning(now, by=by)
        words = f"由{committee.short_name or committee.name}督办"
        frame.happened(now, "name_committee", words, by=by)
        frame.on_cases(now, "key_committee", f"重点督办：{words}", by=by)
    return item


def _require_committee(item: KeyItem, committee: Unit | None) -> None:
    if committee is None:
        return
    right = committee.kind in {UnitKind.COMMITTEE, UnitKind.DEPUTY_WORK}
    closed = committee.closed_on is not None and committee.closed_on <= today()
    if not right or committee.congress_id != item.congress_id or closed:
        raise refuse("committee", "请选本级人大的专门委员会或工作委员会。")


def join_key(
    item: KeyItem,
    *,
    by: Seat,
    cases: Sequence[Suggestion],
    meeting: str,
    decided_on: dt.date,
    version: int | None = None,
) -> KeyItem:
    """并入: a later meeting adds suggestions of the same matter; they take the item's leaders."""
    require_words(meeting=(meeting, "请写明是哪次会议同意并入的。"))
    _check_cases(cases, item.congress_id, None)
    with frame.deed(item, "join", by=by, version=version, reason=meeting) as now:
        day = day_of_deed(decided_on, since=now.decided_on, field="decided_on")
        put_in(now, cases)
        rows = now.leaders.filter(until=None).select_related("seat__unit", "seat__user")
        leaders: Leaders = {row.part: row.seat for row in rows}  # type: ignore[misc]
        ordered = sorted(cases, key=lambda case: case.pk)
        _mark_all(now, ordered, leaders, meeting=meeting.strip()[:80], day=day, by=by)
        numbers = "、".join(case.number for case in ordered[:5])
        more = f"等{len(ordered)}件" if len(ordered) > 5 else ""
        frame.happened(now, "join", f"并入{numbers}{more}（{meeting.strip()}）", by=by)
    return item


def units_of(item: KeyItem) -> list[Unit]:
    """Bodies that answer for a suggestion of the bundle: a letter or a line of the plan is
    theirs."""
    shares = Unit.objects.open().filter(
        assignments__suggestion__key_cases__item=item,
        assignments__suggestion__key_cases__until=None,
        assignments__state__in=LIVE_ASSIGNMENTS,
    )
    return list(shares.distinct().order_by("name"))
