"""承诺台账: an answer that says "we will" says what and by when, and is held to it for years."""

import datetime as dt

import pytest
import time_machine

from audit.models import Entry
from core.clock import now, today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.services import units
from liaison.tests.factories import county_fixture
from notifications.models import Notification
from suggestions import services
from suggestions.choices import PromiseState, State
from suggestions.models import Promise, Suggestion
from suggestions.services.settling import ClassLine
from suggestions.tests.factories import (
    answer,
    days,
    deputy_seat,
    lead_seat,
    main_share,
    make_file,
    make_suggestion,
    unit_seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


@pytest.fixture
def head(county):
    return unit_seat(county.departments[0])


def promised(county, state=State.REPLIED, **kw) -> Promise:
    return make_suggestion(county, state, **kw).promises.get()


def duty(promise, kind):
    return (
        Deadline.objects.open()
        .filter(subject_type="promise", subject_id=promise.pk, kind=kind)
        .first()
    )


def struck(county, promise) -> Promise:
    services.report_kept(promise, by=unit_seat(promise.unit), words="登记点已开办。")
    return services.strike_off(promise, by=county.seat(Role.OFFICE), words="现场看过。")


def test_an_answer_of_class_b_says_what_and_by_when(county):
    case = make_suggestion(county, State.HANDLING)
    for given, field in (
        ({"promise_due_on": None}, "promise_due_on"),
        ({"promise": " "}, "promise"),
        ({"promise_due_on": today()}, "promise_due_on"),
        ({"promise_due_on": days(365 * 9)}, "promise_due_on"),
    ):
        with pytest.raises(Invalid) as refused:
            answer(case, county.departments[0], **given)
        assert field in refused.value.errors
    assert Suggestion.objects.get(pk=case.pk).state == State.HANDLING
    answer(case, county.departments[0], promise="划定限养区域", promise_due_on=days(60))
    promise = case.promises.get()
    assert (promise.what, promise.due_on, promise.first_due_on) == (
        "划定限养区域",
        days(60),
        days(60),
    )
    assert promise.unit_name == county.departments[0].name
    assert duty(promise, "keep_promise").due_on == days(60)


def test_other_classes_promise_nothing(county):
    case = make_suggestion(county, State.HANDLING)
    with pytest.raises(Invalid, match="只有正在解决"):
        answer(case, county.departments[0], "A", promise="开办", promise_due_on=days(9))
    answer(case, county.departments[0], "A")
    assert not case.promises.exists()
    with pytest.raises(Conflict, match="不是这两类"):
        services.add_promise(case, by=unit_seat(county.departments[0]), what="x", due_on=days(9))


def test_the_congress_s_own_letters_decide_which_answer_promises(county, office):
    lines = [ClassLine("甲", "已办", "solved"), ClassLine("乙", "列入明年计划", "planned")]
    services.set_classes(county.congress, lines, starts_on=today(), by=office)
    case = make_suggestion(county, State.HANDLING)
    with pytest.raises(Invalid):
        answer(case, county.departments[0], "乙")
    answer(case, county.departments[0], "乙", promise="修路", promise_due_on=days(300))
    assert case.promises.count() == 1


def test_the_unit_adds_another_later_and_nobody_else_does(county, head):
    case = make_suggestion(county, State.CLOSED)
    services.add_promise(case, by=head, what="河堤公园再设一个登记点", due_on=days(200))
    assert case.promises.count() == 2
    for seat in (unit_seat(county.departments[0], Role.UNIT), county.seat(Role.OFFICE)):
        with pytest.raises(Forbidden):
            services.add_promise(case, by=seat, what="x", due_on=days(9))


def test_reported_verified_struck_off_and_rated(county, head, office):
    promise = promised(county)
    clerk = unit_seat(county.departments[0], Role.UNIT)
    photo = make_file(clerk, "登记点.jpg")
    services.add_progress(promise, by=clerk, words="场地已租好。", evidence=photo)
    services.report_kept(promise, by=clerk, words="登记点已开办。")
    assert promise.state == PromiseState.REPORTED
    assert duty(promise, "keep_promise") is None
    services.not_kept(promise, by=office, words="还没有挂牌。")
    assert duty(promise, "keep_promise").due_on == promise.due_on
    struck(county, promise)
    assert (promise.state, promise.struck_on) == (PromiseState.STRUCK, today())
    assert duty(promise, "strike_promise") is None
    assert duty(promise, "rate_promise").owner_deputy == county.deputies[0]
    services.rate_promise(promise, by=lead_seat(county), rating="satisfied")
    assert promise.rating == "satisfied"
    assert not Deadline.objects.open().filter(subject_type="promise").exists()
    assert Notification.objects.filter(kind="promise.struck").exists()


def test_the_unit_does_not_strike_itself_off(county, head):
    promise = promised(county)
    services.report_kept(promise, by=head, words="办好了。")
    for seat in (head, lead_seat(county), county.seat(Role.GOVOFFICE)):
        with pytest.raises(Forbidden):
            services.strike_off(promise, by=seat)


def test_unsatisfied_with_fulfilment_is_studied_like_any_other(county, office, head):
    promise = struck(county, promised(county))
    with pytest.raises(Invalid) as refused:
        services.rate_promise(promise, by=lead_seat(county), rating="unsatisfied")
    assert "reason" in refused.value.errors
    services.rate_promise(
        promise, by=lead_seat(county), rating="unsatisfied", reason="登记点天天关门。"
    )
    assert promise.state == PromiseState.STUDYING
    assert duty(promise, "study_promise").owner_unit_id == office.unit_id
    with pytest.raises(Invalid) as refused:
        services.study_promise(promise, by=office, again=True, words="继续落实。")
    assert "due_on" in refused.value.errors
    services.study_promise(promise, by=office, again=True, words="继续落实。", due_on=days(30))
    assert (promise.state, promise.due_on) == (PromiseState.OPEN, days(30))
    assert promise.first_due_on != promise.due_on
    assert duty(promise, "keep_promise").due_on == days(30)
    struck(county, promise)
    services.rate_promise(promise, by=lead_seat(county), rating="basic")
    assert [row.rating for row in promise.verdicts.all()] == ["unsatisfied", "basic"]


def test_a_verdict_on_fulfilment_may_rise_while_it_is_studied(county, office):
    promise = struck(county, promised(county))
    services.rate_promise(
        promise, by=office, rating="unsatisfied", reason="没看到。", given="phone"
    )
    services.rate_promise(promise, by=lead_seat(county), rating="satisfied")
    assert promise.state == PromiseState.STRUCK
    assert duty(promise, "study_promise") is None
    first, last = promise.verdicts.all()
    assert (first.rating, first.given, last.is_late) == ("unsatisfied", "phone", True)


def test_changed_circumstances_are_stated_in_writing_signed_by_the_head(county, head):
    promise = promised(county)
    clerk = unit_seat(county.departments[0], Role.UNIT)
    with pytest.raises(Forbidden):
        services.change_promise(promise, by=clerk, words="不办了。")
    with pytest.raises(Invalid):
        services.change_promise(promise, by=head, words="  ")
    services.change_promise(promise, by=head, words="地块已征收，改在河东设点。")
    assert promise.state == PromiseState.CHANGED
    assert promise.change_signed_by == head.person_name
    assert duty(promise, "keep_promise") is None
    assert duty(promise, "rate_promise") is not None


def test_corner_case_49_a_promise_for_next_year_survives_closing_and_year_end(county, head):
    case = make_suggestion(county, State.CLOSED)
    promise = case.promises.get()
    first = promise.due_on
    assert duty(promise, "keep_promise").due_on == first
    with time_machine.travel(now().replace(year=first.year + 1, month=1, day=5)):
        assert Promise.objects.late().filter(pk=promise.pk).exists()
        until = dt.date(today().year, 11, 30)
        with pytest.raises(Invalid, match="下一年年底"):
            services.carry_over(
                promise, by=head, due_on=dt.date(today().year + 2, 1, 1), reason="资金。"
            )
        services.carry_over(promise, by=head, due_on=until, reason="资金明年下达。")
        carry = promise.carries.get()
        assert (carry.from_due_on, carry.to_due_on, carry.is_late) == (first, until, True)
        assert (promise.first_due_on, promise.due_on, promise.carried) == (first, until, 1)
        assert duty(promise, "keep_promise").due_on == until
        assert "转下年" in promise.events.last().sentence


def test_corner_case_49_a_promise_survives_the_term_of_its_deputy(county, head):
    promise = promised(county, State.CLOSED)
    county.deputies[0].mandates.update(ends_on=days(-1), end_reason="resigned")
    struck(county, promise)
    assert promise.state == PromiseState.STRUCK
    assert duty(promise, "rate_promise") is None
    services.rate_promise(promise, by=county.seat(Role.OFFICE), rating="satisfied", given="phone")
    assert promise.rating == "satisfied"


def test_corner_case_49_a_promise_survives_the_reform_of_its_unit(county, office):
    old, heir = county.departments[0], county.departments[2]
    promise = promised(county, State.CLOSED)
    due = duty(promise, "keep_promise").due_on
    with pytest.raises(Invalid, match="1件承诺"):
        units.close_unit(old, on=today(), by=office, reason="机构改革方案")
    units.close_unit(old, on=today(), by=office, successor=heir, reason="机构改革方案")
    promise.refresh_from_db()
    assert (promise.unit, promise.unit_name) == (heir, old.name)
    assert (duty(promise, "keep_promise").owner_unit, duty(promise, "keep_promise").due_on) == (
        heir,
        due,
    )
    seat = unit_seat(heir)
    assert Promise.objects.visible_to(seat).filter(pk=promise.pk).exists()
    services.report_kept(promise, by=seat, words="已由我局办好。")
    assert Entry.objects.filter(action="promise.inherited").exists()


def test_a_recalled_answer_takes_its_promises_back(county, head):
    case = make_suggestion(county, State.REPLIED)
    promise = case.promises.get()
    services.recall_reply(case, by=head, reason="日期写错了。")
    promise.refresh_from_db()
    assert promise.state == PromiseState.RECALLED
    assert not Deadline.objects.open().filter(subject_type="promise").exists()
    answer(case, county.departments[0], promise_due_on=days(90))
    assert case.promises.get(state=PromiseState.OPEN).due_on == days(90)


def test_who_sees_the_suggestion_sees_its_promises(county):
    other = county_fixture("邻县")
    promise = promised(county)
    closed = promised(county, is_confidential=True)
    unpublished = promised(county, consents_to_publish=False)

    def seen(seat):
        return set(Promise.objects.visible_to(seat))

    every = {promise, closed, unpublished}
    assert seen(county.seat(Role.OFFICE)) == every
    assert seen(lead_seat(county)) == every
    assert seen(deputy_seat(county, 3)) == {promise}
    assert seen(unit_seat(county.departments[0])) == every
    assert seen(unit_seat(county.departments[2])) == set()
    assert seen(other.seat(Role.OFFICE)) == set()
    assert "（保密件）" in closed.label
    assert main_share(promise.suggestion).unit == promise.unit
