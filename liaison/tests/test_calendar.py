"""Days off: the shipped years against another source, other years by the measure, loading."""

import datetime as dt

import chinese_calendar
import pytest

from audit.models import Entry
from audit.services import SYSTEM
from core.problems import Invalid
from liaison.calendar import DATA, calendar_of, expected_holidays
from liaison.models import CalendarDay, CalendarYear
from liaison.services.calendar import (
    load_calendar_year,
    read_year,
    template,
)
from liaison.tests.factories import make_division

pytestmark = pytest.mark.django_db

YEAR_2027 = """# 国务院办公厅关于2027年部分节假日安排的通知
日期,种类,名称
2027-01-01,放假,元旦
2027-02-05,放假,春节
2027-02-06,放假,春节
2027-02-08,放假,春节
2027-02-20,调休上班,春节
2027-03-01,放假,补休
2027/5/3,放假,劳动节
2027年10月1日,放假,国庆节
""".encode()


@pytest.mark.parametrize("year", [2025, 2026])
def test_shipped_years_agree_with_an_independent_table(year):
    calendar = calendar_of()
    assert calendar.knows(year)
    day = dt.date(year, 1, 1)
    while day.year == year:
        assert calendar.is_working(day) == chinese_calendar.is_workday(day), day
        day += dt.timedelta(days=1)


def test_shipped_files_equal_the_rows_of_a_fresh_installation():
    for year in (2025, 2026):
        draft = read_year((DATA / f"holidays-{year}.csv").read_bytes())
        rows = CalendarDay.objects.filter(year__year=year, year__region=None)
        assert {r.day: (r.kind, r.name) for r in rows} == draft.days
        assert not draft.errors
        assert draft.source.startswith(f"国务院办公厅关于{year}年部分节假日安排的通知")


def test_words_say_why_a_day_is_off():
    calendar = calendar_of()
    assert calendar.note(dt.date(2025, 10, 1)).why == "国庆节放假"
    assert calendar.note(dt.date(2025, 9, 27)).why == "星期六"
    assert calendar.note(dt.date(2025, 9, 28)).why == "调休上班"
    assert calendar.note(dt.date(2025, 9, 29)).why == ""


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_measure_orders_thirteen_days(year):
    off = expected_holidays(year)
    assert sum(day.weekday() < 5 for day in off) == 13
    for day in (d for d in off if d.weekday() < 5):
        note = calendar_of().note(day)
        # The State Council may move a made-up day, never a festival itself.
        assert not note.working or off[day].endswith("补假")


def test_a_year_nobody_arranged_is_reckoned_and_said_to_be_uncertain():
    calendar = calendar_of()
    spring = calendar.note(dt.date(2027, 2, 5))
    assert (spring.working, spring.certain, spring.why) == (False, False, "春节放假")
    assert calendar.note(dt.date(2027, 5, 3)).why == "劳动节补假"
    assert calendar.note(dt.date(2027, 3, 2)).working


def test_loading_a_year_replaces_it_as_a_whole_and_is_recorded():
    year = load_calendar_year(read_year(YEAR_2027), by=SYSTEM)
    assert year.source == "国务院办公厅关于2027年部分节假日安排的通知"
    assert calendar_of().is_working(dt.date(2027, 2, 20))
    assert not calendar_of().is_working(dt.date(2027, 3, 1))
    again = YEAR_2027.replace("2027-03-01,放假,补休\n".encode(), b"")
    assert load_calendar_year(read_year(again), by=SYSTEM).pk == year.pk
    assert calendar_of().note(dt.date(2027, 3, 1)).working
    assert Entry.objects.filter(action="calendaryear.load", subject_id=year.pk).count() == 2


def test_a_region_may_add_days_of_its_own():
    place = make_division("民族自治区", "province")
    rows = "2026-06-24,放假,火把节\n".encode()
    load_calendar_year(read_year(rows), by=SYSTEM, region=place)
    assert calendar_of().is_working(dt.date(2026, 6, 24))
    assert calendar_of([place.pk]).note(dt.date(2026, 6, 24)).why == "火把节放假"
    assert calendar_of([place.pk]).note(dt.date(2026, 10, 1)).why == "国庆节放假"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有一天的安排"),
        ("\n".join(["日期,种类,名称"]).encode(), "没有一天的安排"),
        ("2027-13-01,放假,元旦".encode(), "看不懂"),
        ("2027-01-01,休息,元旦".encode(), "种类请填"),
        ("2027-01-01,放假,".encode(), "名称请填"),
        ("2027-01-01,放假,元旦\n2027-01-01,放假,元旦".encode(), "写了两次"),
        ("2027-01-01,放假,元旦\n2027-01-04,调休上班,元旦".encode(), "本来就上班"),
        (
            "2027-01-01,放假,元旦\n2027-02-08,放假,春节\n2026-05-01,放假,劳动节".encode(),
            "不在2027",
        ),
        ("2027-01-01,放假,元旦\n2027-02-08,放假,春节".encode(), "缺少国庆节"),
    ],
)
def test_a_faulty_file_is_refused_with_the_line_and_nothing_is_loaded(content, words):
    with pytest.raises(Invalid) as refusal:
        load_calendar_year(read_year(content), by=SYSTEM)
    assert words in "".join(refusal.value.errors["file"])
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_what_a_spreadsheet_saves_is_read():
    """Excel in China saves GBK, and a template downloaded from here starts with a mark."""
    assert read_year(YEAR_2027.decode().encode("gb18030")).days == read_year(YEAR_2027).days
    assert not read_year(template(2027).encode()).errors
    assert read_year(template(2027).encode()).year == 2027


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Invalid):
        read_year(b"\xff\xfe\x00\x81\xff")
