"""延期: asked by the head, agreed by the government, granted by the congress, deputies told."""

import pytest

from core.problems import Conflict, Forbidden, Invalid
from deadlines.arithmetic import add_months
from deadlines.models import Deadline
from liaison.choices import Role, Side
from liaison.tests.factories import county_fixture
from notifications.models import Notification
from suggestions import services
from suggestions.choices import State
from suggestions.tests.factories import (
    answer,
    days,
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
def case(county):
    return make_suggestion(county, State.HANDLING)


def ask(case, county, until=None):
    services.ask_extension(
        case,
        by=unit_seat(county.departments[0]),
        until=until or days(150),
        reason="涉及规划调整。",
    )


def extension(case):
    return main_share(case).extensions.latest("id")


def owner(case):
    return next(d.owner_unit for (kind, _), d in open_duties(case).items() if "extension" in kind)


def test_granted_the_old_date_gives_way_and_deputies_are_told_at_once(county, case):
    ask(case, county)
    assert owner(case) == county.govoffice
    services.agree_extension(case, by=county.seat(Role.GOVOFFICE), agree=True)
    assert owner(case) == county.office
    services.decide_extension(case, by=county.seat(Role.OFFICE), agree=True)
    assert extension(case).state == "granted"
    assert case.reply_due_on == days(150) == main_share(case).due_on
    old = Deadline.objects.get(
        kind="reply", subject_type="suggestion", subject_id=case.pk, state="superseded"
    )
    assert old.superseded_by.due_on == days(150)
    assert "规划调整" in old.reason
    told = Notification.objects.filter(user=lead_seat(county).user)
    assert told.filter(kind="suggestion.extension_granted").count() == 1


def test_never_beyond_six_months_from_assignment(county, case):
    with pytest.raises(Invalid, match="不超过交办后6个月") as refusal:
        ask(case, county, until=add_months(case.assigned_on, 7))
    assert list(refusal.value.errors) == ["until"]
    ask(case, county, until=add_months(case.assigned_on, 6))


def test_it_must_be_later_than_the_present_day(county, case):
    with pytest.raises(Invalid):
        ask(case, county, until=case.reply_due_on)


def test_only_one_request_at_a_time(county, case):
    ask(case, county)
    with pytest.raises(Conflict):
        ask(case, county)


def test_a_refusal_says_why_and_leaves_the_date(county, case):
    due = case.reply_due_on
    ask(case, county)
    with pytest.raises(Invalid):
        services.agree_extension(case, by=county.seat(Role.GOVOFFICE), agree=False)
    services.agree_extension(
        case, by=county.seat(Role.GOVOFFICE), agree=False, words="年内必须办结。"
    )
    assert (extension(case).state, case.reply_due_on) == ("refused", due)
    assert "decide_extension" not in {kind for kind, _ in open_duties(case)}
    ask(case, county)


def test_the_congress_does_not_decide_before_the_government_agrees(county, case):
    ask(case, county)
    with pytest.raises(Forbidden):
        services.decide_extension(case, by=county.seat(Role.OFFICE), agree=True)


def test_a_court_asks_the_congress_directly(county):
    case = make_suggestion(county, State.HANDLING, units=[county.court])
    services.ask_extension(case, by=unit_seat(county.court), until=days(120), reason="需调研。")
    assert owner(case) == county.office
    services.decide_extension(case, by=county.seat(Role.OFFICE), agree=True)
    assert case.reply_due_on == days(120)


def test_a_key_items_extension_is_for_its_supervising_leader(county, case):
    leader = county.seat(f"leader:{Side.CONGRESS}")
    office = county.seat(Role.OFFICE)
    services.make_key(
        case,
        by=office,
        grounds="反映集中。",
        meeting="主任会议第23次",
        decided_on=days(0),
        supervisor=leader,
    )
    ask(case, county)
    services.agree_extension(case, by=county.seat(Role.GOVOFFICE), agree=True)
    with pytest.raises(Forbidden):
        services.decide_extension(case, by=office, agree=True)
    services.decide_extension(case, by=leader, agree=True)
    assert case.reply_due_on == days(150)


def test_the_clerk_does_not_ask(county, case):
    with pytest.raises(Forbidden):
        services.ask_extension(
            case,
            by=unit_seat(county.departments[0], Role.UNIT),
            until=days(150),
            reason="忙不过来。",
        )


def test_a_fixed_day_stays_within_the_law(county):
    accepted = make_suggestion(county, State.ACCEPTED)
    office, unit = county.seat(Role.OFFICE), county.departments[0]
    with pytest.raises(Invalid) as refusal:
        services.assign(accepted, by=office, main=unit, due_on=days(250))
    assert list(refusal.value.errors) == ["due_on"]
    services.assign(accepted, by=office, main=unit, due_on=days(60))
    assert accepted.reply_due_on == days(60)
    duty = open_duties(accepted)["reply", f"assignment:{main_share(accepted).pk}"]
    assert duty.calculation["unit"] == "fixed"


def test_an_answer_makes_the_request_lapse(county, case):
    ask(case, county)
    answer(case, county.departments[0])
    assert extension(case).state == "refused"
    assert {kind for kind, _ in open_duties(case)} == {"rate_reply"}
