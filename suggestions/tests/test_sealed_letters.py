"""The sealed letter comes back: which one it is, is read off it or checked by its number."""

import io

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.problems import Invalid
from files.models import StoredFile
from files.services import store
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.models import SuggestionRule
from suggestions.services.handling.letter_paper import code_of, reply_paper
from suggestions.tests.factories import answer, make_suggestion, open_kinds, unit_seat
from suggestions.tests.pages import PDF, Browser, words

from core.papers.reply import written  # isort: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def clerk(county):
    services.set_series(by=unit_seat(county.departments[0]), prefix="示公函", last=11)
    return unit_seat(county.departments[0], Role.UNIT)


def replied(county, number=0):
    case = make_suggestion(county, "handling", units=county.departments[number : number + 1])
    answer(case, county.departments[number], "A")
    return case, case.replies.get().letter


def photo(letter, name="盖章件.jpg"):
    """A sheet photographed a little askew: the code is somewhere on it."""
    code = io.BytesIO()
    segno.make(code_of(letter.token), error="m").save(code, kind="png", scale=6, border=2)
    sheet = Image.new("RGB", (1200, 1700), "white")
    sheet.paste(Image.open(code).convert("RGB"), (850, 1400))
    out = io.BytesIO()
    sheet.rotate(3, fillcolor="white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def plain_scan(name="盖章件.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def test_the_code_on_the_printed_letter_is_read_from_the_scan(county, clerk):
    case, letter = replied(county)
    pdf = written(reply_paper(case, case.replies.get()), "pdf")
    scan = store(SimpleUploadedFile("盖章件.pdf", pdf), by=clerk)
    services.add_scan(case, by=clerk, scan=scan)
    letter.refresh_from_db()
    assert (letter.scan, letter.scan_read) == (scan, "code")
    scan.refresh_from_db()
    assert (scan.subject_type, scan.subject_id) == ("suggestion", case.pk)


def test_another_letters_sheet_is_refused_by_name_to_who_may_open_it(county, clerk):
    case, letter = replied(county)
    other, others = replied(county)
    scan = store(photo(others), by=clerk)
    with pytest.raises(Invalid) as refusal:
        services.add_scan(case, by=clerk, scan=scan, number=letter.number)
    assert others.number in refusal.value.errors["scan"][0]
    assert other.number in refusal.value.errors["scan"][0]
    _, foreign = replied(county, 2)
    with pytest.raises(Invalid) as refusal:
        services.add_scan(case, by=clerk, scan=store(photo(foreign), by=clerk))
    assert refusal.value.errors["scan"] == [
        "这份盖章件上的二维码不是这封答复函的，请核对后重新选。"
    ]


def test_an_unreadable_one_is_checked_by_its_number_and_nothing_is_lost(county, clerk):
    case, letter = replied(county)
    browser = Browser(clerk)
    page = browser.do(case, "add_scan", scan=plain_scan(), number="")
    assert "没有读到二维码，请照盖章件填写发文字号" in words(page)
    assert "已收到“盖章件.pdf”" in words(page)
    kept = StoredFile.objects.get()
    wrong = browser.do(case, "add_scan", waiting=str(kept.token), number="示公函〔2026〕99号")
    assert f"这封答复函的文号是{letter.number}" in words(wrong)
    number = letter.number.replace("〔", "[").replace("〕", "] ")
    done = browser.do(case, "add_scan", waiting=str(kept.token), number=number)
    assert done.status_code == 302
    letter.refresh_from_db()
    assert (letter.scan, letter.scan_read) == (kept, "typed")
    record = browser.get("suggestion", pk=case.pk).content.decode()
    assert "add_scan" not in record
    assert str(kept.token) in record


def test_a_letter_signed_without_a_number_gets_the_one_on_its_sheet(county):
    clerk = unit_seat(county.departments[0], Role.UNIT)
    case, _ = replied(county)
    services.add_scan(case, by=clerk, scan=store(plain_scan(), by=clerk), number="公函〔2026〕5号")
    assert case.replies.get().letter_no == "公函〔2026〕5号"


def test_a_sheet_of_another_letter_does_not_come_with_an_answer(county, clerk):
    _, letter = replied(county)
    head = unit_seat(county.departments[0])
    fresh = make_suggestion(county, "handling")
    with pytest.raises(Invalid) as refusal:
        answer(fresh, county.departments[0], "A", letter=store(photo(letter), by=head))
    assert letter.number in refusal.value.errors["letter"][0]


def test_the_scan_is_owed_only_where_the_congress_wants_it(county, clerk):
    case, _ = replied(county)
    assert "seal_letter" not in open_kinds(case)
    SuggestionRule.objects.create(congress=county.congress, scan_required=True)
    case, letter = replied(county)
    assert "seal_letter" in open_kinds(case)
    services.add_scan(case, by=clerk, scan=store(photo(letter), by=clerk))
    assert "seal_letter" not in open_kinds(case)
