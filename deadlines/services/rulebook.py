"""What holds in a congress for each kind of duty, since when, and what held before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.clock import today
from core.display import cn_num
from deadlines.arithmetic import Calculation
from deadlines.choices import Kind, PeriodUnit, kinds, subject_of
from deadlines.choices import kind as kind_of
from deadlines.models import DeadlineRule
from deadlines.services.terms import Terms, default_terms, terms_of
from liaison.calendar import Calendar, calendar_of
from liaison.choices import Role
from liaison.models import Seat
from liaison.models.scope import SCOPE_COLUMNS

# The day from which the rules that come with the product hold.
ALWAYS = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Line:
    """The rule of one kind on a day; `rule` is None where the product's own default holds."""

    kind: Kind
    terms: Terms
    rule: DeadlineRule | None
    coming: list[DeadlineRule] = field(default_factory=list)

    @property
    def subject(self) -> str:
        return subject_of(self.kind.code)

    @property
    def owes(self) -> str:
        return "、".join(str(Role(role).label) for role in self.kind.roles)

    @property
    def period(self) -> str:
        if self.kind.from_case:
            return "随每件事定"
        return self.rule.period if self.rule else period_of(self.kind)

    @property
    def since(self) -> dt.date | None:
        """None: it came with the product."""
        if self.rule is None or self.rule.effective_from <= ALWAYS:
            return None
        return self.rule.effective_from

    @property
    def is_own(self) -> bool:
        """The congress settled it itself."""
        return self.rule is not None and self.rule.congress_id is not None

    @property
    def source(self) -> str:
        return (self.rule.source if self.rule else "") or self.kind.source

    @property
    def reminders(self) -> str:
        if self.kind.is_window:
            return ""
        return reminder_words(self.terms.reminders, self.terms.late_every)

    @property
    def amber(self) -> str:
        numerator, denominator = self.terms.fraction
        return f"{cn_num(denominator)}分之{cn_num(numerator)}"

    def example(self, calendar: Calendar, start: dt.date | None = None) -> Calculation:
        return self.terms.calculate(start or today(), calendar)


def period_of(kind: Kind) -> str:
    return period_words(kind.amount, kind.unit)


def period_words(amount: int, unit: str) -> str:
    return f"{amount}{PeriodUnit(unit).label}"


def reminder_words(days: Iterable[int], late_every: int) -> str:
    before = [str(day) for day in sorted(days, reverse=True) if day]
    parts = [f"提前{'、'.join(before)}天"] if before else []
    parts += ["到期当天"] if 0 in days else []
    return f"{'、'.join(parts) or '到期前不提醒'}，逾期后每{late_every}天"


def calendar_for(seat: Seat) -> Calendar:
    return calendar_of(getattr(seat.unit, column) for column in SCOPE_COLUMNS)


def book(congress_id: int | None, on: dt.date | None = None) -> list[Line]:
    """Every kind with the rule that holds on the day, in one query."""
    rows = DeadlineRule.objects.of(congress_id).order_by("effective_from")
    found: dict[str, list[DeadlineRule]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return [_line(kind, found.get(kind.code, []), on or today()) for kind in kinds()]


def line(congress_id: int | None, code: str, on: dt.date | None = None) -> Line:
    rows = list(DeadlineRule.objects.of(congress_id).filter(kind=code).order_by("effective_from"))
    return _line(kind_of(code), rows, on or today())


def _line(kind: Kind, rows: list[DeadlineRule], on: dt.date) -> Line:
    """The congress's own row goes before everybody's, of several the latest."""
    begun = [row for row in rows if row.effective_from <= on]
    own = [row for row in begun if row.congress_id is not None]
    held = own or begun
    rule = held[-1] if held else None
    coming = [row for row in rows if row.effective_from > on and row.congress_id is not None]
    terms = terms_of(rule) if rule else default_terms(kind.code)
    return Line(kind, terms, rule, coming)


@dataclass(frozen=True)
class Past:
    """One entry of the history: what held from when to when, and who settled it."""

    period: str
    since: dt.date | None
    until: dt.date | None
    source: str
    reminders: str
    by: str
    at: dt.datetime | None
    rule: DeadlineRule | None
    state: str


def history(congress_id: int | None, code: str) -> list[Past]:
    """The newest first; the last line is what the product itself starts with."""
    kind = kind_of(code)
    rows = list(DeadlineRule.objects.of(congress_id).filter(kind=code).order_by("effective_from"))
    rows = _that_held(rows)
    found = [
        _past(row, rows[n + 1].effective_from if n + 1 < len(rows) else None)
        for n, row in enumerate(rows)
    ]
    if not rows or rows[0].effective_from > ALWAYS:
        default = default_terms(code)
        until = rows[0].effective_from if rows else None
        found.insert(
            0,
            Past(
                period_of(kind),
                None,
                until,
                kind.source,
                reminder_words(default.reminders, default.late_every),
                "",
                None,
                None,
                _state(None, until),
            ),
        )
    return found[::-1]


def _that_held(rows: list[DeadlineRule]) -> list[DeadlineRule]:
    """A common row that came after the congress's first own one never held here."""
    first_own = next((row.effective_from for row in rows if row.congress_id is not None), None)
    if first_own is None:
        return rows
    return [row for row in rows if row.congress_id is not None or row.effective_from < first_own]


def _past(row: DeadlineRule, next_from: dt.date | None) -> Past:
    until = next_from
    since = row.effective_from if row.effective_from > ALWAYS else None
    return Past(
        row.period,
        since,
        until,
        row.source or kind_of(row.kind).source,
        reminder_words(row.reminders, row.late_every),
        row.made_by_name,
        row.made_at,
        row,
        _state(since, until),
    )


def _state(since: dt.date | None, until: dt.date | None) -> str:
    if since is not None and since > today():
        return "还没生效"
    return "现行" if until is None or until > today() else "已被替代"
