"""When a term ends (民法典 arts. 200-204), with every day that was skipped and why.

The day on which a term starts does not count (art. 201). Months end on the same date of the due
month, or on its last day where there is no such date (art. 202). A last day that is not a working
day gives way to the next working day (art. 203). A date fixed by an authority never moves.
"""

import calendar as months
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from core.display import WEEKDAYS, full_day
from deadlines.choices import PeriodUnit
from liaison.calendar import ONE, Calendar, DayNote

MAX_AMOUNT = 3650
PERIOD = re.compile(r"(\d+)\s*(个?工作日|working[ _-]?days?|个?月|months?|个?日|天|days?)", re.I)
DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?")

SKIPPED, COUNTED, MOVED, WARNED = "skipped", "counted", "moved", "warned"


def short(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


@dataclass(frozen=True)
class Calculation:
    """A due date and the way to it, as data and in words; kept with the duty for ever."""

    due_on: dt.date
    unit: str
    from_on: dt.date
    amount: int
    natural_on: dt.date
    provisional: bool = False
    steps: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "from_on": self.from_on.isoformat(),
            "amount": self.amount,
            "unit": self.unit,
            "natural_on": self.natural_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "provisional": self.provisional,
            "steps": self.steps,
            "words": self.words(),
        }

    def words(self) -> str:
        text = _WORDS[PeriodUnit(self.unit)](self)
        if self.provisional:
            text += "其中有的年份还没有公布放假安排，这个日期是暂定的，公布后自动重算。"
        return text

    def named(self, effect: str) -> str:
        """10月1日国庆节放假、10月4日星期六, of the days with that effect."""
        return "、".join(
            short(dt.date.fromisoformat(step["day"])) + step["why"]
            for step in self.steps
            if step["effect"] == effect
        )


def compute(start: dt.date, amount: int, unit: str, calendar: Calendar) -> Calculation:
    """The last day of a term of months, days or working days that starts on `start`."""
    if not 1 <= amount <= MAX_AMOUNT:
        raise ValueError(f"a term of {amount} {unit}")
    if unit == PeriodUnit.WORKING_DAYS:
        return _count_working_days(start, amount, calendar)
    months_asked = unit == PeriodUnit.MONTHS
    natural = add_months(start, amount) if months_asked else start + ONE * amount
    due_on, steps, certain = natural, [], True
    while True:
        note = calendar.note(due_on)
        certain &= note.certain
        if note.working:
            break
        steps.append(_step(due_on, note, MOVED))
        due_on += ONE
    if note.why:
        steps.append(_step(due_on, note, COUNTED))
    return Calculation(due_on, unit, start, amount, natural, not certain, steps)


def _count_working_days(start: dt.date, amount: int, calendar: Calendar) -> Calculation:
    day, left, certain = start, amount, True
    steps: list[dict[str, str]] = []
    while left:
        day += ONE
        note = calendar.note(day)
        certain &= note.certain
        left -= note.working
        if note.why:
            steps.append(_step(day, note, COUNTED if note.working else SKIPPED))
    return Calculation(day, PeriodUnit.WORKING_DAYS, start, amount, day, not certain, steps)


def fixed(
    day: dt.date, calendar: Calendar | None = None, start: dt.date | None = None
) -> Calculation:
    """A date written by an authority: it stays; on a day off the page only warns."""
    steps = []
    if calendar is not None and not calendar.is_working(day):
        steps.append(_step(day, calendar.note(day), WARNED))
    return Calculation(day, PeriodUnit.FIXED, start or day, 0, day, steps=steps)


def add_months(day: dt.date, count: int) -> dt.date:
    """Art. 202: the same date of the due month; without one, that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = months.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def amber_on(
    start: dt.date, due_on: dt.date, calendar: Calendar, numerator: int = 1, denominator: int = 6
) -> dt.date:
    """The light turns amber when that fraction is left, at the last working day before at latest.

    Of a term of three months (90 to 92 days) a sixth is fifteen days.
    """
    left = (due_on - start).days * numerator // denominator
    return max(start, min(due_on - ONE * left, calendar.working_before(due_on)))


def parse(text: str) -> tuple[int, str] | dt.date:
    """ "10 working days", 10个工作日, 3 months, 15日, or a fixed date; ValueError for the rest."""
    text = text.strip()
    if match := DATE.fullmatch(text):
        return dt.date(*map(int, match.groups()))
    match = PERIOD.fullmatch(text)
    if not match or not 1 <= int(match[1]) <= MAX_AMOUNT:
        raise ValueError(text)
    word = match[2].lower()
    if "工作" in word or word.startswith("work"):
        return int(match[1]), PeriodUnit.WORKING_DAYS
    if "月" in word or word.startswith("month"):
        return int(match[1]), PeriodUnit.MONTHS
    return int(match[1]), PeriodUnit.DAYS


def of(start: dt.date, period: tuple[int, str] | dt.date, calendar: Calendar) -> Calculation:
    if isinstance(period, dt.date):
        return fixed(period, calendar, start)
    return compute(start, *period, calendar)


def _step(day: dt.date, note: DayNote, effect: str) -> dict[str, str]:
    return {"day": day.isoformat(), "why": note.why, "effect": effect}


def _days_words(found: Calculation) -> str:
    unit = PeriodUnit(found.unit).label
    text = f"{full_day(found.from_on)}当日不计，{found.amount}{unit}到{full_day(found.natural_on)}"
    if found.due_on != found.natural_on:
        return f"{text}。{found.named(MOVED)}，顺延到{_with_week(found.due_on)}。"
    made_up = found.named(COUNTED)
    return f"{text}。{made_up}，不顺延。" if made_up else f"{text}，是工作日，不顺延。"


def _working_days_words(found: Calculation) -> str:
    text = (
        f"{full_day(found.from_on)}当日不计，从次日起数{found.amount}个工作日，"
        f"到{_with_week(found.due_on)}。"
    )
    if skipped := found.named(SKIPPED):
        text += f"跳过：{skipped}。"
    if counted := found.named(COUNTED):
        text += f"计入：{counted}。"
    return text


def _fixed_words(found: Calculation) -> str:
    text = f"期限指定为{_with_week(found.due_on)}，不顺延。"
    warned = found.named(WARNED)
    return text + (f"请注意，{warned}，不是工作日。" if warned else "")


def _with_week(day: dt.date) -> str:
    return f"{full_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


_WORDS = {
    PeriodUnit.MONTHS: _days_words,
    PeriodUnit.DAYS: _days_words,
    PeriodUnit.WORKING_DAYS: _working_days_words,
    PeriodUnit.FIXED: _fixed_words,
}
