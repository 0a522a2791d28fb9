"""退办: who asks, who decides, and that the statutory clock runs on."""

import datetime as dt

import pytest

from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import State
from suggestions.models import Assignment
from suggestions.tests.factories import (
    answer,
    co_share,
    days,
    main_share,
    make_suggestion,
    open_duties,
    unit_seat,
)
from suggestions.workflow import SUGGESTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def asked(county):
    """A case whose main unit has asked to return it."""
    case = make_suggestion(county, State.HANDLING)
    services.ask_return(
        case,
        by=unit_seat(county.departments[0], Role.UNIT),
        reason="归交通部门。",
        proposed_unit=county.departments[2],
    )
    return case


def test_the_government_office_decides_between_its_units(county, asked):
    share = main_share(asked)
    duty = open_duties(asked)["decide_return", f"assignment:{share.pk}"]
    assert duty.owner_unit == county.govoffice
    with pytest.raises(Forbidden):
        services.decide_return(asked, by=county.seat(Role.OFFICE), agree=False, words="请继续办。")


def test_agreed_the_new_unit_has_the_same_statutory_day_and_fresh_inner_clocks(county):
    due = days(45)
    asked = make_suggestion(county, State.HANDLING, due_on=due)
    services.ask_return(asked, by=unit_seat(county.departments[0]), reason="归交通部门。")
    old = main_share(asked)
    new_unit = county.departments[2]
    services.decide_return(
        asked, by=county.seat(Role.GOVOFFICE), agree=True, words="归交通局。", unit=new_unit
    )
    old.refresh_from_db()
    assert (old.state, old.bounced) == ("returned", 1)
    assert asked.parties.get(unit=county.departments[0], part="main").until == today()
    new = main_share(asked)
    assert new.unit == new_unit
    duties = open_duties(asked)
    ref = f"assignment:{new.pk}"
    assert duties["reply", ref].due_on == due == asked.reply_due_on
    assert duties["sign_for", ref].from_on == today()
    assert duties["first_contact", ref].from_on == today()
    assert not any(ref.endswith(f":{old.pk}") for _, ref in duties)
    assert (asked.state, asked.main_unit) == ("assigned", new_unit)
    services.sign_for(asked, by=unit_seat(new_unit))
    answer(asked, new_unit)
    assert asked.state == "replied"


def test_refused_the_unit_goes_on(county, asked):
    services.decide_return(
        asked, by=county.seat(Role.GOVOFFICE), agree=False, words="三定方案明确归贵局。"
    )
    share = main_share(asked)
    assert share.state == "handling"
    assert share.returns.get().state == "refused"
    assert "decide_return" not in {kind for kind, _ in open_duties(asked)}
    answer(asked, county.departments[0])
    assert asked.state == "replied"


def test_refused_before_signing_the_day_for_signing_runs_again(county):
    case = make_suggestion(county, State.ASSIGNED)
    services.ask_return(case, by=unit_seat(county.departments[0]), reason="不归我局。")
    share = main_share(case)
    assert ("sign_for", f"assignment:{share.pk}") not in open_duties(case)
    services.decide_return(case, by=county.seat(Role.GOVOFFICE), agree=False, words="请办理。")
    share.refresh_from_db()
    assert share.state == "assigned"
    assert ("sign_for", f"assignment:{share.pk}") in open_duties(case)


def test_without_a_unit_it_goes_back_to_the_office_and_keeps_its_clock(county, asked):
    zero, due = asked.assigned_on, asked.reply_due_on
    services.decide_return(
        asked, by=county.seat(Role.GOVOFFICE), agree=True, words="不归政府部门。"
    )
    assert (asked.state, asked.assigned_on) == ("accepted", zero)
    services.assign(asked, by=county.seat(Role.OFFICE), main=county.court)
    assert (asked.state, asked.assigned_on, asked.reply_due_on) == ("assigned", zero, due)
    assert co_share(asked) is not None


def test_the_government_office_names_none_but_its_own_units(county, asked):
    with pytest.raises(Invalid) as refusal:
        services.decide_return(
            asked, by=county.seat(Role.GOVOFFICE), agree=True, words="归法院。", unit=county.court
        )
    assert list(refusal.value.errors) == ["unit"]


def test_a_court_asks_the_congresss_office(county):
    case = make_suggestion(county, State.ASSIGNED, units=[county.court])
    services.ask_return(case, by=unit_seat(county.court), reason="不属审判工作。")
    with pytest.raises(Forbidden):
        services.decide_return(
            case, by=county.seat(Role.GOVOFFICE), agree=False, words="请继续办。"
        )
    services.decide_return(
        case,
        by=county.seat(Role.OFFICE),
        agree=True,
        words="归公安局。",
        unit=county.departments[0],
    )
    assert case.main_unit == county.departments[0]


def test_after_the_second_return_it_is_decided_for_good(county):
    case = make_suggestion(county, State.ASSIGNED, units=[county.departments[0]])
    for number in (0, 1):
        services.ask_return(case, by=unit_seat(county.departments[number]), reason="不归我局。")
        services.decide_return(
            case,
            by=county.seat(Role.GOVOFFICE),
            agree=True,
            words="改办。",
            unit=county.departments[number + 1],
        )
    last = unit_seat(county.departments[2])
    assert "ask_return" not in SUGGESTION.codes(case, last)
    with pytest.raises(Conflict, match="已退办两次"):
        services.ask_return(case, by=last, reason="也不归我局。")


def test_asked_after_the_window_it_is_marked_late(county, asked):
    assert main_share(asked).returns.get().is_late is False
    late = make_suggestion(county, State.HANDLING)
    Assignment.objects.filter(suggestion=late).update(assigned_on=today() - dt.timedelta(days=30))
    services.ask_return(late, by=unit_seat(county.departments[0]), reason="不归我局。")
    assert main_share(late).returns.get().is_late is True


def test_asked_after_the_window_it_is_refused_where_the_rule_says_so(county):
    services.set_rule(county.congress, {"late_return": "refused"}, by=county.seat(Role.OFFICE))
    case = make_suggestion(county, State.HANDLING)
    unit = unit_seat(county.departments[0])
    Assignment.objects.filter(suggestion=case).update(assigned_on=today() - dt.timedelta(days=30))
    with pytest.raises(Conflict) as refused:
        services.ask_return(case, by=unit, reason="不归我局。")
    assert "已过退办时限" in refused.value.detail
    assert not main_share(case).returns.exists()


def test_what_passes_between_units_is_for_handlers_and_offices(county, asked):
    inner = asked.events.get(code="return_asked")
    assert inner.is_inner
    assert "建议由县交通运输局办理" in inner.sentence
