"""Key items through pages and API: propose, decide, plan, visit, letter, report, papers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import KeyState, State
from suggestions.models import KeyItem
from suggestions.tests.api import Client
from suggestions.tests.factories import answer, days, make_suggestion, unit_seat
from suggestions.tests.key_factories import make_key_item
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


class Api:
    """Addresses below /api/v1/, with a real token."""

    def __init__(self, seat):
        self.http = Client(seat).http

    def get(self, address):
        return self.http.get(f"/api/v1/{address}")

    def post(self, address, body):
        return self.http.post(f"/api/v1/{address}", body, format="json")


def post(seat, item, deed, **data):
    """The deed's page as a person sends it; the item as it is afterwards."""
    item.refresh_from_db()
    sent = Browser(seat).client.post(
        f"/suggestions/key/{item.pk}/{deed}/", {"version": item.version} | data
    )
    assert sent.status_code == 302, words(sent)
    item.refresh_from_db()
    return item


def photo():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "JPEG")
    return SimpleUploadedFile("现场.jpg", out.getvalue(), "image/jpeg")


def test_from_the_candidate_to_the_report_through_pages(county):
    office, committee = county.seat(Role.OFFICE), county.seat(Role.COMMITTEE)
    unit = county.departments[0]
    case = make_suggestion(county, State.HANDLING)
    client = Browser(office).client
    made = client.post(
        "/suggestions/key/new/",
        {"title": "城区养犬管理", "grounds": ["many"], "cases": [case.pk], "reason": ""},
    )
    item = KeyItem.objects.get()
    assert made["Location"] == f"/suggestions/key/{item.pk}/"
    leader = county.seat("leader:congress")
    assert "等主任会议确定" in words(Browser(leader).get("key"))
    post(
        leader,
        item,
        "decide",
        meeting="第23次主任会议",
        decided_on=days(0).isoformat(),
        supervisor=leader.pk,
        handling_leader=county.seat("leader:government").pk,
        committee=county.committee.pk,
    )
    lines = {"steps-TOTAL_FORMS": 2, "steps-INITIAL_FORMS": 0}
    lines |= {"steps-0-what": "开办登记点", "steps-0-due_on": days(9).isoformat()}
    post(committee, item, "plan", plan="每月一次。", **lines, **{"steps-0-unit": unit.pk})
    assert item.state == KeyState.SUPERVISED
    post(
        committee,
        item,
        "visit",
        kind="site",
        held_on=days(0).isoformat(),
        place="东街",
        people="刘建平",
        agreed="月底前开办。",
        photos=photo(),
    )
    post(leader, item, "send_note", unit=unit.pk, text="请报开办时间。")
    head = unit_seat(unit)
    post(head, item, "answer_note", answer="月底前开办。")
    post(head, item, "finish_step", step=item.steps.get().pk, words="已开办。")
    answer(case, unit)
    post(office, item, "close", report="已经解决。")
    page = words(Browser(leader).client.get(f"/suggestions/key/{item.pk}/"))
    for text in (
        "督办办结",
        "已经解决",
        "东街",
        "现场.jpg",
        "请报开办时间",
        "开办登记点",
        "城区养犬管理",
    ):
        assert text in page
    case.refresh_from_db()
    record = Browser(leader).client.get(f"/suggestions/{case.pk}/").content.decode()
    assert f'href="/suggestions/key/{item.pk}/"' in record
    for form in ("docx", "pdf"):
        paper = client.get(f"/suggestions/key/{item.pk}/paper/{form}/")
        assert paper.status_code == 200
        note = client.get(f"/suggestions/key/notes/{item.notes.get().pk}/{form}/")
        assert note.status_code == 200


def test_a_plan_without_a_day_is_said_beside_the_field(county):
    item = make_key_item(county)
    lines = {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0, "steps-0-what": "开办登记点"}
    page = Browser(county.seat(Role.OFFICE)).client.post(
        f"/suggestions/key/{item.pk}/plan/", {"plan": "每月一次。"} | lines
    )
    assert "请选完成日期" in words(page)
    assert "开办登记点" in page.content.decode()


def test_the_leaders_board_says_what_is_late_and_what_stands_still(county):
    item = make_key_item(county, KeyState.SUPERVISED)
    item.events.update(at="2020-01-01T08:00:00Z")
    for row in item.cases.all():
        row.suggestion.events.update(at="2020-01-01T08:00:00Z")
    services.send_note(
        item, by=county.seat(Role.OFFICE), unit=county.departments[0], text="请抓紧。"
    )
    page = Browser(county.seat("leader:congress")).get("key")
    text = words(page)
    assert "没有进展" in text
    assert "2件建议，已答复0件" in text.replace(" ", "")
    assert page.context["stats"]["still"] == 1


def test_a_full_board_costs_as_few_statements_as_an_empty_one(
    county, django_assert_max_num_queries
):
    leader = Browser(county.seat("leader:congress"))
    make_key_item(county, KeyState.SUPERVISED)
    leader.get("key")
    with CaptureQueriesContext(connection) as one:
        leader.get("key")
    for _ in range(3):
        make_key_item(county, KeyState.SUPERVISED)
    with django_assert_max_num_queries(len(one)):
        leader.get("key")


def test_a_deputy_reads_the_item_but_no_letter(county):
    item = make_key_item(county)
    services.send_note(
        item, by=county.seat(Role.OFFICE), unit=county.departments[0], text="请报开办时间。"
    )
    page = words(Browser(county.seat(Role.DEPUTY)).client.get(f"/suggestions/key/{item.pk}/"))
    assert item.title in page
    assert "请报开办时间" not in page
    assert "督办函" not in page


def test_the_api_has_the_same_deeds(county):
    case = make_suggestion(county, State.HANDLING)
    office = Api(county.seat(Role.OFFICE))
    made = office.post(
        "key-suggestions/",
        {"title": "城区养犬管理", "cases": [case.pk], "grounds": ["concern"]},
    )
    assert made.status_code == 201, made.json()
    at = f"key-suggestions/{made.json()['id']}/"
    leader = county.seat("leader:congress")
    body = {"meeting": "第23次主任会议", "decided_on": days(0).isoformat(), "supervisor": leader.pk}
    decided = office.post(f"{at}decide/", body).json()
    assert (decided["state"], decided["supervisor"]["seat"]) == ("decided", leader.pk)
    assert "plan" in {action["code"] for action in decided["actions"]}
    steps = [
        {"what": "开办登记点", "due_on": days(9).isoformat(), "unit": county.departments[0].pk}
    ]
    assert office.post(f"{at}plan/", {"plan": "每月一次。", "steps": steps}).status_code == 200
    note = Api(leader).post(
        f"{at}send-note/", {"unit": county.departments[0].pk, "text": "请报时间。"}
    )
    assert note.json()["notes"][0]["answered_on"] is None
    assert (
        Api(unit_seat(county.departments[1]))
        .post(f"{at}answer-note/", {"answer": "好。"})
        .status_code
        == 403
    )
    mine = Api(leader).get("key-suggestions/?mine=true").json()["results"]
    assert [row["title"] for row in mine] == ["城区养犬管理"]
    assert Api(leader).get(f"suggestions/{case.pk}/").json()["key"]["item"] == decided["id"]
    assert Api(county_fixture("邻县").seat(Role.LEADER)).get(at).status_code == 404
