"""What somebody looks for may be a voter's name or phone: no address holds it, and no log."""

import re
from urllib.parse import unquote

import pytest
from rest_framework.test import APIClient

from accounts.services import issue_token
from audit.models import Entry
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from stations.tests.factories import make_opinion, make_station
from suggestions.tests.factories import make_suggestion

pytestmark = pytest.mark.django_db
PHONE, NAME = "13873505127", "扶国强"


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def opinion(county):
    station = make_station(county)
    return make_opinion(
        station, words=f"{NAME}说水管断了，电话{PHONE}。", number="ZD01-20251120-02"
    )


@pytest.fixture
def clerk(county, opinion):
    return signed_in(county.seat(Role.CLERK))


@pytest.mark.parametrize("page", ["/search/", "/opinions/"])
@pytest.mark.parametrize("words", [PHONE, NAME, "87654321", "水管"])
def test_what_is_typed_goes_on_under_a_short_key(clerk, opinion, page, words):
    sent = clerk.post(page, {"q": f" {words} ", "tab": "all"})
    assert sent.status_code == 302
    assert words not in unquote(sent.url)
    found = clerk.get(sent.url)
    shown = found.content.decode()
    assert (opinion.number in shown) == (words in opinion.raw_text)
    links = re.findall(r'(?:href|action)="([^"]*)"', shown)
    assert not [link for link in links if words in unquote(link)]


@pytest.mark.parametrize("page", ["/search/", "/opinions/", "/opinions/?tab=all&late=true"])
def test_words_typed_into_an_address_move_out_of_it(clerk, page):
    sent = clerk.get(f"{page}{'&' if '?' in page else '?'}q={PHONE}")
    assert sent.status_code == 302
    assert PHONE not in sent.url
    assert ("late=true" in sent.url) == ("late=true" in page)


def test_the_number_of_a_case_may_stand_in_an_address(clerk, opinion):
    assert opinion.number in clerk.get(f"/opinions/?tab=all&q={opinion.number}").content.decode()
    assert clerk.get(f"/search/?q={opinion.number}").status_code == 200


def test_the_key_opens_nothing_in_another_session(county, clerk, opinion):
    sent = clerk.post("/opinions/", {"q": NAME, "tab": "all"})
    other = signed_in(county.seat(Role.HEAD)).get(sent.url).content.decode()
    assert NAME not in other
    assert opinion.number not in other
    assert "没有保留，请再搜一次" in other


def test_filters_pages_and_export_go_on_with_the_words(clerk, opinion):
    for number in range(25):
        make_opinion(opinion.station, words=f"{NAME}又来了", number=f"ZD01-20251121-{number:02d}")
    sent = clerk.post("/opinions/", {"q": NAME, "tab": "all", "route": ""})
    assert "route" not in sent.url
    key = sent.url.rpartition("=")[2]
    first = clerk.get(sent.url)
    assert len(first.context["rows"]) == 20
    second = clerk.get(f"/opinions/{first.context['next_url']}")
    assert len(second.context["rows"]) == 6
    sheet = clerk.post("/opinions/export/", {"tab": "all", "asked": key})
    assert sheet.status_code == 200
    entry = Entry.objects.get(action="opinion.export")
    assert entry.after["count"] == 26
    assert NAME not in str(entry.after)


def test_many_suggestions_are_listed_on_under_the_same_key(county):
    for _ in range(11):
        make_suggestion(county, "handling", title="关于解决城区停车难的建议")
    office = signed_in(county.seat(Role.OFFICE))
    found = office.post("/search/", {"q": "停车"}, follow=True).content.decode()
    (link,) = re.findall(r'href="(/suggestions/\?[^"]*)"', found)
    assert "停车" not in unquote(link)
    page = office.get(link.replace("&amp;", "&")).content.decode()
    assert "搜：停车" in page
    assert page.count("关于解决城区停车难的建议") >= 11


def test_the_record_of_an_export_holds_no_words(county):
    make_suggestion(county, "handling", title="关于解决城区停车难的建议")
    office = signed_in(county.seat(Role.OFFICE))
    assert office.post("/suggestions/export/?tab=all&q=停车").status_code == 200
    assert Entry.objects.get(action="suggestion.export").after["query"] == "tab=all"


def test_a_phone_searches_by_post_as_well(county, opinion):
    seat = county.seat(Role.CLERK)
    _, token = issue_token(seat.user, seat_id=seat.pk, device="手机", by=seat)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    refused = api.get("/api/v1/opinions/", {"q": PHONE})
    assert refused.status_code == 400
    assert "/api/v1/opinions/search/" in refused.json()["errors"]["q"][0]
    assert len(api.get("/api/v1/opinions/", {"q": opinion.number}).json()["results"]) == 1
    found = api.post("/api/v1/opinions/search/?state=recorded", {"q": PHONE}, format="json")
    assert [row["id"] for row in found.json()["results"]] == [opinion.pk]
    for body in ({}, {"q": ""}, {"q": "水管", "state": "told"}, {"q": "水" * 81}):
        assert api.post("/api/v1/opinions/search/", body, format="json").status_code == 400
    assert api.post(f"/api/v1/opinions/search/?q={NAME}", {"q": "水管"}).status_code == 400
    assert api.get("/api/v1/opinions/search/").status_code == 405


def test_the_next_page_is_asked_for_with_the_same_words(county, opinion):
    for number in range(3):
        make_opinion(opinion.station, words=f"{NAME}又来了", number=f"ZD01-20251121-{number:02d}")
    make_opinion(opinion.station, words="路灯不亮", number="ZD01-20251122-01")
    seat = county.seat(Role.CLERK)
    _, token = issue_token(seat.user, seat_id=seat.pk, device="手机", by=seat)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    first = api.post("/api/v1/opinions/search/?page_size=3", {"q": NAME}, format="json").json()
    assert NAME not in unquote(first["next"])
    second = api.post(first["next"], {"q": NAME}, format="json").json()
    assert [row["id"] for row in second["results"]] == [opinion.pk]
