"""Key items: state × step × role by hand from roles.md; bundles, leaders, letters, the report."""

import datetime as dt

import pytest
from django.db import transaction

from core.clock import BEIJING, replay, today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.choices import Role, Side
from liaison.tests.factories import county_fixture, make_seat
from notifications.models import Notification
from suggestions import services
from suggestions.choices import KeyState, State
from suggestions.models import KeyItem, KeyStep, Suggestion, SupervisingNote
from suggestions.services import StepLine, Visit
from suggestions.services.leading.papers import note_paper
from suggestions.services.leading.reform import hand_over
from suggestions.services.leading.standing import shown
from suggestions.tests.factories import (
    answer,
    days,
    deputy_seat,
    lead_seat,
    make_suggestion,
    open_duties,
    unit_seat,
)
from suggestions.tests.key_factories import candidate, leaders, make_key_item
from suggestions.workflow.key import KEY_ITEM

pytestmark = pytest.mark.django_db
K = KeyState
LIVE = {K.DECIDED, K.SUPERVISED}
FROM = {
    "edit": {K.CANDIDATE},
    "decide": {K.CANDIDATE},
    "drop": {K.CANDIDATE},
    "name_leaders": LIVE,
    "name_committee": LIVE,
    "join": LIVE,
    "plan": LIVE,
    "finish_step": {K.SUPERVISED},
    "visit": LIVE,
    "send_note": LIVE,
    "answer_note": set(),
    "close": set(),
}
NAMES = {"office", "leader:congress"}
FOLLOWS = {"office", "committee"}
WHO = {
    "edit": {"office"},
    "decide": NAMES,
    "drop": NAMES,
    "name_leaders": NAMES | {"leader:government", "leader:party"},
    "name_committee": NAMES,
    "join": NAMES,
    "plan": FOLLOWS,
    "finish_step": FOLLOWS | {"unit", "unit_head"},
    "visit": FOLLOWS | {"leader:congress", "leader:government"},
    "send_note": FOLLOWS | {"leader:congress"},
}
VISIT = Visit("site", today(), "城关镇东街", "刘建平、王磊", "月底前开办。")


@pytest.fixture
def county():
    return county_fixture()


def people(county):
    return {
        "office": county.seat(Role.OFFICE),
        "committee": county.seat(Role.COMMITTEE),
        "leader:congress": county.seat("leader:congress"),
        "leader:government": county.seat("leader:government"),
        "leader:party": county.seat("leader:party"),
        "govoffice": county.seat(Role.GOVOFFICE),
        "unit": unit_seat(county.departments[0], Role.UNIT),
        "unit_head": unit_seat(county.departments[0]),
        "deputy": lead_seat(county),
        "presidium": county.seat(Role.PRESIDIUM),
        "clerk": county.seat(Role.CLERK),
    }


def test_the_matrix_names_every_step_of_the_table():
    assert set(FROM) == set(KEY_ITEM.steps)


@pytest.mark.parametrize("state", list(K))
def test_who_may_do_what_when(county, state):
    """By the table; that every deed asks it is tried below and by the pages."""
    item = make_key_item(county, state)
    for name, seat in people(county).items():
        found = set(KEY_ITEM.codes(item, seat))
        wanted = {code for code, states in FROM.items() if state in states and name in WHO[code]}
        assert found == wanted, name


def test_the_neighbour_has_no_part_in_it(county):
    other = county_fixture("邻县")
    item = make_key_item(county, K.CANDIDATE)
    for seat in (other.seat(Role.OFFICE), other.seat("leader:congress")):
        assert KEY_ITEM.codes(item, seat) == []
        assert not KeyItem.objects.visible_to(seat).exists()


def test_a_deed_of_the_wrong_person_or_state_is_refused(county):
    item, unit = make_key_item(county, K.SUPERVISED), unit_seat(county.departments[0])
    office = county.seat(Role.OFFICE)
    step = item.steps.get()
    for refused in (
        lambda: services.plan_key(item, by=unit, plan="方案。"),
        lambda: services.visit_key(item, VISIT, by=unit),
        lambda: services.send_note(item, by=unit, unit=unit.unit, text="请抓紧。"),
        lambda: services.lead_key(item, by=unit, **leaders(county)),
        lambda: services.close_key(item, by=unit, report="好了。"),
        lambda: services.propose_key(candidate(county), by=unit),
    ):
        with pytest.raises(Forbidden):
            refused()
    services.finish_key_step(item, by=unit, step=step, words="已开办。")
    for late in (
        lambda: services.finish_key_step(item, by=office, step=step, words="已开办。"),
        lambda: services.drop_key(item, by=office, reason="不列入。"),
        lambda: services.decide_key(item, by=office, meeting="会议", decided_on=today()),
        lambda: services.close_key(item, by=office, report="好了。"),
    ):
        with pytest.raises(Conflict):
            late()


