"""The API: shapes, refusals with their statuses, idempotency, filters, few queries."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from core.clock import today
from liaison.tests.factories import make_seat
from stations.models import Opinion, Reception, Theme
from stations.tests.factories import make_opinion, make_station

pytestmark = pytest.mark.django_db

API = "/api/v1"
JSON = "application/json"


@pytest.fixture
def clerk(county, station, acting):
    return acting(county.seat("clerk"))


def visit(**changes):
    body = {
        "held_on": today().isoformat(),
        "visitor_name": "扶国强",
        "visitor_phone": "13873505127",
        "opinions": [{"raw_text": " 路塌了，\r\n没人修 ", "route": "township"}],
    }
    return body | changes


def post(client, path, body, **headers):
    return client.post(f"{API}{path}", body, content_type=JSON, headers=headers)


def test_a_visit_with_its_matters_in_one_post(county, clerk):
    theme = Theme.objects.get(code="rural_roads")
    body = visit(deputies=[county.deputies[0].pk])
    body["opinions"][0] |= {"theme": theme.pk, "addressed": [county.deputies[1].pk]}

    response = post(clerk, "/receptions/", body)

    assert response.status_code == 201, response.json()
    data = response.json()
    assert response["Location"] == f"{API}/receptions/{data['id']}/"
    assert data["visitor"] == {"name": "扶**", "phone": "138****5127"}
    assert data["deputies"] == [{"id": county.deputies[0].pk, "name": county.deputies[0].name}]
    assert data["opinions"][0]["state"] == "routed"
    assert Opinion.objects.get().raw_text == " 路塌了，\r\n没人修 "
    assert clerk.get(response["Location"]).json() == data


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "told"}, "state"),
        ({"county_id": 1}, "county_id"),
        ({"held_on": "昨天"}, "held_on"),
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"channel": "fax"}, "channel"),
        ({"people": 0}, "people"),
        ({"visitor_phone": "12"}, "visitor_phone"),
        ({"deputies": [2**70]}, "deputies"),
        ({"opinions": []}, "opinions"),
        ({"opinions": [{"raw_text": " "}]}, "opinions"),
        ({"opinions": [{"raw_text": "路塌了", "number": "X-1"}]}, "opinions"),
        ({"opinions": [{"raw_text": "路塌了", "route": "on_spot"}]}, "opinions"),
        ({"opinions": [{"raw_text": "a\u0000b"}]}, "opinions"),
        ({"opinions": "路塌了"}, "opinions"),
    ],
)
def test_a_wrong_body_is_400_and_names_the_field(clerk, changes, field):
    response = post(clerk, "/receptions/", visit(**changes))

    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert field in response.json()["errors"]
    assert not Reception.objects.exists()


def test_ids_of_another_county_in_a_body_are_400(clerk, other_county):
    there = make_station(other_county)
    opinion = {"raw_text": "路塌了"}
    for body in (
        visit(station=there.pk),
        visit(deputies=[other_county.deputies[0].pk]),
        visit(visitor_village=other_county.villages[0].pk),
        visit(opinions=[opinion | {"unit": other_county.departments[0].pk, "route": "county"}]),
        visit(opinions=[opinion | {"place": other_county.villages[0].pk}]),
        visit(opinions=[opinion | {"addressed": [other_county.deputies[0].pk]}]),
        visit(opinions=[opinion | {"photos": [str(uuid.uuid4())]}]),
    ):
        response = post(clerk, "/receptions/", body)
        assert response.status_code == 400, body
    assert not Reception.objects.exists()


def test_another_station_of_the_county_is_403(county, clerk):
    second = make_station(county, 1)

    assert post(clerk, "/receptions/", visit(station=second.pk)).status_code == 403


def test_ids_of_another_county_in_an_address_are_404(other_county, acting, station):
    opinion = make_opinion(station)
    client = acting(other_county.seat("office"))

    for path in (f"/opinions/{opinion.pk}/", f"/receptions/{opinion.reception_id}/"):
        assert client.get(f"{API}{path}").status_code == 404
    assert client.get(f"{API}/stations/{station.pk}/").status_code == 404
    for deed in ("answer", "route", "add", "reveal", "issue-slip", "tell-back"):
        assert post(client, f"/opinions/{opinion.pk}/{deed}/", {}).status_code == 404


def test_the_same_key_is_one_visit_and_another_body_422(clerk):
    key = str(uuid.uuid4())

    first = post(clerk, "/receptions/", visit(), **{"Idempotency-Key": key})
    second = post(clerk, "/receptions/", visit(), **{"Idempotency-Key": key})
    third = post(clerk, "/receptions/", visit(people=2), **{"Idempotency-Key": key})

    assert first.json() == second.json()
    assert third.status_code == 422
    assert Reception.objects.count() == 1


def test_the_whole_way_by_deeds(county, clerk):
    made = post(clerk, "/receptions/", visit(opinions=[{"raw_text": "路塌了"}])).json()
    path = f"/opinions/{made['opinions'][0]['id']}"

    routed = post(clerk, f"{path}/route/", {"route": "county"}).json()
    assert routed["handler"]["id"] == county.office.pk
    codes = [action["code"] for action in routed["actions"]]
    first = ["reroute", "report_result", "take_up", "add", "reveal", "issue_slip"]
    assert codes[:6] == first
    assert set(codes[6:]) == {"also_route", "ask_extension", "classify", "link_same", "fold"}

    post(clerk, f"{path}/report-result/", {"result": "路通了"})
    told = post(
        clerk,
        f"{path}/tell-back/",
        {"method": "phone", "words": "路通了", "satisfaction": "satisfied"},
    ).json()

    assert told["state"] == "told"
    assert told["light"] == {"level": "x", "words": "已完成"}
    assert told["events"][0]["code"] == "tell_back"
    assert told["visitor"]["phone"] == "138****5127"


def test_a_forbidden_step_is_409_with_the_reason_and_changes_nothing(clerk, station):
    opinion = make_opinion(station, "told")
    before = Entry.objects.count()

    response = post(clerk, f"/opinions/{opinion.pk}/route/", {"route": "township"})

    assert response.status_code == 409
    assert "已回复来访人" in response.json()["detail"]
    assert response.json()["state"] == "told"
    opinion.refresh_from_db()
    assert opinion.state == "told"
    assert Entry.objects.count() == before


def test_yours_to_see_not_yours_to_do_is_403(county, station, acting):
    opinion = make_opinion(station)
    leader = acting(county.seat("leader"))

    assert post(leader, f"/opinions/{opinion.pk}/add/", {"text": "又塌了"}).status_code == 403


def test_a_stale_version_is_409_and_says_who(clerk, county, station, acting):
    opinion = make_opinion(station)
    body = {"route": "station", "version": opinion.version}
    post(clerk, f"/opinions/{opinion.pk}/route/", body)

    head = acting(county.seat("head"))
    path = f"/opinions/{opinion.pk}/report-result/"
    response = post(head, path, {"result": "好了", "version": opinion.version})

    assert response.status_code == 409
    assert response.json()["by"] == county.seat("clerk").user.name
    assert response.json()["type"] == "/problems/stale/"


def test_the_contact_comes_once_with_a_reason(clerk, station):
    opinion = make_opinion(station)
    path = f"/opinions/{opinion.pk}/reveal/"

    assert post(clerk, path, {}).status_code == 400
    response = post(clerk, path, {"reason_code": "verify", "words": "核实门牌"})

    assert response.json()["name"] == "扶国强"
    assert "no-store" in response["Cache-Control"]
    assert Entry.objects.filter(action="opinion.reveal").count() == 1


def test_the_slip_code_is_in_no_stored_answer(clerk, station):
    opinion = make_opinion(station)
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    code = post(clerk, f"/opinions/{opinion.pk}/issue-slip/", {}, **headers).json()["code"]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_idempotencykey WHERE response::text ~ %s", [code]
        )
        assert cursor.fetchone() == (0,)


def test_filters(county, clerk, station):
    roads = Theme.objects.get(code="rural_roads")
    plain = make_opinion(station, words="自来水浑得很")
    late = make_opinion(
        station,
        "routed",
        words="通组路塌方半个月了没人修",
        handler=county.departments[0],
        due_on=today() - dt.timedelta(days=2),
        theme=roads,
        channel="visit",
    )
    told = make_opinion(
        station, "told", words="河边的垃圾没人清", received_on=today() - dt.timedelta(days=40)
    )

    def ids(query):
        response = clerk.get(f"{API}/opinions/?{query}")
        assert response.status_code == 200, response.content
        return {row["id"] for row in response.json()["results"]}

    assert ids("") == {plain.pk, late.pk, told.pk}
    assert ids("state=told") == {told.pk}
    assert ids("late=true") == {late.pk}
    assert ids("mine=true") == {plain.pk}
    assert ids(f"theme={roads.parent_id}") == {late.pk}
    assert ids("channel=visit") == {late.pk}
    assert ids("route=township") == {late.pk}
    assert ids(f"station={station.pk}") == {plain.pk, late.pk, told.pk}
    assert ids(f"q={plain.number}") == {plain.pk}
    assert ids(f"q={plain.number.partition('-')[2]}") == {plain.pk}
    month = today() - dt.timedelta(days=30)
    assert ids(f"received_before={month}") == {told.pk}
    assert ids(f"received_after={month}") == {plain.pk, late.pk}


@pytest.mark.parametrize(
    "query",
    ["colour=red", "_connector=OR", "state=x", "station=999999", "page_size=101", "cursor=xx"],
)
def test_wrong_filters_are_400(clerk, query):
    assert clerk.get(f"{API}/opinions/?{query}").status_code == 400


def test_pages_follow_each_other_without_gaps(clerk, station):
    made = [make_opinion(station).pk for _ in range(5)]
    seen, url = [], f"{API}/opinions/?page_size=2"
    while url:
        page = clerk.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == made[::-1]


@pytest.mark.parametrize(("path", "most"), [("opinions", 1), ("receptions", 2), ("stations", 1)])
def test_a_list_costs_the_same_for_one_row_and_many(clerk, station, path, most):
    make_opinion(station)
    few = _queries(clerk, path)
    for _ in range(5):
        make_opinion(station)

    assert _queries(clerk, path) == few
    assert few <= _fixed(clerk) + most


def _queries(client, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(f"{API}/{path}/").status_code == 200
    return len(found)


def _fixed(client) -> int:
    """What signing in by session costs before the list is read."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"{API}/opinions/?colour=red").status_code == 400
    return len(found)


