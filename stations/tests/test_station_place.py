"""Where the stations are: the map's list, places entered by halves, tiles only where configured."""

import pytest

from liaison.tests.factories import signed_in
from stations.tests.factories import make_station

pytestmark = pytest.mark.django_db


def test_the_list_beside_the_map_says_the_same(county, station):
    station.latitude, station.longitude = "25.743210", "113.027654"
    station.save()
    bare = make_station(county, 1)
    page = signed_in(county.seat("office")).get("/stations/map/").content.decode()
    assert 'data-lat="25.743210"' in page
    assert 'data-lng="113.027654"' in page
    assert "1个站标了位置，1个还没有标" in page
    assert bare.name in page
    assert "没有接入底图" in page


def test_another_countys_stations_are_not_on_it(county, station, other_county):
    place = make_station(other_county, latitude="25.1", longitude="113.1")
    page = signed_in(county.seat("office")).get("/stations/map/").content.decode()
    assert f"/stations/{place.pk}/" not in page


def test_half_a_place_is_refused_beside_the_field(county, station):
    client = signed_in(county.seat("office"))
    address = f"/stations/{station.pk}/change/"
    page = client.post(address, {"kind": "central", "latitude": "25.7"}).content.decode()
    assert "纬度和经度要么都填，要么都不填。" in page
    assert (
        client.post(
            address, {"kind": "central", "latitude": "25.7", "longitude": "113.4"}
        ).status_code
        == 302
    )
    station.refresh_from_db()
    assert float(station.latitude) == 25.7
    assert client.post(address, {"kind": "central", "latitude": "91"}).status_code == 200


def test_the_stations_page_leads_to_its_desk(county, station):
    page = signed_in(county.seat("clerk")).get(f"/stations/{station.pk}/").content.decode()
    assert f"/stations/{station.pk}/standard/" in page
    assert f"/stations/{station.pk}/months/" in page
    assert "还没有核对过" in page
    assert "还没有公告的接待日" in page
    unit = signed_in(county.seat("unit")).get(f"/stations/{station.pk}/").content.decode()
    assert f"/stations/{station.pk}/months/" not in unit
