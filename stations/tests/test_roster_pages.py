"""Reception days on their pages: month, day, deeds, planning, coverage, subscription."""

import datetime as dt
import re

import pytest

from core.clock import today
from liaison.choices import Role
from liaison.tests.factories import county_fixture, make_seat
from stations.choices import RosterState
from stations.models import RosterDay, RosterPattern
from stations.services import duties, patterns, planning, roster
from stations.tests.factories import make_reception, make_station

pytestmark = pytest.mark.django_db

ALLOWED = {Role.CLERK, Role.HEAD, Role.PRESIDIUM, Role.OFFICE, Role.LEADER, Role.DEPUTY}


@pytest.fixture
def clerk(county):
    return county.seat("clerk")


@pytest.fixture
def pattern(station, clerk):
    return patterns.add_pattern(
        station,
        by=clerk,
        kind="weekly",
        weekday=3,
        starts_at=dt.time(9),
        ends_at=dt.time(11, 30),
        deputies_per_day=1,
    )


@pytest.fixture
def day(station, clerk, county):
    county.seat("deputy")
    return roster.add_day(
        station,
        by=clerk,
        held_on=today() + dt.timedelta(days=5),
        starts_at=dt.time(9),
        ends_at=dt.time(11, 30),
        deputies=[county.deputies[0]],
    )


def month(day):
    return f"/roster/?month={day.held_on:%Y-%m}"


def test_who_sees_the_day(county, day, acting):
    for role, seat in county.seats().items():
        expected = 200 if role in ALLOWED else 404
        assert acting(seat).get(f"/roster/{day.pk}/").status_code == expected, role
    stranger = make_seat("deputy", county.congress_unit, deputy=county.deputies[1])
    assert acting(stranger).get(f"/roster/{day.pk}/").status_code == 404


def test_the_other_county_sees_nothing(county, day, pattern, acting):
    other = county_fixture("邻县")
    for seat in other.seats().values():
        client = acting(seat)
        for url in (
            f"/roster/{day.pk}/",
            f"/roster/{day.pk}/cancel/",
            f"/roster/stations/{day.station_id}/",
            f"/roster/stations/{day.station_id}/extra/",
            f"/roster/patterns/{pattern.pk}/",
        ):
            assert client.get(url).status_code == 404, (seat, url)
        assert f"/roster/{day.pk}/" not in client.get(month(day)).content.decode()


def test_the_month_shows_days_and_what_waits(county, day, acting, clerk):
    text = acting(clerk).get(month(day)).content.decode()
    assert f"/roster/{day.pk}/" in text
    assert "待确认" in text
    assert "等着公告" in text
    office = acting(county.seat("office")).get(month(day)).content.decode()
    assert day.station.name in office


@pytest.mark.parametrize("month", ["x", "2026-13", "1-1", "9999-12", "2026-02"])
def test_a_month_that_is_none_shows_this_month(acting, clerk, day, month):
    assert acting(clerk).get(f"/roster/?month={month}").status_code == 200


def test_one_click_publishes(acting, clerk, day):
    client = acting(clerk)
    page = client.get(f"/roster/{day.pk}/notice/").content.decode()
    assert "接待群众" in page
    response = client.post(f"/roster/{day.pk}/notice/", {"version": day.version})
    assert response.status_code == 302
    day.refresh_from_db()
    assert day.state == RosterState.NOTICED
    page = client.get(f"/roster/{day.pk}/").content.decode()
    assert f"/roster/{day.pk}/poster/pdf/" in page


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_poster(acting, clerk, day, form):
    client = acting(clerk)
    assert client.get(f"/roster/{day.pk}/poster/{form}/").status_code == 404
    roster.publish(day, by=clerk)
    response = client.get(f"/roster/{day.pk}/poster/{form}/")
    assert response.status_code == 200
    assert client.get(f"/roster/{day.pk}/poster/exe/").status_code == 404


def test_a_deputy_confirms_from_the_first_page(acting, county, day):
    client = acting(county.seat("deputy"))
    page = client.get("/today/").content.decode()
    assert f"/roster/{day.pk}/confirm/" in page
    response = client.post(f"/roster/{day.pk}/confirm/", {"next": "/today/"})
    assert response["Location"] == "/today/"
    page = client.get("/today/").content.decode()
    assert f"/roster/{day.pk}/confirm/" not in page
    assert f"/roster/{day.pk}/leave/" in page


