"""The county that every other test stands on is itself consistent."""

import pytest

from liaison.choices import Role
from liaison.models import Deputy, Unit
from liaison.tests.factories import county_fixture

pytestmark = pytest.mark.django_db


def test_two_counties_share_the_places_above_and_nothing_else():
    here, there = county_fixture(), county_fixture("邻县")

    assert here.prefecture == there.prefecture
    assert set(here.seats()) == set(Role.values)
    office = here.seat(Role.OFFICE)
    assert set(Unit.objects.visible_to(office)) & {there.office, there.stations[0]} == set()
    assert set(Deputy.objects.visible_to(office)) == set(here.deputies)


def test_scope_columns_follow_the_parent_chain():
    county = county_fixture()
    station, department = county.stations[0], county.departments[0]

    assert station.province_id == county.province.pk
    assert station.prefecture_id == county.prefecture.pk
    assert station.county_id == county.division.pk
    assert station.township_id == county.townships[0].pk
    assert department.township_id is None


def test_bodies_find_their_congress_and_government():
    county = county_fixture()

    assert county.government.government == county.government
    assert county.departments[0].government == county.government
    assert county.govoffice.government == county.government
    assert county.township_governments[0].government == county.government
    assert county.court.government is None
    assert county.stations[0].congress == county.congress
    assert county.presidiums[0].congress == county.township_congresses[0]
    assert county.departments[0].congress == county.congress
