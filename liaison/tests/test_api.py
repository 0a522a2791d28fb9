"""The API of places, bodies and people: who sees what, in how few queries."""

import datetime as dt

import pytest
from django.test import Client

from core.clock import today
from liaison.choices import Role
from liaison.services import deputies, units
from liaison.tests.factories import county_fixture, make_deputy, make_mandate, signed_in

pytestmark = pytest.mark.django_db
NOUNS = ("divisions", "units", "deputies", "deputy-groups")


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def there():
    return county_fixture("邻县")


def results(client, url):
    response = client.get(f"/api/v1/{url}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def ids(client, url):
    return [row["id"] for row in results(client, url)]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_stranger_is_asked_to_sign_in(noun):
    response = Client().get(f"/api/v1/{noun}/")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_the_own_county(county, there, role):
    client = signed_in(county.seat(role))
    blind = role in {Role.SECURITY_ADMIN, Role.AUDITOR}
    for noun, mine, theirs in (
        ("units", county.departments[0].pk, there.departments[0].pk),
        ("deputies", county.deputies[0].pk, there.deputies[0].pk),
        ("deputy-groups", county.group.pk, there.group.pk),
    ):
        assert client.get(f"/api/v1/{noun}/{mine}/").status_code == (404 if blind else 200)
        everywhere = role == Role.ADMIN
        assert client.get(f"/api/v1/{noun}/{theirs}/").status_code == (200 if everywhere else 404)
        assert (theirs in ids(client, f"{noun}/?page_size=100")) is everywhere


def test_divisions_by_name_code_level_and_parent(county):
    client = signed_in(county.seat(Role.CLERK))
    place, town = county.division, county.townships[0]
    assert ids(client, f"divisions/?code={place.code}") == [place.pk]
    assert ids(client, f"divisions/?q={town.name}") == [town.pk]
    assert ids(client, f"divisions/?q={place.code[:9]}&level=county") == [place.pk]
    below = [one.pk for one in county.townships]
    assert ids(client, f"divisions/?parent={place.pk}") == below
    assert ids(client, f"divisions/?parent={place.code}") == below
    row = client.get(f"/api/v1/divisions/{town.pk}/").json()
    assert row["parent"] == {"id": place.pk, "code": place.code, "name": place.name}
    assert (row["level"], row["level_label"], row["valid_to"]) == ("township", "乡镇", None)


def test_units_by_kind_former_name_and_whether_they_handle(county):
    client = signed_in(county.seat(Role.CLERK))
    court = county.court
    assert ids(client, "units/?kind=court") == [court.pk]
    handlers = ids(client, "units/?handlers=true&page_size=100")
    assert court.pk in handlers
    assert county.office.pk not in handlers
    units.rename(court, "示范县第一人民法院", on=today(), by=county.seat(Role.OFFICE))
    assert ids(client, "units/?q=示范县人民法院") == [court.pk]
    body = client.get(f"/api/v1/units/{court.pk}/").json()
    assert [row["name"] for row in body["names"]] == ["示范县第一人民法院", "示范县人民法院"]


def test_a_body_that_a_reform_ended_leaves_the_list_and_keeps_its_address(county):
    client = signed_in(county.seat(Role.CLERK))
    old, new = county.departments[:2]
    units.close_unit(old, on=today(), by=county.seat(Role.OFFICE), successor=new)
    assert old.pk not in ids(client, "units/?page_size=100")
    body = client.get(f"/api/v1/units/{old.pk}/").json()
    assert body["successor"]["id"] == new.pk
    assert body["closed_on"] == today().isoformat()


def test_deputies_with_their_mandates(county):
    seat, (first, second, *_) = county.seat(Role.OFFICE), county.deputies
    client = signed_in(seat)
    deputies.suspend(second.mandates.get(), on=today(), reason="核实", by=seat)

    rows = {row["id"]: row for row in results(client, "deputies/")}
    levels = {m["congress"]["level"] for m in rows[first.pk]["mandates"]}
    assert levels == {"county", "township"}
    assert rows[second.pk]["mandates"][0]["is_suspended"]
    assert ids(client, "deputies/?state=suspended") == [second.pk]
    assert not client.get(f"/api/v1/deputies/{second.pk}/").json()["may_submit"]

    town = county.township_congresses[0]
    assert ids(client, f"deputies/?congress={town.pk}") == [first.pk]
    assert set(ids(client, f"deputies/?group={county.group.pk}")) == {first.pk, second.pk}
    township = county.townships[1]
    there = {deputy.pk for deputy in county.deputies[2:]}
    assert set(ids(client, f"deputies/?township={township.pk}")) == there
    assert first.pk in ids(client, f"deputies/?q={first.name}")
    assert first.pk in ids(client, f"deputies/?q={first.initials[0]}")


def test_an_ended_mandate_is_on_the_person_but_not_in_the_list(county):
    seat, person = county.seat(Role.OFFICE), county.deputies[1]
    day = today() - dt.timedelta(days=1)
    deputies.end_mandate(person.mandates.get(), on=day, reason="moved", by=seat)
    client = signed_in(seat)
    assert person.pk not in ids(client, "deputies/")
    body = client.get(f"/api/v1/deputies/{person.pk}/").json()
    assert body["mandates"][0]["end_reason"] == "moved"
    assert not body["may_submit"]


def test_the_phone_is_for_the_own_office_and_the_person(county):
    person = county.deputies[0]
    url = f"/api/v1/deputies/{person.pk}/"
    for role in (Role.OFFICE, Role.PRESIDIUM, Role.DEPUTY):
        assert signed_in(county.seat(role)).get(url).json()["phone"] == person.phone
    for role in (Role.CLERK, Role.UNIT, Role.GOVOFFICE, Role.ADMIN):
        assert signed_in(county.seat(role)).get(url).json()["phone"] is None
    page = signed_in(county.seat(Role.OFFICE)).get("/api/v1/deputies/").content.decode()
    assert person.phone not in page


def test_groups_with_their_members_the_head_first(county):
    rows = results(signed_in(county.seat(Role.CLERK)), "deputy-groups/?kind=area")
    assert [m["id"] for m in rows[0]["members"]] == [d.pk for d in county.deputies[:2]]
    assert [m["is_head"] for m in rows[0]["members"]] == [True, False]


@pytest.mark.parametrize(
    "query",
    [
        "deputies/?unknown=1",
        "deputies/?group=x",
        f"deputies/?group={10**30}",
        "units/?kind=nothing",
        "divisions/?level=town",
        "deputies/?page_size=101",
        "deputies/?cursor=abc",
        "deputies/?q=%00",
    ],
)
def test_a_bad_question_is_refused_in_words(county, query):
    response = signed_in(county.seat(Role.OFFICE)).get(f"/api/v1/{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"]


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_these(county, noun, method):
    response = getattr(signed_in(county.seat(Role.OFFICE)), method)(f"/api/v1/{noun}/", {})
    assert response.status_code == 405


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_costs_the_same_few_queries(county, noun, django_assert_max_num_queries):
    for number in range(60):
        make_mandate(make_deputy(f"代表{number:02d}"), county.term)
    client = signed_in(county.seat(Role.OFFICE))
    client.get(f"/api/v1/{noun}/")
    # Session, person, seat with unit; then the list and at most one table beside it.
    with django_assert_max_num_queries(5):
        client.get(f"/api/v1/{noun}/?page_size=50")


def test_pages_follow_each_other(county):
    for number in range(25):
        make_mandate(make_deputy(f"代表{number:02d}"), county.term)
    client = signed_in(county.seat(Role.OFFICE))
    seen, url = [], "/api/v1/deputies/?page_size=7"
    while url:
        body = client.get(url).json()
        seen += [row["id"] for row in body["results"]]
        url = body["next"]
    assert len(seen) == len(set(seen)) == 29
