"""A visit typed at the desk: how long a clerk sits over one voter, at so many keys a second."""

import json
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.cluster import variables
from bench.serving import APPS, serving
from launcher import browser

KEYS_A_SECOND = 5
VISITS = 3
GOAL_SECONDS = 60
NAME, WORDS = "扶国强", "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里。"
SAVED = re.compile(r"/receptions/\d+/$")
FIRST, LAST = "id_visitor_name", "id_opinions-0-raw_text"


@dataclass
class Visit:
    """Keys of the visitor's own words, keys beyond them, and how long it took until saved."""

    words: int = 0
    beyond: int = 0
    seconds: float = 0.0

    @property
    def typing(self) -> float:
        return (self.words + self.beyond) / KEYS_A_SECOND


def measure(address: str, session: Mapping[str, str]) -> list[Visit]:
    """Keyboard alone, from the open form to the page of the saved visit."""
    with serving(APPS["product"], variables(address)) as (_, port), sync_playwright() as player:
        chromium = player.chromium.launch(
            executable_path=str(browser.ensure()), args=["--no-sandbox", "--disable-gpu"]
        )
        url = f"http://127.0.0.1:{port}"
        context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        name, value = session["name"], session["value"]
        context.add_cookies([{"name": name, "value": value, "url": url}])
        page = context.new_page()
        found = [typed(page, f"{url}/receptions/new/") for _ in range(VISITS)]
        chromium.close()
    return found


def typed(page: Page, form: str) -> Visit:
    visit = Visit()
    page.goto(form)
    started = time.monotonic()
    until(page, visit, FIRST)
    say(page, visit, NAME)
    until(page, visit, "id_visitor_phone")
    say(page, visit, f"138{random.randrange(10**8):08d}")
    until(page, visit, LAST)
    say(page, visit, WORDS)
    # 转乡镇街道 and save.
    for key in ("Tab", "ArrowRight", "ArrowRight", "Enter"):
        press(page, visit, key)
    page.wait_for_url(SAVED)
    visit.seconds = time.monotonic() - started
    return visit


def until(page: Page, visit: Visit, field: str) -> None:
    while page.evaluate("document.activeElement.id") != field:
        press(page, visit, "Tab")


def say(page: Page, visit: Visit, words: str) -> None:
    visit.words += len(words)
    page.keyboard.type(words, delay=1000 / KEYS_A_SECOND)


def press(page: Page, visit: Visit, key: str) -> None:
    visit.beyond += 1
    time.sleep(1 / KEYS_A_SECOND)
    page.keyboard.press(key)


def report(address: str, prepared: str) -> str:
    """One sentence for the screen."""
    visits = measure(address, json.loads(prepared))
    took = median(visit.seconds for visit in visits)
    one = visits[0]
    return (
        f"登记一次接待，只用键盘、每秒{KEYS_A_SECOND}键：来访人的话{one.words}键，"
        f"另外{one.beyond}键，打字{one.typing:.0f}秒，连同等待{took:.1f}秒"
        f"（{VISITS}次的中位数，目标{GOAL_SECONDS}秒内）"
    )
