"""Which days an office works: published years as rows, other years by the standing measure.

A year whose arrangement is loaded is certain. Any other year is reckoned by the measure in
force, 《全国年节及纪念日放假办法》 (State Council order 795, since 1 January 2025): its festivals,
those on a weekend made up on the next weekdays, and no make-up Saturdays, which nobody can
foresee. New Year, Labour Day and National Day are fixed; the four others are astronomical facts,
tabled below to 2040, and left out after that. Whatever rests on such a year is provisional.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import F, Q

from core.display import WEEKDAYS
from core.kept import Kept
from liaison.choices import DayKind
from liaison.models import CalendarDay, CalendarYear

ONE = dt.timedelta(days=1)
DATA = Path(__file__).parent / "data"
# First day of the first lunar month, 清明, 端午, 中秋; as month and day.
FESTIVALS = {
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
    2036: ((1, 28), (4, 4), (5, 30), (10, 4)),
    2037: ((2, 15), (4, 4), (6, 18), (9, 24)),
    2038: ((2, 4), (4, 5), (6, 7), (9, 13)),
    2039: ((1, 24), (4, 5), (5, 27), (10, 2)),
    2040: ((2, 12), (4, 4), (6, 14), (9, 20)),
}


@dataclass(frozen=True)
class DayNote:
    """What a day is; `why` in words, empty for an ordinary weekday."""

    working: bool
    why: str = ""
    certain: bool = True


class Calendar:
    """Working days of one place: the country's rows and, on top, those of its regions."""

    def __init__(self, days: Mapping[dt.date, tuple[str, str]], years: Iterable[int]):
        self._days = days
        self._years = frozenset(years)

    def knows(self, year: int) -> bool:
        return year in self._years

    def with_year(self, year: int, days: Mapping[dt.date, tuple[str, str]]) -> "Calendar":
        """The same place if that year were arranged like this: for a look before it counts."""
        kept = {day: note for day, note in self._days.items() if day.year != year}
        return Calendar(kept | dict(days), self._years | {year})

    def note(self, day: dt.date) -> DayNote:
        kind, name = self._days.get(day, ("", ""))
        certain = self.knows(day.year)
        if kind == DayKind.HOLIDAY:
            return DayNote(working=False, why=f"{name}放假", certain=certain)
        if kind == DayKind.MAKE_UP:
            return DayNote(working=True, why="调休上班", certain=certain)
        if not certain and day in expected_holidays(day.year):
            name = expected_holidays(day.year)[day]
            return DayNote(working=False, why=name, certain=False)
        if day.weekday() >= 5:
            return DayNote(working=False, why=f"星期{WEEKDAYS[day.weekday()]}", certain=certain)
        return DayNote(working=True, certain=certain)

    def is_working(self, day: dt.date) -> bool:
        return self.note(day).working

    def working_on_or_after(self, day: dt.date) -> dt.date:
        while not self.is_working(day):
            day += ONE
        return day

    def working_before(self, day: dt.date) -> dt.date:
        day -= ONE
        while not self.is_working(day):
            day -= ONE
        return day


@lru_cache(maxsize=64)
def expected_holidays(year: int) -> dict[dt.date, str]:
    """The days off that the measure itself orders for a year nobody has arranged yet."""
    off: dict[dt.date, str] = {}
    for name, days in sorted(_festivals(year), key=lambda festival: festival[1][0]):
        owed = 0
        for day in days:
            owed += day.weekday() >= 5 or day in off
            off.setdefault(day, f"{name}放假")
        # Article 6: what falls on a weekend is made up on working days.
        day = days[-1]
        while owed:
            day += ONE
            if day.weekday() < 5 and day not in off:
                off[day] = f"{name}补假"
                owed -= 1
    return off


def _festivals(year: int) -> list[tuple[str, list[dt.date]]]:
    fixed = [("元旦", 1, 1, 1), ("劳动节", 5, 1, 2), ("国庆节", 10, 1, 3)]
    found = [(name, _run(dt.date(year, month, day), n)) for name, month, day, n in fixed]
    if year in FESTIVALS:
        spring, tomb, dragon, moon = (dt.date(year, *pair) for pair in FESTIVALS[year])
        found += [
            ("春节", _run(spring - ONE, 4)),
            ("清明节", [tomb]),
            ("端午节", [dragon]),
            ("中秋节", [moon]),
        ]
    return found


def _run(first: dt.date, count: int) -> list[dt.date]:
    return [first + ONE * n for n in range(count)]


Version = tuple[tuple[int, int, int | None, dt.datetime], ...]
# Calendars of the years as they were last seen; replaced as a whole, so threads need no lock.
_seen: tuple[Version, dict[frozenset[int], Calendar]] = ((), {})


def _years(shape: str) -> Any:
    return CalendarYear.objects.order_by("id").values("id", "year", "region_id", "loaded_at")


_YEARS = Kept(_years)


def calendar_of(regions: Iterable[int | None] = ()) -> Calendar:
    """The calendar of a place, given the ids of the divisions that it lies in.

    Kept in memory while the list of loaded years stays the same, which costs one tiny query.
    """
    global _seen
    version = tuple(tuple(row.values()) for row in _YEARS.rows(""))
    if _seen[0] != version:
        _seen = (version, {})
    special = frozenset({region for _, _, region, _ in version if region}.intersection(regions))
    known = _seen[1]
    if special not in known:
        known[special] = _read(version, special)
    return known[special]


def _read(version: Version, regions: frozenset[int]) -> Calendar:
    """Regions on top of the country."""
    rows = (
        CalendarDay.objects.filter(Q(year__region=None) | Q(year__region__in=regions))
        .order_by(F("year__region_id").asc(nulls_first=True), "day")
        .values_list("day", "kind", "name")
    )
    days = {day: (kind, name) for day, kind, name in rows}
    return Calendar(days, [year for _, year, region, _ in version if region is None])


def is_office_day(day: dt.date) -> bool:
    """Whether offices of the country work that day."""
    return calendar_of().is_working(day)
