"""An empty co-handling opinion goes back once, with a clock of its own."""

import pytest

from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.services import terms_for
from liaison.calendar import calendar_of
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from notifications.models import Notification
from suggestions import services
from suggestions.choices import CO_REDO, State
from suggestions.models import fill
from suggestions.tests.api import Client
from suggestions.tests.factories import (
    answer,
    co_share,
    make_suggestion,
    open_duties,
    open_kinds,
    unit_seat,
)
from suggestions.tests.pages import Browser, words
from suggestions.timeline import timeline
from suggestions.views.record import record_of
from suggestions.workflow import SUGGESTION

pytestmark = pytest.mark.django_db
WHY = "没有写收容点什么时候投用。"


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def given(county):
    case = make_suggestion(county, State.HANDLING)
    co = unit_seat(county.departments[1], Role.UNIT)
    services.give_co_opinion(case, by=co, text="同意主办单位意见。")
    return case


def test_it_is_written_anew_within_its_own_days_and_the_first_one_is_kept(county, given):
    main = unit_seat(county.departments[0], Role.UNIT)
    services.return_opinion(given, by=main, reason=WHY)
    share = co_share(given)
    duty = open_duties(given)[CO_REDO.code, f"assignment:{share.pk}"]
    due = terms_for(CO_REDO.code, given.congress_id, today()).calculate(
        today(), calendar_of([None])
    )
    assert duty.due_on == due.due_on == share.due_on
    assert duty.owner_unit == county.departments[1]
    told = Notification.objects.filter(kind="suggestion.opinion_returned")
    assert told.filter(user=unit_seat(county.departments[1], Role.UNIT).user).exists()

    row = next(r for r in record_of(fill(given), main).units if r.assignment.part == "co")
    assert row.progress.endswith("退回，等重送")
    assert row.light.level in {"g", "a"}
    top = timeline(given, main)[0]
    assert "退回" in top.title
    assert top.text == WHY

    again = unit_seat(county.departments[1], Role.UNIT)
    services.give_co_opinion(given, by=again, text="收容点6月投用。")
    assert CO_REDO.code not in open_kinds(given)
    assert [bool(row.returned_on) for row in co_share(given).opinions.all()] == [True, False]


def test_the_second_one_is_taken_as_it_is(county, given):
    main, co = unit_seat(county.departments[0]), unit_seat(county.departments[1])
    services.return_opinion(given, by=main, reason=WHY)
    services.give_co_opinion(given, by=co, text="同意。")
    with pytest.raises(Conflict, match="只能退回一次"):
        services.return_opinion(given, by=main, reason=WHY)
    assert "return_opinion" not in SUGGESTION.codes(given, main)
    answer(given, county.departments[0], outcome="A", without_co_opinion="")
    assert given.state == State.REPLIED


def test_an_answer_does_not_wait_for_the_new_one_but_says_so(county, given):
    main = unit_seat(county.departments[0])
    services.return_opinion(given, by=main, reason=WHY)
    with pytest.raises(Invalid, match="还没有送会办意见"):
        answer(given, county.departments[0], outcome="A", without_co_opinion="")
    answer(given, county.departments[0], outcome="A", without_co_opinion="已电话商定。")
    assert CO_REDO.code not in open_kinds(given)


def test_only_the_main_unit_returns_and_says_why(county, given):
    main, co = unit_seat(county.departments[0]), unit_seat(county.departments[1])
    for seat in (co, county.seat(Role.OFFICE), county.seat(Role.GOVOFFICE)):
        with pytest.raises(Forbidden):
            services.return_opinion(given, by=seat, reason=WHY)
    with pytest.raises(Invalid):
        services.return_opinion(given, by=main, reason="  ")


def test_of_several_co_handlers_one_is_named(county):
    case = make_suggestion(county, State.HANDLING, units=county.departments[:3])
    for unit in county.departments[1:3]:
        services.give_co_opinion(case, by=unit_seat(unit), text="同意。")
    main, last = unit_seat(county.departments[0]), case.assignments.order_by("id").last()
    with pytest.raises(Invalid):
        services.return_opinion(case, by=main, reason=WHY)
    services.return_opinion(case, by=main, reason=WHY, assignment=last)
    assert case.assignments.filter(state="handling", part="co").get() == last


def test_by_page_and_by_api(county, given):
    main = unit_seat(county.departments[0], Role.UNIT)
    page = Browser(main)
    assert "同意主办单位意见。" in words(page.form(given, "return_opinion"))
    assert page.do(given, "return_opinion", reason=WHY).status_code == 302
    assert f"退回：{WHY}" in words(page.get("suggestion", pk=given.pk))
    body = Client(main).get(f"{given.pk}/").json()
    opinion = next(a for a in body["assignments"] if a["part"] == "co")["co_opinions"][0]
    assert (opinion["returned_on"], opinion["return_reason"]) == (today().isoformat(), WHY)
    assert Client(main).deed(given.pk, "return-opinion", reason=WHY).status_code in {403, 409}
