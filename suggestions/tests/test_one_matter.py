"""One matter per suggestion: parts split off, doubles handled as one file, grounds of refusal."""

import pytest

from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from stations.tests.factories import make_opinion, make_station
from suggestions import services
from suggestions.choices import Part, Remedy, State
from suggestions.models import RefusalGround, Suggestion
from suggestions.services import PartOf
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    make_suggestion,
    open_kinds,
    unit_seat,
)

pytestmark = pytest.mark.django_db
S = State
TOILETS = PartOf("关于增设公共厕所的建议", "城东只有一座公厕。", "今年增设两座。")


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


# ---- 分件 (corner case 54)
def test_part_has_the_number_with_a_dash_and_the_original_keeps_its_own(county, office):
    case = make_suggestion(county, S.ACCEPTED)
    old = case.number
    services.split(case, by=office, parts=[TOILETS, TOILETS], title="关于规范养犬的建议")
    case.refresh_from_db()
    first, second = case.parts.order_by("split_no")
    assert (case.number, case.title) == (old, "关于规范养犬的建议")
    assert first.number == old.replace("号", "-1号")
    assert second.number == old.replace("号", "-2号")
    assert (first.serial, first.state) == (case.serial, S.ACCEPTED)
    assert "assign_suggestion" in open_kinds(first)


def test_part_keeps_signers_and_sources(county, office):
    voiced = make_opinion(make_station(county))
    case = make_suggestion(county, S.SUBMITTED, by=county.seat(Role.OFFICE), opinions=[voiced])
    services.accept(case, by=office)
    services.split(case, by=office, parts=[TOILETS])
    part = case.parts.get()
    assert [link.opinion for link in part.opinion_links.all()] == [voiced]
    assert part.parties.filter(part=Part.LEAD, deputy=case.lead).exists()
    assert Suggestion.objects.visible_to(lead_seat(county)).filter(pk=part.pk).exists()
    assert Suggestion.objects.visible_to(county.seat(Role.CLERK)).filter(pk=part.pk).exists()


def test_next_suggestion_gets_the_next_number_not_that_of_a_part(county, office):
    case = make_suggestion(county, S.ACCEPTED)
    services.split(case, by=office, parts=[TOILETS])
    later = make_suggestion(county, S.ACCEPTED)
    assert later.serial == case.serial + 1


def test_part_goes_its_own_way(county, office):
    case = make_suggestion(county, S.ACCEPTED)
    services.split(case, by=office, parts=[TOILETS])
    part = case.parts.get()
    services.assign(part, by=office, main=county.departments[2])
    case.refresh_from_db()
    assert (part.state, case.state) == (S.ASSIGNED, S.ACCEPTED)


def test_half_a_part_is_refused_beside_it(county, office):
    case = make_suggestion(county, S.ACCEPTED)
    with pytest.raises(Invalid) as refused:
        services.split(case, by=office, parts=[PartOf("只有题目", "", "")])
    assert "parts" in refused.value.errors
    assert not case.parts.exists()


def test_part_is_not_split_again(county, office):
    case = make_suggestion(county, S.ACCEPTED)
    services.split(case, by=office, parts=[TOILETS])
    with pytest.raises(Conflict):
        services.split(case.parts.get(), by=office, parts=[TOILETS])


# ---- 并案 (corner case 43)
def three(county, state=S.ACCEPTED):
    """The same content by three deputies; the first is the file."""
    leads = county.deputies[:3]
    seats = [deputy_seat(county, n) for n in range(3)]
    cases = []
    for lead, seat in zip(leads, seats, strict=True):
        case = services.start(
            by=seat, lead=lead, title="关于养犬的建议", problem="扰民。", proposal="登记。"
        )
        services.submit(case, by=seat)
        services.accept(case, by=county.seat(Role.OFFICE))
        cases.append(case)
    return cases, seats


def merged(county, office):
    cases, seats = three(county)
    for case in cases[1:]:
        services.merge(case, by=office, into=cases[0], reason="同一件事，一并办理。")
    return cases, seats


def handle(case, county, office):
    unit = county.departments[0]
    services.assign(case, by=office, main=unit)
    services.sign_for(case, by=unit_seat(unit, Role.UNIT))
    answer(case, unit, "A")


def fresh(cases):
    for case in cases:
        case.refresh_from_db()
    return cases


def test_one_file_three_replies_three_verdicts(county, office):
    cases, seats = merged(county, office)
    handle(cases[0], county, office)
    for case, seat in zip(fresh(cases), seats, strict=True):
        assert case.state == S.REPLIED
        assert case.outcome == "A"
        assert case.replies.count() == 1
        assert case.assigned_on == cases[0].assigned_on
        services.rate(case, by=seat, attitude="satisfied", result="satisfied")
    assert {case.state for case in fresh(cases)} == {S.CLOSED}
    assert len({case.number for case in cases}) == 3


def test_one_unsatisfied_proposer_has_that_case_handled_again(county, office):
    cases, seats = merged(county, office)
    handle(cases[0], county, office)
    services.rate(
        fresh(cases)[1], by=seats[1], attitude="satisfied", result="unsatisfied", reason="没办。"
    )
    services.study(cases[1], by=office, rehandle=True, words="请重新办理。")
    assert [case.state for case in fresh(cases)] == [S.REPLIED, S.REHANDLING, S.REPLIED]
    answer(cases[1], county.departments[0], "A")
    assert fresh(cases)[1].state == S.REPLIED


def test_member_owes_nothing_while_it_is_in_the_file(county, office):
    cases, _ = merged(county, office)
    assert open_kinds(cases[1]) == set()
    assert fresh(cases)[1].turn == f"随{cases[0].number}"


