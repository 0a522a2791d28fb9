"""Each role sees exactly its own; of the other county nothing at all."""

import datetime as dt

import pytest

from accounts.models import ClientToken
from core.clock import today
from deadlines.models import Deadline
from liaison.choices import ADMIN_ROLES, Role, UnitKind
from liaison.models import Unit
from liaison.tests.factories import make_seat, make_unit
from stations.models import Opinion, Reception, Station
from stations.permissions import decides_route
from stations.tests.factories import make_opinion, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(county, station):
    """Opinions of both stations of the county: plain, handled by a department."""
    second = make_station(county, 1)
    return {
        "first": make_opinion(station),
        "handled_by_department": make_opinion(
            station, "routed", handler=county.departments[0], route="county"
        ),
        "second_station": make_opinion(second),
    }


SEES = {
    Role.CLERK: {"first", "handled_by_department"},
    Role.HEAD: {"first", "handled_by_department"},
    Role.DEPUTY: {"first", "handled_by_department"},
    Role.PRESIDIUM: {"first", "handled_by_department"},
    Role.OFFICE: {"first", "handled_by_department", "second_station"},
    Role.LEADER: {"first", "handled_by_department", "second_station"},
    Role.GOVOFFICE: {"handled_by_department"},
    Role.UNIT: {"handled_by_department"},
    Role.UNIT_SECTION: {"handled_by_department"},
    Role.UNIT_HEAD: {"handled_by_department"},
    Role.COMMITTEE: set(),
    Role.SECRETARIAT: set(),
    Role.ADMIN: set(),
    Role.SECURITY_ADMIN: set(),
    Role.AUDITOR: set(),
}
OF_VISITS = {Role.CLERK, Role.HEAD, Role.DEPUTY, Role.PRESIDIUM, Role.OFFICE, Role.LEADER}


@pytest.mark.parametrize("role", list(SEES))
def test_opinions(county, place, role):
    seen = set(Opinion.objects.visible_to(county.seat(role)))

    assert seen == {place[name] for name in SEES[role]}


@pytest.mark.parametrize("role", list(SEES))
def test_receptions(county, place, role):
    seen = set(Reception.objects.visible_to(county.seat(role)))
    expected = {place[name].reception for name in SEES[role]} if role in OF_VISITS else set()

    assert seen == expected


@pytest.mark.parametrize("role", list(SEES))
def test_nothing_of_the_other_county(other_county, place, role):
    seat = other_county.seat(role)

    assert not Opinion.objects.visible_to(seat).exists()
    assert not Reception.objects.visible_to(seat).exists()
    if role != Role.ADMIN:
        assert not Station.objects.visible_to(seat).exists()


def test_stations_are_public_within_their_county(county, place):
    for role in SEES:
        expected = 0 if role in ADMIN_ROLES - {Role.ADMIN} else 2
        assert Station.objects.visible_to(county.seat(role)).count() == expected


def test_a_former_handler_sees_until_its_last_day(county, station):
    opinion = make_opinion(station, "routed", handler=county.departments[0], route="county")
    seat = county.seat("unit")
    party = opinion.parties.filter(unit=county.departments[0])

    party.update(until=today())
    assert opinion in Opinion.objects.visible_to(seat)
    party.update(until=today() - dt.timedelta(days=1))
    assert opinion not in Opinion.objects.visible_to(seat)


@pytest.mark.parametrize("role", list(SEES))
def test_pages_of_the_other_county_are_not_there(other_county, place, acting, role):
    client, opinion = acting(other_county.seat(role)), place["handled_by_department"]

    for url in (
        f"/opinions/{opinion.pk}/",
        f"/opinions/{opinion.pk}/add/",
        f"/receptions/{opinion.reception_id}/",
        f"/receptions/{opinion.reception_id}/print/",
    ):
        assert client.get(url).status_code == 404, url
    for url in (
        f"/opinions/{opinion.pk}/reveal/",
        f"/receptions/{opinion.reception_id}/slips/",
        f"/receptions/{opinion.reception_id}/reveal/",
    ):
        assert client.post(url, {"reason_code": "other", "words": "看看"}).status_code == 404, url
    page = client.get("/opinions/?tab=all").content.decode()
    assert opinion.title not in page


def test_a_deputy_sees_the_visit_only_where_he_received(county, station, acting):
    other = make_seat("deputy", county.congress_unit, deputy=county.deputies[1])
    opinion = make_opinion(station)
    opinion.parties.create(part="addressed", deputy=county.deputies[1], since=today())
    client = acting(other)

    assert client.get(f"/opinions/{opinion.pk}/").status_code == 200
    assert client.get(f"/receptions/{opinion.reception_id}/").status_code == 404
    assert client.get(f"/opinions/{opinion.pk}/reveal/").status_code == 403


def test_an_office_of_no_government_sees_nothing_instead_of_what_belongs_to_none(county, place):
    """A government office that was registered before its government has nothing to distribute."""
    young = make_unit("新区政府办", UnitKind.GOVERNMENT_OFFICE, county.division)
    Unit.objects.filter(pk=young.pk).update(government=None)
    seat = make_seat(Role.GOVOFFICE, Unit.objects.get(pk=young.pk))
    assert not Opinion.objects.visible_to(seat).exists()
    assert not Deadline.objects.visible_to(seat).exists()
    assert not decides_route(seat, place["first"])
    Unit.objects.filter(pk=young.pk).update(congress=None)
    committee = make_seat(Role.COMMITTEE, Unit.objects.get(pk=young.pk))
    Deadline.objects.update(congress_id=None)
    assert not Deadline.objects.visible_to(committee).exists()


@pytest.mark.parametrize("role", SEES)
def test_the_first_page_of_a_token_is_the_list_of_the_page(county, place, role, client):
    """The first page is read a quicker way; it shows the same rows in the same words."""
    seat = county.seat(role)
    _, token = ClientToken.objects.create(
        user=seat.user, seat_id=seat.pk, device="手机", last_used_on=today()
    )
    for path, rows in (("opinions", SEES[role]), ("receptions", role in OF_VISITS)):
        headers = {"authorization": f"Bearer {token}"}
        quick = client.get(f"/api/v1/{path}/?page_size=2", headers=headers)
        usual = client.get(f"/api/v1/{path}/?page_size=2&cursor=", headers=headers)
        assert quick.json()["results"] == usual.json()["results"]
        assert bool(quick.json()["results"]) == bool(rows)
        assert bool(quick.json()["next"]) == bool(usual.json()["next"])
    assert client.get("/api/v1/opinions/search/", headers=headers).status_code == 405
