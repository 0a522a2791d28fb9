"""撤回: until when and by whom is the congress's rule (corner case 40)."""

import pytest

from core.problems import Conflict, Forbidden
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import AssignmentState, Consent, State
from suggestions.models import SuggestionRule
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    make_draft,
    make_file,
    make_suggestion,
    open_kinds,
    unit_seat,
)
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db
S = State


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


def rule(county, **switches):
    SuggestionRule.objects.update_or_create(congress=county.congress, defaults=switches)


def joint(county):
    """Signed by two more, handed in."""
    case = make_draft(county)
    services.invite(case, by=lead_seat(county), deputies=county.deputies[1:3])
    for number in (1, 2):
        services.answer_cosign(case, by=deputy_seat(county, number), agree=True)
    services.submit(case, by=lead_seat(county))
    return case


def test_after_assignment_only_where_the_rule_says_so(county, office):
    case = make_suggestion(county, S.HANDLING)
    with pytest.raises(Conflict):
        services.withdraw(case, by=lead_seat(county), reason="政府已在办。")
    rule(county, withdraw_until="reply")
    services.withdraw(case, by=lead_seat(county), reason="政府已在办。")
    case.refresh_from_db()
    assert case.state == S.WITHDRAWN
    assert set(case.assignments.values_list("state", flat=True)) == {AssignmentState.RECALLED}
    assert open_kinds(case) == set()


def test_answered_one_is_never_withdrawn(county):
    rule(county, withdraw_until="reply")
    case = make_suggestion(county, S.REPLIED)
    with pytest.raises(Conflict):
        services.withdraw(case, by=lead_seat(county), reason="不提了。")


def test_joint_one_needs_every_signer_where_the_rule_says_so(county):
    rule(county, withdrawn_by="all")
    case = joint(county)
    services.withdraw(case, by=lead_seat(county), reason="情况有变。")
    assert case.state == S.SUBMITTED
    assert "confirm_withdrawal" in open_kinds(case)
    services.answer_withdrawal(case, by=deputy_seat(county, 1), agree=True)
    assert case.state == S.SUBMITTED
    services.answer_withdrawal(case, by=deputy_seat(county, 2), agree=True)
    case.refresh_from_db()
    assert (case.state, case.state_note) == (S.WITHDRAWN, "情况有变。")
    assert open_kinds(case) == set()


def test_one_signer_who_does_not_agree_keeps_it_going(county):
    rule(county, withdrawn_by="all")
    case = joint(county)
    services.withdraw(case, by=lead_seat(county), reason="情况有变。")
    services.answer_withdrawal(case, by=deputy_seat(county, 2), agree=False)
    case.refresh_from_db()
    assert (case.state, case.withdrawal_asked_on) == (S.SUBMITTED, None)
    assert "confirm_withdrawal" not in open_kinds(case)
    assert not case.cosigners.filter(consent=Consent.ASKED).exists()
    with pytest.raises(Forbidden):
        services.answer_withdrawal(case, by=deputy_seat(county, 1), agree=True)


def test_letter_signed_by_all_needs_no_asking(county, office):
    rule(county, withdrawn_by="all")
    case = joint(county)
    services.withdraw(case, by=office, reason="代表来函。", scan=make_file(office))
    assert case.state == S.WITHDRAWN


def test_letter_without_a_scan_asks_the_signers(county, office):
    rule(county, withdrawn_by="all")
    case = joint(county)
    services.withdraw(case, by=office, reason="电话告知。")
    assert case.state == S.SUBMITTED
    one = county.deputies[1]
    services.answer_withdrawal(case, by=office, agree=True, deputy=one, given="phone")
    assert case.cosigners.get(deputy=one).consent == Consent.AGREED


def test_what_moves_on_meanwhile_needs_no_answer(county, office):
    rule(county, withdrawn_by="all", withdraw_until="reply")
    case = joint(county)
    services.accept(case, by=office)
    services.assign(case, by=office, main=county.departments[0])
    services.sign_for(case, by=unit_seat(county.departments[0], Role.UNIT))
    services.withdraw(case, by=lead_seat(county), reason="情况有变。")
    answer(case, county.departments[0])
    case.refresh_from_db()
    assert (case.state, case.withdrawal_asked_on) == (S.REPLIED, None)
    assert "confirm_withdrawal" not in open_kinds(case)


def test_record_says_who_is_waited_for_and_the_signer_finds_the_button(county):
    rule(county, withdrawn_by="all")
    case = joint(county)
    services.withdraw(case, by=lead_seat(county), reason="情况有变。")
    signer = Browser(deputy_seat(county, 1))
    page = words(signer.get("suggestion", pk=case.pk))
    assert "提出撤回，等联名代表答复" in page
    assert "同意撤回" in page
    assert "情况有变" in words(signer.form(case, "agree_withdrawal"))
    signer.do(case, "agree_withdrawal")
    assert case.cosigners.get(deputy=county.deputies[1]).consent == Consent.AGREED
