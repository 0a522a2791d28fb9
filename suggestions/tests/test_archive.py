"""归档: a closed year is bound case by case, read-only, and still found; what is open stops it."""

import io
from uuid import uuid4

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from python_calamine import CalamineWorkbook

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from files.services import store
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from suggestions import services
from suggestions.choices import State
from suggestions.models import ArchiveBatch, Suggestion
from suggestions.services.archive.batches import carry_out
from suggestions.services.archive.binding import bind
from suggestions.services.archive.deeds import whole
from suggestions.tests.api import Client
from suggestions.tests.factories import (
    deputy_seat,
    lead_seat,
    main_share,
    make_suggestion,
    unit_seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


def text_of(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return [page.extract_text() for page in pages]


def picture():
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "red").save(out, "PNG")
    return SimpleUploadedFile("盖章的答复函.png", out.getvalue(), content_type="image/png")


def test_a_volume_holds_every_paper_at_the_page_that_its_contents_name(county):
    case = make_suggestion(county, State.HANDLING)
    head = unit_seat(county.departments[0])
    services.log_contact(
        case, by=head, stage="before", form="meeting", minutes="商定先在城东试点。"
    )
    share = main_share(case)
    assert share.contacts.count() == 1
    letter = store(picture(), by=head, purpose="letter")
    services.reply(
        case, by=head, outcome="A", text="一、已划定限养区域。", contact_name="王磊",
        contact_phone="0735-8612345", without_co_opinion="已电话征求。", letter=letter,
    )  # fmt: skip
    services.rate(case, by=lead_seat(county), attitude="satisfied", result="basic")
    bound = bind(whole(case), inner=True)
    pages = text_of(bound.data)
    assert len(pages) == bound.pages
    names = [name for name, _, _ in bound.contents]
    assert names[0] == "建议专用纸"
    assert names[-1] == "附件：盖章的答复函.png"
    words = {
        "建议专用纸": "情况与问题",
        "交办和签收情况": county.departments[0].name,
        "办理经过": "经过",
    }
    for name, _, page in bound.contents:
        assert words.get(name, "") in pages[page - 1]
        assert str(page) in pages[page - 1].split()
    contact = next(page for name, _, page in bound.contents if "面商" in name)
    assert "商定先在城东试点" in pages[contact - 1]
    outline = pypdf.PdfReader(io.BytesIO(bound.data)).outline
    assert [one.title for one in outline] == names


def test_archived_is_read_only_until_the_office_opens_it_with_a_reason(county):
    case = make_suggestion(county, State.CLOSED)
    office = county.seat(Role.OFFICE)
    services.archive(case, by=office)
    volume = case.volumes.get()
    assert (case.archived_on, volume.archived_on) == (today(), today())
    stored = services.volume_file(volume)
    assert stored.sha256 == volume.sha256
    with pytest.raises(Conflict, match="归档"):
        services.rate_again(case, by=lead_seat(county), attitude="satisfied", result="satisfied")
    with pytest.raises(Invalid):
        services.unarchive(case, by=office, reason=" ")
    services.unarchive(case, by=office, reason="代表补交了评价表。")
    assert Entry.objects.filter(action="suggestion.unarchive", reason="代表补交了评价表。").exists()
    services.rate_again(case, by=lead_seat(county), attitude="satisfied", result="satisfied")
    services.archive(case, by=office)
    kept = list(case.volumes.order_by("id"))
    assert [row.opened_reason for row in kept] == ["代表补交了评价表。", ""]


def test_a_year_with_an_open_case_is_refused_and_the_case_is_named(county):
    make_suggestion(county, State.CLOSED)
    still = make_suggestion(county, State.HANDLING)
    office = county.seat(Role.OFFICE)
    scope = services.scope_for(office, year=today().year)
    found = services.preview(scope)
    assert (found.ready, found.open) == (1, [still])
    with pytest.raises(Conflict, match=still.number):
        services.close_scope(scope, by=office)
    assert not ArchiveBatch.objects.exists()


def test_a_year_is_closed_case_by_case_with_a_register(county):
    office = county.seat(Role.OFFICE)
    closed = make_suggestion(county, State.CLOSED)
    secret = make_suggestion(
        county, State.CLOSED, is_confidential=True, title="关于不能说的事的建议"
    )
    make_suggestion(county, State.WITHDRAWN)
    scope = services.scope_for(office, year=today().year)
    batch = services.close_scope(scope, by=office)
    with pytest.raises(Conflict, match="正在归档"):
        services.close_scope(scope, by=office)
    assert carry_out(batch.pk) == 3
    batch.refresh_from_db()
    assert (batch.finished_at is not None, batch.left) == (True, [])
    assert not Suggestion.objects.filter(archived_on=None).exists()
    with services.progress_of([batch])[batch.pk].register.content.open("rb") as content:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content.read())).get_sheet_by_index(0)
    rows = sheet.to_python()
    said = str(rows)
    assert "共3卷" in said
    assert closed.title in said
    assert secret.number in said
    assert "不能说的事" not in said
    assert "（保密件）" in said
    assert carry_out(batch.pk) == 0


