"""The form that staff touch most, by keyboard alone and on a phone; nothing typed is lost."""

import datetime as dt
import re
import time

import pytest
from PIL import Image

from core.clock import today
from liaison.tests.factories import county_fixture, make_seat, signed_in
from stations.models import Opinion, Reception
from stations.tests.factories import make_opinion, make_reception, make_station
from tests.browser import PHONE, WIDE, run_axe

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"/receptions/\d+/$")
WORDS = "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里。"
ALIKE = "上坪村三组的通组路塌方半个月没修了，孩子上学绕路。"


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def station(county):
    station = make_station(county)
    make_seat("unit", county.township_governments[0])
    last_month = today() - dt.timedelta(days=30)
    make_reception(station, visitor_phone="13873505127", held_on=last_month)
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


class Keys:
    """A keyboard that counts what is pressed beyond the visitor's own words."""

    def __init__(self, page):
        self.page, self.beyond, self.words = page, 0, 0

    def says(self, words):
        self.words += len(words)
        self.page.keyboard.type(words)

    def press(self, key, times=1):
        for _ in range(times):
            self.beyond += 1
            self.page.keyboard.press(key)


def until(page, keys, field, most=12):
    """Tab on to the field; where it is not reached, the form has grown too long."""
    for _ in range(most):
        if page.evaluate("document.activeElement.id || document.activeElement.name") == field:
            return
        keys.press("Tab")
    raise AssertionError(f"{field} is more than {most} keys away")


def test_one_matter_by_keyboard_alone_within_twenty_five_keys(at_the_desk, station, county):
    """Also while another matter is named that sounds alike: the hint is not on the way."""
    make_opinion(station, words=ALIKE)
    page = at_the_desk(WIDE)
    keys, began = Keys(page), time.monotonic()
    assert page.evaluate("document.activeElement.id") == "id_visitor_name"
    keys.says("扶国强")
    until(page, keys, "id_visitor_phone")
    keys.says("13873505127")
    until(page, keys, "id_opinions-0-raw_text")
    keys.says(WORDS)
    page.locator(".near a").wait_for()
    keys.press("Tab")
    keys.press("ArrowRight", 2)
    page.get_by_text("前办出结果").wait_for()
    assert page.get_by_text("本站登记过1次").count() == 1
    keys.press("Enter")
    page.wait_for_url(SAVED)

    assert keys.beyond <= 25, keys.beyond
    assert time.monotonic() - began < 60
    opinion = Opinion.objects.latest("id")
    assert opinion.raw_text == WORDS
    assert opinion.route == "township"
    assert opinion.handler == county.township_governments[0]
    assert opinion.reception.starts_at is not None
    assert "扶国强" not in page.content()
    page.goto(page.url.split("/receptions/")[0] + "/receptions/new/")
    assert page.locator(".draft-line").count() == 0
    assert page.input_value("#id_visitor_name") == ""


def test_ctrl_enter_saves_from_wherever_the_cursor_is(at_the_desk, station):
    make_opinion(station, words=ALIKE)
    page = at_the_desk(WIDE)
    page.fill("#id_visitor_name", "李四妹")
    page.fill("#id_visitor_phone", "1387350512")
    page.press("#id_visitor_phone", "Tab")
    page.get_by_text("还差1位").wait_for()
    page.fill("#id_visitor_phone", "13873505128")
    page.press("#id_visitor_phone", "Tab")
    page.get_by_text("还差1位").wait_for(state="detached")
    page.locator("#id_opinions-0-raw_text").press_sequentially(WORDS)
    link = page.locator(".near a")
    link.wait_for()
    link.focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(SAVED)

    assert len(page.context.pages) == 1
    assert Opinion.objects.latest("id").raw_text == WORDS


def test_answered_at_once_by_keyboard_too(at_the_desk):
    page = at_the_desk(WIDE)
    keys = Keys(page)
    keys.says("李四妹")
    until(page, keys, "id_opinions-0-raw_text")
    keys.says("医保在哪里缴？")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab", 2)
    keys.says("村里便民服务点就能缴。")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    page.wait_for_url(SAVED)

    assert keys.beyond <= 25, keys.beyond
    assert Opinion.objects.get().state == "told"