def test_stations_with_their_deputies(county, clerk, station):
    detail = clerk.get(f"{API}/stations/{station.pk}/").json()

    assert detail["code"] == station.code
    assert {row["id"] for row in detail["deputies"]} == {d.pk for d in county.deputies[:2]}
    found = clerk.get(f"{API}/stations/?q={station.code}").json()["results"]
    assert [row["id"] for row in found] == [station.pk]


def test_a_handling_unit_sees_no_visit_and_no_phone(county, station, acting):
    opinion = make_opinion(station, "routed", handler=county.departments[0], route="county")
    unit = acting(make_seat("unit", county.departments[0]))

    detail = unit.get(f"{API}/opinions/{opinion.pk}/").json()

    assert detail["reception_id"] is None
    assert opinion.reception.visitor_phone not in str(detail)
    assert detail["visitor"]["phone"] == ""
    assert detail["visitor"]["name"]
    Opinion.objects.filter(pk=opinion.pk).update(keep_secret=True)
    assert unit.get(f"{API}/opinions/{opinion.pk}/").json()["visitor"]["name"] == ""
    page = unit.get(f"/opinions/{opinion.pk}/").content.decode()
    assert "姓名不公开" in page
    assert "****" not in page
    codes = [action["code"] for action in detail["actions"]]
    assert codes == ["bounce", "report_result", "ask_extension"]
    assert unit.get(f"{API}/receptions/").json()["results"] == []


