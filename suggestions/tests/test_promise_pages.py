"""The ledger and its pages, and the same over the API."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from suggestions.choices import PromiseState, State
from suggestions.tests.factories import (
    answer,
    days,
    deputy_seat,
    lead_seat,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db
LIST = "/suggestions/promises/"
API = "/api/v1/promises/"


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def promise(county):
    return make_suggestion(county, State.REPLIED).promises.get()


def text(seat, url):
    return words(signed_in(seat).get(url))


def post(seat, promise, deed, **data):
    url = reverse("suggestions:promise-deed", kwargs={"pk": promise.pk, "deed": deed})
    return signed_in(seat).post(url, data)


def test_the_reply_form_asks_for_the_day_beside_the_field(county):
    case = make_suggestion(county, State.HANDLING)
    browser = Browser(unit_seat(county.departments[0]))
    letter = {
        "outcome": "B",
        "text": "一是开办登记点。",
        "contact_name": "王磊",
        "contact_phone": "0735-8612345",
        "without_co_opinion": "已电话征求。",
    }
    page = words(browser.do(case, "reply", **letter))
    assert "这一类答复要写明什么时候办完。" in page
    assert "一是开办登记点。" in page
    browser.do(case, "reply", **letter, promise="开办登记点", promise_due_on=days(60).isoformat())
    assert case.promises.get().what == "开办登记点"


def test_the_ledger_shows_what_and_by_when_and_filters(county, promise):
    seat = county.seat(Role.OFFICE)
    page = text(seat, f"{LIST}?tab=open")
    assert promise.what in page
    assert promise.suggestion.title in page
    for query in ("tab=late", "tab=reported", "tab=open&unit=999999", "tab=open&year=1999"):
        assert promise.what not in text(seat, f"{LIST}?{query}"), query
    for query in (f"unit={promise.unit_id}", f"year={promise.due_on.year}", "carried=false"):
        assert promise.what in text(seat, f"{LIST}?tab=open&{query}"), query
    assert "没有符合条件的承诺" in text(seat, f"{LIST}?tab=open&q=没有这几个字")


def test_an_empty_ledger_says_how_promises_come_about(county):
    assert "写明办什么、什么时候办完" in text(county.seat(Role.OFFICE), LIST)


def test_from_the_form_to_the_strike_off(county, promise):
    head, office = unit_seat(county.departments[0]), county.seat(Role.OFFICE)
    today = days(0).isoformat()
    assert post(head, promise, "report_kept", words="", on=today).status_code == 200
    post(head, promise, "report_kept", words="登记点已开办。", on=today)
    promise.refresh_from_db()
    assert promise.state == PromiseState.REPORTED
    assert promise.what in text(office, LIST)
    assert post(office, promise, "strike_off", words="现场看过。").status_code == 302
    page = text(lead_seat(county), f"{LIST}{promise.pk}/")
    for shown in ("登记点已开办。", "现场看过。", "评价兑现"):
        assert shown in page
    post(lead_seat(county), promise, "rate_promise", rating="satisfied")
    assert "变更对兑现的评价" in text(lead_seat(county), f"{LIST}{promise.pk}/")


def test_a_form_from_an_older_version_is_refused_with_its_text(county, promise):
    head = unit_seat(county.departments[0])
    today = days(0).isoformat()
    post(head, promise, "add_progress", words="在办。", on=today, version=promise.version)
    answer = post(
        head, promise, "add_progress", words="另一段。", on=today, version=promise.version
    )
    assert answer.status_code == 409
    assert "另一段。" in words(answer)


def test_who_may_not_is_told_so(county, promise):
    url = reverse("suggestions:promise-deed", kwargs={"pk": promise.pk, "deed": "strike_off"})
    assert signed_in(unit_seat(county.departments[0])).get(url).status_code == 403
    assert signed_in(unit_seat(county.departments[2])).get(url).status_code == 404


def test_the_record_shows_its_promises_and_the_first_page_its_duty(county, promise):
    page = words(Browser(lead_seat(county)).get("suggestion", pk=promise.suggestion_id))
    assert promise.what in page
    hidden = make_suggestion(county, State.REPLIED, consents_to_publish=False).promises.get()
    hidden.what = "不公开的承诺"
    hidden.save()
    page = words(Browser(deputy_seat(county, 3)).get("suggestion", pk=hidden.suggestion_id))
    assert "不公开的承诺" not in page
    assert "兑现承诺" in text(unit_seat(county.departments[0]), "/todo/")


def test_the_sheet_and_the_print_hold_what_the_list_shows(county, promise):
    seat = county.seat(Role.OFFICE)
    secret = make_suggestion(county, State.REPLIED, is_confidential=True).promises.get()
    secret.what = "仓库拆除名单"
    secret.save()
    made = signed_in(seat).post(f"{LIST}export/?tab=all")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made.content)).get_sheet_by_index(0)
    cells = [str(cell) for row in sheet.to_python() for cell in row]
    assert promise.what in cells
    assert "（保密件）" in cells
    assert "仓库拆除名单" not in cells
    paper = text(seat, f"{LIST}print/?tab=all")
    assert promise.what in paper
    assert "仓库拆除名单" not in paper


def test_the_api_lists_reads_and_does(county, promise):
    office, head = signed_in(county.seat(Role.OFFICE)), signed_in(unit_seat(county.departments[0]))
    (row,) = office.get(API, {"state": "open"}).json()["results"]
    assert (row["what"], row["due_on"]) == (promise.what, promise.due_on.isoformat())
    whole = head.get(f"{API}{promise.pk}/").json()
    actions = {one["code"]: one["url"] for one in whole["actions"]}
    assert {"add_progress", "report_kept", "carry_over", "change_promise"} == set(actions)
    done = head.post(actions["report_kept"], {"words": "办好了。"}, content_type="application/json")
    assert done.json()["state"] == "reported"
    refused = head.post(f"{API}{promise.pk}/strike-off/", {}, content_type="application/json")
    assert refused.status_code == 403
    case = office.get(f"/api/v1/suggestions/{promise.suggestion_id}/").json()
    assert case["promises"][0]["state"] == "reported"


def test_a_promise_added_over_the_api(county):
    case = make_suggestion(county, State.CLOSED)
    head = signed_in(unit_seat(county.departments[0]))
    body = {"what": "再设一个登记点", "due_on": days(90).isoformat()}
    url = f"/api/v1/suggestions/{case.pk}/add-promise/"
    found = head.post(url, body, content_type="application/json").json()
    assert {one["what"] for one in found["promises"]} == {"再设一个登记点", "开办便民登记点"}


def test_the_ledger_costs_a_bounded_number_of_queries(county, django_assert_max_num_queries):
    for _ in range(3):
        case = make_suggestion(county, State.HANDLING)
        answer(case, county.departments[0])
    client = signed_in(county.seat(Role.OFFICE))
    client.get(f"{LIST}?tab=open")
    with django_assert_max_num_queries(16):
        client.get(f"{LIST}?tab=open")


def test_a_deputy_s_first_page_asks_for_the_second_verdict(county, promise):
    post(unit_seat(county.departments[0]), promise, "report_kept", words="好了。", on=days(0))
    post(county.seat(Role.OFFICE), promise, "strike_off")
    page = text(lead_seat(county), "/today/")
    assert promise.what in page
    assert "答复里说的事办成没有" in page
