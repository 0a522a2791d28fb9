"""征询意见表 in full, every signer's word, late and silent ones, and the third step."""

import pytest
import time_machine

from core.clock import now, today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from suggestions import services
from suggestions.choices import Asked, State
from suggestions.models import Suggestion
from suggestions.services.verdicts.rating import close_silent
from suggestions.tests.factories import (
    answer,
    days,
    deputy_seat,
    lead_seat,
    make_draft,
    make_suggestion,
    open_duties,
    open_kinds,
    unit_seat,
)
from suggestions.tests.pages import Browser, words
from suggestions.workflow import SUGGESTION

pytestmark = pytest.mark.django_db
GOOD = {"attitude": "satisfied", "result": "satisfied"}
BAD = {"attitude": "satisfied", "result": "unsatisfied", "reason": "还没有开办。"}
SAID = {
    "got_reply": True,
    "contact_before": "phone",
    "contact_during": "none",
    "contact_after": "meeting",
    "solved": "partly",
    "agrees_to_publish": False,
}


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


def joint(county) -> Suggestion:
    """Answered, with two confirmed signers besides the lead, where all of them rate."""
    services.set_rule(county.congress, {"rated_by": Asked.ALL}, by=county.seat(Role.OFFICE))
    case = make_draft(county)
    services.invite(case, by=lead_seat(county), deputies=county.deputies[1:3])
    for number in (1, 2):
        services.answer_cosign(case, by=deputy_seat(county, number), agree=True)
    services.submit(case, by=lead_seat(county))
    services.accept(case, by=county.seat(Role.OFFICE))
    unit = county.departments[0]
    services.assign(case, by=county.seat(Role.OFFICE), main=unit)
    services.sign_for(case, by=unit_seat(unit))
    return answer(case, unit)


def test_the_form_keeps_what_the_deputy_said(county):
    case = make_suggestion(county, State.REPLIED)
    services.rate(case, by=lead_seat(county), **GOOD, **SAID)
    row = case.verdicts.get()
    assert {name: getattr(row, name) for name in SAID} == SAID
    assert row.wants_rehandling is None
    assert case.consents_to_publish is False
    page = words(Browser(county.seat(Role.OFFICE)).get("suggestion", pk=case.pk))
    for shown in ("问题部分解决", "办理前电话", "办理中未沟通", "不同意公开"):
        assert shown in page
    body = signed_in(county.seat(Role.OFFICE)).get(f"/api/v1/suggestions/{case.pk}/").json()
    assert body["verdicts"][0]["solved"] == "partly"
    paper = Browser(county.seat(Role.OFFICE)).get("verdict-form", pk=case.pk).content.decode()
    assert '<span class="box on"></span>部分解决' in paper
    assert '<span class="box on"></span>未沟通' in paper


def test_the_form_is_sent_from_the_page(county):
    case = make_suggestion(county, State.REPLIED)
    browser = Browser(lead_seat(county))
    wrong = words(browser.do(case, "rate", **GOOD, wants_rehandling="yes"))
    assert "要求重新办理的，态度或结果请选不满意" in wrong
    browser.do(case, "rate", **BAD, wants_rehandling="yes", solved="no", contact_after="site")
    row = case.verdicts.get()
    assert (row.wants_rehandling, row.solved, row.contact_after) == (True, "no", "site")
    assert (row.got_reply, row.agrees_to_publish) == (None, None)


def test_to_be_handled_again_one_is_not_satisfied(county):
    case = make_suggestion(county, State.REPLIED)
    with pytest.raises(Invalid) as refused:
        services.rate(case, by=lead_seat(county), **GOOD, wants_rehandling=True)
    assert "wants_rehandling" in refused.value.errors


def test_where_the_lead_rates_the_others_do_not(county):
    case = joint(county)
    services.set_rule(county.congress, {"rated_by": Asked.LEAD}, by=county.seat(Role.OFFICE))
    case = Suggestion.objects.get(pk=case.pk)
    assert "rate" not in SUGGESTION.codes(case, deputy_seat(county, 1))
    assert "rate" in SUGGESTION.codes(case, lead_seat(county))


def test_every_signer_rates_and_the_case_closes_with_the_last(county):
    case = joint(county)
    duties = open_duties(case)
    assert {ref for kind, ref in duties if kind == "rate_reply"} == {
        "",
        f"deputy:{county.deputies[1].pk}",
        f"deputy:{county.deputies[2].pk}",
    }
    services.rate(case, by=deputy_seat(county, 1), **GOOD)
    with pytest.raises(Forbidden):
        services.rate(case, by=deputy_seat(county, 1), **GOOD)
    with pytest.raises(Forbidden):
        services.rate(case, by=deputy_seat(county, 3), **GOOD)
    services.rate(case, by=lead_seat(county), **GOOD)
    assert case.state == State.REPLIED
    services.rate(case, by=deputy_seat(county, 2), attitude="basic", result="basic")
    assert (case.state, case.result_rating) == (State.CLOSED, "basic")
    assert not open_duties(case)


