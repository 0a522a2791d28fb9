"""Last year's suggestions from a sheet: 300 rows, 20 faulty, 280 in and 20 back with the reason."""

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from core.exports import xlsx
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.models import Session, UnitName
from liaison.tests.factories import county_fixture, make_deputy, make_mandate, signed_in
from suggestions import services
from suggestions.models import Suggestion
from suggestions.services.archive.import_rows import COLUMNS
from suggestions.tests.factories import make_suggestion
from suggestions.tests.pages import Browser

pytestmark = pytest.mark.django_db
HEADS = [(column.heading, 14) for column in COLUMNS]


@pytest.fixture
def county():
    made = county_fixture()
    made.term.starts_on = dt.date(2022, 1, 1)
    made.term.save()
    made.past = Session.objects.create(
        term=made.term, number=90, opens_on=dt.date(2025, 1, 10), closes_on=dt.date(2025, 1, 13)
    )
    unit = made.departments[0]
    UnitName.objects.create(
        unit=unit,
        name="示范县旧名局",
        valid_from=dt.date(2020, 1, 1),
        valid_to=dt.date(2025, 6, 30),
    )
    return made


def line(county, number, /, **kw):
    row = {
        "number": f"{number:04d}",
        "session": "九十次会议",
        "title": f"关于往年第{number}件事的建议",
        "lead": county.deputies[number % 3].name,
        "main": county.departments[1].name,
        "submitted_on": "2025.1.11",
        "assigned_on": "2025年2月10日",
        "replied_on": "２０２５０４２０",
        "outcome": "A",
        "result": "满意",
        "rated_on": "2025-05-01",
    } | kw
    return [row.get(column.key, "") for column in COLUMNS]


def sheet(rows):
    return xlsx("往年建议", HEADS, rows)


def load(county, rows):
    office = county.seat(Role.OFFICE)
    return services.import_past(sheet(rows), term=county.term, by=office, file_name="2025.xlsx")


FAULTS = [
    {"number": "甲"},
    {"number": "0000"},
    {"session": "第九十九次会议"},
    {"session": "例会"},
    {"title": ""},
    {"lead": ""},
    {"lead": "查无此人"},
    {"card_no": "不是这个号"},
    {"cosigners": "查无此人"},
    {"theme": "没有的主题"},
    {"main": ""},
    {"main": "没有的局"},
    {"submitted_on": "去年"},
    {"assigned_on": "2024年12月1日"},
    {"replied_on": ""},
    {"replied_on": "2099年1月1日"},
    {"outcome": "Z"},
    {"result": "还行"},
    {"result": "不满意"},
    {"rated_on": ""},
]


def test_of_300_rows_280_come_in_and_20_go_back_with_the_reason(county):
    good = [line(county, number) for number in range(1, 281)]
    bad = [line(county, 300 + n, **fault) for n, fault in enumerate(FAULTS)]
    done = load(county, good + bad)
    assert (done.rows, done.added, done.bad) == (300, 280, 20)
    assert Suggestion.objects.filter(archived_on__isnull=False).count() == 280
    book = CalamineWorkbook.from_filelike(io.BytesIO(done.returned)).get_sheet_by_index(0)
    rows = book.to_python()
    assert len(rows) == 22
    assert all(row[-1] for row in rows[2:])
    assert "看不懂「甲」" in rows[2][-1]
    again = load(county, good + bad)
    assert (again.added, again.same, again.bad) == (0, 280, 20)


def test_a_row_becomes_the_dated_rows_that_figures_read(county):
    row = {"main": "示范县旧名局", "co": county.departments[1].name, "outcome": "Ｂ类"}
    load(county, [line(county, 7, **row, cosigners=county.deputies[2].name)])
    case = Suggestion.objects.get()
    assert case.number.endswith("九十次会议第0007号")
    share = case.assignments.get(part="main")
    assert (share.unit, share.unit_name) == (county.departments[0], "示范县旧名局")
    assert (case.outcome, case.result_rating, case.cosigner_count) == ("B", "satisfied", 1)
    duty = Deadline.objects.get(subject_type="suggestion", subject_id=case.pk)
    assert (duty.state, duty.closed_on) == ("done", dt.date(2025, 4, 20))
    assert case.verdicts.get().entered_by_name


def test_of_two_who_share_a_name_the_card_tells(county):
    first = county.deputies[0]
    make_mandate(make_deputy(first.name), county.term)
    card = first.mandates.get(term=county.term).card_no
    done = load(county, [line(county, 1, lead=first.name)])
    assert done.bad == 1
    done = load(county, [line(county, 1, lead=first.name, card_no=card)])
    assert (done.added, Suggestion.objects.get().lead) == (1, first)


def test_a_number_is_given_once(county):
    case = make_suggestion(county, "accepted")
    twice = [line(county, 9), line(county, 9, title="关于另一件事的建议")]
    done = load(county, [*twice, line(county, case.serial, session="闭会")])
    assert (done.added, done.bad) == (1, 2)


def test_the_page_takes_the_sheet_and_hands_back_what_was_wrong(county):
    client = signed_in(county.seat(Role.OFFICE))
    assert client.get("/suggestions/archive/import/template/").status_code == 200
    rows = [line(county, 1), line(county, 2, main="没有的局")]
    upload = io.BytesIO(sheet(rows))
    upload.name = "2025.xlsx"
    given = {"term": county.term.pk, "file": upload, "idempotency_key": "0" * 32}
    answer = client.post("/suggestions/archive/import/", given, follow=True)
    assert "还有1行要改" in answer.content.decode()
    case = Suggestion.objects.get()
    record = Browser(county.seat(Role.OFFICE)).get("suggestion", pk=case.pk).content.decode()
    assert "由表格导入的往年建议" in record