def test_the_decision_marks_every_suggestion_of_the_bundle(county):
    item = make_key_item(county, K.CANDIDATE)
    assert not Suggestion.objects.key().exists()
    cases = [row.suggestion for row in item.cases.all()]
    services.decide_key(
        item,
        by=county.seat("leader:congress"),
        meeting="第23次主任会议",
        decided_on=today(),
        **leaders(county),
    )
    for case in cases:
        case.refresh_from_db()
        assert (case.is_key, case.key_decision.item) == (True, item)
        assert case.key_decision.grounds == "事关全局或群众关注；多名代表提出。群众反映集中。"
        assert "列入「城区养犬管理」" in case.events.get(code="key").sentence
        assert {duty.supervisor for duty in open_duties(case).values()} == {
            county.seat("leader:congress")
        }
    mine = Suggestion.objects.mine(county.seat("leader:government"))
    assert set(mine) == set(cases)
    duty = Deadline.objects.open().get(subject_type="keyitem")
    assert (duty.kind, duty.owner_unit) == ("plan_key_item", county.office)


def test_whoever_is_concerned_is_told_once_for_the_whole_bundle(county):
    seats = [county.seat(Role.COMMITTEE), unit_seat(county.departments[0]), lead_seat(county)]
    make_key_item(county)
    for seat in seats:
        rows = Notification.objects.filter(user=seat.user, kind="keyitem.decide")
        assert rows.count() == 1, seat
    handling = county.seat("leader:government")
    assert Notification.objects.filter(user=handling.user, kind="keyitem.name_leaders").count() == 1


def test_a_suggestion_named_by_itself_is_an_item_of_one(county):
    case = make_suggestion(county, State.HANDLING)
    office = county.seat(Role.OFFICE)
    services.make_key(
        case, by=office, grounds="反映集中。", meeting="第24次主任会议", decided_on=today()
    )
    item = case.key_decision.item
    assert (item.title, item.state, item.meeting) == (case.title, K.DECIDED, "第24次主任会议")
    services.name_leaders(case, by=office, **leaders(county))
    assert {row.seat for row in item.leaders.all()} == set(leaders(county).values())


def test_leaders_named_on_one_suggestion_lead_the_whole_bundle(county):
    item, office = make_key_item(county), county.seat(Role.OFFICE)
    one, other = [row.suggestion for row in item.cases.all()]
    second = make_seat(Role.LEADER, county.standing_committee, side=Side.CONGRESS)
    services.name_leaders(one, by=office, supervisor=second)
    old, new = item.leaders.filter(part="supervisor")
    assert (old.until, new.seat, new.until) == (today(), second, None)
    for case in (one, other):
        assert case.key_leaders.get(part="supervisor", until=None).seat == second
        assert case.events.filter(code="leaders").last().sentence == f"{second.user.name}督办"


def test_one_person_does_not_supervise_and_lead_the_handling(county):
    item = make_key_item(county)
    party = county.seat("leader:party")
    with pytest.raises(Invalid) as refused:
        services.lead_key(
            item, by=county.seat(Role.OFFICE), supervisor=party, handling_leader=party
        )
    assert list(refused.value.errors) == ["handling_leader"]


def test_a_suggestion_hangs_in_one_item_at_a_time(county):
    office = county.seat(Role.OFFICE)
    item = make_key_item(county, K.CANDIDATE)
    case = item.cases.first().suggestion
    with pytest.raises(Invalid) as refused:
        services.propose_key(candidate(county, [case]), by=office)
    assert "城区养犬管理" in refused.value.errors["cases"][0]
    with pytest.raises(Conflict):
        services.make_key(case, by=office, grounds="反映集中。", meeting="会", decided_on=today())
    services.drop_key(item, by=office, reason="已列入民生实事。")
    again = services.propose_key(candidate(county, [case]), by=office)
    assert [row.suggestion for row in again.cases.all()] == [case]


