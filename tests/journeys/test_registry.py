"""The office sets the kinds of stations and closes one, by hand and on a phone."""

import pytest

from liaison.tests.factories import county_fixture, signed_in
from stations.models import Station
from stations.services.parents import put_under
from stations.tests.factories import make_station
from stations.tests.merging import code_for, roster_day
from tests.browser import PHONE, WIDE, run_axe

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def desk(county, client, live_server, open_page):
    def make(size):
        page = open_page(size)
        session = signed_in(county.seat("office"), client).session
        cookie = {"name": "liaison_session", "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return make


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_kinds_and_closing(county, desk, live_server, size):
    station, below = make_station(county), make_station(county, 1)
    put_under(below, station)
    roster_day(station, 9, state="noticed")
    code = code_for(station)
    page = desk(size)

    page.goto(f"{live_server.url}/stations/")
    assert run_axe(page) == []
    page.get_by_role("link", name="种类设置").click()
    assert run_axe(page) == []
    page.get_by_role("link", name="加一个种类").click()
    page.get_by_label("名称").fill("流动站")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("cell", name="流动站", exact=True).wait_for()

    page.goto(f"{live_server.url}/stations/{station.pk}/close/")
    assert page.get_by_text("已公告的接待日").count() == 1
    assert run_axe(page) == []
    page.get_by_label("依据").fill("县人大常委会主任会议决定")
    page.get_by_role("button", name="办理撤销").click()
    page.get_by_text("请选下级站以后归哪个站").first.wait_for()
    assert page.get_by_label("依据").input_value() == "县人大常委会主任会议决定"
    page.get_by_label("下级站以后的上级站").select_option("none")
    page.get_by_role("button", name="办理撤销").click()
    page.wait_for_url(f"{live_server.url}/stations/{station.pk}/")
    assert run_axe(page) == []
    assert Station.objects.get(pk=station.pk).closed_on is not None
    assert Station.objects.get(pk=below.pk).parent is None

    page.goto(f"{live_server.url}/s/{code.code}/")
    assert page.get_by_text("已经在").count() == 1
    assert run_axe(page) == []
