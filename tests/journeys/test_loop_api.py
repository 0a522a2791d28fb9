"""The whole loop by clients with tokens, as a stranger writes them from the schema alone."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from core.clock import today
from liaison.choices import Role
from liaison.models import Seat
from liaison.tests.factories import PASSWORD, County, county_fixture
from stations.tests.factories import make_station
from suggestions.tests.factories import deputy_seat, unit_seat

pytestmark = pytest.mark.django_db

API = "/api/v1"
WORDS = "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里。"


class Phone:
    """A client of one person: signs in for a token, then speaks JSON."""

    def __init__(self, seat: Seat):
        self.client = APIClient()
        body = {
            "name": User.objects.get(pk=seat.user_id).login,
            "password": PASSWORD,
            "device": "试用手机",
            "seat": seat.pk,
        }
        answer = self.client.post(f"{API}/tokens/", body)
        assert answer.status_code == 201, answer.json()
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['token']}")

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"{API}{path}")
        assert answer.status_code == status, answer.json()
        return answer.json()

    def post(self, path: str, status: int = 200, **body: Any) -> Any:
        key = {"HTTP_IDEMPOTENCY_KEY": str(uuid.uuid4())}
        answer = self.client.post(f"{API}{path}", body, **key)
        assert answer.status_code == status, answer.json()
        return answer.json()


def test_from_a_voters_words_to_told_back():
    county = county_fixture()
    make_station(county)
    main, co = county.departments[2], county.departments[1]
    clerk, office = Phone(county.seat(Role.CLERK)), Phone(county.seat(Role.OFFICE))
    deputy, friend = Phone(deputy_seat(county, 0)), Phone(deputy_seat(county, 1))
    leader, unit = Phone(county.seat(Role.LEADER)), Phone(unit_seat(main))
    helper = Phone(unit_seat(co))

    visit = clerk.post(
        "/receptions/",
        201,
        held_on=today().isoformat(),
        visitor_name="扶国强",
        visitor_phone="13873505127",
        deputies=[county.deputies[0].pk],
        opinions=[{"raw_text": WORDS, "route": "suggestion"}],
    )
    opinion = visit["opinions"][0]["id"]
    assert clerk.get(f"/opinions/{opinion}/")["raw_text"] == WORDS

    case = deputy.post(
        "/suggestions/",
        201,
        title="关于修复上坪村三组通组路的建议",
        problem="通组路塌方，孩子绕行。",
        proposal="一是先清方；二是砌挡土墙。",
        opinions=[opinion],
    )["id"]
    path = f"/suggestions/{case}"
    deputy.post(f"{path}/invite/", deputies=[county.deputies[1].pk])
    assert any(duty["kind"] == "confirm_cosign" for duty in friend.get("/todo/")["results"])
    friend.post(f"{path}/confirm-cosign/")
    deputy.post(f"{path}/submit/")
    assert clerk.get(f"/opinions/{opinion}/")["state"] == "suggested"

    _handle(county, path, office, leader, deputy, unit, helper)
    clerk.post(f"{path}/assign/", 403, main=main.pk)

    told = clerk.post(
        f"/opinions/{opinion}/tell-back/",
        told_on=today().isoformat(),
        method="phone",
        words="路修通了。",
        satisfaction="satisfied",
    )
    assert (told["state"], told["satisfaction"]) == ("told", "satisfied")

    titles = " ".join(event["title"] for event in deputy.get(f"{path}/timeline/"))
    for words in ("登记", "交办", "签收", "答复", "评价", "回复"):
        assert words in titles, words
    assert clerk.get("/todo/")["results"] == []


def _handle(
    county: County,
    path: str,
    office: Phone,
    leader: Phone,
    deputy: Phone,
    unit: Phone,
    helper: Phone,
) -> None:
    """From the office's review to the verdict on the second answer."""
    main, co = county.departments[2], county.departments[1]
    office.post(f"{path}/accept/")
    office.post(f"{path}/assign/", main=main.pk, co=[co.pk])
    leader.post(
        f"{path}/make-key/",
        grounds="群众反映集中。",
        meeting="主任会议第23次",
        decided_on=today().isoformat(),
        supervisor=county.seat(Role.LEADER).pk,
    )
    leader.post(f"{path}/press/", words="请抓紧。")

    unit.post(f"{path}/sign-for/")
    helper.post(f"{path}/sign-for/")
    unit.post(f"{path}/answer-press/", answer="正在抢修。")
    unit.post(f"{path}/log-contact/", stage="before", form="phone", minutes="商定查看时间。")
    helper.post(f"{path}/give-co-opinion/", text="予以配合。")
    answer = {"outcome": "A", "contact_name": "王磊", "contact_phone": "0735-8612345"}
    unit.post(f"{path}/reply/", text="便道已通。", **answer)
    bad = {"attitude": "satisfied", "result": "unsatisfied"}
    assert "reason" in deputy.post(f"{path}/rate/", 400, **bad)["errors"]
    deputy.post(f"{path}/rate/", **bad, reason="没说何时完工。")
    office.post(f"{path}/study/", rehandle=True, words="请重新办理。")
    unit.post(f"{path}/reply/", text="挡土墙已完工。", **answer)
    closed = deputy.post(f"{path}/rate/", attitude="satisfied", result="satisfied")
    assert (closed["state"], closed["is_key"]) == ("closed", True)
    deputy.post(f"{path}/withdraw/", 409, reason="不需要了。")
