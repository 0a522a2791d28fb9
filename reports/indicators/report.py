"""One function for page, sheet and API: the same number by construction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from liaison.models import DeputyGroup, Seat, Session, Unit
from reports.indicators import facts
from reports.indicators.facts import Narrowing
from reports.indicators.formulas import (
    Change,
    Indicator,
    Sums,
    Switches,
    change,
    indicators,
    summed,
)
from stations.models import Theme
from suggestions.models import Suggestion, SuggestionRule, rule_of


@dataclass(frozen=True)
class Line:
    """One row of a breakdown; `filter` narrows the list of suggestions to it."""

    id: int | None
    name: str
    sums: Sums
    indicators: list[Indicator]


@dataclass(frozen=True)
class Figure:
    """A rate with last year's."""

    now: Indicator
    before: Indicator
    change: Change


@dataclass(frozen=True)
class Report:
    as_of: dt.date
    before_as_of: dt.date
    narrowing: Narrowing
    switches: Switches
    sums: Sums
    figures: list[Figure]
    themes: list[Line]
    sessions: list[Line]
    units: list[Line]
    groups: list[Line]
    league_minimum: int
    left_out: int


def switches_of(rule: SuggestionRule) -> Switches:
    return Switches(rule.basic_counts, rule.silence, rule.satisfied_base)


def report(
    seat: Seat,
    *,
    as_of: dt.date,
    narrowing: Narrowing,
    switches: Switches | None = None,
    rule: SuggestionRule | None = None,
) -> Report:
    """Figures of the cases that the seat may count, as they stood at the end of that day."""
    rule = rule or rule_of(seat.unit.congress_id)
    chosen = switches or switches_of(rule)
    rows = _rows(seat, narrowing, as_of)
    known = facts.of_cases(rows, as_of, first=chosen.first)
    earlier = _year_before(as_of)
    past = replace(narrowing, year=narrowing.year - 1) if narrowing.year else narrowing
    sums = summed(known.values())
    before = summed(
        facts.cube(facts.with_facts(_rows(seat, past, earlier), earlier, first=chosen.first))
    )
    pairs = [(unit, known[pk]) for pk, unit in facts.units_of(rows, as_of) if pk in known]
    units, left_out = _compared(_lines(pairs, _unit_names, chosen), rule.league_minimum)
    return Report(
        as_of=as_of,
        before_as_of=earlier,
        narrowing=narrowing,
        switches=chosen,
        sums=sums,
        figures=[
            Figure(a, b, change(a, b))
            for a, b in zip(indicators(sums, chosen), indicators(before, chosen), strict=True)
        ],
        themes=_lines(
            ((row["theme_id"], row) for row in known.values()), _themes, chosen, "未分类"
        ),
        sessions=_lines(
            ((row["session_id"], row) for row in known.values()), _sessions, chosen, "闭会期间"
        ),
        units=units,
        groups=_lines(
            ((group, known[pk]) for pk, group in facts.groups_of(rows, as_of) if pk in known),
            _group_names,
            chosen,
        ),
        league_minimum=rule.league_minimum,
        left_out=left_out,
    )


def _rows(seat: Seat, narrowing: Narrowing, day: dt.date) -> "QuerySet[Suggestion]":
    return facts.assigned(facts.narrowed(facts.counted_for(seat, day), narrowing, day), day)


def _year_before(day: dt.date) -> dt.date:
    """29 February compares with 28."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _lines(
    rows: Iterable[tuple[int | None, dict[str, Any]]],
    names: Callable[[set[int]], dict[int, str]],
    switches: Switches,
    none: str = "",
) -> list[Line]:
    """In the order of `names`; cases without one come last."""
    sums: dict[int | None, Sums] = defaultdict(Sums)
    for key, row in rows:
        sums[key].add(row)
    known = names({key for key in sums if key is not None})
    lines = [
        Line(key, name, sums[key], indicators(sums[key], switches)) for key, name in known.items()
    ]
    if None in sums:
        lines.append(Line(None, none, sums[None], indicators(sums[None], switches)))
    return lines


def _themes(ids: set[int]) -> dict[int, str]:
    return {row.pk: row.name for row in Theme.objects.filter(pk__in=ids)}


def _sessions(ids: set[int]) -> dict[int, str]:
    rows = Session.objects.filter(pk__in=ids).select_related("term__congress")
    return {row.pk: str(row) for row in rows.order_by("-opens_on")}


def _unit_names(ids: set[int]) -> dict[int, str]:
    return {row.pk: row.name for row in Unit.objects.filter(pk__in=ids).in_order()}


def _group_names(ids: set[int]) -> dict[int, str]:
    return {row.pk: row.name for row in DeputyGroup.objects.filter(pk__in=ids).order_by("name")}


def _compared(lines: list[Line], minimum: int) -> tuple[list[Line], int]:
    """A unit with few cases is not compared, only counted as left out."""
    shown = [line for line in lines if line.sums.assigned >= minimum]
    return shown, len(lines) - len(shown)
