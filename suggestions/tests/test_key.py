"""Key suggestions, their two leaders, and 催办 with its answer."""

import pytest

from core.clock import today
from core.problems import Forbidden, Invalid
from liaison.choices import Role, Side
from liaison.tests.factories import county_fixture, make_seat
from notifications.models import Notification
from suggestions import services
from suggestions.choices import State
from suggestions.models import Suggestion
from suggestions.tests.factories import (
    co_share,
    days,
    main_share,
    make_suggestion,
    open_duties,
    unit_seat,
)
from suggestions.workflow import SUGGESTION

pytestmark = pytest.mark.django_db
DECISION = {"grounds": "群众反映集中。", "meeting": "主任会议第23次"}


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def case(county):
    return make_suggestion(county, State.HANDLING)


def leader(county, side):
    return county.seat(f"leader:{side}")


def test_named_with_the_meeting_that_decided_and_two_leaders(county, case):
    supervisor, handling = leader(county, Side.CONGRESS), leader(county, Side.GOVERNMENT)
    services.make_key(
        case,
        by=supervisor,
        **DECISION,
        decided_on=days(0),
        supervisor=supervisor,
        handling_leader=handling,
    )
    assert case.is_key
    assert case.key_decision.meeting == "主任会议第23次"
    assert set(Suggestion.objects.mine(supervisor)) == set(Suggestion.objects.mine(handling))
    assert {duty.supervisor for duty in open_duties(case).values()} == {supervisor}
    told = Notification.objects.filter(user=handling.user, kind="suggestion.leaders")
    assert told.count() == 1


def test_grounds_meeting_and_a_day_that_has_come(county, case):
    office = county.seat(Role.OFFICE)
    for field, given in (
        ("grounds", {"grounds": ""}),
        ("meeting", {"meeting": " "}),
        ("decided_on", {"decided_on": days(1)}),
    ):
        with pytest.raises(Invalid) as refusal:
            services.make_key(case, by=office, **(DECISION | {"decided_on": days(0)} | given))
        assert list(refusal.value.errors) == [field]


def test_each_leader_stands_on_the_right_side(county, case):
    office, other = county.seat(Role.OFFICE), county_fixture("邻县")
    services.make_key(case, by=office, **DECISION, decided_on=days(0))
    for field, seat in (
        ("supervisor", leader(county, Side.GOVERNMENT)),
        ("supervisor", leader(other, Side.CONGRESS)),
        ("handling_leader", leader(county, Side.CONGRESS)),
        ("handling_leader", unit_seat(county.departments[0])),
    ):
        with pytest.raises(Invalid) as refusal:
            services.name_leaders(case, by=office, **{field: seat})
        assert list(refusal.value.errors) == [field]


def test_the_governments_leader_names_who_leads_the_handling_only(county, case):
    services.make_key(case, by=county.seat(Role.OFFICE), **DECISION, decided_on=days(0))
    head = leader(county, Side.GOVERNMENT)
    services.name_leaders(case, by=head, handling_leader=head)
    with pytest.raises(Forbidden):
        services.name_leaders(case, by=head, supervisor=leader(county, Side.CONGRESS))


def test_a_leader_who_leaves_is_followed_by_another_with_dates(county, case):
    office, first = county.seat(Role.OFFICE), leader(county, Side.CONGRESS)
    second = make_seat(Role.LEADER, county.standing_committee)
    services.make_key(case, by=office, **DECISION, decided_on=days(0), supervisor=first)
    services.name_leaders(case, by=office, supervisor=second)
    old, new = case.key_leaders.order_by("id")
    assert (old.until, new.until) == (today(), None)
    assert {duty.supervisor for duty in open_duties(case).values()} == {second}
    # A duty that begins later has the new leader too.
    services.press(case, by=second)
    assert {duty.supervisor for duty in open_duties(case).values()} == {second}


def test_a_case_is_made_key_once(county, case):
    office = county.seat(Role.OFFICE)
    assert "make_key" in SUGGESTION.codes(case, office)
    services.make_key(case, by=office, **DECISION, decided_on=days(0))
    codes = SUGGESTION.codes(case, office)
    assert "make_key" not in codes
    assert "name_leaders" in codes


def test_one_click_presses_who_owes_the_answer(county, case):
    services.press(case, by=leader(county, Side.CONGRESS))
    row = case.presses.get()
    assert row.assignment == main_share(case)
    assert row.by_title.endswith("领导")
    duty = open_duties(case)["answer_press", f"press:{row.pk}"]
    assert duty.owner_unit == county.departments[0]


def test_the_answer_ends_the_clock_and_covers_what_waits(county, case):
    office, unit = county.seat(Role.OFFICE), unit_seat(county.departments[0], Role.UNIT)
    services.press(case, by=office, words="请抓紧。")
    services.press(case, by=leader(county, Side.PARTY))
    services.answer_press(case, by=unit, answer="本周与代表见面。")
    assert set(case.presses.values_list("answer", flat=True)) == {"本周与代表见面。"}
    assert "answer_press" not in {kind for kind, _ in open_duties(case)}
    assert "answer_press" not in SUGGESTION.codes(case, unit)


def test_one_share_may_be_pressed_by_itself(county, case):
    services.press(case, by=county.seat(Role.GOVOFFICE), assignment=co_share(case))
    assert case.presses.get().assignment == co_share(case)
    other = make_suggestion(county, State.HANDLING)
    with pytest.raises(Invalid):
        services.press(case, by=county.seat(Role.OFFICE), assignment=main_share(other))


def test_the_government_office_presses_its_own_units_only(county):
    case = make_suggestion(county, State.HANDLING, units=[county.court])
    with pytest.raises(Forbidden):
        services.press(case, by=county.seat(Role.GOVOFFICE))
