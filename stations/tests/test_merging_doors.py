"""Merging by page and by API: who may look, who may do, and what the two maps add up to."""

import pytest
from rest_framework.test import APIClient

from accounts.models import ClientToken
from core.clock import today
from liaison.choices import Role
from stations.models import Opinion, Station, StationMerge
from stations.services.merge_compare import compare
from stations.services.merging import merge
from stations.tests.factories import make_opinion, make_station
from stations.tests.merging import clerk_of, third_station, visit

pytestmark = pytest.mark.django_db

WHY = "县人大常委会主任会议决定"
SEES = {Role.OFFICE, Role.PRESIDIUM, Role.LEADER}


@pytest.fixture
def old(station):
    return station


@pytest.fixture
def new(county):
    return make_station(county, 1)


@pytest.fixture
def api():
    def make(seat):
        _, token = ClientToken.objects.create(user=seat.user, seat_id=seat.pk, device="试")
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    return make


def test_by_api_look_merge_and_put_back(county, old, new, api):
    visit(old, county.seat(Role.CLERK))
    client = api(county.seat(Role.OFFICE))
    url = f"/api/v1/stations/{old.pk}/merge/"

    plan = client.get(url, {"into": new.pk}).json()
    counts = {part["kind"]: part["count"] for part in plan["parts"]}
    assert (counts["opinion"], counts["deputy"]) == (1, 2)

    done = client.post(url, {"into": new.pk, "reason": WHY}, format="json")
    assert done.status_code == 201
    body = done.json()
    assert body["actions"] == ["reverse"]
    assert {"kind": "opinion", "label": "在办意见", "count": 1} in body["moved"]
    assert client.get(done["Location"]).json()["old"]["id"] == old.pk
    assert client.get("/api/v1/station-merges/").json()["results"][0]["id"] == body["id"]
    again = client.post(url, {"into": new.pk, "reason": WHY}, format="json")
    assert again.status_code == 409

    back = client.post(f"{done['Location']}reverse/", {"reason": "群众不便"}, format="json")
    assert (back.status_code, back.json()["state"], back.json()["actions"]) == (
        200,
        "reversed",
        [],
    )


@pytest.mark.parametrize("body", [{}, {"into": 0}, {"into": "x", "reason": WHY}, {"reason": WHY}])
def test_a_wrong_body_is_refused_in_words(county, old, api, body):
    client = api(county.seat(Role.OFFICE))
    answer = client.post(f"/api/v1/stations/{old.pk}/merge/", body, format="json")
    assert answer.status_code == 400


@pytest.mark.parametrize("role", Role.values)
def test_who_may(county, old, new, api, acting, role):
    seat = county.seat(role)
    client, page = api(seat), acting(seat)
    sees = Station.objects.visible_to(seat).exists()
    refused = 403 if sees else 404
    url = f"/api/v1/stations/{old.pk}/merge/"

    looked = client.get(url, {"into": new.pk}).status_code
    assert looked == (200 if role == Role.OFFICE else refused)
    assert page.get(f"/stations/{old.pk}/merge/").status_code == looked
    row = merge(old, new, by=county.seat(Role.OFFICE), reason=WHY)
    done = client.post(url, {"into": new.pk, "reason": WHY}, format="json").status_code
    assert done in ({409} if role == Role.OFFICE else {401, 403, 404})
    if role in {Role.CLERK, Role.HEAD}:
        # Their post went to the new station with them.
        return
    listed = client.get("/api/v1/station-merges/").json()["results"]
    assert bool(listed) == (role in SEES)
    shown = page.get(f"/stations/merges/{row.pk}/").status_code
    assert shown == (200 if role in SEES else 404)
    assert page.get("/stations/merges/").status_code == shown
    back = client.post(
        f"/api/v1/station-merges/{row.pk}/reverse/", {"reason": "群众不便"}, format="json"
    )
    expected = 200 if role == Role.OFFICE else 403 if role in SEES else 404
    assert back.status_code == expected
    assert (StationMerge.objects.get().state == "reversed") == (role == Role.OFFICE)


def test_the_other_countys_office_finds_nothing(county, other_county, old, new, api):
    row = merge(old, new, by=county.seat(Role.OFFICE), reason=WHY)
    client = api(other_county.seat(Role.OFFICE))
    there = make_station(other_county)
    assert client.get(f"/api/v1/station-merges/{row.pk}/").status_code == 404
    assert client.get(f"/api/v1/stations/{old.pk}/merge/", {"into": new.pk}).status_code == 404
    own = f"/api/v1/stations/{there.pk}/merge/"
    assert client.get(own, {"into": new.pk}).status_code == 400


def test_both_maps_add_up(county, old, new, acting):
    third = third_station(county)
    for station, count in ((old, 3), (new, 2), (third, 1)):
        for _ in range(count):
            make_opinion(station, "told")
    office = county.seat(Role.OFFICE)
    merge(old, new, by=office, reason=WHY)
    merge(Station.objects.get(pk=new.pk), third, by=office, reason=WHY)

    stations = Station.objects.worked_by(office).order_by("id")
    found = compare(stations, today().replace(month=1, day=1), today())

    was = {line.station.pk: line.was["opinions"] for line in found.lines}
    now = {line.station.pk: line.now["opinions"] for line in found.lines}
    assert was == {old.pk: 3, new.pk: 2, third.pk: 1}
    assert now == {old.pk: 0, new.pk: 0, third.pk: 6}
    assert found.was == found.now == {"visits": 6, "opinions": 6, "told": 6}
    assert sum(was.values()) == Opinion.objects.count()
    text = acting(office).get("/stations/two-maps/").content.decode()
    assert "已合并" in text
    assert acting(county.seat(Role.UNIT)).get("/stations/two-maps/").status_code == 404


def test_pages_say_where_the_old_station_went(county, old, new, acting):
    office = county.seat(Role.OFFICE)
    clerk = clerk_of(new.unit)
    told = make_opinion(old, "told")
    merge(old, new, by=office, reason=WHY)
    page = acting(clerk)
    assert f"已并入{new.name}" in page.get(f"/stations/{old.pk}/").content.decode()
    assert f"{old.name}" in page.get(f"/stations/{new.pk}/").content.decode()
    assert page.get(f"/opinions/{told.pk}/").status_code == 200
    assert page.get(f"/receptions/{told.reception_id}/").status_code == 200
    assert "已合并" in page.get("/stations/?closed=1").content.decode()


def test_the_form_keeps_what_was_written(county, old, new, acting):
    page = acting(county.seat(Role.OFFICE))
    answer = page.post(
        f"/stations/{old.pk}/merge/",
        {"into": new.pk, "reason": "", "on": today().isoformat(), "staff": "ends"},
    )
    assert answer.status_code == 200
    assert not StationMerge.objects.exists()
    assert 'value="ends"' in answer.content.decode()
    choose = page.get(f"/stations/{old.pk}/merge/?into=999999")
    assert choose.status_code == 200
