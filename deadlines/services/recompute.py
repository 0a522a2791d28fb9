"""When a year of days off is published, the terms that run into it are reckoned anew."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core import registry
from core.apart import apart
from deadlines import arithmetic
from deadlines.arithmetic import Calculation
from deadlines.choices import PeriodUnit
from deadlines.models import Deadline
from deadlines.services.duties import (
    copy_of,
    fraction_of,
    put_in_place,
    put_result,
    regions_of,
)
from liaison.calendar import Calendar, calendar_of


@dataclass
class Change:
    """An open duty whose date another calendar would move."""

    deadline: Deadline
    due_on: dt.date
    found: Calculation = field(repr=False)


def recompute_provisional(year: int) -> int:
    """A year was loaded: every open duty that it touches is reckoned anew; returns how many moved.

    A changed date supersedes the row, so its reminders are armed for the new date. One that
    cannot be reckoned stays provisional for the next run of the sweep; the others go on.
    """
    moved = 0
    for pk in list(_touched_by(year).values_list("pk", flat=True)):
        with apart("reckoning a duty anew", pk):
            row = Deadline.objects.open().select_for_update().filter(pk=pk).first()
            moved += row is not None and _recompute(row, year)
    for subject in registry.subjects():
        if subject.year_loaded is not None:
            with apart(f"telling {subject.code} of a year of days off", year):
                subject.year_loaded(year)
    return moved


def _tell_case(row: Deadline) -> None:
    """Lists show due date and light from the case's own columns (docs/adr/0003)."""
    if registry.known(row.subject_type):
        refresh = registry.subject(row.subject_type).dates_moved
        if refresh is not None:
            refresh([row.subject_id])


def changes_by(year: int, days: dict[dt.date, tuple[str, str]], *, limit: int) -> list[Change]:
    """Which open duties would move if the year were arranged like that; the earliest first."""
    found = []
    for row in _touched_by(year).order_by("due_on", "id").iterator(chunk_size=2000):
        calendar = calendar_of(regions_of(row)).with_year(year, days)
        again = _again(row, calendar)
        if again.due_on != row.due_on:
            found.append(Change(row, again.due_on, again))
            if len(found) == limit:
                break
    return found


def years_awaited() -> list[int]:
    """Loaded years that open duties still count as unknown; the sweep puts that right."""
    calendar = calendar_of()
    loaded = {year for year in range(2000, 2100) if calendar.knows(year)}
    dates = Deadline.objects.open().filter(provisional=True).values_list("due_on__year", flat=True)
    return sorted(loaded.intersection(dates.distinct()))


def _touched_by(year: int) -> "models.QuerySet[Deadline]":
    """Open terms that run into the year (or the December before, which its notice may move)."""
    return (
        Deadline.objects.open()
        .filter(due_on__gte=dt.date(year - 1, 12, 1), from_on__lte=dt.date(year, 12, 31))
        .exclude(calculation__unit=PeriodUnit.FIXED)
    )


def _recompute(row: Deadline, year: int) -> bool:
    """Whether the date moved; the case hears of anything that its lists show, also of the light."""
    calendar = calendar_of(regions_of(row))
    found = _again(row, calendar)
    fresh = copy_of(row)
    put_result(fresh, found, calendar, fraction_of(row))
    moved = fresh.due_on != row.due_on
    if moved:
        put_in_place(fresh, row, reason=f"{year}年放假安排已公布，期限重新计算")
    elif (fresh.calculation, fresh.amber_on) != (row.calculation, row.amber_on):
        put_result(row, found, calendar, fraction_of(row))
        row.save(update_fields=["calculation", "provisional", "amber_on"])
    else:
        return False
    _tell_case(row)
    return moved


def _again(row: Deadline, calendar: Calendar) -> Calculation:
    """The same term from the same day, by another calendar."""
    stored: dict[str, Any] = row.calculation
    start = dt.date.fromisoformat(stored["from_on"])
    return arithmetic.compute(start, stored["amount"], stored["unit"], calendar)
