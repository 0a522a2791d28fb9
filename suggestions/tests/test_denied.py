"""A co-signer denies after the handing in (case 41): off before assignment, noted afterwards."""

import pytest

from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import State
from suggestions.models import Party, Suggestion, SuggestionRule
from suggestions.tests.api import Client
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    make_draft,
    make_file,
    open_kinds,
    unit_seat,
)
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db
WHY = "没有看过内容，也没有同意联名。"


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def signed(county):
    """Accepted, signed by two more."""
    case = make_draft(county)
    services.invite(case, by=lead_seat(county), deputies=county.deputies[1:3])
    for number in (1, 2):
        services.answer_cosign(case, by=deputy_seat(county, number), agree=True)
    services.submit(case, by=lead_seat(county))
    services.accept(case, by=county.seat(Role.OFFICE))
    return case


def assign(case, county):
    units = county.departments[:2]
    services.assign(case, by=county.seat(Role.OFFICE), main=units[0], co=units[1:])


def test_before_assignment_the_name_comes_off_and_the_number_stays(county, signed):
    number = signed.number
    services.deny_cosign(signed, by=deputy_seat(county, 1), reason=WHY)
    assert signed.cosigner_count == 1
    assert signed.number == number
    row = signed.cosigners.get(deputy=county.deputies[1])
    assert (row.state, row.denied_on, row.denial) == ("declined", today(), WHY)
    assert not Party.objects.filter(suggestion=signed, deputy=county.deputies[1]).exists()
    assert "已从联名代表中去掉" in signed.events.latest("id").sentence


def test_afterwards_it_is_noted_and_the_answer_still_goes_to_all(county, signed):
    assign(signed, county)
    services.deny_cosign(signed, by=deputy_seat(county, 1), reason=WHY)
    assert signed.cosigner_count == 2
    assert signed.cosigners.get(deputy=county.deputies[1]).denied_on == today()
    page = words(Browser(county.seat(Role.OFFICE)).get("suggestion", pk=signed.pk))
    assert "声明不是本人联名" in page
    assert "后声明不是本人联名" in words(
        Browser(county.seat(Role.OFFICE)).get("print", pk=signed.pk)
    )
    with pytest.raises(Forbidden):
        services.deny_cosign(signed, by=deputy_seat(county, 1), reason=WHY)


def test_a_case_that_came_back_to_the_office_was_in_a_units_hands(county, signed):
    assign(signed, county)
    services.ask_return(signed, by=unit_seat(county.departments[0]), reason="不归我局。")
    services.decide_return(signed, by=county.seat(Role.GOVOFFICE), agree=True, words="同意。")
    assert signed.state == State.ACCEPTED
    services.deny_cosign(signed, by=deputy_seat(county, 1), reason=WHY)
    assert signed.cosigner_count == 2


def test_what_went_into_a_file_in_hand_is_noted(county, signed):
    file = make_draft(county)
    services.submit(file, by=lead_seat(county))
    services.accept(file, by=county.seat(Role.OFFICE))
    assign(file, county)
    services.merge(signed, by=county.seat(Role.OFFICE), into=file, reason="同一件事。")
    services.deny_cosign(signed, by=deputy_seat(county, 2), reason=WHY)
    assert signed.cosigner_count == 2


def test_the_office_enters_it_from_paper_with_the_scan(county, signed):
    office, deputy = county.seat(Role.OFFICE), county.deputies[2]
    given = {"reason": WHY, "deputy": deputy, "given": "paper"}
    with pytest.raises(Invalid, match="扫描件"):
        services.deny_cosign(signed, by=office, **given)
    services.deny_cosign(signed, by=office, scan=make_file(office), **given)
    assert "代录" in signed.events.latest("id").note


def test_nobody_else_denies_and_not_before_the_handing_in(county, signed):
    for seat in (lead_seat(county), deputy_seat(county, 3), unit_seat(county.departments[0])):
        with pytest.raises(Forbidden):
            services.deny_cosign(signed, by=seat, reason=WHY)
    draft = make_draft(county)
    services.invite(draft, by=lead_seat(county), deputies=[county.deputies[1]])
    services.answer_cosign(draft, by=deputy_seat(county, 1), agree=True)
    with pytest.raises(Conflict):
        services.deny_cosign(draft, by=deputy_seat(county, 1), reason=WHY)


def test_who_is_no_signer_is_not_asked_whether_to_take_it_back(county, signed):
    SuggestionRule.objects.create(
        congress=county.congress, withdrawn_by="all", withdraw_until="assignment"
    )
    services.withdraw(signed, by=lead_seat(county), reason="情况有变。")
    services.deny_cosign(signed, by=deputy_seat(county, 1), reason=WHY)
    assert "confirm_withdrawal" not in open_kinds(signed)
    assert signed.withdrawal_asked_on is None
    assert signed.state == State.ACCEPTED


def test_by_page_and_by_api(county, signed):
    own = Browser(deputy_seat(county, 1))
    assert "从联名代表中去掉" in words(own.form(signed, "deny_cosign"))
    assert own.do(signed, "deny_cosign", reason=WHY).status_code == 302
    assert (
        Client(deputy_seat(county, 2))
        .deed(signed.pk, "deny-cosign", reason=WHY)
        .json()["cosigner_count"]
        == 0
    )
    assert Suggestion.objects.get(pk=signed.pk).number


def test_an_answered_one_may_still_be_denied(county, signed):
    assign(signed, county)
    for unit in county.departments[:2]:
        services.sign_for(signed, by=unit_seat(unit))
    answer(signed, county.departments[0])
    services.deny_cosign(signed, by=deputy_seat(county, 1), reason=WHY)
    assert signed.state == State.REPLIED
