"""Numbers: unique, in order, never twice, also when two clerks accept at the same moment."""

import threading

import pytest
from django.db import connection, transaction

from core.problems import Invalid
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.models import Suggestion
from suggestions.tests.api import Client
from suggestions.tests.factories import lead_seat, make_suggestion
from suggestions.tests.pages import Browser, words
from suggestions.views.rows import short_number

pytestmark = pytest.mark.django_db


def test_a_case_of_a_session_is_numbered_by_term_and_session():
    county = county_fixture()
    first = make_suggestion(county, "accepted", session=county.session)
    second = make_suggestion(county, "accepted", session=county.session)
    assert first.number == "十八届五次会议第0001号"
    assert second.number == "十八届五次会议第0002号"


def test_between_sessions_numbers_run_by_themselves():
    county = county_fixture()
    make_suggestion(county, "accepted", session=county.session)
    assert make_suggestion(county, "accepted").number == "闭会第1号"


def test_a_withdrawn_number_is_not_given_again_and_gaps_are_allowed():
    county = county_fixture()
    first = make_suggestion(county, "accepted")
    services.withdraw(first, by=lead_seat(county), reason="已解决。")
    assert make_suggestion(county, "accepted").serial == 2
    office = county.seat(Role.OFFICE)
    jumped = services.accept(make_suggestion(county, "submitted"), by=office, serial=15)
    assert jumped.number == "闭会第15号"
    assert make_suggestion(county, "accepted").serial == 16


def test_a_number_in_use_is_refused_with_what_to_do():
    county = county_fixture()
    make_suggestion(county, "accepted")
    case = make_suggestion(county, "submitted")
    with pytest.raises(Invalid) as refusal:
        services.accept(case, by=county.seat(Role.OFFICE), serial=1)
    assert "第1号已经用过" in refusal.value.errors["serial"][0]


def test_the_office_may_move_a_case_into_a_session_of_the_same_term_only():
    county = county_fixture()
    case = make_suggestion(county, "submitted")
    elsewhere = county_fixture("邻县").session
    with pytest.raises(Invalid):
        services.accept(case, by=county.seat(Role.OFFICE), session=elsewhere)
    services.accept(case, by=county.seat(Role.OFFICE), session=county.session)
    assert case.number == "十八届五次会议第0001号"


@pytest.mark.django_db(transaction=True)
def test_accepted_at_the_same_moment_they_get_distinct_numbers():
    county = county_fixture()
    office = county.seat(Role.OFFICE)
    cases = [make_suggestion(county, "submitted") for _ in range(4)]
    start, failed = threading.Barrier(4), []

    def accept(case):
        try:
            start.wait()
            with transaction.atomic():
                services.accept(Suggestion.objects.get(pk=case.pk), by=office)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(Suggestion.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("written", ["议案第7号", "7", "第七号", "议案第0007号", "７"])
def test_a_motion_turned_into_a_suggestion_keeps_its_first_number_in_brackets(written):
    """Case 58."""
    county = county_fixture()
    case = make_suggestion(county, "submitted", session=county.session)
    services.accept(case, by=county.seat(Role.OFFICE), serial=188, first_number=written)
    assert case.number == "十八届五次会议第0188号（原议案第7号）"
    assert case.first_number == "议案第7号"
    assert short_number(case) == "第0188号（原议案第7号）"


def test_a_part_that_was_split_off_is_told_from_its_original_in_every_list():
    county = county_fixture()
    for session, own, part in (
        (None, "闭会第1号", "闭会第1-1号"),
        (county.session, "第0001号", "第0001-1号"),
    ):
        case = make_suggestion(county, "accepted", session=session)
        parts = [services.PartOf("关于公厕的建议", "少", "增设")]
        services.split(case, by=county.seat(Role.OFFICE), parts=parts)
        assert [short_number(one) for one in (case, case.parts.get())] == [own, part]


def test_one_motion_becomes_one_suggestion_and_is_found_by_either_number():
    county = county_fixture()
    office = county.seat(Role.OFFICE)
    case = make_suggestion(county, "submitted", session=county.session)
    other = make_suggestion(county, "submitted", session=county.session)
    services.accept(case, by=office, serial=188, first_number="议案第7号")
    with pytest.raises(Invalid) as refusal:
        services.accept(other, by=office, first_number="7")
    assert "已经转为" in refusal.value.errors["first_number"][0]
    with pytest.raises(Invalid):
        services.accept(other, by=office, first_number="没有号")
    services.accept(other, by=office, serial=7)
    everything = Suggestion.objects.visible_to(office)
    assert set(everything.matching("议案第7号")) == {case}
    assert set(everything.matching("188")) == {case}
    assert set(everything.matching(case.number)) == {case}
    assert set(everything.matching("第七号")) == {case, other}
    page = Browser(office)
    assert "第0188号（原议案第7号）" in words(page.get("list", "?tab=all"))
    assert "第0188号（原议案第7号）" in words(page.get("print", pk=case.pk))
    assert Client(office).get(f"{case.pk}/").json()["first_number"] == "议案第7号"
