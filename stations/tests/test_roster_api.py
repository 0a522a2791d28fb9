"""The API of reception days, and every state × step × role of the table."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from stations.choices import RosterState
from stations.models import RosterDay
from stations.services import duties, patterns, planning, roster
from stations.tests.factories import make_station
from stations.tests.roster_factories import make_roster_day
from stations.workflow.roster import ROSTER, ROSTER_CLOCK

pytestmark = pytest.mark.django_db

API = "/api/v1"
S = RosterState
COMING = {S.PLANNED, S.NOTICED}
FROM = {
    "notice": {S.PLANNED},
    "confirm": COMING,
    "leave": COMING,
    "substitute": COMING,
    "assign": COMING,
    "move": COMING,
    "change": COMING,
    "cancel": COMING,
    "explain": {S.MISSED},
}
TO = {"notice": S.NOTICED, "cancel": S.CANCELLED}
STAFF = {Role.CLERK, Role.HEAD}
PLANNERS = STAFF | {Role.PRESIDIUM, Role.OFFICE}
WHO = dict.fromkeys(FROM, PLANNERS) | {
    "confirm": STAFF | {Role.DEPUTY},
    "leave": STAFF | {Role.DEPUTY},
    "explain": STAFF,
}


def make_day(station, county, state=S.PLANNED, **kw):
    first, second = county.deputies[:2]
    return make_roster_day(station, state, asked=first, away=second, **kw)


def perform(step, day, seat, county, station):
    third = county.deputies[2]
    station.attachments.get_or_create(deputy=third, defaults={"since": station.opened_on})
    whom = {} if seat.role == Role.DEPUTY else {"deputy": county.deputies[0]}
    later = day.held_on + dt.timedelta(days=1)
    deeds = {
        "notice": lambda: roster.publish(day, by=seat),
        "confirm": lambda: duties.confirm(day, by=seat, **whom),
        "leave": lambda: duties.ask_leave(day, by=seat, reason="外出", **whom),
        "substitute": lambda: duties.substitute(day, by=seat, substitute=third),
        "assign": lambda: roster.assign(day, by=seat, deputies=[third]),
        "move": lambda: roster.move(day, by=seat, held_on=later, reason="会场占用"),
        "change": lambda: roster.change(day, by=seat, place="村部"),
        "cancel": lambda: roster.cancel(day, by=seat, reason="维修"),
        "explain": lambda: roster.explain(day, by=seat, reason="大雪"),
    }
    return deeds[step]()


def state_of(day):
    row = RosterDay.objects.filter(pk=day.pk).values().get()
    turns = list(day.duties.order_by("id").values())
    return row, turns, day.events.count(), day.notices.count(), Entry.objects.count()


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("step", list(FROM))
def test_who_may_do_what_when(county, station, state, step):
    for number, (role, seat) in enumerate(county.seats().items()):
        held_on = today() + dt.timedelta(days=30 + 3 * number)
        day = make_day(station, county, state, held_on=held_on)
        case = RosterDay.objects.get(pk=day.pk)
        if state in FROM[step] and role in WHO[step]:
            assert step in ROSTER.codes(case, seat), (state, step, role)
            perform(step, case, seat, county, station)
            case.refresh_from_db()
            assert case.state == TO.get(step, state), (state, step, role)
            continue
        assert step not in ROSTER.codes(case, seat), (state, step, role)
        before = state_of(day)
        expected = Conflict if role in WHO[step] else Forbidden
        with pytest.raises(expected):
            perform(step, case, seat, county, station)
        assert state_of(day) == before, (state, step, role)


def test_the_matrix_names_every_step_of_the_table():
    assert set(FROM) == set(ROSTER.steps)
    for code, step in ROSTER.steps.items():
        assert step.sources == FROM[code]
        assert step.target == TO.get(code)
    assert set(ROSTER_CLOCK.steps) == {"ask", "hold", "miss", "follow_calendar"}


@pytest.fixture
def clerk(county, station, acting):
    return acting(county.seat("clerk"))


@pytest.fixture
def day(county, station):
    county.seat("deputy")
    return make_day(station, county)


def post(client, path, body=None, **headers):
    return client.post(f"{API}{path}", body or {}, content_type="application/json", headers=headers)


def test_the_list_and_its_filters(clerk, day, station):
    data = clerk.get(f"{API}/roster/").json()
    row = data["results"][0]
    assert row["id"] == day.pk
    assert row["state_label"] == "已排"
    assert [turn["state"] for turn in row["deputies"]] == ["asked", "on_leave"]
    for query, number in (
        (f"station={station.pk}", 1),
        ("state=held", 0),
        (f"held_after={day.held_on}", 1),
        (f"held_before={today()}", 0),
        (f"deputy={row['deputies'][0]['deputy']['id']}", 1),
    ):
        found = clerk.get(f"{API}/roster/?{query}").json()["results"]
        assert len(found) == number, query
    assert clerk.get(f"{API}/roster/?state=nonsense").status_code == 400


def test_one_day_with_the_deeds_that_would_work(clerk, day, acting, county):
    data = clerk.get(f"{API}/roster/{day.pk}/").json()
    codes = {one["code"] for one in data["actions"]}
    assert codes == set(FROM) - {"explain"}
    mine = acting(county.seat("deputy")).get(f"{API}/roster/{day.pk}/").json()
    assert {one["code"] for one in mine["actions"]} == {"confirm", "leave"}


def test_the_deeds_one_after_another(clerk, day, county, station, acting):
    third = county.deputies[2]
    station.attachments.create(deputy=third, since=station.opened_on)
    deputy = acting(county.seat("deputy"))
    url = f"/roster/{day.pk}"
    assert post(deputy, f"{url}/confirm/").json()["deputies"][0]["state"] == "confirmed"
    assert post(deputy, f"{url}/confirm/").status_code == 409
    assert post(clerk, f"{url}/notice/").json()["notice_number"] == 1
    body = {"substitute": third.pk}
    assert post(clerk, f"{url}/substitute/", body).json()["notice_number"] == 2
    body = {"held_on": str(day.held_on + dt.timedelta(days=1)), "reason": "会场占用"}
    assert post(clerk, f"{url}/move/", body | {"version": 1}).status_code == 409
    moved = post(clerk, f"{url}/move/", body).json()
    assert moved["notice_number"] == 3
    assert moved["moved_why"] == "会场占用"
    assert post(clerk, f"{url}/change/", {"place": "村部"}).json()["place"] == "村部"
    assert post(deputy, f"{url}/leave/", {"reason": "外出"}).status_code == 200
    people = [third.pk, county.deputies[0].pk]
    assert post(clerk, f"{url}/assign/", {"deputies": people}).status_code == 400
    assert post(clerk, f"{url}/cancel/", {"reason": "维修"}).json()["state"] == "cancelled"


def test_the_same_key_does_it_once(clerk, day):
    key = str(uuid.uuid4())
    headers = {"Idempotency-Key": key}
    first = post(clerk, f"/roster/{day.pk}/notice/", {}, **headers)
    assert post(clerk, f"/roster/{day.pk}/notice/", {}, **headers).json() == first.json()
    assert day.notices.count() == 1


@pytest.mark.parametrize(
    ("deed", "body", "field"),
    [
        ("move", {"reason": "试", "held_on": "2020-01-01"}, "held_on"),
        ("move", {"reason": " ", "held_on": "2027-01-01"}, "reason"),
        ("change", {"starts_at": "12:00"}, "ends_at"),
        ("change", {"version": 0}, "version"),
        ("cancel", {"reason": ""}, "reason"),
        ("cancel", {"reason": "维修", "state": "held"}, "state"),
        ("substitute", {"substitute": 2**70}, "substitute"),
        ("assign", {"deputies": []}, "deputies"),
        ("leave", {"reason": "外出"}, "deputy"),
    ],
)
def test_a_wrong_body_is_400_and_names_the_field(clerk, day, deed, body, field):
    response = post(clerk, f"/roster/{day.pk}/{deed}/", body)
    assert response.status_code == 400, response.content
    assert field in response.json()["errors"]


def test_patterns_and_a_year(clerk, county, station, acting):
    body = {
        "kind": "market",
        "days": [2, 5, 8],
        "by_lunar": True,
        "starts_at": "09:00",
        "ends_at": "11:30",
    }
    made = post(clerk, "/roster/patterns/", body)
    assert made.status_code == 201, made.content
    assert made.json()["words"] == "农历逢2、5、8（圩日）"
    assert len(made.json()["next_days"]) == 12
    assert clerk.get(made["Location"]).json() == made.json()
    assert len(clerk.get(f"{API}/roster/patterns/").json()["results"]) == 1
    year = today().year + 1
    outcome = post(clerk, "/roster/generate/", {"year": year}).json()[0]
    assert outcome["made"] > 100
    office = acting(county.seat("office"))
    again = post(office, "/roster/generate/", {"year": year, "stations": [station.pk]}).json()[0]
    assert (again["made"], again["removed"]) == (0, 0)
    assert post(clerk, "/roster/generate/", {"year": 2020}).status_code == 400
    assert post(acting(county.seat("unit")), "/roster/generate/", {"year": year}).status_code == 403
    ended = post(clerk, f"/roster/patterns/{made.json()['id']}/end/").json()
    assert ended["until"] == str(today())


def test_coverage(clerk, county, acting):
    rows = clerk.get(f"{API}/roster/coverage/").json()["results"]
    assert len(rows) == 2
    assert rows[0].keys() == {"deputy", "stations", "received", "coming", "wanted"}
    assert clerk.get(f"{API}/roster/coverage/?year=abc").status_code == 400
    mine = acting(county.seat("deputy")).get(f"{API}/roster/coverage/").json()["results"]
    assert [row["deputy"]["id"] for row in mine] == [county.deputies[0].pk]


def test_an_extra_day(clerk, county):
    body = {
        "held_on": str(today() + dt.timedelta(days=3)),
        "starts_at": "09:00",
        "ends_at": "11:00",
        "deputies": [county.deputies[0].pk],
    }
    made = post(clerk, "/roster/", body)
    assert made.status_code == 201
    assert post(clerk, "/roster/", body).status_code == 409


def test_the_other_county_gets_404_and_an_empty_list(day, station, acting):
    other = county_fixture("邻县")
    for role, seat in other.seats().items():
        client = acting(seat)
        assert client.get(f"{API}/roster/").json()["results"] == [], role
        assert client.get(f"{API}/roster/{day.pk}/").status_code == 404
        assert post(client, f"/roster/{day.pk}/cancel/", {"reason": "试"}).status_code == 404
        body = {"year": today().year + 1, "stations": [station.pk]}
        assert post(client, "/roster/generate/", body).status_code in {400, 403}


def test_the_list_costs_the_same_with_many_days(clerk, county, station):
    patterns.add_pattern(
        station,
        by=county.seat("clerk"),
        kind="weekly",
        weekday=2,
        starts_at=dt.time(9),
        ends_at=dt.time(11),
    )
    planning.generate(station, today().year + 1, by=county.seat("clerk"))
    clerk.get(f"{API}/roster/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(clerk.get(f"{API}/roster/?page_size=5").json()["results"]) == 5
    with CaptureQueriesContext(connection) as many:
        assert len(clerk.get(f"{API}/roster/?page_size=50").json()["results"]) == 50
    assert len(many) <= len(few)
    assert len(many) <= 12


def test_the_matter_of_a_second_station_is_not_ours(county, clerk):
    second = make_station(county, 1)
    there = make_day(second, county)
    assert clerk.get(f"{API}/roster/{there.pk}/").status_code == 404