def test_ways_more_time_and_same_matter_by_deeds(county, station, clerk, acting):
    one, two = make_opinion(station), make_opinion(station)
    path, other = f"/opinions/{one.pk}", f"/opinions/{two.pk}"
    post(clerk, f"{path}/route/", {"route": "township"})
    also = {"route": "hotline", "contact": "3307"}
    detail = post(clerk, f"{path}/also-route/", also).json()
    way = next(row for row in detail["dispositions"] if not row["is_main"])
    assert (way["contact"], way["state"]) == ("3307", "open")
    due = one_due(detail) + dt.timedelta(days=10)
    head = acting(county.seat("head"))
    main = next(row["id"] for row in detail["dispositions"] if row["is_main"])
    body = {"due_on": due.isoformat(), "reason": "等材料", "disposition": main}
    assert post(clerk, f"{path}/extend/", body).status_code == 403
    late = body | {"due_on": (due + dt.timedelta(days=30)).isoformat()}
    assert "due_on" in post(head, f"{path}/extend/", late).json()["errors"]
    assert post(head, f"{path}/extend/", body).status_code == 200
    done = {"disposition": way["id"], "result": "热线答复了"}
    detail = post(clerk, f"{path}/finish-route/", done).json()
    assert [row["state"] for row in detail["dispositions"]] == ["open", "done"]

    linked = post(clerk, f"{other}/link-same/", {"other": one.pk}).json()
    assert [row["id"] for row in linked["same_matter"]] == [one.pk]
    assert post(clerk, f"{other}/link-same/", {"other": 2**40}).status_code == 400
    unlinked = post(clerk, f"{other}/unlink-same/", {"other": one.pk}).json()
    assert unlinked["same_matter"] == []
    folded = post(clerk, f"{other}/fold/", {"into": one.pk, "reason": "同一段路"}).json()
    assert (folded["state"], folded["folded_into"]) == ("folded", one.pk)
    assert post(clerk, f"{other}/unfold/", {"reason": "不是"}).json()["state"] == "recorded"


