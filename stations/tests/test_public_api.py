"""The voters' door and what is behind it by API: the same rules, the same refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import ClientToken
from liaison.choices import Role
from stations import services
from stations.models import Submission
from stations.services import asking, codes, public_forms, taking_in
from stations.tests.test_door import WORDS, aged, photo, prove, send

pytestmark = pytest.mark.django_db
PHONE = "13873505127"


@pytest.fixture
def code(county, station):
    return codes.make_code(by=county.seat(Role.HEAD), station=station)


@pytest.fixture
def door(code):
    return codes.open_door(code.code)


def as_seat(seat):
    client = APIClient()
    _, token = ClientToken.objects.create(user=seat.user, seat_id=seat.pk, device="测试")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_a_whole_story_without_signing_in(county, code):
    voter = APIClient()
    page = voter.get(f"/api/v1/public/stations/{code.code}/")
    assert page.status_code == 200
    assert page.data["form"]["bits"] == public_forms.PROOF_BITS
    body = {"token": page.data["form"]["token"], "raw_text": WORDS, "visitor_phone": PHONE}
    made = voter.post("/api/v1/public/opinions/", body)
    assert made.status_code == 201, made.data
    again = voter.post("/api/v1/public/opinions/", body)
    assert again.data["code"] == made.data["code"]
    assert Submission.objects.count() == 1
    assert made.data["asks_digits"]

    clerk = county.seat(Role.CLERK)
    opinion = taking_in.accept(Submission.objects.get(), by=clerk)
    question = asking.ask(opinion, by=clerk, text="哪一段路？")
    follow = {"code": made.data["code"], "digits": "5127"}
    story = voter.post("/api/v1/public/opinions/follow/", follow)
    assert story.status_code == 200
    assert story["Cache-Control"] == "no-store"
    assert PHONE not in str(story.data)
    follower = {"follower": story.data["follower"]}
    reply = voter.post(
        "/api/v1/public/opinions/answer/",
        follower | {"question": question.pk, "text": "村口往上。"},
    )
    assert reply.data["questions"][0]["answer"] == "村口往上。"

    services.route(opinion, by=clerk, route="station")
    services.report_result(opinion, by=clerk, result="清了。")
    services.tell_back(opinion, by=clerk, method="follow", words="清了。", satisfaction="unrated")
    story = voter.post("/api/v1/public/opinions/follow/", follow)
    rated = voter.post(
        "/api/v1/public/opinions/rate/",
        {"follower": story.data["follower"], "satisfaction": "satisfied"},
    )
    assert rated.data["satisfaction"] == "满意"
    assert "rate" not in rated.data["actions"]
    late = voter.post("/api/v1/public/opinions/withdraw/", {"follower": story.data["follower"]})
    assert late.status_code == 409
    assert late["Content-Type"].startswith("application/problem+json")


def test_taken_back(door):
    receipt = send(door)
    voter = APIClient()
    story = voter.post("/api/v1/public/opinions/follow/", {"code": receipt.code})
    gone = voter.post("/api/v1/public/opinions/withdraw/", {"follower": story.data["follower"]})
    assert gone.data["state"] == "withdrawn"


def test_photos_come_by_multipart(door):
    form = aged(door)
    made = APIClient().post(
        "/api/v1/public/opinions/",
        {"token": form.token, "proof": prove(form.token), "raw_text": WORDS, "photos": [photo()]},
        format="multipart",
    )
    assert made.status_code == 201, made.data
    bad = APIClient().post(
        "/api/v1/public/opinions/",
        {
            "token": aged(door).token,
            "raw_text": WORDS,
            "photos": [SimpleUploadedFile("a.jpg", b"%PDF-1.7 x")],
        },
        format="multipart",
    )
    assert bad.status_code == 400
    assert "photos" in bad.json()["errors"]


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"raw_text": WORDS, "token": "made-up"}, 400, "invalid"),
        ({"raw_text": WORDS}, 400, "invalid"),
        ({"raw_text": "", "token": "x"}, 400, "invalid"),
        ({"raw_text": WORDS, "token": "x", "state": "accepted"}, 400, "invalid"),
    ],
)
def test_bad_submissions_are_refused_with_a_problem(station, body, status, slug):
    answer = APIClient().post("/api/v1/public/opinions/", body)
    assert answer.status_code == status
    assert answer.json()["type"] == f"/problems/{slug}/"


def test_codes_that_lead_nowhere(county, code):
    voter = APIClient()
    assert voter.get("/api/v1/public/stations/ABCDEFGHJK/").status_code == 404
    codes.revoke_code(code, by=county.seat(Role.HEAD), reason="换新")
    gone = voter.get(f"/api/v1/public/stations/{code.code}/")
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/code-ended/")


def test_wrong_codes_are_told_apart_by_nothing(door):
    receipt = send(door, visitor_phone=PHONE)
    voter = APIClient()
    answers = [
        voter.post("/api/v1/public/opinions/follow/", body)
        for body in (
            {"code": "ABCDEFGH"},
            {"code": receipt.code, "digits": "0000"},
            {"code": receipt.code},
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


class TestForStaff:
    def test_list_detail_and_deeds(self, county, station, door):
        clerk = as_seat(county.seat(Role.CLERK))
        first = send(door, visitor_name="扶国强", visitor_phone=PHONE).submission
        second, third = send(door).submission, send(door).submission
        rows = clerk.get("/api/v1/submissions/?state=waiting").data["results"]
        assert [row["id"] for row in rows] == [third.pk, second.pk, first.pk]
        one = clerk.get(f"/api/v1/submissions/{first.pk}/")
        assert one.data["visitor"] == {"name": "扶**", "phone": "138****5127"}
        assert PHONE not in str(one.data)
        assert [deed["code"] for deed in one.data["actions"]] == [
            "accept",
            "refuse",
            "look",
            "forget",
        ]
        seen = clerk.post(
            f"/api/v1/submissions/{first.pk}/look/",
            {"reason_code": "verify", "words": "问门牌号"},
        )
        assert seen.data["phone"] == PHONE
        taken = clerk.post(f"/api/v1/submissions/{first.pk}/accept/", {"title": "通组路塌方"})
        assert taken.data["opinion_id"]
        gone = clerk.post(f"/api/v1/submissions/{first.pk}/forget/", {"reason": "本人来电。"})
        assert gone.data["visitor"] == {"name": "", "phone": ""}
        late = clerk.post(f"/api/v1/submissions/{first.pk}/refuse/", {"reason": "不归我们。"})
        assert late.status_code == 409
        many = clerk.post(
            "/api/v1/submissions/refuse/",
            {"ids": [first.pk, second.pk, third.pk], "reason": "不是反映问题。"},
        )
        assert many.data["done"] == [second.pk, third.pk]
        assert [row["id"] for row in many.data["left"]] == [first.pk]

    def test_ask_and_publish_are_deeds_of_the_opinion(self, county, door):
        clerk = as_seat(county.seat(Role.CLERK))
        opinion = taking_in.accept(send(door).submission, by=county.seat(Role.CLERK))
        asked = clerk.post(f"/api/v1/opinions/{opinion.pk}/ask/", {"text": "哪一段路？"})
        assert asked.status_code == 200
        early = clerk.post(
            f"/api/v1/opinions/{opinion.pk}/publish/", {"title": "修好了", "words": "修好了。"}
        )
        assert early.status_code == 409

    def test_of_another_county_is_not_there(self, county, other_county, door):
        sent = send(door).submission
        stranger = as_seat(other_county.seat(Role.CLERK))
        assert stranger.get(f"/api/v1/submissions/{sent.pk}/").status_code == 404
        assert stranger.get("/api/v1/submissions/").data["results"] == []
