"""The year tables: each number by hand, and the same again after whatever happens later."""

import datetime as dt
import io
import random

import pytest
import time_machine
from django.db import connection
from python_calamine import CalamineWorkbook

from core.clock import today
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from reports.indicators import Narrowing, report, year_tables
from reports.tests.play import noon, play
from suggestions import services
from suggestions.choices import State
from suggestions.services import ClassLine
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    make_draft,
    make_suggestion,
    unit_seat,
)

pytestmark = pytest.mark.django_db
START = dt.date(2026, 1, 5)


@pytest.fixture
def county():
    return county_fixture()


def tables(county, day=None, role=Role.OFFICE, **narrow):
    found = year_tables(county.seat(role), as_of=day or today(), narrowing=Narrowing(**narrow))
    return {table.title: {row[0]: row[1:] for row in table.rows} for table in found}


def test_alone_and_joint_ones_add_up_and_an_ended_one_is_not_received(county):
    make_suggestion(county, State.SUBMITTED, formed_by="study")
    make_suggestion(county, State.NOT_ADMITTED)
    make_suggestion(county, State.WITHDRAWN)
    make_suggestion(county, State.COSIGNING)
    joint = make_draft(county, formed_by="study")
    services.invite(joint, by=lead_seat(county), deputies=[county.deputies[1]])
    services.answer_cosign(joint, by=deputy_seat(county, 1), agree=True)
    services.submit(joint, by=lead_seat(county))
    found = tables(county)
    assert found["收到的建议"]["合计"] == (1, 1, 2)
    assert found["形成方式"] == {"调研": (2, 100.0)}
    assert sum(row[0] for row in found["主题"].values()) == 2


def test_shares_are_counted_by_part_in_the_units_own_order(county):
    first, second = county.departments[:2]
    for _ in range(2):
        make_suggestion(county, State.HANDLING, units=[second, first])
    services.assign(
        make_suggestion(county, State.ACCEPTED),
        by=county.seat(Role.OFFICE),
        separate=[first, second],
    )
    rows = tables(county)["承办单位"]
    assert rows == {first.name: (0, 2, 1, 3), second.name: (2, 0, 1, 3)}
    assert list(rows) == sorted(rows)


def test_a_class_worded_anew_does_not_change_what_was_answered_before(county):
    """Answers keep their class and its meaning of then; so do the figures of that day."""
    case = make_suggestion(county, State.HANDLING)
    answer(case, county.departments[0], "A")
    day = today()
    before = report(county.seat(Role.OFFICE), as_of=day, narrowing=Narrowing()).sums
    assert before.tags["solved"] == 1
    with time_machine.travel(noon(day + dt.timedelta(days=3)), tick=False):
        services.set_classes(
            county.congress,
            [ClassLine("甲", "已经解决", "solved"), ClassLine("A", "留作参考", "reference")],
            starts_on=today(),
            by=county.seat(Role.OFFICE),
        )
        after = report(county.seat(Role.OFFICE), as_of=day, narrowing=Narrowing()).sums
        now = report(county.seat(Role.OFFICE), as_of=today(), narrowing=Narrowing()).sums
    assert after == before
    assert now.tags == before.tags


def test_where_every_signer_rates_the_worst_word_is_the_cases(county):
    office = county.seat(Role.OFFICE)
    services.set_rule(county.congress, {"rated_by": "all"}, by=office)
    case = make_draft(county)
    services.invite(case, by=lead_seat(county), deputies=[county.deputies[1]])
    services.answer_cosign(case, by=deputy_seat(county, 1), agree=True)
    services.submit(case, by=lead_seat(county))
    services.accept(case, by=office)
    services.assign(case, by=office, main=county.departments[0])
    services.sign_for(case, by=unit_seat(county.departments[0]))
    answer(case, county.departments[0])
    services.rate(case, by=lead_seat(county), attitude="satisfied", result="satisfied")
    services.rate(
        case,
        by=deputy_seat(county, 1),
        attitude="satisfied",
        result="unsatisfied",
        reason="还没有开办。",
    )
    sums = report(office, as_of=today(), narrowing=Narrowing()).sums
    assert (sums.rated, sums.satisfied, sums.unsatisfied) == (1, 0, 1)


@pytest.mark.parametrize("seed", [11, 12])
def test_figures_and_tables_of_a_day_stay_as_they_were_read_on_that_day(county, seed):
    """Read on the day itself, and again once the year is over."""
    chance = random.Random(seed)
    office = county.seat(Role.OFFICE)
    read = {}

    def look(day):
        found = report(office, as_of=day, narrowing=Narrowing())
        return found.sums, [f.now for f in found.figures], tables(county, day)

    play(county, chance, START, 5)
    middle = START + dt.timedelta(days=500)
    for offset in range(0, 200, 40):
        day = middle + dt.timedelta(days=offset)
        with time_machine.travel(noon(day), tick=False):
            read[day] = look(day)
        play(county, chance, day + dt.timedelta(days=1), 2)
    with time_machine.travel(noon(middle + dt.timedelta(days=900)), tick=False):
        for day, then in read.items():
            assert look(day) == then, day
    assert len({then[0].assigned for then in read.values()}) > 2


def test_unsatisfied_handled_again_and_promised_as_the_raw_rows_say(county):
    make_suggestion(county, State.REHANDLING)
    make_suggestion(county, State.STUDYING)
    make_suggestion(county, State.CLOSED)
    rows = tables(county)["评价以后"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT suggestion_id) FROM suggestions_suggestionevent"
            " WHERE code = 'unsatisfied'"
        )
        assert rows["代表评过不满意的建议"] == cursor.fetchone() == (2,)
        cursor.execute("SELECT count(*) FROM suggestions_suggestionevent WHERE code='rehandled'")
        assert rows["重新办理的建议"] == cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM suggestions_promise")
        assert rows["答复中的承诺"] == cursor.fetchone()


def test_another_county_adds_nothing(county):
    other = county_fixture("邻县")
    make_suggestion(other, State.CLOSED)
    assert tables(county)["收到的建议"]["合计"] == (0, 0, 0)
    assert tables(county)["承办单位"] == {}
    assert tables(other)["收到的建议"]["合计"] == (1, 0, 1)
    assert tables(county, role=Role.UNIT_HEAD)["收到的建议"]["合计"] == (0, 0, 0)


def test_a_unit_reads_its_own_cases_alone(county):
    make_suggestion(county, State.HANDLING, units=county.departments[:1])
    make_suggestion(county, State.HANDLING, units=county.departments[1:2])
    seat = unit_seat(county.departments[1])
    found = year_tables(seat, as_of=today(), narrowing=Narrowing())
    assert [table.rows[-1][-1] for table in found if table.title == "收到的建议"] == [1]


def test_the_tables_take_a_handful_of_statements(county, django_assert_max_num_queries):
    seat = county.seat(Role.OFFICE)
    for _ in range(3):
        make_suggestion(county, State.REPLIED)
    with django_assert_max_num_queries(10):
        year_tables(seat, as_of=today(), narrowing=Narrowing())


def test_the_workbook_has_a_sheet_for_each_table_with_the_same_numbers(county):
    make_suggestion(county, State.CLOSED, title="关于=1+1的建议")
    client = signed_in(county.seat(Role.OFFICE))
    answer_ = client.get("/figures/sheet/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer_.content))
    assert book.sheet_names[1:] == list(tables(county))
    rows = book.get_sheet_by_name("收到的建议").to_python()
    assert rows[-1] == ["合计", *tables(county)["收到的建议"]["合计"]]