def test_what_is_not_taken_up_or_of_another_county_is_no_candidate(county):
    other = make_suggestion(county_fixture("邻县"), State.HANDLING)
    for case in (make_suggestion(county, State.SUBMITTED), other):
        with pytest.raises(Invalid):
            services.propose_key(candidate(county, [case]), by=county.seat(Role.OFFICE))


def test_what_was_withdrawn_meanwhile_is_left_out_of_the_decision(county):
    case = make_suggestion(county, State.ACCEPTED)
    kept = make_suggestion(county, State.HANDLING)
    item = services.propose_key(candidate(county, [case, kept]), by=county.seat(Role.OFFICE))
    services.withdraw(case, by=lead_seat(county), reason="问题已经解决。")
    services.decide_key(item, by=county.seat(Role.OFFICE), meeting="会议", decided_on=today())
    case.refresh_from_db()
    assert not case.is_key
    assert [row.suggestion for row in item.cases.filter(until=None)] == [kept]


def test_a_later_meeting_joins_another_suggestion(county):
    item, late = make_key_item(county), make_suggestion(county, State.HANDLING)
    services.join_key(
        item,
        by=county.seat(Role.OFFICE),
        cases=[late],
        meeting="第25次主任会议",
        decided_on=today(),
    )
    late.refresh_from_db()
    assert (late.is_key, late.key_decision.meeting) == (True, "第25次主任会议")
    assert late.key_leaders.filter(until=None).count() == 2


def test_a_plan_brings_each_unit_its_line_and_a_new_one_replaces_it(county):
    item, unit = make_key_item(county, K.SUPERVISED), county.departments[0]
    assert not Deadline.objects.open().filter(kind="plan_key_item").exists()
    duty = Deadline.objects.open().get(kind="key_step")
    assert (duty.owner_unit, duty.due_on) == (unit, days(20))
    services.plan_key(
        item,
        by=county.seat(Role.COMMITTEE),
        plan="改为每周一次。",
        steps=[StepLine("夜查", days(5), unit)],
    )
    assert Deadline.objects.open().get(kind="key_step").due_on == days(5)
    step = KeyStep.objects.get()
    services.finish_key_step(item, by=unit_seat(unit, Role.UNIT), step=step, words="已夜查三次。")
    assert not Deadline.objects.open().filter(kind="key_step").exists()
    with pytest.raises(Invalid):
        services.plan_key(
            item,
            by=county.seat(Role.OFFICE),
            plan="方案。",
            steps=[StepLine("与它无关", days(5), county.court)],
        )


def test_a_letter_has_its_own_number_a_clock_and_one_answer(county):
    item, unit = make_key_item(county, K.SUPERVISED), county.departments[0]
    supervisor = county.seat("leader:congress")
    with replay(dt.datetime.combine(today() - dt.timedelta(days=30), dt.time(10), BEIJING)):
        note = services.send_note(item, by=supervisor, unit=unit, text="请报开办时间。")
    second = services.send_note(item, by=supervisor, unit=county.departments[1], text="请配合。")
    assert second.serial - note.serial == int(second.year == note.year)
    assert note.number == f"示范人督函〔{note.year}〕{note.serial}号"
    duty = Deadline.objects.open().get(kind="answer_note", owner_unit=unit)
    assert (duty.due_on, duty.supervisor) == (note.due_on, supervisor)
    for refused in (unit_seat(unit, Role.UNIT), county.seat(Role.OFFICE)):
        with pytest.raises(Forbidden):
            services.answer_note(item, by=refused, answer="已落实。")
    services.answer_note(item, by=unit_seat(unit), answer="7月10日前开办。")
    note.refresh_from_db()
    assert (note.answer, note.is_late) == ("7月10日前开办。", True)
    assert not Deadline.objects.open().filter(kind="answer_note", owner_unit=unit).exists()
    case = item.cases.first().suggestion
    assert case.events.filter(code="key_note_answered", is_inner=True).count() == 1


def test_a_letter_goes_to_who_answers_for_a_suggestion_of_it(county):
    item = make_key_item(county)
    with pytest.raises(Invalid):
        services.send_note(
            item, by=county.seat(Role.OFFICE), unit=county.court, text="请报开办时间。"
        )
    assert not SupervisingNote.objects.exists()