def test_the_way_back_never_leaves_the_site(acting, county, day):
    client = acting(county.seat("deputy"))
    data = {"next": "https://example.com/"}
    assert client.post(f"/roster/{day.pk}/confirm/", data)["Location"] == f"/roster/{day.pk}/"


def test_leave_needs_a_reason_and_keeps_what_was_typed(acting, county, day, clerk):
    client = acting(county.seat("deputy"))
    response = client.post(f"/roster/{day.pk}/leave/", {"reason": "", "until": "2026-99-99"})
    assert response.status_code == 200
    response = client.post(f"/roster/{day.pk}/leave/", {"reason": "外出学习"})
    assert response.status_code == 302
    page = acting(clerk).get(f"/roster/{day.pk}/").content.decode()
    assert "外出学习" in page
    assert "还没有人替班" in page


def test_substitute_from_the_list(acting, county, day, clerk):
    duties.ask_leave(day, by=county.seat("deputy"), reason="外出")
    client = acting(clerk)
    page = client.get(f"/roster/{day.pk}/substitute/").content.decode()
    assert county.deputies[1].name in page
    assert f'value="{county.deputies[0].pk}"' in page
    missing = client.post(f"/roster/{day.pk}/substitute/", {}).content.decode()
    assert "请选一项" in missing
    data = {"deputy": county.deputies[0].pk, "substitute": county.deputies[1].pk}
    assert client.post(f"/roster/{day.pk}/substitute/", data).status_code == 302
    assert day.duties.get(deputy=county.deputies[1]).replaces.deputy == county.deputies[0]


def test_a_stale_form_is_refused_with_who_changed_what(acting, clerk, county, day):
    duties.confirm(day, by=county.seat("deputy"))
    data = {"version": 1, "reason": "会场占用", "held_on": today() + dt.timedelta(days=9)}
    response = acting(clerk).post(f"/roster/{day.pk}/move/", data)
    assert response.status_code == 409
    assert "会场占用" in response.content.decode()


def test_too_late_is_said_in_words(acting, clerk, day):
    roster.cancel(day, by=clerk, reason="维修")
    response = acting(clerk).get(f"/roster/{day.pk}/move/")
    assert response.status_code == 409
    assert "已取消" in response.content.decode()


def test_forms_of_every_deed_open(acting, clerk, county, day):
    client = acting(clerk)
    for deed in ("notice", "confirm", "leave", "assign", "move", "change", "cancel"):
        assert client.get(f"/roster/{day.pk}/{deed}/").status_code == 200, deed
    for deed in ("substitute", "explain"):
        assert client.get(f"/roster/{day.pk}/{deed}/").status_code == 409, deed
    assert client.get(f"/roster/{day.pk}/nonsense/").status_code == 404


