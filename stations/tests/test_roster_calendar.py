"""Reception days as an office and a market would count them, on the published years."""

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.calendar import DATA, Calendar
from liaison.services.calendar import read_year
from stations.calendar import (
    describe,
    lunar_days,
    lunar_name,
    occurrences,
    overlap,
    place,
    plan_year,
    upcoming,
)
from stations.choices import PatternKind

YEARS = (2025, 2026)


def published() -> Calendar:
    days = {}
    for year in YEARS:
        days |= read_year((DATA / f"holidays-{year}.csv").read_bytes()).days
    return Calendar(days, YEARS)


CALENDAR = published()


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def rule(kind: str, **kw: Any) -> Any:
    market = kind == PatternKind.MARKET
    base = {
        "pk": None,
        "kind": kind,
        "weekday": None,
        "nth": None,
        "days": [],
        "months": [],
        "by_lunar": False,
        "starts_at": dt.time(9),
        "ends_at": dt.time(11),
        "place": "",
        "moves_on_holiday": not market,
        "moves_on_weekend": not market,
        "since": dt.date(2020, 1, 1),
        "until": None,
    }
    return SimpleNamespace(**base | kw)


def held(pattern: Any, year: int = 2026) -> list[dt.date]:
    return [one.held_on for one in plan_year([pattern], year, CALENDAR)]


def test_the_first_of_october_moves_to_the_eighth():
    pattern = rule("month_day", days=[1], months=[10])
    (one,) = plan_year([pattern], 2026, CALENDAR)
    assert (one.planned_on, one.held_on) == (d("2026-10-01"), d("2026-10-08"))
    assert one.why == "国庆节放假，顺延"
    assert one.certain


def test_a_make_up_saturday_is_a_working_day():
    # 2026-10-10 is a Saturday on which offices work.
    assert held(rule("month_day", days=[10], months=[10])) == [d("2026-10-10")]
    # 2026-02-14 too: the day planned on it stays, nothing moves over it.
    assert held(rule("month_day", days=[14], months=[2])) == [d("2026-02-14")]
    # What a holiday moves ends on the make-up day when that is the next working day.
    calendar = Calendar(
        {
            d("2027-05-07"): ("holiday", "试验"),
            d("2027-05-08"): ("make_up", "试验"),
        },
        [2027],
    )
    one = place(d("2027-05-07"), rule("month_day", days=[7]), calendar)
    assert one.held_on == d("2027-05-08")


def test_a_market_never_moves():
    pattern = rule("market", days=[2, 5, 8])
    days = held(pattern)
    assert {d("2026-10-02"), d("2026-10-05")} <= set(days)  # in the holiday week
    assert {day.day % 10 for day in days} == {2, 5, 8}
    assert all(one.planned_on == one.held_on for one in plan_year([pattern], 2026, CALENDAR))


def test_a_market_of_the_lunar_month():
    days = held(rule("market", days=[3, 6, 9], by_lunar=True))
    numbers = {one.day: one.number for one in lunar_days(2026)}
    assert {numbers[day] % 10 for day in days} == {3, 6, 9}
    assert d("2026-02-19") in days  # 正月初三


def test_a_ten_day_market_is_held_three_times_a_month():
    days = held(rule("market", days=[5]))
    assert [day.day for day in days if day.month == 4] == [5, 15, 25]


def test_an_ordinary_weekend_moves_a_day_only_if_the_pattern_says_so():
    saturday = {"days": [7], "months": [11]}  # 2026-11-07
    assert held(rule("month_day", **saturday)) == [d("2026-11-09")]
    assert held(rule("month_day", moves_on_weekend=False, **saturday)) == [d("2026-11-07")]
    # A station that receives on Saturdays still steps aside for a holiday.
    weekly = rule("weekly", weekday=5, months=[10], moves_on_weekend=False)
    assert d("2026-10-03") not in held(weekly)
    assert d("2026-10-17") in held(weekly)


