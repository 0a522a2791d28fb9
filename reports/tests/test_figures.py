"""Figures: right by another count, the same on all three doors, as of any past day."""

import datetime as dt
import io
import random

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from core.clock import today
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from reports.indicators import Narrowing, Switches, report
from reports.tests.independent import rechecked, recount
from reports.tests.play import noon, play
from spotchecks.tests.factories import make_check
from suggestions import services
from suggestions.choices import State
from suggestions.tests.factories import answer, lead_seat, make_suggestion

pytestmark = pytest.mark.django_db
START = dt.date(2026, 1, 5)


@pytest.fixture
def county():
    return county_fixture()


def figures(county, day=None, role=Role.OFFICE, **kw):
    narrowing = kw.pop("narrowing", Narrowing())
    return report(county.seat(role), as_of=day or today(), narrowing=narrowing, **kw)


def rates(found):
    return {f.now.code: (f.now.numerator, f.now.denominator, f.now.value) for f in found.figures}


def ours(found):
    s = found.sums
    return (
        s.assigned,
        s.answered,
        s.in_time,
        s.overdue,
        s.contacted,
        s.tags["solved"],
        s.rated,
        s.satisfied,
        s.basic,
        s.unsatisfied,
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_an_independent_count_in_sql_finds_the_same_on_every_day(county, seed):
    play(county, random.Random(seed), START, 12)
    seen = set()
    for step in range(0, 480, 20):
        day = START + dt.timedelta(days=step)
        found = ours(figures(county, day))
        assert found == recount(county.congress.pk, day), day
        seen.add(found)
    assert len(seen) > 10
    assert max(row[1] for row in seen) > 3


def test_what_happens_later_does_not_change_an_earlier_day(county):
    case = make_suggestion(county, State.HANDLING)
    before = today()
    first = ours(figures(county, before))
    later = noon(before + dt.timedelta(days=10))
    with time_machine.travel(later, tick=False):
        answer(case, county.departments[0], "A")
        services.rate(case, by=lead_seat(county), attitude="basic", result="basic")
        assert ours(figures(county, before)) == first
        assert rates(figures(county))["answered"] == (1, 1, 100.0)
        assert rates(figures(county))["solved"] == (1, 1, 100.0)


def test_a_share_of_nothing_is_no_data(county):
    found = figures(county)
    assert {f.now.words for f in found.figures} == {"无数据"}
    assert {f.change.words for f in found.figures} == {""}


def key_year(county, year, solved, count):
    """Key items of a year, all answered and rated 满意, so many of them solved."""
    for number in range(count):
        with time_machine.travel(noon(dt.date(year, 3, 2)), tick=False):
            case = make_suggestion(county, State.HANDLING)
            services.make_key(
                case,
                by=county.seat(Role.OFFICE),
                grounds="群众反映集中。",
                meeting="主任会议",
                decided_on=today(),
            )
        with time_machine.travel(noon(dt.date(year, 5, 20)), tick=False):
            answer(case, county.departments[0], "A" if number < solved else "B")
            services.rate(case, by=lead_seat(county), attitude="satisfied", result="satisfied")


def test_the_figure_of_the_bulletin_7_of_7_all_satisfied_and_solved_by_38_1(county):
    """The source does not say which 38.1 % it means: both readings are shown with their names.

    One of three solved, then five of seven: 38.1 points more, and 114.3 % of the year before.
    """
    key_year(county, 2025, 1, 3)
    key_year(county, 2026, 5, 7)
    found = figures(county, dt.date(2026, 11, 24), narrowing=Narrowing(year=2026, key=True))
    by = {f.now.code: f for f in found.figures}
    assert rates(found)["answered"] == (7, 7, 100.0)
    assert rates(found)["satisfied"] == (7, 7, 100.0)
    assert rates(found)["solved"] == (5, 7, 71.4)
    assert by["solved"].change.points == 38.1
    assert by["solved"].change.relative == 114.3
    assert by["solved"].change.words == "同比+38.1个百分点，相对变化+114.3%"


def test_what_a_spot_check_found_stands_beside_the_claim(county):
    """The class in statistics follows the check; what was claimed stays to be seen."""
    for outcome in ("A", "A", "B"):
        case = make_suggestion(county, State.HANDLING)
        answer(case, county.departments[0], outcome)
        services.rate(case, by=lead_seat(county), attitude="basic", result="basic")
    check = make_check(county, "concluded", size=3)
    day = check.concluded_on

    found = figures(county, day)
    assert rates(found)["solved"] == (2, 3, 66.7)
    assert rates(found)["solved_checked"] == (2, 3, 66.7)
    sums = found.sums
    counted = (sums.checked, sums.checked_claimed, sums.checked_solved)
    assert counted == rechecked(county.congress.pk, day) == (3, 2, 2)
    note = next(f.now.notes for f in found.figures if f.now.code == "solved_checked")
    assert note == ("抽查3件里，承办单位答复为已解决的2件，核实已解决2件。",)
    assert rates(figures(county, day - dt.timedelta(days=1)))["solved_checked"] == (0, 0, None)


def test_the_formula_of_the_satisfied_rate_is_switched_and_says_so(county):
    for rating in ("satisfied", "basic", "unsatisfied", None):
        case = make_suggestion(county, State.REPLIED)
        if rating:
            services.rate(
                case, by=lead_seat(county), attitude="basic", result=rating, reason="说明。"
            )
    later = noon(today() + dt.timedelta(days=60))

    def of(**kw):
        found = figures(county, switches=Switches(**kw))
        item = found.figures[-1].now
        return item.numerator, item.denominator, item.formula

    with time_machine.travel(later, tick=False):
        assert of() == (2, 3, "（满意＋基本满意）÷已评价")
        assert of(basic_counts=False) == (1, 3, "满意÷已评价")
        assert of(silence="counted") == (2, 4, "（满意＋基本满意）÷（已评价＋逾期未评）")
        assert of(base="answered") == (2, 4, "（满意＋基本满意）÷已答复")
        assert "逾期未评1件，不计入基数。" in figures(county).figures[-1].now.notes


def test_units_are_compared_from_the_minimum_on_and_never_ranked(county):
    for unit in [0] * 5 + [1]:
        make_suggestion(county, State.HANDLING, units=county.departments[unit : unit + 1])
    found = figures(county)
    assert [(line.name, line.sums.assigned) for line in found.units] == [
        (county.departments[0].name, 5)
    ]
    assert found.left_out == 1


def test_each_post_counts_its_own(county):
    other = county_fixture("对岸县")
    make_suggestion(county, State.HANDLING)
    make_suggestion(county, State.HANDLING, units=county.departments[1:2], is_confidential=True)
    counts = {Role.OFFICE: 2, Role.LEADER: 2, Role.COMMITTEE: 2, Role.DEPUTY: 2, Role.UNIT: 1}
    for role, count in counts.items():
        assert figures(county, role=role).sums.assigned == count, role
        assert figures(other, role=role).sums.assigned == 0, role
    assert figures(county, role=Role.GOVOFFICE).sums.assigned == 2


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMIN, Role.AUDITOR])
def test_whoever_has_no_figures_finds_no_page(county, role):
    client = signed_in(county.seat(role))
    assert client.get("/figures/").status_code == 404
    assert client.get("/figures/sheet/").status_code == 404
    assert client.get("/api/v1/indicators/").status_code == 404