def one_due(detail):
    return dt.date.fromisoformat(detail["due_on"])


def test_told_elsewhere_out_of_reach_and_handled_again(county, station, clerk):
    one = make_opinion(station)
    told = post(clerk, f"/opinions/{one.pk}/decline/", {"elsewhere": "court"}).json()
    assert "诉讼服务中心" in told["result"]
    two = make_opinion(station, "handled")
    tried = {"method": "phone", "note": "关机"}
    detail = post(clerk, f"/opinions/{two.pk}/try-contact/", tried).json()
    assert detail["attempts"][0]["note"] == "关机"
    three = make_opinion(station, "told", satisfaction="unsatisfied")
    body = {"route": "county", "reason": "只清了一半"}
    assert post(clerk, f"/opinions/{three.pk}/reopen/", body).json()["state"] == "routed"
    theme = Theme.objects.get(code="rural_roads")
    sorted_ = post(clerk, f"/opinions/{three.pk}/classify/", {"theme": theme.pk}).json()
    assert sorted_["theme"]["id"] == theme.pk


def test_what_sounds_alike(county, station, clerk):
    near = make_opinion(station, words="上坪村三组的通组路塌方半个月没人修，孩子上学绕行。")
    make_opinion(make_station(county, 1), words=near.raw_text)
    found = post(clerk, "/opinions/similar/", {"text": "三组那段路垮了，娃娃上学绕远"}).json()
    assert [row["id"] for row in found["results"]] == [near.pk]
    assert found["elsewhere"] == 1
    assert post(clerk, "/opinions/similar/", {}).status_code == 400
