"""Each role sees exactly what roles.md gives it, in two counties, through the one scope."""

import datetime as dt

import pytest
from django.http import Http404

from files.services import attach, visible_file
from liaison.choices import Role, Side, UnitKind
from liaison.tests.factories import county_fixture, make_mandate, make_seat, make_unit
from stations.tests.factories import make_opinion, make_station
from suggestions import services
from suggestions.choices import State
from suggestions.models import Suggestion
from suggestions.tests.factories import (
    answer,
    days,
    deputy_seat,
    lead_seat,
    main_share,
    make_draft,
    make_file,
    make_suggestion,
    unit_seat,
)

pytestmark = pytest.mark.django_db

OFFICES = {"office"}
READERS = {"committee", "leader", "party leader", "government leader", "presidium"}
HANDLERS = {"main", "co", "govoffice"}
AUTHORS = {"lead", "cosigner"}


@pytest.fixture
def county():
    return county_fixture()


def seats_of(county):
    return {
        "lead": lead_seat(county),
        "cosigner": deputy_seat(county, 1),
        "deputy": deputy_seat(county, 3),
        "clerk": county.seat(Role.CLERK),
        "presidium": county.seat(Role.PRESIDIUM),
        "office": county.seat(Role.OFFICE),
        "committee": county.seat(Role.COMMITTEE),
        "leader": county.seat(f"leader:{Side.CONGRESS}"),
        "party leader": county.seat(f"leader:{Side.PARTY}"),
        "government leader": county.seat(f"leader:{Side.GOVERNMENT}"),
        "govoffice": county.seat(Role.GOVOFFICE),
        "main": unit_seat(county.departments[0], Role.UNIT),
        "co": unit_seat(county.departments[1], Role.UNIT),
        "unit": unit_seat(county.departments[2], Role.UNIT),
        "admin": county.seat(Role.ADMIN),
        "security": county.seat(Role.SECURITY_ADMIN),
        "auditor": county.seat(Role.AUDITOR),
    }


def who_sees(case, seats):
    return {
        name
        for name, seat in seats.items()
        if Suggestion.objects.visible_to(seat).filter(pk=case.pk).exists()
    }


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.DRAFT, {"lead"}),
        (State.COSIGNING, AUTHORS | OFFICES),
        (State.SUBMITTED, {"lead"} | OFFICES | READERS),
        (State.SENT_BACK, {"lead"} | OFFICES | READERS),
        (State.NOT_ADMITTED, {"lead"} | OFFICES | READERS),
        (State.ACCEPTED, {"lead", "cosigner", "deputy"} | OFFICES | READERS),
        (State.ASSIGNED, {"lead", "cosigner", "deputy"} | OFFICES | READERS | HANDLERS),
        (State.REPLIED, {"lead", "cosigner", "deputy"} | OFFICES | READERS | HANDLERS),
        (State.CLOSED, {"lead", "cosigner", "deputy"} | OFFICES | READERS | HANDLERS),
    ],
)
def test_who_sees_a_case_in_its_state(county, state, expected):
    other = county_fixture("邻县")
    case = make_suggestion(county, state)
    assert who_sees(case, seats_of(county)) == expected
    assert who_sees(case, seats_of(other)) == set()


def test_a_confidential_case_is_for_its_parties_and_the_office(county):
    case = make_suggestion(county, State.HANDLING, is_confidential=True)
    assert who_sees(case, seats_of(county)) == {"lead"} | OFFICES | HANDLERS


def test_a_supervising_leader_sees_the_confidential_case_he_supervises(county):
    case = make_suggestion(county, State.HANDLING, is_confidential=True)
    leader = county.seat(f"leader:{Side.CONGRESS}")
    services.make_key(
        case,
        by=county.seat(Role.OFFICE),
        grounds="事关稳定。",
        meeting="主任会议第3次",
        decided_on=days(0),
        supervisor=leader,
    )
    assert "leader" in who_sees(case, seats_of(county))
    assert "party leader" not in who_sees(case, seats_of(county))


def test_a_withdrawn_draft_was_never_handed_in(county):
    case = make_draft(county)
    services.withdraw(case, by=lead_seat(county), reason="不提了。")
    assert who_sees(case, seats_of(county)) == {"lead"}