def test_page_sheet_and_api_say_the_same(county):
    play(county, random.Random(7), START, 8)
    with time_machine.travel(noon(dt.date(2026, 11, 24)), tick=False):
        client = signed_in(county.seat(Role.OFFICE))
        ask = "?as_of=2026-06-30&year=2026"
        page = client.get(f"/figures/{ask}").content.decode()
        body = client.get(f"/api/v1/indicators/{ask}").json()
        content = client.get(f"/figures/sheet/{ask}").content
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
        head = next(row for row in rows if row[0] == "分组")
        total = dict(zip(head, next(row for row in rows if row[0] == "合计"), strict=True))
        assert body["sums"]["assigned"] == total["交办"] > 0
        for item in body["indicators"]:
            assert total[item["label"]] == ("无数据" if item["value"] is None else item["value"])
            assert f"{item['numerator']}÷{item['denominator']}" in page
            assert item["formula"] in page


def test_a_wrong_question_is_refused_beside_its_field(county):
    client = signed_in(county.seat(Role.LEADER))
    coming = today() + dt.timedelta(days=3)
    page = client.get(f"/figures/?as_of={coming}")
    assert page.status_code == 400
    assert "不能在今天之后" in page.content.decode()
    for query in (f"as_of={coming}", "year=x", "unit=0", "session=abc", "colour=red"):
        assert client.get(f"/api/v1/indicators/?{query}").status_code == 400, query


def test_a_page_takes_a_handful_of_statements_whatever_the_size(
    county, django_assert_max_num_queries
):
    seat = county.seat(Role.OFFICE)
    for unit in (0, 1, 0):
        make_suggestion(county, State.REPLIED, units=county.departments[unit : unit + 1])
    with django_assert_max_num_queries(12):
        report(seat, as_of=today(), narrowing=Narrowing())


def test_nothing_calls_for_a_comparison_of_deputies(county):
    make_suggestion(county, State.REPLIED)
    page = signed_in(county.seat(Role.OFFICE)).get("/figures/").content.decode()
    assert "排名" not in page
    assert county.deputies[0].name not in page