def test_what_moved_on_meanwhile_is_left_and_named(county):
    office = county.seat(Role.OFFICE)
    case = make_suggestion(county, State.CLOSED)
    make_suggestion(county, State.CLOSED)
    batch = services.close_scope(services.scope_for(office, year=today().year), by=office)
    services.rate_again(
        case, by=lead_seat(county), attitude="satisfied", result="unsatisfied", reason="没有办。"
    )
    assert carry_out(batch.pk) == 1
    batch.refresh_from_db()
    assert [number for number, _ in batch.left] == [case.number]


def test_only_the_own_office_closes(county):
    with pytest.raises(Forbidden):
        services.scope_for(county.seat(Role.GOVOFFICE), year=2026)
    other = county_fixture("邻县")
    with pytest.raises(Invalid):
        services.scope_for(other.seat(Role.OFFICE), session=county.session)


def test_a_reader_gets_as_much_of_the_volume_as_the_case_shows(county):
    case = make_suggestion(county, State.HANDLING)
    services.press(case, by=county.seat(Role.OFFICE), words="请抓紧。")
    handler = "".join(text_of(services.bound_for(case, inner=True).data))
    deputy = "".join(text_of(services.bound_for(case, inner=False).data))
    assert "请抓紧" in handler
    assert "请抓紧" not in deputy
    url = f"/suggestions/{case.pk}/volume/"
    assert signed_in(lead_seat(county)).get(url)["Content-Type"] == "application/pdf"
    assert signed_in(deputy_seat(county, 2)).get(url).status_code == 404


def test_the_api_previews_closes_and_opens(county):
    office = Client(county.seat(Role.OFFICE)).http
    case = make_suggestion(county, State.CLOSED)
    still = make_suggestion(county, State.HANDLING)
    found = office.get("/api/v1/archive-batches/preview/", {"year": today().year}).json()
    assert (found["ready"], [row["id"] for row in found["open"]]) == (1, [still.pk])
    refused = office.post("/api/v1/archive-batches/", {"year": today().year}, format="json")
    assert refused.status_code == 409
    done = office.post(f"/api/v1/suggestions/{case.pk}/archive/", {}, format="json").json()
    assert done["archived_on"] == today().isoformat()
    assert [action["code"] for action in done["actions"]] == ["unarchive"]
    rows = office.get("/api/v1/suggestions/?archived=true").json()["results"]
    assert [row["id"] for row in rows] == [case.pk]
    volume = office.get(f"/api/v1/suggestions/{case.pk}/volume/")
    assert b"".join(volume.streaming_content).startswith(b"%PDF-")


def test_the_office_closes_a_year_on_its_page(county):
    client = signed_in(county.seat(Role.OFFICE))
    make_suggestion(county, State.CLOSED)
    of = f"year:{today().year}"
    assert "归档1件" in client.get("/suggestions/archive/preview/", {"of": of}).content.decode()
    page = client.post("/suggestions/archive/", {"of": of, "idempotency_key": str(uuid4())})
    batch = ArchiveBatch.objects.get()
    assert page["Location"] == f"/suggestions/archive/{batch.pk}/"
    assert "正在归档，0/1" in client.get(page["Location"]).content.decode()
    carry_out(batch.pk)
    assert "归档目录" in client.get(page["Location"]).content.decode()
