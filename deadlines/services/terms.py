"""How long a kind of duty lasts: numbers are rows per congress, with defaults in code."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from core.kept import Kept
from deadlines import arithmetic
from deadlines.arithmetic import Calculation
from deadlines.choices import PeriodUnit
from deadlines.choices import kind as kind_of
from deadlines.models import DeadlineRule
from liaison.calendar import Calendar

FRACTION = (1, 6)
LATE_EVERY = 7


@dataclass(frozen=True)
class Terms:
    """How long a kind of duty lasts here: the congress's row, else the default's, else the kind."""

    amount: int
    unit: str
    reminders: list[int]
    late_every: int = LATE_EVERY
    fraction: tuple[int, int] = FRACTION
    fixed: tuple[int, int] | None = None
    rule_id: int | None = None
    limit: tuple[int, str] | None = None

    def calculate(self, start: dt.date, calendar: Calendar) -> Calculation:
        """A yearly date gives way to the law's own limit where that comes first."""
        if self.fixed is None:
            return arithmetic.compute(start, self.amount, self.unit, calendar)
        day = _yearly(start.year, self.fixed)
        found = arithmetic.fixed(
            day if day >= start else _yearly(start.year + 1, self.fixed), calendar, start
        )
        if self.limit is None:
            return found
        latest = arithmetic.compute(start, *self.limit, calendar)
        return latest if latest.due_on < found.due_on else found


def _yearly(year: int, month_and_day: tuple[int, int]) -> dt.date:
    month, day = month_and_day
    return arithmetic.add_months(dt.date(year, 1, day), month - 1)


def _rules(shape: str, *, kind: str, congress_id: int | None, on: dt.date) -> Any:
    return DeadlineRule.objects.filter(
        Q(congress_id=congress_id) | Q(congress=None), kind=kind, effective_from__lte=on
    ).order_by(F("congress_id").asc(nulls_last=True), "-effective_from")[:1]


# Every deed that starts a clock asks for it.
_RULES = Kept(_rules)


def terms_for(kind: str, congress_id: int | None, on: dt.date) -> Terms:
    found = _RULES.rows("", kind=kind, congress_id=congress_id, on=on)
    return terms_of(found[0]) if found else default_terms(kind)


def default_terms(kind: str) -> Terms:
    """What the code itself says, for a congress that settled nothing."""
    default = kind_of(kind)
    return Terms(default.amount, default.unit, list(default.reminders), limit=default.limit)


def terms_of(rule: DeadlineRule) -> Terms:
    fixed = None
    if rule.unit == PeriodUnit.FIXED and rule.fixed_month and rule.fixed_day:
        fixed = (rule.fixed_month, rule.fixed_day)
    return Terms(
        rule.amount,
        rule.unit,
        list(rule.reminders),
        rule.late_every,
        (rule.amber_numerator, rule.amber_denominator),
        fixed,
        rule.pk,
        kind_of(rule.kind).limit,
    )
