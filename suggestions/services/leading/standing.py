"""How key items read in a row: leaders, light, how many are solved, what moved last."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from core import registry
from core.clock import today
from core.display import local_day
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from liaison.models import Seat
from suggestions.choices import ENDED_STATES, LIVE_KEY, CheckResult, KeyState, Part, State, Tag
from suggestions.models import (
    KeyItem,
    KeyItemCase,
    KeyItemEvent,
    KeyItemLeader,
    KeyStep,
    Suggestion,
    SuggestionEvent,
)
from suggestions.permissions.key import sees_inner
from suggestions.services.base.summary import classes_of
from suggestions.services.leading.supervising import quiet_rule

# To be pressed or written to is not yet a movement.
STILL = ("pressed", "key_note", "send_note")
_MINI = {KeyState.CANDIDATE: 1, KeyState.DECIDED: 2, KeyState.SUPERVISED: 4, KeyState.CLOSED: 5}
_WORDS = {
    KeyState.CANDIDATE: "候选",
    KeyState.DECIDED: "待定方案",
    KeyState.SUPERVISED: "督办中",
    KeyState.CLOSED: "已办结",
    KeyState.DROPPED: "未列入",
}
_ANSWERED = frozenset({State.REPLIED, State.CLOSED})


@dataclass
class Item:
    """One key item: where it stands, its leaders, what it bundles, what happened last."""

    item: KeyItem
    cases: list[Suggestion] = field(default_factory=list)
    leaders: dict[str, KeyItemLeader] = field(default_factory=dict)
    duties: list[Deadline] = field(default_factory=list)
    next_step: KeyStep | None = None
    mine: str = ""
    last: str = ""
    last_on: dt.date | None = None
    quiet_days: int = 0
    solved: int = 0

    @property
    def url(self) -> str:
        return registry.subject("keyitem").url(self.item.pk)

    @property
    def going(self) -> bool:
        return self.item.state in LIVE_KEY

    @property
    def answered(self) -> int:
        return sum(case.state in _ANSWERED for case in self.cases)

    @property
    def late_cases(self) -> list[Suggestion]:
        return [case for case in _open(self.cases) if case.due_on and case.due_on < today()]

    @property
    def late_duties(self) -> list[Deadline]:
        return [row for row in self.duties if row.due_on < today()]

    @property
    def late(self) -> bool:
        return self.going and bool(self.late_cases or self.late_duties)

    @property
    def light(self) -> Light | None:
        """Of whatever is due first: an answer of the bundle, a letter, a line of the plan."""
        if self.item.state == KeyState.CLOSED:
            return light_of(None, None, done=True)
        if not self.going:
            return None
        dates = [(case.due_on, case.amber_on) for case in _open(self.cases) if case.due_on]
        dates += [(row.due_on, row.amber_on) for row in self.duties]
        return light_of(*min(dates, key=lambda pair: pair[0])) if dates else None

    @property
    def due_key(self) -> tuple[bool, dt.date, int]:
        days = [case.due_on for case in _open(self.cases) if case.due_on]
        days += [row.due_on for row in self.duties]
        return (not self.going, min(days, default=dt.date.max), self.item.pk)

    @property
    def step(self) -> int:
        return _MINI.get(KeyState(self.item.state), 1)

    @property
    def words(self) -> str:
        return _WORDS[KeyState(self.item.state)]

    @property
    def supervisor(self) -> KeyItemLeader | None:
        return self.leaders.get(Part.SUPERVISOR)

    @property
    def handling_leader(self) -> KeyItemLeader | None:
        return self.leaders.get(Part.HANDLING_LEADER)


def _open(cases: Iterable[Suggestion]) -> list[Suggestion]:
    return [case for case in cases if case.state not in ENDED_STATES]


def shown(items: Iterable[KeyItem], seat: Seat) -> list[Item]:
    """All of a board in the same few statements, whatever their number."""
    found = {item.pk: Item(item) for item in items}
    ids = list(found)
    rows = KeyItemCase.objects.filter(item__in=ids, until=None).order_by("suggestion_id")
    for row in rows.select_related("suggestion"):
        found[row.item_id].cases.append(row.suggestion)
    for leader in KeyItemLeader.objects.filter(item__in=ids, until=None):
        found[leader.item_id].leaders[leader.part] = leader
    for duty in Deadline.objects.open().filter(subject_type="keyitem", subject_id__in=ids):
        found[duty.subject_id].duties.append(duty)
    for step in KeyStep.objects.filter(item__in=ids, done_on=None).order_by("-due_on", "-id"):
        found[step.item_id].next_step = step
    _put_last(found, seat)
    # The rules of each congress are read once, however many items it has.
    heads = {one.item.congress_id: one.item for one in found.values()}
    classes = {pk: classes_of(pk) for pk in heads}
    quiet = {pk: quiet_rule(item) for pk, item in heads.items()}
    for one in found.values():
        congress = one.item.congress_id
        own = [row for row in one.leaders.values() if row.seat_id == seat.pk]
        one.mine = "、".join(row.get_part_display() for row in own)
        one.solved = sum(is_solved(case, classes[congress]) for case in one.cases)
        one.quiet_days = _quiet_days(one, quiet[congress])
    return list(found.values())


def is_solved(case: Suggestion, classes: dict[str, Any]) -> bool:
    """As the figures count it: what was found on the spot goes before the class of the answer."""
    if case.checked_result:
        return bool(case.checked_result == CheckResult.SOLVED)
    known = classes.get(case.outcome)
    return known is not None and known.tag == Tag.SOLVED


def _put_last(found: dict[int, Item], seat: Seat) -> None:
    """The latest movement of the item or of any of its suggestions."""
    own = KeyItemEvent.objects.filter(item__in=list(found)).annotate(key=F("item_id"))
    theirs = SuggestionEvent.objects.filter(
        suggestion__key_cases__item__in=list(found), suggestion__key_cases__until=None
    ).annotate(key=F("suggestion__key_cases__item_id"))
    latest: dict[int, list[tuple[dt.datetime, str]]] = defaultdict(list)
    for rows in (own, theirs):
        rows = rows.exclude(code__in=STILL)
        if not sees_inner(seat):
            rows = rows.filter(is_inner=False)
        for key, at, sentence in (
            rows.order_by("key", "-at", "-id").distinct("key").values_list("key", "at", "sentence")
        ):
            latest[key].append((at, sentence))
    for key, events in latest.items():
        at, found[key].last = max(events)
        found[key].last_on = local_day(at)


def _quiet_days(one: Item, quiet: Callable[[dt.date], dt.date]) -> int:
    """0, or for how many days nothing has moved, once that is longer than the rule allows."""
    if not one.going or one.last_on is None:
        return 0
    stalled = today() > quiet(one.last_on)
    return (today() - one.last_on).days if stalled else 0
