"""Which days a pattern names in a year, and where holidays put them: dates only, no database.

Four customs are fixed here. A month that is too short holds its reception on its last day (the
31st of June is the 30th; the thirtieth of a lunar month of 29 days is its 29th). A month without
a fifth Friday has none. A market follows its own days and never moves. A lunar pattern that
names its months holds in the ordinary one, not in the leap month that repeats it; one that names
none holds in the leap month as well, which is a month like any other to those who wait.
"""

import calendar as months
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from borax.calendars.lunardate import LunarDate

from core.display import cn_date
from liaison.calendar import Calendar
from stations.choices import PatternKind

ONE = dt.timedelta(days=1)
LAST = -1
LOOK_AHEAD = 3  # years in which the next dates of any pattern are found


class Pattern(Protocol):
    """What the arithmetic reads of a RosterPattern; a form that is not saved yet will do."""

    pk: Any
    kind: str
    weekday: int | None
    nth: int | None
    days: list[int]
    months: list[int]
    by_lunar: bool
    starts_at: dt.time
    ends_at: dt.time
    place: str
    moves_on_holiday: bool
    moves_on_weekend: bool
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True)
class LunarDay:
    day: dt.date
    month: int
    number: int
    leap: bool
    is_last: bool


@dataclass(frozen=True)
class Planned:
    """One reception day as the patterns and the calendar make it; `why` it is not when planned."""

    pattern: Any
    planned_on: dt.date
    held_on: dt.date
    why: str
    certain: bool
    starts_at: dt.time
    ends_at: dt.time
    place: str

    @property
    def moved(self) -> bool:
        return self.planned_on != self.held_on


def occurrences(pattern: Pattern, year: int) -> list[dt.date]:
    """The days that the pattern itself names in the year, before anything moves."""
    found = sorted(set(_KINDS[PatternKind(pattern.kind)](pattern, year)))
    until = pattern.until or dt.date.max
    return [day for day in found if pattern.since <= day <= until]


def _nth_weekday(pattern: Pattern, year: int) -> Iterator[dt.date]:
    for month in _months(pattern):
        days = [day for day in _days_of(year, month) if day.weekday() == pattern.weekday]
        nth = pattern.nth or 1
        if nth == LAST:
            yield days[-1]
        elif nth <= len(days):
            yield days[nth - 1]


def _weekly(pattern: Pattern, year: int) -> Iterator[dt.date]:
    for month in _months(pattern):
        yield from (day for day in _days_of(year, month) if day.weekday() == pattern.weekday)


def _month_day(pattern: Pattern, year: int) -> Iterator[dt.date]:
    for month in _months(pattern):
        last = months.monthrange(year, month)[1]
        for number in pattern.days:
            yield dt.date(year, month, min(number, last))


def _market(pattern: Pattern, year: int) -> Iterator[dt.date]:
    """逢2、5、8: the last digit of the day; no market is held for a day that is not there."""
    for lunar in lunar_days(year):
        number = lunar.number if pattern.by_lunar else lunar.day.day
        month = lunar.month if pattern.by_lunar else lunar.day.month
        if number % 10 in pattern.days and (not pattern.months or month in pattern.months):
            yield lunar.day


def _lunar(pattern: Pattern, year: int) -> Iterator[dt.date]:
    for lunar in lunar_days(year):
        if pattern.months and (lunar.leap or lunar.month not in pattern.months):
            continue
        beyond = lunar.is_last and any(number > lunar.number for number in pattern.days)
        if lunar.number in pattern.days or beyond:
            yield lunar.day


_KINDS = {
    PatternKind.NTH_WEEKDAY: _nth_weekday,
    PatternKind.MONTH_DAY: _month_day,
    PatternKind.WEEKLY: _weekly,
    PatternKind.MARKET: _market,
    PatternKind.LUNAR: _lunar,
}


def _months(pattern: Pattern) -> Iterable[int]:
    return sorted(pattern.months) or range(1, 13)


def _days_of(year: int, month: int) -> list[dt.date]:
    return [
        dt.date(year, month, number) for number in range(1, months.monthrange(year, month)[1] + 1)
    ]


@lru_cache(maxsize=16)
def lunar_days(year: int) -> tuple[LunarDay, ...]:
    """Every day of the solar year with its place in the lunar calendar."""
    day, found = dt.date(year, 1, 1), []
    here = LunarDate.from_solar(day)
    while day.year == year:
        following = LunarDate.from_solar(day + ONE)
        found.append(LunarDay(day, here.month, here.day, bool(here.leap), following.day == 1))
        day, here = day + ONE, following
    return tuple(found)


