"""交办会 on screen and by API: the table without script, conflict, papers, the list of shares."""

import io
import uuid

import pytest
from django.urls import reverse
from docx import Document
from rest_framework.test import APIClient

from accounts.services import issue_token
from core.clock import today
from liaison.choices import Role
from liaison.models import Seat
from liaison.tests.factories import County, county_fixture, signed_in
from suggestions import services
from suggestions.tests.factories import make_suggestion, unit_seat
from suggestions.tests.meeting_factories import make_meeting
from suggestions.tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return county_fixture()


def page(name: str, **kwargs: int | str) -> str:
    return reverse(f"suggestions:{name}", kwargs=kwargs)


def api(seat: Seat) -> APIClient:
    _, token = issue_token(seat.user, seat_id=seat.pk, device="手机", by=seat)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_a_table_is_planned_without_script_and_held(county):
    make_suggestion(county, "accepted", wished_unit=county.departments[2])
    make_suggestion(county, "accepted")
    office = signed_in(county.seat(Role.OFFICE))
    made = office.post(
        page("meeting-new"),
        {
            "title": "交办会",
            "day": today().isoformat(),
            "fill": "on",
            "idempotency_key": uuid.uuid4(),
        },
    )
    table = office.get(made.url)
    assert "代表希望" in words(table)
    first, second = table.context["lines"]
    assert not first.typed.main
    meeting = first.row.meeting_id
    where = page("meeting-row", pk=meeting, row=first.row.pk)
    saved = office.post(where, {"main": "gaj", "co": "住建局 交通", "version": first.row.version})
    assert f"at={second.row.pk}" in saved.url
    wrong = office.post(
        page("meeting-row", pk=meeting, row=second.row.pk), {"main": "县", "co": "甲乙丙"}
    )
    assert wrong.status_code == 400
    assert "可能是" in words(wrong)
    assert 'value="甲乙丙"' in wrong.content.decode()
    stale = office.post(where, {"main": "jtysj", "version": first.row.version})
    assert stale.status_code == 409
    assert "现在存的是：主办县公安局，会办县住房和城乡建设局、县交通运输局" in words(stale)
    assert 'value="jtysj"' in stale.content.decode()
    again = {"idempotency_key": uuid.uuid4()}
    office.post(page("meeting-deed", pk=meeting, deed="hold"), again)
    held = office.get(made.url)
    assert "没有定主办单位" in words(held)
    assert {one.unit.short_name for one in held.context["receipts"]} == {
        "县公安局",
        "县住房和城乡建设局",
        "县交通运输局",
    }


def test_the_script_gets_a_lines_state_alone(county):
    meeting = make_meeting(county, 1)
    row = meeting.rows.get()
    office = signed_in(county.seat(Role.OFFICE))
    answer = office.post(
        page("meeting-row", pk=meeting.pk, row=row.pk),
        {"main": "公安", "version": row.version},
        headers={"X-Requested-With": "plan"},
    )
    assert 'data-main="县公安局"' in answer.content.decode()
    assert f'data-version="{row.version + 1}"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_long_table_costs_as_few_statements_as_a_short_one(county, django_assert_max_num_queries):
    office = signed_in(county.seat(Role.OFFICE))
    meeting = make_meeting(county, 6)
    office.get(page("meeting", pk=meeting.pk))
    with django_assert_max_num_queries(25):
        office.get(page("meeting", pk=meeting.pk))


def test_the_list_says_of_each_meeting_how_many_and_what_is_unsigned(
    county, django_assert_max_num_queries
):
    """However many meetings a page has, they are counted in the same few statements."""
    made = [make_meeting(county, 2, held=True), make_meeting(county, 3), make_meeting(county, 1)]
    services.sign_for(
        made[0].rows.first().suggestion, by=unit_seat(county.departments[0], Role.UNIT)
    )
    office = signed_in(county.seat(Role.OFFICE))
    with django_assert_max_num_queries(9):
        shown = words(office.get(page("meetings")))
    assert "2件 已交办 还有3份没签收" in shown
    assert "3件 准备中" in shown
    assert "1件 准备中" in shown


def test_a_unit_signs_for_what_it_was_given_and_prints_its_papers(county):
    meeting = make_meeting(county, 2, held=True)
    head = unit_seat(county.departments[0])
    unit = signed_in(head)
    shown = unit.get(page("meeting", pk=meeting.pk))
    assert "签收选中的" in words(shown)
    assert "交办清单" not in words(shown)
    unit.post(
        page("meeting-deed", pk=meeting.pk, deed="sign-all"), {"idempotency_key": uuid.uuid4()}
    )
    assert not services.receipts(meeting, head)[0].waiting
    own = {"pk": meeting.pk, "unit": head.unit_id}
    paper = unit.get(page("meeting-receipt", **own, kind="receipt", form="docx"))
    text = "\n".join(
        cell.text
        for table in Document(io.BytesIO(paper.content)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert meeting.rows.first().suggestion.number in text
    other = {"pk": meeting.pk, "unit": county.departments[1].pk}
    for kind in ("list", "receipt"):
        assert unit.get(page("meeting-receipt", **other, kind=kind, form="pdf")).status_code == 404
    assert unit.get(page("meeting-paper", pk=meeting.pk, form="pdf")).status_code == 404
    office = signed_in(county.seat(Role.OFFICE))
    assert office.get(page("meeting-paper", pk=meeting.pk, form="docx")).status_code == 200


def test_the_same_by_api(county):
    cases = [make_suggestion(county, "accepted") for _ in range(2)]
    office = api(county.seat(Role.OFFICE))
    root = "/api/v1/assignment-meetings/"
    made = office.post(root, {"title": "交办会", "day": today().isoformat()})
    assert made.status_code == 201
    here = f"{root}{made.data['id']}/"
    assert {one["code"] for one in made.data["actions"]} == {"edit", "put_in", "hold", "cancel"}
    office.post(f"{here}put-in/", {"cases": [case.pk for case in cases]})
    line = office.get(here).data["rows"][0]
    unit = county.departments[0].pk
    body = {"main": [unit], "version": line["version"]}
    assert office.put(f"{here}rows/{line['id']}/", body).data["main"][0]["id"] == unit
    assert office.put(f"{here}rows/{line['id']}/", body).status_code == 409
    held = office.post(f"{here}hold/").data
    assert sorted(bool(one["problem"]) for one in held["rows"]) == [False, True]
    assert office.post(f"{here}hold/").status_code == 409
    shares = office.get("/api/v1/assignments/", {"unsigned": "true"}).data["results"]
    assert [one["unit"]["id"] for one in shares] == [unit]
    assert shares[0]["statutory_due_on"]
    handler = api(unit_seat(county.departments[0]))
    assert handler.post(f"{here}sign-all/").data["receipts"][0]["waiting"] == 0
    stranger = api(unit_seat(county.departments[2]))
    assert stranger.get(here).status_code == 404
    assert stranger.get("/api/v1/assignments/").data["results"] == []
