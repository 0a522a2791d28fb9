"""Whatever is sent, the answer is a refusal that a person can act on, never a broken server."""

import base64

import pytest
from django.test import Client as Browser
from rest_framework.test import APIClient

from accounts.services import issue_token
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in

pytestmark = pytest.mark.django_db
NINES = "9" * 5000
NUL = "\0"


@pytest.fixture
def seat():
    return county_fixture().seat(Role.OFFICE)


@pytest.fixture
def api(seat):
    _, token = issue_token(seat.user, seat_id=seat.pk, device="手机", by=seat)
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture
def browser(seat):
    return signed_in(seat, Browser(raise_request_exception=False))


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "key",
    [
        '["abc"]',
        "[NaN]",
        "[Infinity]",
        "[1e999]",
        "[[1]]",
        f"[{NINES}]",
        r'["\ud800"]',
        '["\\u0000"]',
    ],
)
def test_a_cursor_that_somebody_made_up_is_refused(api, browser, key):
    made_up = cursor(f"[0,{key}]")
    assert api.get("/api/v1/suggestions/", {"cursor": made_up}).status_code == 400
    assert browser.get("/suggestions/", {"tab": "all", "cursor": made_up}).status_code == 400


@pytest.mark.parametrize("key", ['["2026-13-45",1]', "[5,1]", '["x",1]'])
def test_a_cursor_with_a_day_that_is_none_is_refused(api, key):
    assert api.get("/api/v1/todo/", {"cursor": cursor(f"[0,{key}]")}).status_code == 400


@pytest.mark.parametrize("number", ["²", "٣٣٣٣", NINES, "9" * 26, "-1", "1.5"])
def test_what_is_no_number_of_a_row_is_not_there(api, browser, number):
    assert api.get(f"/api/v1/deadlines/{number}/").status_code == 404
    assert api.get(f"/api/v1/notifications/{number}/").status_code == 404
    assert api.get(f"/api/v1/suggestions/{number}/").status_code == 404
    assert api.get("/api/v1/suggestions/", {"page_size": number}).status_code == 400
    assert api.get("/api/v1/suggestions/", {"session": number}).status_code == 400
    assert browser.get("/suggestions/new/", {"opinion": number}).status_code == 404
    assert browser.post("/seat/", {"seat": number}).status_code == 404
    assert browser.post("/suggestions/press-many/", {"ids": number}).status_code == 400


def test_a_search_for_five_thousand_nines_finds_nothing(api):
    answer = api.get("/api/v1/suggestions/", {"q": NINES})
    assert answer.status_code in {200, 400}


def test_brackets_in_brackets_are_a_wrong_body(api):
    deep = "[" * 20_000 + "]" * 20_000
    answer = api.generic("POST", "/api/v1/suggestions/", deep, content_type="application/json")
    assert answer.status_code == 400
    inside = f'{{"title": {deep}}}'
    answer = api.generic("POST", "/api/v1/suggestions/", inside, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("page", ["/search/?q=", "/opinions/?q=", "/units/?q=", "/seats/?q="])
def test_a_nul_in_an_address_is_refused_in_words(browser, page):
    answer = browser.get(f"{page}%00")
    assert answer.status_code == 400
    assert "看不见的字符" in answer.content.decode()


def test_a_nul_in_a_form_is_refused_in_words(browser):
    for page in ("/sign-in/demo/", "/opinions/export/", "/search/", "/suggestions/similar/"):
        answer = browser.post(page, {"login": f"a{NUL}", "tab": f"b{NUL}"})
        assert answer.status_code == 400, page


def test_a_token_with_a_nul_is_a_dead_token():
    stranger = APIClient(raise_request_exception=False)
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer aa{NUL}a{'b' * 40}")
    assert stranger.get("/api/v1/me/").status_code == 401
