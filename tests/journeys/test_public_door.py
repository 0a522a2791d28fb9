"""The voters' own door on a cheap phone: scanned, sent, taken in, told, judged; with a script and
without one; nothing heavier than a slow line carries, nothing personal in an address."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from core.clock import now, today
from files.models import StoredFile
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from stations import services
from stations.models import Opinion, RosterDay, RosterDuty, Submission
from stations.services import asking, codes, taking_in
from stations.tests.door_factories import make_notice, make_submission
from stations.tests.factories import make_station
from tests.browser import PHONE as PHONE_SCREEN
from tests.browser import WIDE, run_axe

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = {"width": 360, "height": 780}
WORDS = "上坪村三组的通组路塌方半个月没修，孩子上学要绕四公里。"
PHONE = "13873505127"


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def station(county):
    station = make_station(
        county, address="清溪镇政府一楼", phone="0735-6312345", hours="工作日8:30至17:30"
    )
    day = RosterDay.objects.create(
        station=station,
        planned_on=today() + dt.timedelta(days=3),
        held_on=today() + dt.timedelta(days=3),
        starts_at=dt.time(9),
        ends_at=dt.time(11, 30),
        state="noticed",
        notice_due_on=today(),
        noticed_at=now(),
        notice_number=1,
        **station.scope(),
    )
    for row in station.attachments.all():
        RosterDuty.objects.create(day=day, deputy=row.deputy, state="confirmed")
    return station


@pytest.fixture
def code(county, station):
    return codes.make_code(by=county.seat(Role.HEAD), station=station)


def picture(tmp_path, size=(2400, 1800)):
    """A photo from a phone: large, and noisy enough not to shrink to nothing."""
    path = tmp_path / "IMG_20261124.jpg"
    Image.effect_noise(size, 80).convert("RGB").save(path, "JPEG", quality=95)
    return path


def fits(page):
    """Accessible and not wider than the phone."""
    assert run_axe(page) == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def handled(county, opinion):
    clerk = county.seat(Role.CLERK)
    asking.ask(opinion, by=clerk, text="塌方在村口往上还是往下？")
    services.route(opinion, by=clerk, route="station")
    services.report_result(opinion, by=clerk, result="塌方已清运。")
    services.tell_back(
        opinion, by=clerk, method="follow", words="塌方已清运，路通了。", satisfaction="unrated"
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_scanned_sent_told_and_judged(county, code, live_server, open_page, tmp_path, scripts):
    page = open_page(SMALL, java_script_enabled=scripts)
    look = fits if scripts else (lambda page: None)
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(f"{live_server.url}/s/{code.code}/")
    look(page)
    fill_in(page, tmp_path, scripts)
    page.click("text=交给联络站")
    page.wait_for_selector("p.code")
    told = page.inner_text("p.code").replace(" ", "")
    assert len(told) == 8
    look(page)
    sent = Submission.objects.get()
    assert (sent.raw_text, sent.held_why) == (WORDS, "" if scripts else "no_proof")
    if scripts:
        assert StoredFile.objects.get().size < 1_500_000

    opinion = taking_in.accept(sent, by=county.seat(Role.CLERK), title="通组路塌方")
    handled(county, opinion)
    page.click("text=去查进度")
    look(page)
    page.fill("input[name=code]", told)
    page.fill("input[name=digits]", "5127")
    page.click("button:has-text('查进度')")
    page.wait_for_selector("text=给您的回复")
    assert "塌方已清运，路通了。" in page.inner_text("main")
    look(page)
    answer_and_judge(page)
    assert Opinion.objects.get().satisfaction == "satisfied"
    look(page)
    addresses = "\n".join(seen)
    assert told not in addresses
    assert "5127" not in addresses


def fill_in(page, tmp_path, scripts):
    """As somebody would: words, a phone, a photo; the numbers to call come up at once."""
    if scripts:
        page.fill("textarea[name=raw_text]", "我真的活不下去了")
        assert page.locator(".urgent").is_visible()
    page.fill("textarea[name=raw_text]", WORDS)
    page.fill("input[name=visitor_phone]", PHONE)
    page.set_input_files("input[type=file]", picture(tmp_path))
    if scripts:
        page.wait_for_selector(".photos li")
    page.wait_for_timeout(3_300)


def answer_and_judge(page):
    page.fill("textarea[name=text]", "往上一百米。")
    page.click("button:has-text('回答')")
    page.wait_for_selector("text=往上一百米。")
    page.click("label:has-text('满意') >> nth=0")
    page.click("button:has-text('评价')")
    page.wait_for_selector("text=您的评价")


def test_an_answer_lost_on_the_way_makes_no_second_submission(code, live_server, open_page):
    page = open_page(SMALL)
    page.goto(f"{live_server.url}/s/{code.code}/")
    page.fill("textarea[name=raw_text]", WORDS)
    page.wait_for_timeout(3_300)

    def lose(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/s/**", lose)
    page.click("text=交给联络站")
    page.wait_for_timeout(1_500)
    page.unroute("**/s/**")
    assert Submission.objects.count() == 1
    page.goto(f"{live_server.url}/s/{code.code}/")
    assert page.input_value("textarea[name=raw_text]") == WORDS
    page.click("text=交给联络站")
    page.wait_for_selector("p.code")
    assert Submission.objects.count() == 1


def test_a_draft_is_kept_and_names_nobody(code, live_server, open_page):
    page = open_page(SMALL)
    page.goto(f"{live_server.url}/s/{code.code}/")
    page.fill("textarea[name=raw_text]", WORDS)
    page.fill("input[name=visitor_phone]", PHONE)
    page.wait_for_timeout(600)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert WORDS[:8] in kept
    assert PHONE not in kept
    page.reload()
    assert page.input_value("textarea[name=raw_text]") == WORDS


def test_large_letters_and_the_other_pages(county, code, live_server, open_page):
    asking_pages = [f"/s/{code.code}/notices/", f"/s/{code.code}/privacy/", "/privacy/", "/follow/"]
    page = open_page(SMALL)
    for path in [*asking_pages, "/s/ABCDEFGHJK/"]:
        page.goto(live_server.url + path)
        fits(page)
    page.goto(f"{live_server.url}/s/{code.code}/")
    page.click("[data-large]")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    fits(page)
    codes.revoke_code(code, by=county.seat(Role.HEAD), reason="换新")
    page.goto(f"{live_server.url}/s/{code.code}/")
    assert "已经停用" in page.inner_text("main")
    fits(page)


def test_no_public_page_is_heavier_than_100_kilobytes(code):
    """Page, styles, scripts and pictures together, before any packing."""
    client = Client()
    for path in (f"/s/{code.code}/", "/follow/", f"/s/{code.code}/privacy/"):
        html = client.get(path).content
        linked = re.findall(rb'(?:src|href|data-worker)="/(static/[^"]+)"', html)
        files = {settings.BASE_DIR / address.decode() for address in linked}
        weight = len(html) + sum(file.stat().st_size for file in files)
        assert len(files) >= 4
        assert weight < 100_000, f"{path} weighs {weight}"


@pytest.mark.parametrize("size", [WIDE, PHONE_SCREEN], ids=["desk", "phone"])
def test_pages_behind_the_door_are_accessible(county, station, code, live_server, open_page, size):
    sent = make_submission(station, visitor_phone=PHONE, in_crisis=True)
    make_submission(station, held_why="no_proof")
    make_notice(station)
    seat = county.seat(Role.HEAD)
    page = open_page(size)
    key = signed_in(seat).session.session_key
    cookie = {"name": "liaison_session", "value": key, "url": live_server.url}
    page.context.add_cookies([cookie])
    for path in (
        "/submissions/",
        "/submissions/?tab=held",
        f"/submissions/{sent.pk}/",
        f"/submissions/{sent.pk}/accept/",
        "/codes/",
        "/codes/?tab=deputies",
        f"/codes/{code.pk}/",
        f"/codes/{code.pk}/renew/",
        "/public-notices/",
    ):
        page.goto(live_server.url + path)
        fits(page)
