"""Two stations become one by the office's hand, with everything looked at before, and two again."""

import os
import re

import pytest

from liaison.tests.factories import county_fixture, signed_in
from stations.models import Opinion, Station
from stations.tests.factories import make_activity, make_opinion, make_station
from stations.tests.merging import clerk_of, code_for, roster_day, send, visit
from tests.browser import PHONE, WIDE, run_axe

pytestmark = pytest.mark.django_db(transaction=True)

RESULT = re.compile(r"/stations/merges/\d+/$")


@pytest.fixture
def place():
    """An old station with something of every kind, and a new one that receives on the same day."""
    county = county_fixture()
    old, new = make_station(county), make_station(county, 1)
    clerk_of(new.unit)
    visit(old, county.seat("clerk"))
    make_opinion(old, "told")
    make_activity(old)
    for station in (old, new):
        roster_day(station, 9)
    roster_day(old, 20)
    send(code_for(old))
    return county, old, new


@pytest.fixture
def desk(place, client, live_server, open_page):
    def make(size):
        page = open_page(size)
        session = signed_in(place[0].seat("office"), client).session
        cookie = {"name": "liaison_session", "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return make


def look(page, name):
    """No page without a look for who cannot see it; a picture of it on request."""
    assert run_axe(page) == []
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_merge_and_reverse(place, desk, live_server, size):
    _, old, new = place
    case = Opinion.objects.get(state="recorded")
    page = desk(size)

    page.goto(f"{live_server.url}/stations/{old.pk}/")
    page.get_by_role("link", name="合并", exact=True).click()
    look(page, "choose")
    page.get_by_role("radio", name=new.name).check()
    page.get_by_role("button", name="看要带走什么").click()
    assert page.get_by_text("两站都有接待日").count() == 1
    assert page.get_by_text(case.number).count() == 1
    look(page, "preview")

    page.get_by_label("依据").fill("县人大常委会主任会议决定")
    page.get_by_role("button", name="办理合并").click()
    page.wait_for_url(RESULT)
    result = page.url
    look(page, "result")
    case.refresh_from_db()
    assert case.station == new
    page.goto(f"{live_server.url}/stations/{old.pk}/")
    assert page.get_by_text(f"已并入{new.name}").count() >= 1
    look(page, "old-station")
    page.goto(f"{live_server.url}/stations/two-maps/")
    look(page, "two-maps")
    page.goto(f"{live_server.url}/stations/merges/")
    look(page, "merges")

    page.goto(f"{result}reverse/")
    look(page, "reverse")
    page.get_by_label("为什么恢复").fill("两个乡相距太远，群众不便")
    page.get_by_role("button", name="恢复", exact=True).click()
    page.wait_for_url(RESULT)
    assert page.get_by_text("两个站照旧").count() == 1
    look(page, "reversed")
    case.refresh_from_db()
    assert case.station == old
    assert Station.objects.get(pk=old.pk).closed_on is None


def test_closing_shows_what_is_still_open(place, desk, live_server):
    _, old, _ = place
    page = desk(WIDE)
    page.goto(f"{live_server.url}/stations/{old.pk}/close/")
    assert page.get_by_text("还不能撤销").count() == 1
    assert page.get_by_role("link", name="改用合并").count() == 1
    look(page, "close")