def place(day: dt.date, pattern: Pattern, calendar: Calendar) -> Planned:
    """Where the day is held: itself, or the next working day, make-up Saturdays counting as such.

    A market never moves. Whether a holiday or an ordinary weekend moves the day is the pattern's.
    """
    held, why = day, ""
    if pattern.kind != PatternKind.MARKET and not calendar.is_working(day):
        holiday = holiday_over(day, calendar)
        if pattern.moves_on_holiday if holiday else pattern.moves_on_weekend:
            held = calendar.working_on_or_after(day)
            why = f"{holiday or calendar.note(day).why}，顺延"
    certain = pattern.kind == PatternKind.MARKET or (
        calendar.knows(day.year) and calendar.knows(held.year)
    )
    return Planned(
        pattern, day, held, why, certain, pattern.starts_at, pattern.ends_at, pattern.place
    )


def holiday_over(day: dt.date, calendar: Calendar) -> str:
    """The holiday that a free day belongs to, in words; an ordinary weekend gives none.

    A notice lists the weekdays off; the weekend that touches them is part of the same holiday.
    """
    for step in (-ONE, ONE):
        here = day
        while not (note := calendar.note(here)).working:
            if not note.why.startswith("星期"):
                return note.why
            here += step
    return ""


def plan_year(patterns: Iterable[Pattern], year: int, calendar: Calendar) -> list[Planned]:
    """All days of a station in the year, earliest first.

    Two that meet in the same hours are one day; its words say which two. The one that did not
    have to move keeps its hours and place.
    """
    days: list[Planned] = []
    for pattern in patterns:
        days += [place(day, pattern, calendar) for day in occurrences(pattern, year)]
    days.sort(key=lambda one: (one.held_on, one.moved, one.planned_on, one.starts_at))
    found: list[Planned] = []
    for one in days:
        met = next((n for n, other in enumerate(found) if overlap(other, one)), None)
        if met is None:
            found.append(one)
        else:
            found[met] = _joined(found[met], one)
    return found


def overlap(one: Any, other: Any) -> bool:
    """On the same day, in hours that meet."""
    return bool(
        one.held_on == other.held_on
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    )


def _joined(base: Planned, other: Planned) -> Planned:
    origin = f"{cn_date(other.planned_on)}的接待日" if other.moved else "另一个接待日"
    reason = other.why.removesuffix("，顺延")
    words = f"{origin}{f'因{reason}顺延' if reason else ''}，并在这一天"
    why = "；".join(part for part in (base.why, words) if part)
    return replace(base, why=why[:120], certain=base.certain and other.certain)


def upcoming(
    patterns: Iterable[Pattern], after: dt.date, count: int, calendar: Calendar
) -> list[Planned]:
    """The next days from that day on: what a form shows before it is saved."""
    patterns = list(patterns)
    found: list[Planned] = []
    # A day planned in December may be held in January.
    for year in range(after.year - 1, after.year + LOOK_AHEAD):
        found += [one for one in plan_year(patterns, year, calendar) if one.held_on >= after]
        if len(found) >= count:
            break
    return found[:count]


def describe(pattern: Pattern) -> str:
    """The pattern in one line: 每月第二个星期四, 单月15日, 农历逢2、5、8（圩日）."""
    return _WORDS[PatternKind(pattern.kind)](pattern)


def _months_in_words(pattern: Pattern) -> str:
    months = sorted(pattern.months)
    if not months:
        return "每月"
    named = {"1,3,5,7,9,11": "单月", "2,4,6,8,10,12": "双月"}.get(",".join(map(str, months)))
    return named or f"每年{'、'.join(str(month) for month in months)}月"


def _some_months(pattern: Pattern) -> str:
    return _months_in_words(pattern) if pattern.months else ""


WEEK = "一二三四五六日"
ORDINALS = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", 5: "第五个", LAST: "最后一个"}
DIGITS = "〇一二三四五六七八九"
_TENS = ("初", "十", "廿", "三")


def lunar_name(number: int) -> str:
    """初一, 初十, 十五, 二十, 廿三, 三十."""
    if number in {10, 20, 30}:
        return {10: "初十", 20: "二十", 30: "三十"}[number]
    return f"{_TENS[number // 10]}{DIGITS[number % 10]}"


def _weekday(pattern: Pattern) -> str:
    return f"星期{WEEK[pattern.weekday or 0]}"


def _listed(words: Iterable[str]) -> str:
    return "、".join(words)


_WORDS = {
    PatternKind.NTH_WEEKDAY: lambda p: f"{_months_in_words(p)}{ORDINALS[p.nth or 1]}{_weekday(p)}",
    PatternKind.WEEKLY: lambda p: f"{_some_months(p)}每周{_weekday(p)}",
    PatternKind.MONTH_DAY: lambda p: (
        f"{_months_in_words(p)}{_listed(f'{n}日' for n in sorted(p.days))}"
    ),
    PatternKind.MARKET: lambda p: (
        f"{'农历' if p.by_lunar else ''}{_some_months(p)}"
        f"逢{_listed(str(n) for n in sorted(p.days))}（圩日）"
    ),
    PatternKind.LUNAR: lambda p: (
        f"农历{_months_in_words(p)}{_listed(lunar_name(n) for n in sorted(p.days))}"
    ),
}
