"""The form that staff touch most, by keyboard alone and on a phone; nothing typed is lost."""

import re
import time

import pytest

from liaison.tests.factories import county_fixture, make_seat, signed_in
from stations.models import Opinion, Reception
from stations.tests.factories import make_reception, make_station
from tests.browser import PHONE, WIDE, run_axe

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"/receptions/\d+/$")
WORDS = "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里。"


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def station(county):
    station = make_station(county)
    make_seat("unit", county.township_governments[0])
    make_reception(station, visitor_phone="13873505127")
    return station


@pytest.fixture
def at_the_desk(county, station, client, live_server, open_page):
    """The clerk's browser, signed in."""

    def make(size):
        seat = county.seat("clerk")
        session = signed_in(seat, client).session
        page = open_page(size)
        cookie = {"name": "liaison_session", "value": session.session_key, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}/receptions/new/")
        return page

    return make


def test_one_matter_by_keyboard_in_well_under_a_minute(at_the_desk, county):
    page = at_the_desk(WIDE)
    began = time.monotonic()
    page.focus("#id_visitor_name")
    keys = page.keyboard
    keys.type("扶国强")
    for _ in range(2):
        keys.press("Tab")
    keys.type("138 7350 5127")
    for _ in range(2):
        keys.press("Tab")
    keys.type(WORDS)
    keys.press("Tab")
    for _ in range(2):
        keys.press("ArrowRight")
    page.get_by_text("前办出结果").wait_for()
    assert page.get_by_text("本站登记过1次").count() == 1
    keys.press("Enter")
    page.wait_for_url(SAVED)

    assert time.monotonic() - began < 60
    opinion = Opinion.objects.get()
    assert opinion.raw_text == WORDS
    assert opinion.route == "township"
    assert opinion.handler == county.township_governments[0]
    assert "扶国强" not in page.content()
    page.goto(page.url.split("/receptions/")[0] + "/receptions/new/")
    assert page.locator(".draft-line").count() == 0
    assert page.input_value("#id_visitor_name") == ""


def test_two_matters_a_mistake_and_a_double_click(at_the_desk):
    page = at_the_desk(WIDE)
    page.fill("#id_visitor_name", "李四妹")
    page.fill("#id_opinions-0-raw_text", WORDS)
    page.click("[data-repeat-add]")
    page.fill("#id_opinions-1-raw_text", "医保在哪里缴？")
    second = page.locator("fieldset.matter").nth(1)
    second.locator("label", has_text="当场答复").click()
    page.click("form.entry .btn.primary")
    page.get_by_text("请写下当场怎么答复的。").wait_for()

    assert page.input_value("#id_opinions-0-raw_text") == WORDS
    assert run_axe(page) == []
    page.fill("#id_opinions-1-words", "村里便民服务点就能缴")
    second.locator("label", has_text="满意").first.click()
    page.dblclick("form.entry .btn.primary")
    page.wait_for_url(SAVED)

    assert Reception.objects.filter(visitor_name="李四妹").count() == 1
    assert set(Opinion.objects.values_list("state", flat=True)) == {"recorded", "told"}


def test_what_was_typed_outlives_a_closed_tab(at_the_desk):
    page = at_the_desk(WIDE)
    page.fill("#id_visitor_name", "李四妹")
    page.fill("#id_opinions-0-raw_text", WORDS)
    page.click("[data-repeat-add]")
    page.fill("#id_opinions-1-raw_text", "路灯不亮")
    page.wait_for_timeout(600)
    page.reload()

    assert page.locator(".draft-line").count() == 1
    assert page.input_value("#id_opinions-0-raw_text") == WORDS
    assert page.input_value("#id_opinions-1-raw_text") == "路灯不亮"


def test_on_a_phone_nothing_is_wider_than_the_screen(at_the_desk):
    page = at_the_desk(PHONE)

    assert run_axe(page) == []
    for summary in page.locator("form.entry summary").all():
        summary.click()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    page.fill("#id_visitor_name", "李四妹")
    page.fill("#id_opinions-0-raw_text", WORDS)
    page.click("form.entry .btn.primary")
    page.wait_for_url(SAVED)
    assert Opinion.objects.count() == 1
