"""/api/v1/receptions/{id}/: corrections, the signed sheet, the paper; a visit seen before."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from audit.models import Entry
from core.clock import today
from files.models import StoredFile
from liaison.tests.factories import make_seat, make_user
from stations.models import Reception
from stations.tests.factories import make_station

pytestmark = pytest.mark.django_db

API = "/api/v1/receptions/"
JSON = "application/json"
NAME, PHONE = "扶国强", "13873505127"


@pytest.fixture
def clerk(county, station, acting):
    return acting(county.seat("clerk"))


def post(client, path, body, **headers):
    return client.post(f"{API}{path}", body, content_type=JSON, headers=headers)


def visit(client, **changes):
    body = {"held_on": today().isoformat(), "visitor_name": NAME, "visitor_phone": PHONE}
    body["opinions"] = [{"raw_text": "路塌了没人修"}]
    return post(client, "", body | changes)


def scan(client):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#eeeeee").save(out, "JPEG")
    file = SimpleUploadedFile("表.jpg", out.getvalue(), content_type="image/jpeg")
    return client.post("/api/v1/files/", {"file": file}).json()["id"]


def test_a_visit_seen_before_is_409_with_the_other_one(clerk):
    first = visit(clerk).json()

    refused = visit(clerk)

    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/seen-before/"
    assert refused.json()["reception"] == {"id": first["id"], "number": first["number"]}
    assert NAME not in refused.content.decode()
    assert visit(clerk, anyway=True).status_code == 201


def test_danger_guardian_and_paper_number_come_in(clerk):
    data = visit(
        clerk,
        in_crisis=True,
        visitor_age="minor",
        guardian_name="扶大成",
        guardian_consents=True,
        paper_number="2026-17",
    ).json()

    assert data["in_crisis"]
    assert data["guardian_consents"]
    assert data["paper_number"] == "2026-17"
    assert data["opinions"][0]["is_urgent"]
    assert data["days_late"] == 0
    assert "扶大成" not in str(data)


def test_a_correction_once_with_its_key(clerk):
    pk = visit(clerk).json()["id"]
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"text": "来访人住四组。", "version": 1}

    first, again = (post(clerk, f"{pk}/add/", body, **key) for _ in range(2))

    assert first.json() == again.json()
    assert [row["text"] for row in first.json()["addenda"]] == ["来访人住四组。"]
    assert post(clerk, f"{pk}/add/", body).status_code == 409
    assert post(clerk, f"{pk}/add/", {"text": " "}).status_code == 400


def test_the_sheet_is_kept_and_opened_with_a_reason(county, clerk, acting):
    pk = visit(clerk).json()["id"]
    token = scan(clerk)

    data = post(clerk, f"{pk}/sheet/", {"files": [token]}).json()

    assert [row["id"] for row in data["sheets"]] == [token]
    assert clerk.get(f"/api/v1/files/{token}/content/").status_code == 404
    asked = {"sheet": token, "reason_code": "verify", "words": "核对签名"}
    assert post(clerk, f"{pk}/open-sheet/", asked | {"words": ""}).status_code == 400
    opened = post(clerk, f"{pk}/open-sheet/", asked)
    assert b"".join(opened.streaming_content).startswith(b"\xff\xd8")
    assert "no-store" in opened["Cache-Control"]
    assert Entry.objects.filter(action="reception.reveal").count() == 1
    assert post(acting(county.seat("leader")), f"{pk}/open-sheet/", asked).status_code == 403
    assert StoredFile.objects.get().name.startswith("签名表-")


def test_the_paper_masked_by_get_and_whole_by_post(clerk):
    pk = visit(clerk).json()["id"]

    assert clerk.get(f"{API}{pk}/paper/").content.startswith(b"%PDF-")
    assert clerk.get(f"{API}{pk}/paper/?form=docx").content.startswith(b"PK")
    assert clerk.get(f"{API}{pk}/paper/?form=exe").status_code == 404
    body = {"form": "docx", "reason_code": "correct", "words": "打印签名"}
    assert post(clerk, f"{pk}/paper/", body).content.startswith(b"PK")
    assert Entry.objects.get(action="reception.reveal").reason == "核对登记内容：打印签名"


def test_deeds_are_offered_to_whom_they_work(county, clerk, acting):
    pk = visit(clerk).json()["id"]

    def offered(client):
        return [row["code"] for row in client.get(f"{API}{pk}/").json()["actions"]]

    assert offered(clerk) == ["add", "add_sheet", "reveal"]
    assert offered(acting(county.seat("office"))) == ["reveal"]
    assert offered(acting(county.seat("leader"))) == []


def test_another_station_finds_nothing(county, clerk, acting):
    pk = visit(clerk).json()["id"]
    other = make_station(county, 1)
    stranger = acting(make_seat("clerk", other.unit, user=make_user("邻站联络员")))

    assert stranger.get(f"{API}{pk}/paper/").status_code == 404
    for deed in ("add", "sheet", "open-sheet", "paper"):
        assert post(stranger, f"{pk}/{deed}/", {}).status_code == 404
    assert Reception.objects.count() == 1
