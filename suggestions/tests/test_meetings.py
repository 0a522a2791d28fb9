"""交办会: planned by two, held once, the law's days kept, receipts pressed and signed."""

import datetime as dt

import pytest

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid, Stale
from liaison.choices import Role
from liaison.models import Seat
from liaison.tests.factories import County, county_fixture, make_seat, make_unit
from notifications.models import Notification
from suggestions import services
from suggestions.choices import MeetingState, PlannedState, State
from suggestions.models import AssignmentMeeting, PlannedCase
from suggestions.services.meetings.frame import law_day
from suggestions.tests.factories import make_suggestion, open_duties, unit_seat
from suggestions.tests.meeting_factories import line, make_meeting
from suggestions.workflow.meetings import MEETING

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return county_fixture()


@pytest.fixture
def office(county: County) -> Seat:
    return county.seat(Role.OFFICE)


def test_who_may_do_what_in_which_state(county):
    """The whole table: state × step × role."""
    office = {"edit", "put_in", "plan", "take_out", "hold", "cancel"}
    later = {"plan", "take_out", "assign_rest", "press_signing"}
    for state in MeetingState:
        meeting = AssignmentMeeting(congress_id=county.congress.pk, day=today(), state=state)
        for role in Role:
            expected: set[str] = set()
            if role == Role.OFFICE:
                expected = {"draft": office, "held": later}.get(state, set())
            elif state == MeetingState.HELD and role == Role.GOVOFFICE:
                expected = {"press_signing", "sign_all"}
            elif state == MeetingState.HELD and role in {"unit", "unit_section", "unit_head"}:
                expected = {"sign_all"}
            found = set(MEETING.codes(meeting, county.seat(role)))
            assert found == expected, f"{state} {role}"


def test_another_congress_sees_and_calls_nothing(county, office):
    meeting = make_meeting(county)
    other = county_fixture("邻县").seat(Role.OFFICE)
    assert not AssignmentMeeting.objects.visible_to(other).exists()
    with pytest.raises(Forbidden):
        services.hold(meeting, by=other)
    with pytest.raises(Forbidden):
        services.call_meeting(by=county.seat(Role.UNIT), title="会", day=today())


def test_only_the_office_sees_what_is_prepared_and_units_what_they_were_given(county):
    meeting = make_meeting(county)
    handler = unit_seat(county.departments[0])
    stranger = unit_seat(county.departments[2])
    for seat in (handler, county.seat(Role.LEADER), county.seat(Role.GOVOFFICE)):
        assert not AssignmentMeeting.objects.visible_to(seat).exists()
    make_meeting(county, held=True)
    for seat in (handler, county.seat(Role.LEADER), county.seat(Role.GOVOFFICE)):
        assert AssignmentMeeting.objects.visible_to(seat).exclude(pk=meeting.pk).count() == 1
    for seat in (stranger, county.seat(Role.DEPUTY), county.seat(Role.CLERK)):
        assert not AssignmentMeeting.objects.visible_to(seat).exists()


def test_a_suggestion_is_in_one_table_only(county, office):
    case = make_suggestion(county, "accepted")
    make_meeting(county, [case])
    second = make_meeting(county, 0)
    with pytest.raises(Invalid):
        services.put_in(second, by=office, cases=[case])


def test_the_second_person_is_told_who_changed_what(county, office):
    meeting = make_meeting(county, 1)
    row = meeting.rows.get()
    colleague = make_seat(Role.OFFICE, office.unit)
    services.plan(row, by=colleague, main=county.departments[:1], version=row.version)
    with pytest.raises(Stale) as refused:
        services.plan(row, by=office, main=county.departments[1:2], version=row.version)
    assert refused.value.extra["by"] == colleague.person_name
    assert "主办" in refused.value.extra["changed"]
    assert [share.unit for share in row.shares.all()] == county.departments[:1]


def test_several_units_in_the_first_box_answer_each_for_its_part(county, office):
    meeting = make_meeting(county, 1)
    row = services.plan(
        meeting.rows.get(), by=office, main=county.departments[:2], co=county.departments[2:3]
    )
    services.hold(meeting, by=office)
    parts = {share.unit_id: share.part for share in row.suggestion.assignments.all()}
    assert sorted(parts.values()) == ["co", "separate", "separate"]


def test_the_meetings_day_is_clock_zero_and_the_law_counts_from_it(county, office):
    """代表法 art. 51: from 交办, not from the day on which it was entered."""
    day = today() - dt.timedelta(days=4)
    case = make_suggestion(county, "accepted")
    case.accepted_on = day
    case.save()
    meeting = make_meeting(county, [case], day=day)
    services.plan(line(meeting, case), by=office, main=county.departments[:1])
    services.hold(meeting, by=office)
    case.refresh_from_db()
    assert (case.state, case.assigned_on) == (State.ASSIGNED, day)
    assert case.reply_due_on == law_day(meeting)


def test_a_fixed_day_for_the_batch_beats_the_months_and_is_never_later_than_the_law(county, office):
    """Corner case 57."""
    meeting = make_meeting(county, 2)
    last = law_day(meeting)
    with pytest.raises(Invalid) as refused:
        services.edit_meeting(meeting, by=office, due_on=last + dt.timedelta(days=1))
    assert "due_on" in refused.value.errors
    fixed = last - dt.timedelta(days=20)
    services.edit_meeting(meeting, by=office, due_on=fixed)
    first, second = meeting.rows.order_by("id")
    late = last + dt.timedelta(days=40)
    services.plan(first, by=office, main=county.departments[:1])
    services.plan(second, by=office, main=county.departments[:1], due_on=late)
    services.hold(meeting, by=office)
    first.suggestion.refresh_from_db()
    second.suggestion.refresh_from_db()
    assert first.suggestion.reply_due_on == fixed
    assert second.suggestion.reply_due_on == late
    assert services.receipts(meeting, office)[0].shares


