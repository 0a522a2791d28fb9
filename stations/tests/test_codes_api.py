"""/api/v1/codes/: who may make, renew and end a QR code is the same as on the page."""

import pytest

from liaison.choices import Role
from stations.models import PublicCode
from stations.services import codes

pytestmark = pytest.mark.django_db
BASE = "/api/v1/codes/"


@pytest.fixture
def api(county, acting):
    def of(role):
        client = acting(county.seat(role))
        return lambda path, data: client.post(
            f"{BASE}{path}", data, content_type="application/json"
        )

    return of


def test_made_renewed_and_ended_by_the_head(county, station, acting, api):
    post = api(Role.HEAD)
    made = post("", {"station": station.pk})
    assert made.status_code == 201, made.json()
    body = made.json()
    assert made["Location"] == f"{BASE}{body['id']}/"
    assert body["station"] == {"id": station.pk, "name": station.name}
    assert body["address"].endswith(f"/s/{body['code']}/")
    assert [row["code"] for row in body["actions"]] == ["renew", "revoke"]
    assert post("", {"station": station.pk}).status_code == 409

    renewed = post(f"{body['id']}/renew/", {"reason": "海报被涂改"}).json()
    assert renewed["code"] != body["code"]
    client = acting(county.seat(Role.HEAD))
    old = client.get(f"{BASE}{body['id']}/").json()
    assert (old["revoked_why"], old["actions"]) == ("海报被涂改", [])
    assert post(f"{renewed['id']}/revoke/", {}).status_code == 400
    ended = post(f"{renewed['id']}/revoke/", {"reason": "站里装修"}).json()
    assert ended["revoked_at"] is not None
    assert not PublicCode.objects.live().exists()


def test_the_clerk_sees_it_and_may_not_make_or_end_it(county, station, acting, api):
    code = codes.make_code(by=county.seat(Role.HEAD), station=station)
    post = api(Role.CLERK)
    assert acting(county.seat(Role.CLERK)).get(f"{BASE}{code.pk}/").json()["actions"] == []
    assert post("", {"deputy": county.deputies[0].pk}).status_code == 403
    assert post(f"{code.pk}/revoke/", {"reason": "不用了"}).status_code == 403
    assert post(f"{code.pk}/renew/", {"reason": "不用了"}).status_code == 403
    assert PublicCode.objects.live().get() == code


def test_of_a_deputy_and_of_one_thing_only(county, station, api):
    post = api(Role.HEAD)
    deputy = county.deputies[0]
    assert post("", {"deputy": deputy.pk}).json()["deputy"]["id"] == deputy.pk
    for data in ({}, {"deputy": deputy.pk, "station": station.pk}):
        refused = post("", data)
        assert refused.status_code == 400
        assert "station" in refused.json()["errors"]


def test_lists_narrow_and_end_at_the_county(county, station, other_county, acting):
    head = county.seat(Role.HEAD)
    one = codes.make_code(by=head, station=station)
    two = codes.make_code(by=head, deputy=county.deputies[0])
    codes.revoke_code(one, by=head, reason="换了")
    client = acting(county.seat(Role.OFFICE))

    def ids(query):
        return [row["id"] for row in client.get(BASE + query).json()["results"]]

    assert ids("") == [two.pk, one.pk]
    assert ids("?live=true") == [two.pk]
    assert ids(f"?station={station.pk}") == [one.pk]
    assert ids(f"?deputy={county.deputies[0].pk}") == [two.pk]
    other = acting(other_county.seat(Role.OFFICE))
    assert other.get(BASE).json()["results"] == []
    assert other.get(f"{BASE}{two.pk}/").status_code == 404
