"""Kinds of stations are data of a congress: added, renamed, ordered, retired, never lost."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import ProtectedError
from rest_framework.test import APIClient

from accounts.models import ClientToken
from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import Role
from liaison.tests.factories import signed_in
from stations import services
from stations.models import Station, StationKind, StationParent
from stations.services import kinds
from stations.services.parents import put_under
from stations.tests.factories import make_star, make_station

pytestmark = pytest.mark.django_db

EIGHT = [
    *("中心站", "片区站", "村（社区）站", "特色行业站", "园区站", "商圈楼宇站", "异地站", "网上站"),
]


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


def names(congress_id):
    return [row.name for row in kinds.kinds_of(congress_id)]


def api(seat):
    _, token = ClientToken.objects.create(user=seat.user, seat_id=seat.pk, device="试")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


class TestList:
    def test_a_congress_begins_with_the_eight(self, county):
        assert names(county.congress.pk) == EIGHT
        asks = StationKind.objects.filter(congress=None, is_of_trade=True)
        assert [row.name for row in asks] == ["特色行业站"]

    def test_what_one_congress_adds_no_other_sees(self, county, other_county, office):
        kind = kinds.add_kind(by=office, name="流动站")
        assert names(county.congress.pk) == [*EIGHT, "流动站"]
        assert names(other_county.congress.pk) == EIGHT
        assert Entry.objects.filter(action="stationkind.add", subject_id=kind.pk).exists()

    def test_stations_go_over_to_the_own_list_with_their_kind(self, county, other_county, office):
        here, there = make_station(county, kind="park"), make_station(other_county, kind="park")
        gone = make_station(county, 1, kind="park", closed_on=today())
        kinds.change_kind("park", by=office, name="产业园区站", is_of_trade=False)
        for row in (here, gone):
            row.refresh_from_db()
            assert (row.kind.name, row.kind.congress) == ("产业园区站", county.congress)
        there.refresh_from_db()
        assert (there.kind.name, there.kind.congress) == ("园区站", None)

    def test_a_retired_kind_takes_no_new_station_and_stays_on_the_old(self, county, office):
        old = make_station(county, kind="online")
        kinds.retire_kind("online", by=office)
        with pytest.raises(Invalid) as refused:
            services.create_station(
                by=office, division=county.townships[0], name="新站", code="XZ", kind="online"
            )
        assert "停用" in refused.value.errors["kind"][0]
        old.refresh_from_db()
        assert old.kind.name == "网上站"
        services.update_station(old, by=office, kind="online", phone="0735-7654321")
        kinds.restore_kind("online", by=office)
        services.create_station(
            by=office, division=county.townships[0], name="新站", code="XZ", kind="online"
        )

    def test_one_kind_always_stays(self, county, office):
        for row in kinds.kinds_of(county.congress.pk)[1:]:
            kinds.retire_kind(row.code, by=office)
        with pytest.raises(Conflict, match="至少要留一个"):
            kinds.retire_kind("central", by=office)

    def test_order_is_what_the_office_makes_it(self, county, office):
        kinds.move_kind("area", by=office, up=True)
        kinds.move_kind("area", by=office, up=True)
        assert names(county.congress.pk)[:2] == ["片区站", "中心站"]
        kinds.move_kind("area", by=office, up=False)
        assert names(county.congress.pk) == EIGHT

    @pytest.mark.parametrize("name", ["", "  ", "中心站"])
    def test_a_name_is_there_and_not_twice(self, county, office, name):
        with pytest.raises(Invalid) as refused:
            kinds.add_kind(by=office, name=name)
        assert "name" in refused.value.errors

    def test_nobody_but_the_office(self, county):
        for role in set(Role.values) - {Role.OFFICE}:
            with pytest.raises(Forbidden):
                kinds.add_kind(by=county.seat(role), name="流动站")


class TestTrade:
    def test_a_kind_of_a_trade_asks_for_it(self, county, station, office):
        with pytest.raises(Invalid) as refused:
            services.update_station(station, by=office, kind="trade", trade=" ")
        assert "请填写行业" in refused.value.errors["trade"][0]
        services.update_station(station, by=office, kind="trade", trade="中药材")
        with pytest.raises(Invalid) as refused:
            services.update_station(station, by=office, kind="central")
        assert "不分行业" in refused.value.errors["trade"][0]

    def test_a_kind_of_another_congress_is_none(self, county, other_county, station, office):
        foreign = kinds.add_kind(by=other_county.seat(Role.OFFICE), name="邻县的")
        with pytest.raises(Invalid, match="没有这个种类"):
            services.update_station(station, by=office, kind=foreign)


class TestDatabase:
    def test_one_name_and_one_code_in_a_list(self, county):
        for same in ({"name": "中心站", "code": "x"}, {"name": "别的", "code": "central"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                StationKind.objects.create(congress=None, order=1, **same)

    def test_a_kind_in_use_cannot_be_deleted(self, station):
        with pytest.raises(ProtectedError):
            station.kind.delete()


class TestPages:
    def test_the_office_sets_the_list(self, county, station, office):
        client = signed_in(office)
        page = client.get("/stations/kinds/").content.decode()
        assert "1个站" in page
        assert "/stations/kinds/" in client.get("/stations/").content.decode()

        again = client.post("/stations/kinds/new/", {"name": "中心站"}).content.decode()
        assert "已经有「中心站」了，请换一个名称。" in again
        assert client.post("/stations/kinds/new/", {"name": "流动站"}).status_code == 302
        changed = {"name": "流动接待站", "is_of_trade": "on"}
        assert client.post("/stations/kinds/kind1/change/", changed).status_code == 302
        for deed in ("up", "retire", "restore", "down"):
            assert client.post(f"/stations/kinds/kind1/{deed}/").status_code == 302
        assert client.post("/stations/kinds/kind1/delete/").status_code == 404
        kind = StationKind.objects.get(congress=county.congress, code="kind1")
        assert (kind.name, kind.is_of_trade, kind.retired_on) == ("流动接待站", True, None)

    def test_not_yours_is_not_there(self, county, other_county, office):
        kinds.add_kind(by=other_county.seat(Role.OFFICE), name="邻县的")
        client = signed_in(office)
        assert client.get("/stations/kinds/kind1/change/").status_code == 404
        assert client.post("/stations/kinds/kind1/retire/").status_code == 404
        assert "邻县的" not in client.get("/stations/kinds/").content.decode()

    @pytest.mark.parametrize("role", [Role.HEAD, Role.CLERK, Role.PRESIDIUM, Role.ADMIN])
    def test_others_neither_see_nor_set_it(self, county, station, role):
        client = signed_in(county.seat(role))
        assert client.get("/stations/kinds/").status_code == 403
        assert client.post("/stations/kinds/new/", {"name": "流动站"}).status_code == 403
        assert "种类设置" not in client.get("/stations/").content.decode()

    def test_the_form_offers_what_is_in_use_and_its_own(self, county, office):
        station = make_station(county, kind="online")
        kinds.retire_kind("online", by=office)
        kinds.retire_kind("away", by=office)
        page = signed_in(office).get(f"/stations/{station.pk}/change/").content.decode()
        assert "网上站" in page
        assert "异地站" not in page

    def test_a_closed_station_still_says_its_kind(self, county, office):
        station = make_station(county, kind="away", closed_on=today())
        page = signed_in(office).get(f"/stations/{station.pk}/").content.decode()
        assert "异地站" in page


class TestFilters:
    def test_by_kind_star_township_and_whether_open(self, county, office):
        first = make_station(county, kind="central")
        second = make_station(county, 1, kind="park")
        make_star(first, "granted", granted=4, decided_on=today(), decided_by_name="何")
        last_year = {"granted": 5, "decided_on": today(), "decided_by_name": "何"}
        make_star(second, "granted", year=today().year - 1, **last_year)
        client, door = signed_in(office), api(office)

        def found(query):
            listed = door.get(f"/api/v1/stations/?{query}").json()["results"]
            page = client.get(f"/stations/?{query}").content.decode()
            ids = {row["id"] for row in listed}
            for row in (first, second):
                assert (f'data-href="/stations/{row.pk}/"' in page) == (row.pk in ids), query
            return ids

        assert found("kind=park") == {second.pk}
        assert found("kind=nothing") == set()
        assert found("star=4") == {first.pk}
        assert found("star=none") == {second.pk}
        assert found("star=5") == set()
        assert found(f"township={first.township_id}&kind=central") == {first.pk}
        services.close_station(second, by=office, reason="撤并")
        assert found("closed=true") == {second.pk}
        assert found("closed=false") == {first.pk}
        page = client.get("/stations/?closed=all&star=4").content.decode()
        assert "今年星级：四星" in page
        assert "状态：全部" in page
        assert (
            f'data-href="/stations/{second.pk}/"' not in client.get("/stations/").content.decode()
        )

    def test_the_noun_of_the_api(self, county, other_county, office):
        kinds.add_kind(by=office, name="流动站")
        rows = api(office).get("/api/v1/station-kinds/").json()["results"]
        assert [row["name"] for row in rows] == [*EIGHT, "流动站"]
        elsewhere = api(other_county.seat(Role.CLERK)).get("/api/v1/station-kinds/").json()
        assert [row["name"] for row in elsewhere["results"]] == EIGHT

    def test_a_row_of_the_api_says_kind_star_and_parent(self, county, office):
        top, low = make_station(county, kind="central"), make_station(county, 1, kind="village")
        put_under(low, top, on=today() - dt.timedelta(days=9))
        make_star(low, "granted", granted=4, decided_on=today(), decided_by_name="何")
        body = api(office).get(f"/api/v1/stations/{low.pk}/").json()
        assert (body["kind"], body["kind_label"], body["star"]) == ("village", "村（社区）站", 4)
        assert body["parent"] == {"id": top.pk, "name": top.name}
        above = api(office).get(f"/api/v1/stations/{top.pk}/").json()
        assert above["children"] == [{"id": low.pk, "name": low.name}]
        under = api(office).get(f"/api/v1/stations/?parent={top.pk}").json()["results"]
        assert [row["id"] for row in under] == [low.pk]


STEPS = (
    "0017_kinds_and_dated_parents",
    "0018_carry_kinds_and_parents",
    "0019_kind_of_a_station_is_a_row",
)


def test_values_are_carried_back_and_forth(county, office):
    """What a county had before, it has afterwards, whichever way the platform is moved."""
    top = make_station(county, kind="area")
    low = make_station(county, 1, kind="trade", trade="中药材")
    put_under(low, top, on=today())
    loader = MigrationLoader(connection)

    def run(direction, name):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        state = loader.project_state(("stations", name), at_end=False)
        with connection.schema_editor() as editor:
            getattr(loader.get_migration("stations", name), direction)(state, editor)

    def columns():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, kind, parent_id FROM stations_station")
            return {pk: (kind, parent) for pk, kind, parent in cursor.fetchall()}

    for name in reversed(STEPS):
        run("unapply", name)
    assert columns() == {top.pk: ("area", None), low.pk: ("trade", top.pk)}

    for name in STEPS:
        run("apply", name)
    kept = {row.pk: row.kind.code for row in Station.objects.select_related("kind")}
    assert kept == {top.pk: "area", low.pk: "trade"}
    assert names(None) == EIGHT
    row = StationParent.objects.get()
    assert (row.station_id, row.parent_id, row.until) == (low.pk, top.pk, None)
    assert row.since == max(low.opened_on, top.opened_on)