def test_units_of_the_file_see_what_went_into_it(county, office):
    cases, _ = merged(county, office)
    unit = unit_seat(county.departments[0], Role.UNIT)
    assert not Suggestion.objects.visible_to(unit).filter(pk=cases[1].pk).exists()
    services.assign(cases[0], by=office, main=county.departments[0])
    assert Suggestion.objects.visible_to(unit).filter(pk=cases[1].pk).exists()


def test_merging_can_be_undone_until_the_answer(county, office):
    cases, _ = merged(county, office)
    services.assign(cases[0], by=office, main=county.departments[0])
    services.unmerge(cases[1], by=office, reason="其实是另一件事。")
    member = fresh(cases)[1]
    assert (member.state, member.merged_into) == (S.ACCEPTED, None)
    assert "assign_suggestion" in open_kinds(member)
    unit = unit_seat(county.departments[0], Role.UNIT)
    rows = member.parties.filter(unit=unit.unit, until=None)
    assert not rows.exists()
    handle_on = unit_seat(county.departments[0], Role.UNIT)
    services.sign_for(cases[0], by=handle_on)
    answer(cases[0], county.departments[0])
    assert [case.state for case in fresh(cases)] == [S.REPLIED, S.ACCEPTED, S.REPLIED]


def test_answered_member_cannot_be_taken_out(county, office):
    cases, _ = merged(county, office)
    handle(cases[0], county, office)
    with pytest.raises(Conflict):
        services.unmerge(fresh(cases)[1], by=office, reason="分开。")


def test_recalled_reply_is_recalled_from_all(county, office):
    cases, _ = merged(county, office)
    handle(cases[0], county, office)
    head = unit_seat(county.departments[0])
    services.recall_reply(fresh(cases)[0], by=head, reason="数字有误。")
    assert [case.state for case in fresh(cases)] == [S.HANDLING, S.MERGED, S.MERGED]
    assert open_kinds(cases[1]) == set()
    answer(cases[0], county.departments[0], "B")
    assert {case.outcome for case in fresh(cases)} == {"B"}


def test_reply_that_one_of_them_rated_stays(county, office):
    cases, seats = merged(county, office)
    handle(cases[0], county, office)
    services.rate(fresh(cases)[2], by=seats[2], attitude="satisfied", result="satisfied")
    head = unit_seat(county.departments[0])
    with pytest.raises(Conflict):
        services.recall_reply(fresh(cases)[0], by=head, reason="数字有误。")
    assert fresh(cases)[1].state == S.REPLIED


def test_withdrawn_file_lets_the_others_go(county, office):
    cases, seats = merged(county, office)
    services.withdraw(cases[0], by=seats[0], reason="不提了。")
    assert [case.state for case in fresh(cases)] == [S.WITHDRAWN, S.ACCEPTED, S.ACCEPTED]


@pytest.mark.parametrize("state", [S.REPLIED, S.CLOSED, S.WITHDRAWN])
def test_only_an_unanswered_one_is_a_file(county, office, state):
    case, into = make_suggestion(county, S.ACCEPTED), make_suggestion(county, state)
    with pytest.raises(Invalid) as refused:
        services.merge(case, by=office, into=into, reason="同一件事。")
    assert "into" in refused.value.errors


def test_confidential_is_not_mixed_with_open(county, office):
    case = make_suggestion(county, S.ACCEPTED)
    into = make_suggestion(county, S.ACCEPTED, is_confidential=True)
    with pytest.raises(Invalid):
        services.merge(case, by=office, into=into, reason="同一件事。")


def test_file_does_not_go_into_another(county, office):
    cases, _ = merged(county, office)
    into = make_suggestion(county, S.ACCEPTED)
    with pytest.raises(Conflict):
        services.merge(cases[0], by=office, into=into, reason="同一件事。")


def test_another_county_is_not_a_file(county, office):
    case = make_suggestion(county, S.ACCEPTED)
    into = make_suggestion(county_fixture("邻县"), S.ACCEPTED)
    with pytest.raises(Invalid):
        services.merge(case, by=office, into=into, reason="同一件事。")


# ---- grounds
def test_refusal_names_the_ground_and_what_happens_instead(county, office):
    case = make_suggestion(county, S.SUBMITTED)
    ground = RefusalGround.objects.get(congress=None, code="petition")
    services.refuse(case, by=office, ground=ground, reason="请依信访程序提出。")
    assert case.remedy == Remedy.PETITION
    sentence = case.events.get(code="refused").sentence
    assert sentence == f"不予受理（{ground.label}），转信访部门"


def test_congress_writes_its_own_list_from_the_common_one(county, office):
    common = services.grounds_of(county.congress.pk)
    row = services.save_ground(by=office, ground=common[0], label="个人私事", remedy="letter")
    own = services.grounds_of(county.congress.pk)
    assert len(own) == len(common)
    assert row in own
    assert RefusalGround.objects.get(pk=common[0].pk).label != "个人私事"
    other = county_fixture("邻县")
    assert services.grounds_of(other.congress.pk) == common


def test_retired_ground_is_kept_by_old_refusals_and_not_offered(county, office):
    ground = services.save_ground(by=office, ground=None, label="重复提出", remedy="reference")
    case = make_suggestion(county, S.SUBMITTED)
    services.refuse(case, by=office, ground=ground, reason="去年已提并已办结。")
    services.retire_ground(by=office, ground=ground)
    case.refresh_from_db()
    assert case.refusal_ground.label == "重复提出"
    again = make_suggestion(county, S.SUBMITTED)
    with pytest.raises(Invalid):
        services.refuse(again, by=office, ground=ground, reason="去年已提。")


def test_list_is_for_the_office_to_write(county):
    with pytest.raises(Forbidden):
        services.save_ground(by=lead_seat(county), ground=None, label="别的", remedy="none")
