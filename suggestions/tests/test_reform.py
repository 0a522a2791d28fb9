"""机构改革: what a closed unit has in hand passes to its successor, date and name as they were."""

import datetime as dt

import pytest
import time_machine

from audit.models import Entry
from core.clock import now, today
from core.problems import Invalid
from deadlines import sweep
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.services import units
from liaison.tests.factories import county_fixture, make_seat
from notifications.models import Notification
from suggestions import services
from suggestions.choices import State
from suggestions.models import Suggestion
from suggestions.tests.factories import (
    answer,
    co_share,
    days,
    deputy_seat,
    lead_seat,
    main_share,
    make_suggestion,
    open_duties,
    unit_seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def old(county):
    return county.departments[0]


@pytest.fixture
def heir(county):
    return county.departments[2]


def reform(county, old, heir, on=None):
    units.close_unit(
        old, on=on or today(), by=county.seat(Role.OFFICE), successor=heir, reason="机构改革方案"
    )


def owed_by(unit):
    rows = Deadline.objects.open().filter(owner_unit=unit)
    return {(row.kind, row.from_on, row.due_on) for row in rows}


def test_the_successor_goes_on_with_the_same_dates(county, old, heir):
    case = make_suggestion(county, State.HANDLING)
    share, owed = main_share(case), owed_by(old)
    due_on, version = case.reply_due_on, case.version
    reform(county, old, heir)

    case.refresh_from_db()
    new = main_share(case)
    assert (new.unit, new.unit_name, new.state) == (heir, heir.name, "handling")
    assert (new.signed_on, new.due_on) == (share.signed_on, share.due_on)
    assert owed_by(heir) == owed
    assert not owed_by(old)
    assert {duty.government_id for duty in open_duties(case).values()} == {heir.government_id}
    assert case.reply_due_on == due_on
    assert case.main_unit == heir
    assert heir.short_name in case.handler_text
    assert heir.short_name in case.turn
    assert case.state == State.HANDLING
    assert case.version == version + 1
    answer(case, heir)
    assert case.state == State.REPLIED


def test_a_sentence_an_audit_entry_and_notices_to_the_right_posts(county, old, heir):
    seat = unit_seat(heir, Role.UNIT)
    elsewhere = make_seat(Role.UNIT, county.departments[1], user=seat.user)
    case = make_suggestion(county, State.HANDLING, units=[old])
    reform(county, old, heir)

    event = case.events.get(code="inherited")
    assert event.sentence == f"{old.short_name}撤销，由{heir.short_name}承接主办，期限不变"
    entry = Entry.objects.get(action="suggestion.inherited")
    assert (entry.before["unit"], entry.after["unit"]) == (old.name, heir.name)
    assert Entry.objects.get(action="unit.hand_over").after["cases"] == 1
    told = Notification.objects.filter(kind="suggestion.inherited")
    assert told.get(user=seat.user).seat_id == seat.pk
    assert not Notification.objects.visible_to(elsewhere).exists()
    assert told.filter(seat_id=lead_seat(county).pk).count() == 1


def test_the_old_unit_sees_it_until_that_day_the_new_one_from_then_on(county, old, heir):
    case = make_suggestion(county, State.HANDLING)
    reform(county, old, heir)
    gone, came = unit_seat(old, Role.UNIT), unit_seat(heir, Role.UNIT)
    assert case in Suggestion.objects.visible_to(gone)
    assert case in Suggestion.objects.visible_to(came)
    assert case not in Suggestion.objects.visible_to(gone).waiting_for(gone)
    assert case in Suggestion.objects.visible_to(came).waiting_for(came)
    past, present = (case.parties.get(unit=unit) for unit in (old, heir))
    assert (past.until, present.since, present.until) == (today(), today(), None)
    with time_machine.travel(now() + dt.timedelta(days=1), tick=False):
        assert case not in Suggestion.objects.visible_to(gone)
        assert case in Suggestion.objects.visible_to(came)


def test_requests_that_wait_are_decided_for_the_successor(county, old, heir):
    case = make_suggestion(county, State.HANDLING)
    services.ask_extension(case, by=unit_seat(old), until=days(150), reason="涉及规划调整。")
    services.press(case, by=county.seat(Role.OFFICE), words="请抓紧", assignment=main_share(case))
    reform(county, old, heir)
    case.refresh_from_db()
    services.agree_extension(case, by=county.seat(Role.GOVOFFICE), agree=True)
    services.decide_extension(case, by=county.seat(Role.OFFICE), agree=True)
    assert main_share(case).due_on == days(150)
    services.answer_press(case, by=unit_seat(heir, Role.UNIT), answer="本周答复。")
    assert {duty.owner_unit for duty in open_duties(case).values()} <= {heir, county.departments[1]}


def test_a_successor_that_is_in_the_case_already_answers_once(county, old):
    case = make_suggestion(county, State.HANDLING)
    co = county.departments[1]
    reform(county, old, co)
    case.refresh_from_db()
    assert main_share(case).unit == co
    assert not case.assignments.filter(part="co", state__in=["assigned", "handling"]).exists()
    assert [kind for kind, _, _ in owed_by(co)].count("reply") == 1
    assert "co_opinion" not in {kind for kind, _, _ in owed_by(co)}
    answer(case, co)
    assert case.state == State.REPLIED


def test_a_co_handler_that_goes_into_the_main_unit_leaves_one_share(county, old):
    case = make_suggestion(county, State.HANDLING)
    co = co_share(case).unit
    reform(county, co, old)
    case.refresh_from_db()
    live = case.assignments.filter(state__in=["assigned", "handling", "done"])
    assert [row.unit for row in live] == [old]
    assert "co_opinion" not in {kind for kind, _ in open_duties(case)}


def answered(county, unit):
    """Solved, so that nothing is promised for later; promises have tests of their own."""
    case = make_suggestion(county, State.HANDLING, units=[unit])
    return answer(case, unit, "A")


def closed(county, unit):
    case = answered(county, unit)
    return services.rate(case, by=lead_seat(county), attitude="satisfied", result="basic")


def test_old_replies_keep_the_old_name_and_the_heir_handles_again(county, old, heir):
    case = answered(county, old)
    reply = case.replies.get()
    reform(county, old, heir)
    case.refresh_from_db()
    assert case.state == State.REPLIED
    assert case in Suggestion.objects.visible_to(unit_seat(heir))
    services.rate(
        case, by=lead_seat(county), attitude="satisfied", result="unsatisfied", reason="没有办。"
    )
    services.study(case, by=county.seat(Role.OFFICE), rehandle=True, words="重新办理。")
    reply.refresh_from_db()
    assert reply.assignment.unit_name == old.name
    assert main_share(case).unit == heir
    assert {kind for kind, _, _ in owed_by(heir)} == {"rehandle"}
    answer(case, heir)
    assert case.state == State.REPLIED


def test_a_case_that_ended_stays_with_the_old_unit(county, old, heir):
    case = closed(county, old)
    reform(county, old, heir)
    assert case.parties.get(unit=old).until is None
    assert not case.parties.filter(unit=heir).exists()
    assert not case.events.filter(code="inherited").exists()


def test_without_a_successor_it_may_not_go_while_anything_is_open(county, old):
    make_suggestion(county, State.HANDLING)
    make_suggestion(county, State.ASSIGNED)
    done = closed(county, old)
    with pytest.raises(Invalid, match="还有2件代表建议没有办完。请选承接单位") as refusal:
        units.close_unit(old, on=today(), by=county.seat(Role.OFFICE))
    assert list(refusal.value.errors) == ["successor"]
    old.refresh_from_db()
    assert old.closed_on is None
    assert done.state == State.CLOSED
    empty = county.departments[2]
    with pytest.raises(Invalid, match="当天或以后登记"):
        units.close_unit(empty, on=days(1), by=county.seat(Role.OFFICE))
    units.close_unit(empty, on=today(), by=county.seat(Role.OFFICE))
    assert empty.closed_on == today()


def test_a_coming_day_passes_things_on_that_day_by_itself(county, old, heir):
    case = make_suggestion(county, State.HANDLING)
    due_on = main_share(case).due_on
    reform(county, old, heir, on=days(3))
    assert main_share(case).unit == old
    sweep.run(now())
    assert main_share(case).unit == old
    with time_machine.travel(now() + dt.timedelta(days=3), tick=False):
        sweep.run(now())
        assert (main_share(case).unit, main_share(case).due_on) == (heir, due_on)
        assert case.parties.get(unit=heir).since == today()
        assert case.events.get(code="inherited").by_name == "系统"
        sweep.run(now())
        assert case.events.filter(code="inherited").count() == 1


def test_duties_of_an_office_pass_as_well(county):
    case = make_suggestion(county, State.SUBMITTED)
    with pytest.raises(Invalid, match="还有1件代表建议没有办完"):
        units.close_unit(county.office, on=today(), by=county.seat(Role.ADMIN))
    units.close_unit(
        county.office, on=today(), by=county.seat(Role.ADMIN), successor=county.committee
    )
    assert {duty.owner_unit for duty in open_duties(case).values()} == {county.committee}
    case.refresh_from_db()
    assert county.committee.short_name in case.turn


def test_two_posts_of_one_person_are_told_apart(county, old):
    """Lead deputy and handler in one person: each post reads its own, the lead nothing twice."""
    lead = lead_seat(county)
    second = make_seat(Role.UNIT, old, user=lead.user)
    make_suggestion(county, State.ASSIGNED, units=[old])
    told = Notification.objects.filter(kind="suggestion.assigned", user=lead.user)
    assert set(told.values_list("seat_id", flat=True)) == {lead.pk, second.pk}
    assert "请签收" in told.get(seat_id=second.pk).title
    assert "请签收" not in told.get(seat_id=lead.pk).title
    other = deputy_seat(county, 1)
    assert not Notification.objects.visible_to(other).exists()