def test_a_line_never_goes_beyond_six_months(county, office):
    meeting = make_meeting(county, 1)
    with pytest.raises(Invalid) as refused:
        services.plan(
            meeting.rows.get(),
            by=office,
            main=county.departments[:1],
            due_on=today() + dt.timedelta(days=200),
        )
    assert "due_on" in refused.value.errors


def test_a_line_that_fails_holds_up_nobody_and_is_handed_over_later(county, office):
    """A unit closed after it was planned, one without a unit, one withdrawn: each says why."""
    fine, closed, bare, gone = (make_suggestion(county, "accepted") for _ in range(4))
    meeting = make_meeting(county, [fine, closed, bare, gone])
    old = make_unit("县旧局", "department", county.division)
    services.plan(line(meeting, fine), by=office, main=county.departments[:1])
    services.plan(line(meeting, closed), by=office, main=[old])
    services.plan(line(meeting, gone), by=office, main=county.departments[:1])
    old.closed_on, old.successor = today(), county.departments[1]
    old.save()
    services.withdraw(gone, by=county.seat(Role.DEPUTY), reason="已经解决。")
    held = services.hold(meeting, by=office)
    assert (held.done, held.left) == (1, 3)
    assert line(meeting, fine).state == PlannedState.ASSIGNED
    assert county.departments[1].name in line(meeting, closed).problem
    assert "主办单位" in line(meeting, bare).problem
    assert "已撤回" in line(meeting, gone).problem
    services.plan(line(meeting, closed), by=office, main=county.departments[1:2])
    again = services.assign_rest(meeting, by=office)
    assert again.done == 1
    closed.refresh_from_db()
    assert closed.state == State.ASSIGNED
    services.take_out(line(meeting, gone), by=office)
    assert meeting.rows.count() == 3


def test_held_twice_nothing_is_assigned_twice(county, office):
    meeting = make_meeting(county, 2, held=True)
    with pytest.raises(Conflict):
        services.hold(meeting, by=office)
    services.assign_rest(meeting, by=office)
    for row in meeting.rows.all():
        assert row.suggestion.assignments.count() == 2
        assert (
            Entry.objects.filter(action="suggestion.assign", subject_id=row.suggestion_id).count()
            == 1
        )
    with pytest.raises(Conflict):
        services.plan(meeting.rows.first(), by=office, main=county.departments[:1])


def test_it_is_not_held_before_its_day(county, office):
    meeting = make_meeting(county, 1, day=today() + dt.timedelta(days=2))
    with pytest.raises(Conflict):
        services.hold(meeting, by=office)


def test_a_case_that_came_back_keeps_its_statutory_day(county, office):
    case = make_suggestion(county, "assigned", units=county.departments[:1])
    due = case.reply_due_on
    services.ask_return(case, by=unit_seat(county.departments[0]), reason="不是我们的职责。")
    services.decide_return(case, by=county.seat(Role.GOVOFFICE), agree=True, words="重新交办。")
    meeting = make_meeting(county, [case], due_on=due - dt.timedelta(days=30))
    services.plan(line(meeting, case), by=office, main=county.departments[1:2])
    services.hold(meeting, by=office)
    case.refresh_from_db()
    assert case.reply_due_on == due


def test_each_unit_hears_once_however_many_it_was_given(county, office):
    head = unit_seat(county.departments[0])
    meeting = make_meeting(county, 3, held=True)
    told = Notification.objects.filter(seat_id=head.pk)
    assert told.count() == 1
    assert "3件" in told.get().title
    assert told.get().url.endswith(f"/suggestions/meetings/{meeting.pk}/")


def test_who_has_not_signed_is_pressed_once_a_day_and_signs_for_all(county, office):
    meeting = make_meeting(county, 2, held=True)
    first, second = (unit_seat(unit) for unit in county.departments[:2])
    assert services.press_signing(meeting, by=office) == 2
    with pytest.raises(Conflict):
        services.press_signing(meeting, by=office)
    done = services.sign_all(meeting, by=first)
    assert [one.words for one in done] == ["", ""]
    by_unit = {one.unit.pk: one for one in services.receipts(meeting, office)}
    assert not by_unit[first.unit_id].waiting
    assert len(by_unit[second.unit_id].waiting) == 2
    assert {one.unit.pk for one in services.receipts(meeting, second)} == {second.unit_id}
    case = done[0].case
    case.refresh_from_db()
    assert case.state == State.HANDLING
    kinds = {kind for kind, _ in open_duties(case)}
    assert "reply" in kinds
    with pytest.raises(Invalid):
        services.sign_all(meeting, by=first)


def test_a_cancelled_meeting_leaves_its_suggestions_to_another(county, office):
    case = make_suggestion(county, "accepted")
    meeting = make_meeting(county, [case])
    services.cancel_meeting(meeting, by=office)
    second = make_meeting(county, [case])
    assert PlannedCase.objects.get(meeting=second).state == PlannedState.PLANNED


def test_past_routes_of_the_same_matter_follow_a_reform(county, office):
    """A hint, with the successor of a closed unit; nothing is filled in by itself."""
    old = make_suggestion(county, "handling", title="关于整治城区犬只扰民的建议")
    closed = county.departments[0]
    closed.closed_on, closed.successor = today(), county.departments[2]
    closed.save()
    case = make_suggestion(county, "accepted", title="关于加强整治城区犬只扰民的建议")
    meeting = make_meeting(county, [case])
    row = line(meeting, case)
    route = services.read_routes([row.routes])[0][0]
    assert route.unit == county.departments[2]
    assert route.cases == [old]
    assert not row.shares.exists()