def test_the_worst_word_of_the_signers_decides_about_the_study(county, office):
    case = joint(county)
    services.rate(case, by=lead_seat(county), **GOOD)
    services.rate(case, by=deputy_seat(county, 1), **BAD)
    services.rate(case, by=office, deputy=county.deputies[2], given="phone", **GOOD)
    assert (case.state, case.result_rating) == (State.STUDYING, "unsatisfied")
    services.rate_again(case, by=deputy_seat(county, 1), **GOOD)
    assert (case.state, case.result_rating) == (State.CLOSED, "satisfied")


def test_corner_case_46_silent_signers_are_waited_for_until_their_time_is_over(county):
    case = joint(county)
    services.rate(case, by=lead_seat(county), **GOOD)
    assert close_silent() == 0
    with time_machine.travel(now().replace(year=today().year + 1)):
        assert close_silent() == 1
        case.refresh_from_db()
        assert (case.state, case.turn) == (State.CLOSED, "")
        assert close_silent() == 0


def test_corner_case_46_who_lets_the_time_pass_is_shown_as_silent(county, office):
    case = make_suggestion(county, State.REPLIED)
    with time_machine.travel(now().replace(year=today().year + 1)):
        page = words(Browser(office).get("suggestion", pk=case.pk))
        assert f"{county.deputies[0].name}代表逾期未评" in page
        assert signed_in(office).get(f"/api/v1/suggestions/{case.pk}/").json()["is_silent"]
        assert close_silent() == 0


def test_corner_case_45_late_and_changed_verdicts_count_are_marked_and_kept(county, office):
    case = make_suggestion(county, State.REPLIED)
    Deadline.objects.open().filter(subject_id=case.pk, kind="rate_reply").update(
        due_on=days(-2), from_on=days(-20)
    )
    services.rate(case, by=lead_seat(county), **GOOD)
    services.rate_again(case, by=office, given="phone", attitude="satisfied", result="basic")
    first, last = case.verdicts.order_by("id")
    assert (first.is_late, first.result) == (True, "satisfied")
    assert (last.is_late, last.given, last.result) == (True, "phone", "basic")
    assert case.result_rating == "basic"
    page = words(Browser(office).get("suggestion", pk=case.pk))
    assert "逾期评价" in page
    assert "变更评价" in page


def test_corner_case_48_not_every_unsatisfied_verdict_is_handled_again(county, office):
    case = make_suggestion(county, State.STUDYING)
    services.study(case, by=office, rehandle=False, words="已向代表说明。")
    assert case.state == State.CLOSED


def twice_unsatisfied(county) -> Suggestion:
    case = make_suggestion(county, State.REHANDLING)
    answer(case, county.departments[0])
    services.rate(case, by=lead_seat(county), **BAD)
    return case


STEP = {"form": "interview", "participants": "双方和主任", "outcome": "商定10月底前开办。"}


def test_a_second_unsatisfied_verdict_leads_to_the_third_step(county, office):
    case = twice_unsatisfied(county)
    assert open_kinds(case) == {"coordinate"}
    with pytest.raises(Conflict, match="协调后处理"):
        services.study(case, by=office, rehandle=True, words="再办。")
    with pytest.raises(Invalid) as refused:
        services.coordinate(case, by=office, again=False, **STEP | {"participants": " "})
    assert "participants" in refused.value.errors
    with pytest.raises(Forbidden):
        services.coordinate(case, by=lead_seat(county), again=False, **STEP)
    services.coordinate(case, by=office, again=False, **STEP)
    assert case.state == State.CLOSED
    assert not open_kinds(case)
    page = words(Browser(lead_seat(county)).get("suggestion", pk=case.pk))
    assert "约见协调" in page
    assert "商定10月底前开办。" in page


def test_after_the_third_step_it_may_be_handled_once_more(county, office):
    case = twice_unsatisfied(county)
    browser = Browser(office)
    assert "约见协调" in words(browser.form(case, "coordinate"))
    browser.do(case, "coordinate", **STEP, on=today().isoformat(), again="yes")
    case.refresh_from_db()
    assert (case.state, case.round) == (State.REHANDLING, 3)
    assert "rehandle" in open_kinds(case)
    assert case.coordinations.get().again


def test_the_first_unsatisfied_verdict_is_studied_not_coordinated(county, office):
    case = make_suggestion(county, State.STUDYING)
    with pytest.raises(Conflict, match="请先研究"):
        services.coordinate(case, by=office, again=False, **STEP)


def test_nobody_rates_a_round_that_a_spot_check_began_anew(county, office):
    case = joint(county)
    services.note_check(
        case, by=office, result="not", found_on=today(), check="今年第1次抽评", row_id=1
    )
    services.follow_check(case, by=office, rehandle=True, words="请重新办理。")
    assert "rate_reply" not in open_kinds(case)
