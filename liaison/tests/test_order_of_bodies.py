"""Bodies stand in the order in which people name them, on pages, in menus and for programs."""

import pytest
from rest_framework.test import APIClient

from liaison.choices import KINDS_IN_ORDER, Role, UnitKind
from liaison.models import Unit
from liaison.tests.factories import county_fixture, make_unit, signed_in

pytestmark = pytest.mark.django_db
EXPECTED = [
    "示范县人民代表大会",
    "东坪镇人民代表大会",
    "西岭乡人民代表大会",
    "示范县人大常委会",
    "示范县人大常委会代表工作委员会",
    "示范县人大社会建设委员会",
]
LATER = [
    "示范县人民政府",
    "示范县人民政府办公室",
    "示范县公安局",
    "示范县监察委员会",
    "示范县人民法院",
]


@pytest.fixture
def county():
    county = county_fixture()
    make_unit("示范县监察委员会", UnitKind.SUPERVISORY, county.division)
    return county


def positions(page, names):
    return [page.index(f">{name}<") for name in names]


def test_every_kind_has_its_place():
    assert set(KINDS_IN_ORDER) == set(UnitKind)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMIN])
def test_the_list_begins_with_the_congress_and_goes_down_the_levels(county, role):
    client = signed_in(county.seat(role))
    page = client.get("/units/").content.decode().split("<tbody")[1]
    found = positions(page, EXPECTED + LATER)
    assert found == sorted(found)


def test_the_administrators_list_of_posts_is_in_the_same_order(county):
    page = signed_in(county.seat(Role.ADMIN)).get("/seats/").content.decode()
    found = positions(page, EXPECTED)
    assert found == sorted(found)


def test_programs_get_the_same_order_over_pages(county):
    client = APIClient()
    client.force_login(county.seat(Role.OFFICE).user, backend="accounts.backends.NameOrPhone")
    names, url = [], "/api/v1/units/?page_size=7"
    while url:
        answer = client.get(url).json()
        names += [row["name"] for row in answer["results"]]
        url = answer["next"]
    everything = Unit.objects.visible_to(county.seat(Role.OFFICE)).open()
    wanted = everything.exclude(kind=UnitKind.PLATFORM).in_order()
    assert names == list(wanted.values_list("name", flat=True))
    assert names[: len(EXPECTED)] == EXPECTED


def test_menus_offer_departments_first_and_then_by_kind(county):
    offered = Unit.objects.visible_to(county.seat(Role.OFFICE)).handlers().as_menu()
    kinds = list(offered.filter(township=None).values_list("kind", flat=True))
    assert list(dict.fromkeys(kinds)) == [
        UnitKind.DEPARTMENT,
        UnitKind.GOVERNMENT,
        UnitKind.GOVERNMENT_OFFICE,
        UnitKind.SUPERVISORY,
        UnitKind.COURT,
        UnitKind.COMPANY,
    ]