def test_letters_are_read_by_their_unit_and_by_who_supervises(county):
    item = make_key_item(county, K.SUPERVISED)
    note = services.send_note(
        item, by=county.seat(Role.OFFICE), unit=county.departments[0], text="请报开办时间。"
    )
    assert "请报开办时间" in str(note_paper(note))
    reads = {
        name: any(row["number"] == note.number for row in _notes(item, seat))
        for name, seat in people(county).items()
        if KeyItem.objects.visible_to(seat).filter(pk=item.pk).exists()
    }
    reads["co"] = bool(_notes(item, unit_seat(county.departments[1])))
    silent = {name for name, sees in reads.items() if not sees}
    assert silent == {"deputy", "presidium", "co"}


def _notes(item, seat):
    from suggestions.api.key_items import item_body  # noqa: PLC0415

    return item_body(item, seat)["notes"]


def test_it_ends_with_a_report_once_everything_is_answered(county):
    item, office = make_key_item(county, K.SUPERVISED), county.seat(Role.OFFICE)
    unit = county.departments[0]
    services.send_note(item, by=office, unit=unit, text="请报开办时间。")
    for row in item.cases.all():
        answer(row.suggestion, unit)
    with pytest.raises(Conflict):
        services.close_key(item, by=office, report="都已解决。")
    services.answer_note(item, by=unit_seat(unit), answer="已开办。")
    with pytest.raises(Invalid):
        services.close_key(item, by=office, report=" ")
    services.close_key(item, by=county.seat(Role.COMMITTEE), report="都已解决。")
    item.refresh_from_db()
    assert (item.state, item.closed_on) == (K.CLOSED, today())
    assert not Deadline.objects.open().filter(subject_type="keyitem").exists()
    assert Suggestion.objects.key().count() == 2


def test_who_sees_what(county):
    waiting, named = make_key_item(county, K.CANDIDATE), make_key_item(county)
    all_of_them = {"office", "committee", "leader:congress", "leader:government", "leader:party"}
    for name, seat in people(county).items():
        seen = set(KeyItem.objects.visible_to(seat))
        if name in all_of_them:
            assert seen == {waiting, named}, name
        elif name in {"deputy", "unit", "unit_head", "govoffice", "presidium"}:
            assert seen == {named}, name
        else:
            assert seen == set(), name


def test_a_confidential_suggestion_is_named_to_nobody_who_may_not_read_it(county):
    secret = make_suggestion(county, State.HANDLING, is_confidential=True, title="关于某人的建议")
    office = county.seat(Role.OFFICE)
    services.make_key(secret, by=office, grounds="重要。", meeting="会议", decided_on=today())
    item = secret.key_decision.item
    assert "某人" not in item.title
    assert not KeyItem.objects.visible_to(deputy_seat(county, 3)).exists()
    assert KeyItem.objects.visible_to(lead_seat(county)).get() == item


def test_it_stands_still_when_nothing_moves_for_longer_than_the_rule(county):
    with replay(dt.datetime.combine(today() - dt.timedelta(days=45), dt.time(10), BEIJING)):
        item = make_key_item(county)
    seat = county.seat("leader:congress")
    assert shown([item], seat)[0].quiet_days == 45
    services.press(item.cases.first().suggestion, by=seat)
    assert shown([item], seat)[0].quiet_days == 45
    services.visit_key(item, VISIT, by=seat)
    assert shown([item], seat)[0].quiet_days == 0


def test_reform_passes_letters_and_lines_on(county):
    item, old = make_key_item(county, K.SUPERVISED), county.departments[0]
    note = services.send_note(item, by=county.seat(Role.OFFICE), unit=old, text="请抓紧。")
    heir = county.departments[2]
    with transaction.atomic():
        hand_over(old, heir, today(), county.seat(Role.OFFICE))
    note.refresh_from_db()
    assert (note.unit, note.unit_name) == (heir, old.name)
    owners = Deadline.objects.open().filter(subject_type="keyitem").values_list("owner_unit")
    assert {pk for (pk,) in owners} == {heir.pk}
    services.answer_note(item, by=unit_seat(heir), answer="由我单位接着办。")


def test_a_line_that_stays_in_a_later_plan_keeps_its_day_though_it_is_over(county):
    with replay(dt.datetime.combine(today() - dt.timedelta(days=40), dt.time(10), BEIJING)):
        item = make_key_item(county, K.SUPERVISED)
    old = item.steps.get()
    unit = county.departments[0]
    services.plan_key(
        item,
        by=county.seat(Role.COMMITTEE),
        plan="改为每周一次。",
        steps=[StepLine(old.what, old.due_on, unit), StepLine("夜查", days(5), unit)],
    )
    assert item.steps.first() == old
    assert Deadline.objects.open().filter(kind="key_step").count() == 2
