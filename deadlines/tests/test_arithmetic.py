"""Terms as a lawyer would check them (民法典 arts. 200-204), on the published years."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadlines import arithmetic
from deadlines.arithmetic import COUNTED, MOVED, SKIPPED, WARNED
from deadlines.choices import PeriodUnit
from liaison.calendar import DATA, Calendar
from liaison.services.calendar import read_year

MONTHS, DAYS, WORKING = PeriodUnit.MONTHS, PeriodUnit.DAYS, PeriodUnit.WORKING_DAYS


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    days = {}
    for year in (2025, 2026):
        days |= read_year((DATA / f"holidays-{year}.csv").read_bytes()).days
    return Calendar(days, [2025, 2026])


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # No 30 February: the month's last day (art. 202), a make-up Saturday, so it stays.
        ("2025-11-30", 3, MONTHS, "2026-02-28"),
        ("2025-08-31", 1, MONTHS, "2025-09-30"),
        ("2025-01-20", 3, MONTHS, "2025-04-21"),  # 20 April 2025 is a Sunday
        ("2025-07-01", 3, MONTHS, "2025-10-09"),  # 1 October: the whole holiday passes first
        ("2026-06-25", 3, MONTHS, "2026-09-28"),  # Mid-Autumn Friday and its weekend
        # Over National Day with two make-up days that count.
        ("2025-09-24", 10, WORKING, "2025-10-14"),
        ("2025-09-30", 1, WORKING, "2025-10-09"),
        ("2026-02-13", 1, WORKING, "2026-02-14"),  # a make-up Saturday is the first working day
        ("2026-02-14", 1, WORKING, "2026-02-24"),
        ("2025-09-13", 15, DAYS, "2025-09-28"),  # a make-up Sunday as last day stays
        ("2025-09-12", 15, DAYS, "2025-09-28"),  # Saturday moves to the make-up Sunday
        ("2026-01-31", 15, DAYS, "2026-02-24"),  # into Spring Festival
        ("2026-03-01", 15, DAYS, "2026-03-16"),
        ("2025-12-30", 3, DAYS, "2026-01-04"),  # New Year, then the make-up Sunday
    ],
)
def test_law_cases(calendar, start, amount, unit, due):
    found = arithmetic.compute(d(start), amount, unit, calendar)
    assert found.due_on == d(due)
    assert not found.provisional


def test_every_skipped_day_is_named_with_its_reason(calendar):
    found = arithmetic.compute(d("2025-09-24"), 10, WORKING, calendar)
    by_effect = {
        effect: [(s["day"], s["why"]) for s in found.steps if s["effect"] == effect]
        for effect in (SKIPPED, COUNTED, MOVED)
    }
    assert by_effect[COUNTED] == [("2025-09-28", "调休上班"), ("2025-10-11", "调休上班")]
    assert ("2025-10-06", "中秋节放假") in by_effect[SKIPPED]
    assert ("2025-09-27", "星期六") in by_effect[SKIPPED]
    assert len(by_effect[SKIPPED]) == 10
    assert not by_effect[MOVED]
    words = found.words()
    assert "10月1日国庆节放假" in words
    assert "计入：9月28日调休上班、10月11日调休上班" in words
    assert "到2025年10月14日（星期二）" in words


def test_a_moved_last_day_says_from_where(calendar):
    found = arithmetic.compute(d("2025-07-01"), 3, MONTHS, calendar)
    assert found.natural_on == d("2025-10-01")
    assert [s["day"] for s in found.steps] == [f"2025-10-0{n}" for n in range(1, 9)]
    assert {s["effect"] for s in found.steps} == {MOVED}
    assert "顺延到2025年10月9日" in found.words()


def test_a_fixed_date_never_moves_and_warns(calendar):
    found = arithmetic.fixed(d("2026-06-06"), calendar)
    assert found.due_on == d("2026-06-06")
    assert found.steps == [{"day": "2026-06-06", "why": "星期六", "effect": WARNED}]
    assert "不是工作日" in found.words()
    assert not arithmetic.fixed(d("2026-06-05"), calendar).steps


def test_an_unpublished_year_is_provisional(calendar):
    found = arithmetic.compute(d("2026-11-30"), 3, MONTHS, calendar)
    assert found.due_on == d("2027-03-01")  # 28 February 2027 is a Sunday
    assert found.provisional
    assert "暂定" in found.words()
    spring = arithmetic.compute(d("2027-01-21"), 15, DAYS, calendar)
    assert spring.due_on == d("2027-02-11")  # 除夕 to 初三 and two days made up, by the measure


def test_amber_begins_at_a_sixth_and_never_after_the_last_working_day(calendar):
    start = d("2026-03-02")
    due = arithmetic.compute(start, 3, MONTHS, calendar).due_on
    assert due == d("2026-06-02")
    assert arithmetic.amber_on(start, due, calendar) == due - dt.timedelta(days=15)
    # Five working days: a sixth is one day, a Monday's eve is the Friday before.
    assert arithmetic.amber_on(d("2026-03-02"), d("2026-03-09"), calendar) == d("2026-03-06")
    assert arithmetic.amber_on(d("2026-03-02"), d("2026-03-03"), calendar) == d("2026-03-02")


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.dates(dt.date(2025, 1, 1), dt.date(2026, 9, 1)),
    amount=st.integers(1, 60),
    unit=st.sampled_from([MONTHS, DAYS, WORKING]),
)
def test_any_term_ends_on_a_working_day_and_grows_with_its_length(calendar, start, amount, unit):
    if unit == MONTHS:
        amount = amount % 3 + 1
    found = arithmetic.compute(start, amount, unit, calendar)
    assert calendar.is_working(found.due_on)
    assert found.due_on > start
    longer = arithmetic.compute(start, amount + 1, unit, calendar)
    assert longer.due_on >= found.due_on
    assert found.due_on >= found.natural_on
    if unit == WORKING:
        days = (start + dt.timedelta(days=n) for n in range(1, (found.due_on - start).days + 1))
        assert sum(calendar.is_working(day) for day in days) == amount


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("10 working days", (10, WORKING)),
        ("1 working day", (1, WORKING)),
        ("10个工作日", (10, WORKING)),
        ("3 months", (3, MONTHS)),
        ("3个月", (3, MONTHS)),
        ("15 days", (15, DAYS)),
        ("15日", (15, DAYS)),
        ("15天", (15, DAYS)),
        ("2026-06-30", dt.date(2026, 6, 30)),
        ("2026年6月30日", dt.date(2026, 6, 30)),
    ],
)
def test_periods_are_read_as_people_write_them(text, meaning):
    assert arithmetic.parse(text) == meaning


@pytest.mark.parametrize(
    "text", ["", "soon", "0 days", "-3 days", "3 years", "2026-02-30", "9999 days"]
)
def test_nonsense_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the text itself
        arithmetic.parse(text)


@pytest.mark.usefixtures("years")
def test_command_prints_due_date_and_arithmetic(capsys):
    call_command("deadline", "2025-09-24", "10 working days", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["due_on"] == "2025-10-14"
    assert answer["provisional"] is False
    assert {"day": "2025-10-01", "why": "国庆节放假", "effect": "skipped"} in answer["steps"]
    call_command("deadline", "2025-09-24", "2026-06-06")
    assert "不是工作日" in capsys.readouterr().out


@pytest.mark.usefixtures("years")
@pytest.mark.parametrize(
    ("start", "period"),
    [("yesterday", "3 months"), ("2025-09-24", "soon"), ("2025-09-24", "2025-01-01")],
)
def test_command_refuses_nonsense_in_words(start, period):
    with pytest.raises(CommandError):
        call_command("deadline", start, period)