def test_a_unit_that_was_replaced_sees_it_until_its_end_date(county):
    case = make_suggestion(county, State.ASSIGNED)
    services.reassign(
        case,
        by=county.seat(Role.OFFICE),
        assignment=main_share(case),
        unit=county.departments[2],
        reason="归其主管。",
    )
    seats = seats_of(county)
    assert {"main", "unit"} <= who_sees(case, seats)
    past = case.parties.filter(unit=county.departments[0])
    past.update(until=past.get().until - dt.timedelta(days=1))
    assert "main" not in who_sees(case, seats)
    assert "unit" in who_sees(case, seats)


def test_the_station_of_the_opinion_sees_it_once_handed_in(county):
    opinion = make_opinion(make_station(county))
    case = make_draft(county, opinions=[opinion])
    clerk = {"clerk": county.seat(Role.CLERK)}
    assert who_sees(case, clerk) == set()
    services.submit(case, by=lead_seat(county))
    assert who_sees(case, clerk) == {"clerk"}


def test_staff_see_the_draft_that_they_write_for_a_deputy(county):
    make_station(county)
    clerk = county.seat(Role.CLERK)
    case = make_draft(county, by=clerk)
    assert case.drafted_by_name == clerk.person_name
    assert who_sees(case, seats_of(county)) == {"lead", "clerk"}
    elsewhere = make_seat(Role.CLERK, county.stations[1])
    assert who_sees(case, {"elsewhere": elsewhere}) == set()


def test_a_street_has_no_congress_of_its_own(county):
    street = make_unit("城关街道人大工委", UnitKind.STREET_COMMITTEE, county.division)
    case = make_suggestion(county, State.HANDLING)
    seat = make_seat(Role.PRESIDIUM, street)
    assert who_sees(case, {"street": seat}) == set()


def test_the_presidium_is_the_office_of_its_townships_congress(county):
    term = county.township_congresses[1].terms.get()
    deputy = county.deputies[2]
    make_mandate(deputy, term, elected_in=county.villages[2])
    seat = make_seat(Role.DEPUTY, county.township_congress_units[1], deputy=deputy)
    case = services.start(by=seat, lead=deputy, title="修路", problem="路烂。", proposal="修。")
    services.submit(case, by=seat)
    presidium = make_seat(Role.PRESIDIUM, county.presidiums[1])
    assert who_sees(case, {"presidium": presidium, "office": county.seat(Role.OFFICE)}) == {
        "presidium"
    }
    services.accept(case, by=presidium)
    assert case.number == "闭会第1号"
    assert who_sees(case, {"first": county.seat(Role.PRESIDIUM)}) == set()


def test_a_post_without_congress_or_government_sees_nothing(county):
    make_suggestion(county, State.HANDLING)
    company = county.company
    for role in (Role.OFFICE, Role.GOVOFFICE, Role.LEADER, Role.COMMITTEE):
        seat = make_seat(role, company)
        company.congress_id = company.government_id = None
        seat.unit = company
        assert not Suggestion.objects.visible_to(seat).exists(), role


def test_what_waits_is_what_the_seat_owes(county):
    submitted = make_suggestion(county, State.SUBMITTED)
    handling = make_suggestion(county, State.HANDLING)
    replied = make_suggestion(county, State.REPLIED)
    back = make_suggestion(county, State.SENT_BACK)

    def waits(seat):
        return set(Suggestion.objects.visible_to(seat).waiting_for(seat))

    assert waits(county.seat(Role.OFFICE)) == {submitted}
    assert waits(unit_seat(county.departments[0], Role.UNIT)) == {handling}
    assert waits(lead_seat(county)) == {replied, back}
    assert waits(deputy_seat(county, 1)) == waits(county.seat(Role.LEADER)) == set()


def test_an_opinion_does_not_tell_what_a_confidential_suggestion_was_answered(county):
    """A leader of the area reads the opinion, but not the suggestion that took it up."""
    opinion = make_opinion(make_station(county))
    case = make_suggestion(county, State.HANDLING, is_confidential=True, opinions=[opinion])
    answer(case, county.departments[0], text="拟拆除的仓库名单见附件。")
    opinion.refresh_from_db()
    assert opinion.state == "handled"
    assert "仓库" not in opinion.result
    assert not any("仓库" in row.result for row in opinion.dispositions.all())


def test_papers_of_a_case_are_for_its_parties(county):
    """Deputies who are no party read text, units, state and the published reply."""
    case = make_suggestion(county, State.HANDLING)
    scan = make_file(lead_seat(county))
    attach(scan, case, by=lead_seat(county))
    for seat in (lead_seat(county), county.seat(Role.OFFICE), unit_seat(county.departments[0])):
        assert visible_file(scan.token, seat) == scan
    with pytest.raises(Http404):
        visible_file(scan.token, deputy_seat(county, 3))