def test_a_theme_is_found_by_its_initials_without_a_mouse(at_the_desk):
    """Still within the keys of a visit; Enter in the search chooses and does not save."""
    page = at_the_desk(WIDE)
    keys = Keys(page)
    keys.says("李四妹")
    until(page, keys, "id_opinions-0-raw_text")
    keys.says("去组里的路塌了没人修。")
    for _ in range(8):
        if page.evaluate("document.activeElement.textContent").startswith("题目、主题"):
            break
        keys.press("Tab")
    keys.press("Enter")
    keys.press("Tab", 2)
    assert page.evaluate("document.activeElement.matches('[data-pick-find]')")
    for letter in "ncgl":
        keys.press(letter)
    keys.press("Enter")
    assert "农村公路" in page.locator("[data-pick-chosen]").first.inner_text()
    assert run_axe(page) == []
    keys.press("Control+Enter")
    page.wait_for_url(SAVED)

    assert keys.beyond <= 25, keys.beyond
    assert Opinion.objects.get().theme.code == "rural_roads"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_danger_a_minor_and_a_visit_seen_before(at_the_desk, station, size):
    make_reception(station, visitor_name="李四妹", visitor_phone="13873505128")
    page = at_the_desk(size)
    assert not page.get_by_text("人有危险先救人").is_visible()
    assert not page.locator("#id_guardian_name").is_visible()
    page.check("#id_in_crisis")
    page.check("#id_is_minor")
    assert page.get_by_text("人有危险先救人").is_visible()
    page.fill("#id_guardian_name", "李大成")
    page.fill("#id_visitor_name", "李四妹")
    page.fill("#id_visitor_phone", "13873505128")
    page.press("#id_visitor_phone", "Tab")
    page.get_by_text("可能已经登记过这一次").wait_for()
    page.fill("#id_opinions-0-raw_text", WORDS)
    assert run_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.click("form.entry .btn.primary")
    page.locator("label[for=id_anyway]").wait_for()
    assert page.input_value("#id_opinions-0-raw_text") == WORDS
    assert run_axe(page) == []
    page.check("#id_anyway")
    page.click("form.entry .btn.primary")
    page.wait_for_url(SAVED)

    visit = Reception.objects.latest("id")
    assert visit.in_crisis
    assert visit.opinions.get().is_urgent
    assert page.get_by_text("人有危险先拨110").count() == 1
    assert run_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_correction_and_the_signed_sheet_afterwards(at_the_desk, station, tmp_path):
    visit = make_reception(station, deputies=[], visitor_phone="13873505129")
    scan = tmp_path / "签名表.png"
    Image.new("RGB", (60, 40), "#ffffff").save(scan)
    page = at_the_desk(WIDE)
    page.goto(page.url.replace("new/", f"{visit.pk}/"))
    page.get_by_role("link", name="写一条").click()
    page.fill("textarea[name=text]", "来访人住四组。")
    page.locator("dialog .btn.primary").click()
    page.get_by_text("来访人住四组。").wait_for()
    page.get_by_role("link", name="存签名表").click()
    page.set_input_files("input[name=scans]", scan)
    page.locator("dialog .btn.primary").click()
    page.get_by_text(f"签名表-{visit.number}-1.png").wait_for()
    with page.expect_download() as masked:
        page.get_by_role("link", name="PDF").first.click()
    assert masked.value.suggested_filename == f"接待选民登记表-{visit.number}.pdf"
    page.get_by_role("link", name="Word").last.click()
    assert run_axe(page) == []
    page.locator("dialog [value=correct]").check()
    page.fill("dialog textarea[name=words]", "打印签名")
    with page.expect_download() as whole:
        page.locator("dialog .btn.primary").click()
    assert whole.value.suggested_filename.endswith(".docx")


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
