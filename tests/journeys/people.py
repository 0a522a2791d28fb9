"""People at their browsers: sign in, open a page, do a deed the way a hand would."""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from playwright.sync_api import Locator, Page

from accounts.models import User
from liaison.models import Seat
from liaison.tests.factories import PASSWORD
from tests.browser import run_axe


class Person:
    """One person, one browser; every page that is opened must be accessible."""

    looked_at: ClassVar[set[tuple[str, int, str]]] = set()

    def __init__(self, page: Page, base: str, seat: Seat):
        self.page, self.base, self.seat = page, base, seat
        page.on("dialog", lambda question: question.accept())
        page.goto(f"{base}/sign-in/")
        page.fill("#id_username", User.objects.get(pk=seat.user_id).login)
        page.fill("#id_password", PASSWORD)
        page.click("form.box .btn.primary")
        page.wait_for_url("**/today/")
        self.look()

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        self.look()
        return self.page

    def look(self) -> None:
        """Accessible, and nothing wider than the screen; each kind of page once a post."""
        path = re.sub(r"\d+", "N", self.page.url.removeprefix(self.base))
        kind = (self.seat.role, self.page.viewport_size["width"], path)
        if kind not in Person.looked_at:
            Person.looked_at.add(kind)
            assert run_axe(self.page) == [], self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"

    def sees(self, *words: str) -> None:
        text = self.page.inner_text("main")
        for word in words:
            assert word in text, f"「{word}」 is not on {self.page.url}:\n{text[:1500]}"

    def deed(self, case: str, code: str, fill: Callable[[Locator], Any] | None = None) -> None:
        """Open the case, press the button of the deed, fill its form, send it."""
        self.go(case)
        address = f"{case}{code}/"
        link = self.page.locator(f'main a[href="{address}"]').first
        if link.count():
            link.click()
        form = self.page.locator(f'form[method="post"][action="{address}"]').last
        form.wait_for(state="visible")
        if fill:
            assert run_axe(self.page) == [], address
            fill(form)
        with self.page.expect_navigation():
            form.locator('button:not([type="button"])').last.click()
        said = self.page.inner_text("main")[:1500]
        assert self.page.url.startswith(self.base + case), f"{self.page.url}\n{said}"
        assert f"{case}{code}/" not in self.page.url, f"{code} was refused:\n{said}"
        self.look()


def choose(form: Locator, name: str, value: str) -> None:
    """A radio button is drawn by its label; the label is what a hand presses."""
    form.locator(f'label:has(input[name="{name}"][value="{value}"])').first.click()
