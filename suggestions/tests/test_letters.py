"""The letter of an answer and the minutes of a contact, as files that an office can print."""

import io

import docx
import pypdf
import pytest
from django.urls import reverse

from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.models import Suggestion
from suggestions.services.handling.letter_paper import reply_paper
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    main_share,
    make_draft,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


def fetch(seat, name, **kw):
    return Browser(seat).client.get(reverse(f"suggestions:{name}", kwargs=kw))


def words(reply):
    file = docx.Document(io.BytesIO(reply.content))
    cells = [c.text for t in file.tables for r in t.rows for c in r.cells]
    head = [p.text for p in file.sections[0].first_page_header.paragraphs]
    return "\n".join(head + [p.text for p in file.paragraphs] + cells)


@pytest.fixture
def joint(county):
    """Signed by two, answered by the main unit."""
    case = make_draft(county)
    services.invite(case, by=lead_seat(county), deputies=[county.deputies[1]])
    services.answer_cosign(case, by=deputy_seat(county, 1), agree=True)
    services.submit(case, by=lead_seat(county))
    services.accept(case, by=county.seat(Role.OFFICE))
    services.assign(case, by=county.seat(Role.OFFICE), main=county.departments[0])
    services.sign_for(case, by=unit_seat(county.departments[0], Role.UNIT))
    answer(case, county.departments[0], letter_no="×公函〔2026〕12号")
    return case


def test_the_letter_addresses_every_signer_also_one_who_left_office(county, joint):
    county.deputies[1].mandates.update(ends_on="2026-01-01", end_reason="moved")
    row = joint.replies.get()
    got = words(
        fetch(county.seat(Role.OFFICE), "reply-letter", pk=joint.pk, reply=row.pk, form="docx")
    )
    for part in (
        f"{joint.lead.name}、{county.deputies[1].name}代表",
        joint.number,
        joint.title,
        "×公函〔2026〕12号",
        "B类",
        row.text,
        row.contact_phone,
        "抄送",
    ):
        assert part in got


def test_the_letter_names_the_number_of_the_suggestion_and_not_of_the_motion(county, joint):
    """Case 58: the first number stands in brackets behind the own one."""
    Suggestion.objects.filter(pk=joint.pk).update(
        session=county.session,
        serial=188,
        first_number="议案第7号",
        number="十八届五次会议第0188号（原议案第7号）",
    )
    joint.refresh_from_db()
    assert "第五次会议第0188号建议" in reply_paper(joint, joint.replies.get()).title


def test_the_letter_is_a_pdf_too(county, joint):
    row = joint.replies.get()
    got = fetch(county.seat(Role.OFFICE), "reply-letter", pk=joint.pk, reply=row.pk, form="pdf")
    pages = pypdf.PdfReader(io.BytesIO(got.content)).pages
    assert joint.number in "".join("".join(page.extract_text().split()) for page in pages)


def test_minutes_of_a_contact_have_room_to_sign(county):
    case = make_suggestion(county, "handling")
    services.log_contact(
        case,
        by=unit_seat(county.departments[0]),
        stage="before",
        form="meeting",
        minutes="商定先划定限养区域。",
    )
    row = main_share(case).contacts.get()
    got = words(
        fetch(county.seat(Role.OFFICE), "contact-minutes", pk=case.pk, contact=row.pk, form="docx")
    )
    assert "商定先划定限养区域" in got
    assert "代表（签名）" in got
    page = Browser(county.seat(Role.OFFICE)).get("suggestion", pk=case.pk).content.decode()
    assert (
        reverse(
            "suggestions:contact-minutes", kwargs={"pk": case.pk, "contact": row.pk, "form": "pdf"}
        )
        in page
    )


def test_who_is_no_party_and_another_case_and_format_find_nothing(county, joint):
    row, office = joint.replies.get(), county.seat(Role.OFFICE)
    other = make_suggestion(county, "replied")
    tries = [
        (deputy_seat(county, 2), joint.pk, "docx"),
        (unit_seat(county.departments[2]), joint.pk, "pdf"),
        (office, other.pk, "docx"),
        (office, joint.pk, "html"),
    ]
    for seat, pk, form in tries:
        assert fetch(seat, "reply-letter", pk=pk, reply=row.pk, form=form).status_code == 404
