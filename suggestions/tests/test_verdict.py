"""The verdict: attitude and result apart, reasons, late ones, changed ones, re-handling."""

import datetime as dt

import pytest

from core.clock import today
from core.problems import Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import State
from suggestions.tests.factories import (
    answer,
    days,
    lead_seat,
    main_share,
    make_file,
    make_suggestion,
    open_duties,
    open_kinds,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def case(county):
    return make_suggestion(county, State.REPLIED)


@pytest.mark.parametrize(
    ("attitude", "result", "state"),
    [
        ("satisfied", "satisfied", "closed"),
        ("basic", "basic", "closed"),
        ("satisfied", "unsatisfied", "studying"),
        ("unsatisfied", "satisfied", "studying"),
    ],
)
def test_unsatisfied_on_either_goes_to_the_office(county, case, attitude, result, state):
    services.rate(
        case, by=lead_seat(county), attitude=attitude, result=result, reason="登记点没开。"
    )
    assert case.state == state
    assert open_kinds(case) == ({"study_unsatisfied"} if state == "studying" else set())
    assert case.result_rating == result


def test_unsatisfied_needs_reasons(county, case):
    with pytest.raises(Invalid) as refusal:
        services.rate(case, by=lead_seat(county), attitude="satisfied", result="unsatisfied")
    assert list(refusal.value.errors) == ["reason"]
    with pytest.raises(Invalid) as refusal:
        services.rate(case, by=lead_seat(county), attitude="good", result="basic")
    assert list(refusal.value.errors) == ["attitude"]


def test_the_office_enters_one_given_by_phone_or_on_paper_with_the_scan(county, case):
    office = county.seat(Role.OFFICE)
    verdict = {"attitude": "satisfied", "result": "basic"}
    with pytest.raises(Invalid, match="书面还是电话"):
        services.rate(case, by=office, **verdict)
    with pytest.raises(Invalid, match="扫描件"):
        services.rate(case, by=office, given="paper", **verdict)
    services.rate(case, by=office, given="paper", scan=make_file(office), **verdict)
    row = case.verdicts.get()
    assert (row.deputy, row.given) == (county.deputies[0], "paper")
    assert row.entered_by_name == office.person_name
    assert case.state == "closed"


def test_a_late_one_counts_and_is_marked(county, case):
    duty = open_duties(case)["rate_reply", ""]
    earlier = dt.timedelta(days=40)
    Deadline.objects.filter(pk=duty.pk).update(
        from_on=duty.from_on - earlier,
        due_on=duty.due_on - earlier,
        amber_on=duty.amber_on - earlier,
    )
    services.rate(case, by=lead_seat(county), attitude="satisfied", result="satisfied")
    assert case.verdicts.get().is_late
    assert case.state == "closed"


def test_a_changed_verdict_keeps_the_first(county, case):
    lead = lead_seat(county)
    services.rate(case, by=lead, attitude="basic", result="unsatisfied", reason="没开办。")
    services.rate_again(case, by=lead, attitude="satisfied", result="satisfied")
    assert (case.state, case.result_rating) == ("closed", "satisfied")
    first, last = case.verdicts.order_by("id")
    assert (first.result, first.is_late) == ("unsatisfied", False)
    assert (last.result, last.is_late) == ("satisfied", True)
    assert open_kinds(case) == set()


def test_a_silent_deputy_leaves_it_open(case):
    assert (case.state, open_kinds(case)) == ("replied", {"rate_reply"})
    assert not open_duties(case)["rate_reply", ""].escalates


def test_re_handling_has_its_own_clock_and_a_second_round(county):
    case = make_suggestion(county, State.STUDYING)
    services.study(case, by=county.seat(Role.OFFICE), rehandle=True, words="重新办理。")
    share = main_share(case)
    assert (case.state, case.round, share.state) == ("rehandling", 2, "handling")
    duty = open_duties(case)["rehandle", f"assignment:{share.pk}"]
    assert (duty.from_on, duty.calculation["amount"]) == (today(), 1)
    answer(case, county.departments[0], "A")
    assert (case.state, case.outcome) == ("replied", "A")
    assert [row.round for row in case.replies.order_by("id")] == [1, 2]
    services.rate(case, by=lead_seat(county), attitude="satisfied", result="satisfied")
    assert [row.round for row in case.verdicts.order_by("id")] == [1, 2]
    assert case.state == "closed"


def test_explained_it_is_closed(county):
    case = make_suggestion(county, State.STUDYING)
    services.study(
        case, by=county.seat(Role.OFFICE), rehandle=False, words="省里的权限，已向代表说明。"
    )
    assert (case.state, case.closed_on) == ("closed", today())
    assert case.studies.get().rehandle is False


def test_a_verdict_is_not_of_tomorrow_or_before_the_reply(county, case):
    for on in (days(1), days(-1)):
        with pytest.raises(Invalid) as refusal:
            services.rate(case, by=lead_seat(county), attitude="basic", result="basic", on=on)
        assert list(refusal.value.errors) == ["on"]
