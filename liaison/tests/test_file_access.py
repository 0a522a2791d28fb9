"""A file is reached through the page and the API by the rule of its case, by nobody else."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from rest_framework.test import APIClient

from core import registry
from files import services
from files.models import StoredFile
from liaison.models import Unit
from liaison.tests.factories import PASSWORD, county_fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def own_unit_as_case(monkeypatch):
    """A case that only its own unit sees."""
    case = registry.Subject(
        "unit", "单位", lambda seat: Unit.objects.filter(pk=seat.unit_id), "seats_unit"
    )
    monkeypatch.setitem(registry._subjects, "unit", case)


@pytest.fixture
def county():
    return county_fixture()


def photo():
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(out, "JPEG")
    return SimpleUploadedFile("下水道 现场.jpg", out.getvalue(), content_type="image/jpeg")


def browser_of(seat):
    client = Client()
    client.post("/sign-in/", {"username": seat.user.login, "password": PASSWORD})
    return client


def client_of(seat):
    client = APIClient()
    body = {"name": seat.user.login, "password": PASSWORD, "device": "手机"}
    token = client.post("/api/v1/tokens/", body).json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def read(response):
    return b"".join(response.streaming_content)


def test_the_case_opens_its_file_and_nobody_else_does(county):
    clerk, head, unit = county.seat("clerk"), county.seat("head"), county.seat("unit")
    file = services.store(photo(), by=clerk, subject=clerk.unit)
    page = browser_of(head).get(f"/files/{file.token}/")
    assert page.status_code == 200
    assert read(page)[:3] == b"\xff\xd8\xff"
    for address in (f"/files/{file.token}/", f"/files/{file.token}/thumb/"):
        assert browser_of(unit).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    for address in ("", "content/", "thumb/"):
        assert client_of(unit).get(f"/api/v1/files/{file.token}/{address}").status_code == 404
        assert APIClient().get(f"/api/v1/files/{file.token}/{address}").status_code == 401


def test_a_loose_upload_is_its_uploaders_alone(county):
    clerk, head = county.seat("clerk"), county.seat("head")
    file = services.store(photo(), by=clerk)
    answer = browser_of(clerk).get(f"/files/{file.token}/thumb/")
    assert answer.status_code == 200
    assert read(answer)
    assert browser_of(head).get(f"/files/{file.token}/").status_code == 404
    assert browser_of(clerk).get(f"/files/{uuid.uuid4()}/").status_code == 404


def test_a_case_of_an_unknown_kind_shows_nothing(county):
    clerk = county.seat("clerk")
    file = services.store(photo(), by=clerk)
    StoredFile.objects.filter(pk=file.pk).update(subject_type="nothing", subject_id=1)
    assert browser_of(clerk).get(f"/files/{file.token}/").status_code == 404


def test_how_it_is_handed_out(county):
    clerk = county.seat("clerk")
    browser = browser_of(clerk)
    file = services.store(photo(), by=clerk)
    answer = browser.get(f"/files/{file.token}/")
    assert read(answer)
    assert "filename*=utf-8''%E4%B8%8B" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert "sandbox" in answer["Content-Security-Policy"]
    same = browser.get(f"/files/{file.token}/", headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304
    pdf = services.store(SimpleUploadedFile("答复.pdf", b"%PDF-1.7"), by=clerk)
    answer = browser.get(f"/files/{pdf.token}/")
    assert read(answer)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert browser.get(f"/files/{pdf.token}/thumb/").status_code == 404


def test_upload_by_the_api(county):
    client = client_of(county.seat("clerk"))
    answer = client.post(
        "/api/v1/files/", {"file": photo(), "purpose": "scene"}, format="multipart"
    )
    body = answer.json()
    assert answer.status_code == 201
    assert body["name"] == "下水道 现场.jpg"
    assert body["is_image"] is True
    assert client.get(f"/api/v1/files/{body['id']}/").json() == body
    content = client.get(body["url"])
    assert len(read(content)) == body["size"]
    small = client.get(body["thumb_url"])
    assert small["Content-Type"] == "image/jpeg"
    assert read(small)
    assert client.delete(f"/api/v1/files/{body['id']}/").status_code == 204
    assert client.get(f"/api/v1/files/{body['id']}/").status_code == 404


def test_bad_uploads_are_told_by_the_api(county):
    client = client_of(county.seat("clerk"))

    def send(**fields):
        return client.post("/api/v1/files/", fields, format="multipart")

    empty = send(file=SimpleUploadedFile("a.jpg", b""))
    assert empty.status_code == 400
    assert "0字节" in empty.json()["errors"]["file"][0]
    assert send().status_code == 400
    assert send(file=photo(), other="x").json()["errors"]["other"]
    big = SimpleUploadedFile("大.pdf", b"%PDF-1.7" + b"0" * (21 * 1024 * 1024))
    assert send(file=big).status_code == 413
    assert client.post("/api/v1/files/", {"file": "x"}).status_code == 415


def test_an_upload_sent_twice_is_one_file(county):
    client = client_of(county.seat("clerk"))
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid.uuid4())}
    sent = [
        client.post("/api/v1/files/", {"file": photo()}, format="multipart", **key).json()["id"]
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert StoredFile.objects.count() == 1
    other = SimpleUploadedFile("b.pdf", b"%PDF-1.7")
    answer = client.post("/api/v1/files/", {"file": other}, format="multipart", **key)
    assert answer.status_code == 422


def test_a_request_that_is_far_too_large_stops_on_its_way(county, monkeypatch):
    monkeypatch.setattr("files.uploads.LARGEST_REQUEST", 1000)
    client = client_of(county.seat("clerk"))
    answer = client.post("/api/v1/files/", {"file": photo()}, format="multipart")
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-large/"
    browser = browser_of(county.seat("clerk"))
    page = browser.post("/account/large-text/", {"file": photo()})
    assert page.status_code == 413
    assert "内容太大" in page.content.decode()
    assert not StoredFile.objects.exists()
