"""The tables that an office reports every year: from whom, how formed, on what, to whom, how ended.

Like the rates they count dated rows as they stood at the end of a day, in a fixed handful of
statements whatever the number of cases.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from liaison.models import Seat, Unit
from reports.indicators import facts
from reports.indicators.facts import Narrowing
from suggestions.choices import CheckResult, FormedBy, Part, Rating, SignerState, Tag
from suggestions.models import (
    CoSigner,
    Party,
    PromiseEvent,
    Study,
    Suggestion,
    SuggestionEvent,
    Verdict,
)

ENDED = ("withdrawn", "refused")
# What a promise's last event of these says about it on a day.
PROMISE_TURNS = ("made", "recalled", "struck", "changed", "again")
SHARES = {Part.MAIN: "主办", Part.CO: "会办", Part.SEPARATE: "分办"}


@dataclass(frozen=True)
class Table:
    """A heading, what its columns mean, the lines; `note` says what is counted."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    note: str = ""


def year_tables(seat: Seat, *, as_of: dt.date, narrowing: Narrowing) -> list[Table]:
    """件, never people: one suggestion counts once, whoever signed it with others."""
    scope = facts.counted_for(seat, as_of)
    handed_in = _handed_in(facts.narrowed(scope, narrowing, as_of), as_of)
    given = facts.assigned(facts.narrowed(scope, narrowing, as_of), as_of)
    lines = list(
        handed_in.annotate(joint=Exists(_cosigners(as_of))).values_list(
            "session_id", "joint", "formed_by", "theme__name"
        )
    )
    return [
        _received(lines),
        _counted("形成方式", [FormedBy(row[2]).label if row[2] else "未填" for row in lines]),
        _counted("主题", [row[3] or "未分类" for row in lines]),
        _classes(given, as_of),
        _handlers(given, as_of),
        _afterwards(given, as_of),
    ]


def _handed_in(rows: QuerySet[Suggestion], day: dt.date) -> QuerySet[Suggestion]:
    """Received by then, not withdrawn or refused by then; a part counts from its split on."""
    ended = SuggestionEvent.objects.filter(code__in=ENDED, at__date__lte=day)
    return (
        rows.filter(submitted_on__lte=day)
        .filter(Q(split_from=None) | Q(created_on__lte=day))
        .exclude(pk__in=ended.values("suggestion_id"))
    )


def _cosigners(day: dt.date) -> QuerySet[CoSigner]:
    return CoSigner.objects.filter(
        suggestion_id=OuterRef("pk"), state=SignerState.CONFIRMED, answered_at__date__lte=day
    )


def percent(part: int, whole: int) -> float | None:
    return round(part * 100 / whole, 1) if whole else None


def _received(lines: list[tuple[Any, ...]]) -> Table:
    joint = Counter((row[0] is None, bool(row[1])) for row in lines)

    def row(name: str, between: Iterable[bool]) -> tuple[Any, ...]:
        both = [(joint[one, False], joint[one, True]) for one in between]
        alone, together = (sum(column) for column in zip(*both, strict=True))
        return name, alone, together, alone + together

    return Table(
        "收到的建议",
        ("", "代表单独提出", "代表联名提出", "合计"),
        [
            row("会议期间", [False]),
            row("闭会期间", [True]),
            row("合计", [False, True]),
        ],
        "按件数，不按人次；已撤回和不予受理的不算。",
    )


def _counted(title: str, names: Iterable[str]) -> Table:
    """Most first, as year reports list them; these are kinds of matter, not people or units."""
    count = Counter(names)
    whole = count.total()
    rows = [(name, n, percent(n, whole)) for name, n in count.most_common()]
    return Table(title, (title, "件数", "占比（%）"), rows, "按收到的建议。")


def _classes(given: QuerySet[Suggestion], day: dt.date) -> Table:
    rows = facts.with_facts(given, day, first=False)
    count: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for row in facts.cube(rows):
        if row["answered"]:
            count[row["outcome"] or ""] += row["n"]
            after[_seen_on_the_spot(row)] += row["n"]
    whole = count.total()
    named = [(tag.label, tag.value) for tag in Tag]
    short = [(f"抽查核实{one.label}", f"check.{one}") for one in CheckResult]
    named += [(name, key) for name, key in short if after[key]]
    if count[""] or after[""]:
        named.append(("其他", ""))
    found = [(name, count[key], percent(count[key], whole), after[key]) for name, key in named]
    return Table(
        "办理结果",
        ("统计归类", "件数", "占比（%）", "抽查以后（件）"),
        [*found, ("合计", whole, percent(whole, whole), whole)],
        "按已答复的建议；多个单位答复的按最差的一类。抽查过的，最后一列按核实的结果。",
    )


def _seen_on_the_spot(row: dict[str, Any]) -> str:
    """The class follows the check; what no check has seen keeps the class of its answer."""
    if row["checked"] == CheckResult.SOLVED:
        return Tag.SOLVED
    return f"check.{row['checked']}" if row["checked"] else row["outcome"] or ""


def _handlers(given: QuerySet[Suggestion], day: dt.date) -> Table:
    """In the units' own order: a list, no league."""
    held = (
        Party.objects.filter(
            facts.in_force(day), part__in=SHARES, suggestion_id__in=given.values("pk")
        )
        .values_list("unit_id", "part", "suggestion_id")
        .distinct()
    )
    shares = Counter((unit, part) for unit, part, _ in held)
    units = Unit.objects.filter(pk__in={unit for unit, _ in shares}).in_order()
    rows = [_shares_of(unit.name, unit.pk, shares) for unit in units]
    return Table(
        "承办单位",
        ("单位", *SHARES.values(), "合计"),
        rows,
        "一件建议有几个单位承办，每个单位各计一次，相加会多于总件数。",
    )


def _shares_of(name: str, pk: int, shares: Mapping[tuple[int, str], int]) -> tuple[Any, ...]:
    counts = [shares.get((pk, part), 0) for part in SHARES]
    return name, *counts, sum(counts)


def _afterwards(given: QuerySet[Suggestion], day: dt.date) -> Table:
    """What became of it: unsatisfied, handled again, promised and kept."""
    ids = given.values("pk")
    verdicts = Verdict.objects.filter(suggestion_id__in=ids, rated_on__lte=day)
    bad = verdicts.filter(Q(attitude=Rating.UNSATISFIED) | Q(result=Rating.UNSATISFIED))
    again = Study.objects.filter(suggestion_id__in=ids, rehandle=True, on__lte=day)
    promises = _promises(ids, day)
    return Table(
        "评价以后",
        ("事项", "件数"),
        [
            ("代表评过不满意的建议", bad.values("suggestion_id").distinct().count()),
            ("重新办理的建议", again.values("suggestion_id").distinct().count()),
            ("答复中的承诺", promises.total() - promises["recalled"]),
            ("已落实并销号的承诺", promises["struck"]),
            ("说明变更的承诺", promises["changed"]),
        ],
        "承诺按项计，一件建议可以有几项。",
    )


def _promises(ids: QuerySet[Any], day: dt.date) -> Counter[str]:
    """Each promise by the last event that turned it; events are never rewritten."""
    events = (
        PromiseEvent.objects.filter(
            promise__suggestion_id__in=ids, code__in=PROMISE_TURNS, at__date__lte=day
        )
        .order_by("promise_id", "-at", "-id")
        .distinct("promise_id")
    )
    return Counter(events.values_list("code", flat=True))