def test_the_thirty_first_is_the_last_day_of_a_short_month():
    pattern = rule("month_day", days=[31], moves_on_weekend=False, moves_on_holiday=False)
    assert [day.day for day in held(pattern, 2026)][:4] == [31, 28, 31, 30]


def test_nth_weekday_last_and_fifth():
    assert held(rule("nth_weekday", weekday=3, nth=2, months=[11])) == [d("2026-11-12")]
    assert held(rule("nth_weekday", weekday=4, nth=-1, months=[11])) == [d("2026-11-27")]
    fifth = rule("nth_weekday", weekday=4, nth=5)
    assert [day.month for day in occurrences(fifth, 2026)] == [1, 5, 7, 10]


def test_lunar_days_and_the_leap_month():
    plain = rule("lunar", days=[1, 15], moves_on_holiday=False, moves_on_weekend=False)
    assert d("2026-02-17") in held(plain)  # 正月初一
    assert d("2026-09-25") in held(plain)  # 八月十五
    # 2025 has a leap sixth month, from 25 July on.
    every = occurrences(rule("lunar", days=[1]), 2025)
    assert {d("2025-06-25"), d("2025-07-25")} <= set(every)
    named = occurrences(rule("lunar", days=[1], months=[6]), 2025)
    assert named == [d("2025-06-25")]


def test_the_thirtieth_of_a_short_lunar_month_is_its_last_day():
    days = occurrences(rule("lunar", days=[30]), 2026)
    by_day = {one.day: one for one in lunar_days(2026)}
    assert all(by_day[day].is_last for day in days)
    assert {by_day[day].number for day in days} == {29, 30}


def test_two_days_that_meet_are_one_and_say_so():
    first = rule("month_day", days=[1], months=[10], place="一楼")
    second = rule("month_day", days=[8], months=[10], place="二楼")
    (one,) = plan_year([first, second], 2026, CALENDAR)
    assert one.planned_on == one.held_on == d("2026-10-08")
    assert one.place == "二楼"
    assert one.why == "10月1日的接待日因国庆节放假顺延，并在这一天"
    both = plan_year(
        [first, rule("month_day", days=[2], months=[10])],
        2026,
        CALENDAR,
    )
    assert [(one.planned_on, one.held_on) for one in both] == [(d("2026-10-01"), d("2026-10-08"))]
    assert both[0].why.startswith("国庆节放假，顺延；10月2日的接待日")


def test_morning_and_afternoon_are_two_days():
    first = rule("month_day", days=[1], months=[10])
    second = rule("month_day", days=[8], months=[10], starts_at=dt.time(14), ends_at=dt.time(17))
    assert len(plan_year([first, second], 2026, CALENDAR)) == 2


def test_a_year_without_published_days_off_is_provisional():
    (one,) = plan_year([rule("month_day", days=[1], months=[10])], 2028, CALENDAR)
    assert not one.certain
    assert one.held_on > d("2028-10-03")  # the festival's own days are known
    (market,) = plan_year([rule("market", days=[9], months=[10])], 2028, CALENDAR)[:1]
    assert market.certain


def test_the_dates_of_use_are_kept():
    pattern = rule("weekly", weekday=0, since=d("2026-03-01"), until=d("2026-03-31"))
    assert [day.day for day in held(pattern)] == [2, 9, 16, 23, 30]


def test_the_next_twelve_cross_the_year():
    days = upcoming([rule("month_day", days=[31])], d("2026-11-24"), 12, CALENDAR)
    assert len(days) == 12
    assert days[0].held_on == d("2026-11-30")
    assert days[1].held_on.year == 2026
    assert days[2].held_on.year == 2027