KINDS = {
    "nth_weekday": {"nth": "2", "weekday": "3"},
    "month_day": {"days": "1、15"},
    "weekly": {"weekday": "0"},
    "market": {"days": "2、5，8", "by_lunar": "lunar"},
    "lunar": {"days": "1 15"},
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_pattern_is_looked_at_and_saved(acting, clerk, station, kind):
    client, url = acting(clerk), f"/roster/stations/{station.pk}/new/?kind={kind}"
    data = KINDS[kind] | {
        "starts_at": "09:00",
        "ends_at": "11:30",
        "deputies_per_day": "2",
        "moves_on_holiday": "on",
        "moves_on_weekend": "on",
        "since": today().isoformat(),
    }
    assert client.get(url).status_code == 200
    look = client.post(url, data | {"look": "1"}, headers={"HX-Request": "true"})
    assert len(re.findall("<li>", look.content.decode())) == 12
    assert not RosterPattern.objects.exists()
    assert client.post(url, data | {"look": "1"}).status_code == 200
    assert client.post(url, data).status_code == 302
    row = RosterPattern.objects.get()
    assert row.kind == kind
    assert client.get(f"/roster/patterns/{row.pk}/").status_code == 200
    page = client.get(f"/roster/stations/{station.pk}/").content.decode()
    assert "接下来" in page


def test_a_wrong_number_is_said_beside_the_field(acting, clerk, station):
    url = f"/roster/stations/{station.pk}/new/?kind=month_day"
    text = acting(clerk).post(url, {"days": "十五"}).content.decode()
    assert "请填数字" in text


def test_a_year_for_one_station_and_for_all(acting, county, clerk, station, pattern):
    make_station(county, 1)
    data = {"year": today().year + 1}
    client = acting(clerk)
    response = client.post(f"/roster/stations/{station.pk}/generate/", data)
    assert response.status_code == 200
    assert "新排" in response.content.decode()
    assert RosterDay.objects.filter(station=station).count() in {52, 51, 50}
    office = acting(county.seat("office"))
    text = office.post("/roster/generate/", data).content.decode()
    assert "还没有规则的站" in text
    page = office.get(f"/roster/year/?year={today().year + 1}").content.decode()
    assert "每周星期四" in page
    assert acting(county.seat("deputy")).post("/roster/generate/", data).status_code == 403
    assert acting(county.seat("leader")).get("/roster/year/").status_code == 200


def test_planning_without_a_pattern_says_what_to_do(acting, clerk, station):
    response = acting(clerk).post(f"/roster/stations/{station.pk}/generate/", {})
    assert response.status_code == 400
    assert "还没有接待日规则" in response.content.decode()


def test_ending_a_pattern(acting, clerk, station, pattern):
    client = acting(clerk)
    assert client.post(f"/roster/patterns/{pattern.pk}/end/").status_code == 302
    pattern.refresh_from_db()
    assert pattern.until == today()


def test_coverage_names_who_has_not_received_and_ranks_nobody(acting, county, station, clerk):
    make_reception(station, deputies=[county.deputies[0]])
    text = acting(clerk).get("/roster/coverage/").content.decode()
    assert "还有2位没有接待够" in text
    assert "排名" not in text
    only = acting(county.seat("office")).get("/roster/coverage/?only=lacking").content.decode()
    assert county.deputies[1].name in only


def test_the_subscription_is_shown_once_and_opens_without_signing_in(acting, clerk, day, client):
    browser = acting(clerk)
    assert "还没有订阅" in browser.get("/roster/feed/").content.decode()
    page = browser.post("/roster/feed/").content.decode()
    path = re.search(r"/ical/[\w-]+\.ics", page).group(0)
    assert path not in browser.get("/roster/feed/").content.decode()
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    assert "private" in response["Cache-Control"]
    assert b"BEGIN:VEVENT" in response.content
    assert client.get("/ical/nonsense.ics").status_code == 404
    browser.post("/roster/feed/stop/")
    assert client.get(path).status_code == 404


def test_the_feed_has_a_ceiling(client, monkeypatch, clerk):
    monkeypatch.setattr("stations.views.roster_feed.PER_NETWORK", 3)
    found = [client.get("/ical/guess.ics").status_code for _ in range(4)]
    assert found == [404, 404, 404, 429]


def test_the_month_costs_the_same_with_many_days(
    acting, county, station, clerk, pattern, django_assert_max_num_queries
):
    planning.generate(station, today().year + 1, by=clerk)
    client = acting(county.seat("office"))
    url = f"/roster/?month={today().year + 1}-03"
    client.get(url)
    with django_assert_max_num_queries(30):
        client.get(url)
    with django_assert_max_num_queries(30):
        client.get(f"/roster/year/?year={today().year + 1}")
    with django_assert_max_num_queries(30):
        client.get("/roster/coverage/")


def test_a_day_that_went_by_leads_to_its_paper(acting, clerk, county, day):
    past = today() - dt.timedelta(days=3)
    RosterDay.objects.filter(pk=day.pk).update(
        held_on=past, planned_on=past, state=RosterState.MISSED
    )
    client = acting(clerk)
    page = client.get(f"/roster/{day.pk}/").content.decode()
    url = f"/receptions/new/?held_on={past:%Y-%m-%d}"
    assert url in page
    assert f'value="{past:%Y-%m-%d}"' in client.get(url).content.decode()