def test_words():
    assert describe(rule("nth_weekday", weekday=3, nth=2)) == "每月第二个星期四"
    assert describe(rule("month_day", days=[15], months=[1, 3, 5])) == "每年1、3、5月15日"
    odd = [1, 3, 5, 7, 9, 11]
    assert describe(rule("nth_weekday", weekday=3, nth=2, months=odd)) == "单月第二个星期四"
    assert describe(rule("weekly", weekday=0)) == "每周星期一"
    assert describe(rule("market", days=[8, 2, 5], by_lunar=True)) == "农历逢2、5、8（圩日）"
    assert describe(rule("lunar", days=[1, 15])) == "农历每月初一、十五"
    names = ["初一", "初十", "十一", "二十", "廿三", "三十"]
    assert [lunar_name(n) for n in (1, 10, 11, 20, 23, 30)] == names


weekdays = st.integers(0, 6)
month_lists = st.lists(st.integers(1, 12), unique=True, max_size=12)
flags = st.booleans()
patterns = st.one_of(
    st.builds(
        lambda w, n, m, h, e: rule(
            "nth_weekday", weekday=w, nth=n, months=m, moves_on_holiday=h, moves_on_weekend=e
        ),
        weekdays,
        st.sampled_from([1, 2, 3, 4, 5, -1]),
        month_lists,
        flags,
        flags,
    ),
    st.builds(
        lambda w, m, h, e: rule(
            "weekly", weekday=w, months=m, moves_on_holiday=h, moves_on_weekend=e
        ),
        weekdays,
        month_lists,
        flags,
        flags,
    ),
    st.builds(
        lambda d, m, h, e: rule(
            "month_day", days=d, months=m, moves_on_holiday=h, moves_on_weekend=e
        ),
        st.lists(st.integers(1, 31), unique=True, min_size=1, max_size=4),
        month_lists,
        flags,
        flags,
    ),
    st.builds(
        lambda d, m, lunar: rule("market", days=d, months=m, by_lunar=lunar),
        st.lists(st.integers(0, 9), unique=True, min_size=1, max_size=3),
        month_lists,
        flags,
    ),
    st.builds(
        lambda d, m, h, e: rule("lunar", days=d, months=m, moves_on_holiday=h, moves_on_weekend=e),
        st.lists(st.integers(1, 30), unique=True, min_size=1, max_size=3),
        month_lists,
        flags,
        flags,
    ),
)
years = st.integers(2021, 2060)
# On a busy machine drawing is slow, and that is no finding.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patiently
@given(patterns, years)
def test_every_day_is_itself_or_the_next_working_day(pattern, year):
    for day in occurrences(pattern, year):
        one = place(day, pattern, CALENDAR)
        assert day.year == year
        assert one.moved == bool(one.why)
        if one.moved:
            assert pattern.kind != PatternKind.MARKET
            assert CALENDAR.is_working(one.held_on)
            between = (one.held_on - day).days
            assert not any(CALENDAR.is_working(day + dt.timedelta(n)) for n in range(between))


@patiently
@given(st.lists(patterns, min_size=1, max_size=4), years)
def test_no_day_is_lost_and_none_stands_twice(rules, year):
    planned = plan_year(rules, year, CALENDAR)
    assert planned == plan_year(rules, year, CALENDAR)
    held_days = {one.held_on for one in planned}
    for pattern in rules:
        for day in occurrences(pattern, year):
            assert place(day, pattern, CALENDAR).held_on in held_days
    for number, one in enumerate(planned):
        assert not any(overlap(one, other) for other in planned[number + 1 :])


@patiently
@given(patterns, years)
def test_what_rests_on_an_unknown_year_says_so(pattern, year):
    for one in plan_year([pattern], year, CALENDAR):
        known = {one.planned_on.year, one.held_on.year} <= set(YEARS)
        assert one.certain == (known or pattern.kind == PatternKind.MARKET)


@pytest.mark.parametrize("year", [2025, 2026, 2033, 2034, 2057])
def test_the_lunar_year_has_no_gap(year):
    days = lunar_days(year)
    for one, following in itertools.pairwise(days):
        expected = 1 if one.is_last else one.number + 1
        assert following.number == expected
        assert one.number in {29, 30} or not one.is_last
