"""Duties and notifications as a client sees them: own scope, named filters, few queries."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from audit.services import SYSTEM
from deadlines import services
from deadlines.tests.conftest import at
from liaison.tests.factories import PASSWORD, county_fixture, make_seat
from notifications.models import Notification
from notifications.services import notify, notify_seats


def client_of(seat) -> APIClient:
    client = APIClient()
    body = {"name": seat.user.login, "password": PASSWORD, "device": "手机"}
    token = client.post("/api/v1/tokens/", body).json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def ids(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


class TestDeadlines:
    def test_a_row(self, owe, county):
        row = owe()
        client = client_of(county.seat("unit"))
        with time_machine.travel(at("2026-04-08"), tick=False):
            client = client_of(county.seat("unit"))
            found = client.get("/api/v1/deadlines/").json()
        assert found["next"] is None
        assert found["results"] == [
            {
                "id": row.pk,
                "kind": "reply",
                "kind_label": "答复",
                "subject": {
                    "type": "session",
                    "id": county.session.pk,
                    "label": "第0031号 关于规范城区养犬管理的建议",
                    "url": "",
                },
                "owner": {
                    "type": "unit",
                    "id": county.departments[0].pk,
                    "name": county.departments[0].name,
                },
                "state": "open",
                "from_on": "2026-01-20",
                "due_on": "2026-04-20",
                "provisional": False,
                "closed_on": None,
                "late_days": 0,
                "light": {"level": "a", "words": "剩12天"},
                "calculation": row.calculation["words"],
            }
        ]

    def test_one_with_its_arithmetic_and_successor(self, owe, county):
        old = owe(from_on=dt.date(2025, 7, 1))
        client = client_of(county.seat("unit"))
        new = services.extend(
            county.session, "reply", due_on=dt.date(2025, 12, 1), reason="等验收", by=SYSTEM
        )
        found = client.get(f"/api/v1/deadlines/{old.pk}/").json()
        assert found["steps"][0] == {"day": "2025-10-01", "why": "国庆节放假", "effect": "moved"}
        assert (found["reason"], found["superseded_by"]) == ("等验收", new.pk)
        assert found["light"] == {"level": "x", "words": "已取消"}

    def test_each_role_sees_its_own(self, owe, county):
        other = county_fixture("邻县")
        mine = owe()
        foreign = owe(
            ref="2",
            owner=other.departments[0],
            scope=other.government.scope(),
        )
        deputys = owe(ref="3", kind="confirm_cosign", owner=county.deputies[0])
        whole = [mine.pk, deputys.pk]
        expected = {
            "unit": [mine.pk],
            "unit_head": [mine.pk],
            "deputy": [deputys.pk],
            "office": whole,
            "leader": whole,
            "govoffice": [mine.pk],
            "clerk": [],
            "presidium": [],
            "admin": [],
            "auditor": [],
        }
        for role, visible in expected.items():
            client = client_of(county.seat(role))
            assert sorted(ids(client.get("/api/v1/deadlines/"))) == sorted(visible), role
            for row in (mine, foreign, deputys):
                status = client.get(f"/api/v1/deadlines/{row.pk}/").status_code
                assert status == (200 if row.pk in visible else 404), (role, row)
        assert ids(client_of(other.seat("office")).get("/api/v1/deadlines/")) == [foreign.pk]

    def test_filters(self, owe, county):
        late = owe(from_on=dt.date(2026, 1, 5))
        soon = owe(kind="sign_for", from_on=dt.date(2026, 4, 7))
        done = owe(ref="2", owner=county.departments[1])
        services.close(county.session, "reply", ref="2", on=dt.date(2026, 4, 1))
        with time_machine.travel(at("2026-04-08"), tick=False):
            client = client_of(county.seat("office"))

            def ask(**query) -> list[int]:
                return ids(client.get("/api/v1/deadlines/", query))

            assert ask() == [late.pk, soon.pk]
            assert ask(state="all") == [late.pk, soon.pk, done.pk]
            assert ask(late="true") == [late.pk]
            assert ask(late="false") == [soon.pk]
            assert ask(late="false", state="all") == [soon.pk, done.pk]
            assert ask(state="done") == [done.pk]
            assert ask(kind="sign_for") == [soon.pk]
            assert ask(owner_unit=county.departments[1].pk, state="all") == [done.pk]
            assert ask(subject_type="session", due_before="2026-04-10") == [late.pk, soon.pk]
            assert ask(due_after="2026-04-11", state="all") == [done.pk]
            assert ask(subject_type="opinion") == []
            for query in ({"state": "x"}, {"due_before": "x"}, {"owner_unit": "x"}, {"q": "1"}):
                refused = client.get("/api/v1/deadlines/", query)
                assert refused.status_code == 400, query
                assert refused["Content-Type"] == "application/problem+json"
            assert client.get("/api/v1/deadlines/abc/").status_code == 404
            assert client.post("/api/v1/deadlines/", {}).status_code == 405

    def test_pages_and_queries_stay_few(self, owe, county):
        for number in range(7):
            owe(ref=str(number), due_on=dt.date(2026, 4, 20))
        client = client_of(county.seat("office"))
        seen, url = [], "/api/v1/deadlines/?page_size=3"
        while url:
            with CaptureQueriesContext(connection) as queries:
                page = client.get(url).json()
            assert len(queries) <= 3
            seen += [row["id"] for row in page["results"]]
            url = page["next"]
        assert len(seen) == len(set(seen)) == 7
        assert APIClient().get("/api/v1/deadlines/").status_code == 401


class TestNotifications:
    @pytest.fixture
    def seat(self, county):
        seat = county.seat("unit")
        for number in range(3):
            notify([seat.user_id], kind="reminder", title=f"第{number}件", key=f"t:{number}")
        return seat

    def test_list_read_and_read_all(self, seat):
        client = client_of(seat)
        rows = client.get("/api/v1/notifications/").json()["results"]
        assert [row["title"] for row in rows] == ["第2件", "第1件", "第0件"]
        first = rows[0]["id"]
        read = client.post(f"/api/v1/notifications/{first}/read/")
        assert read.status_code == 200
        assert read.json()["read_at"]
        assert len(ids(client.get("/api/v1/notifications/?unread=true"))) == 2
        assert ids(client.get("/api/v1/notifications/?unread=false")) == [first]
        assert client.get("/api/v1/notifications/?colour=red").status_code == 400
        assert client.post("/api/v1/notifications/read-all/").json() == {"read": 2}
        assert client.post("/api/v1/notifications/read-all/").json() == {"read": 0}

    def test_other_people_and_other_posts(self, seat, county):
        other = make_seat("office", county.office, user=seat.user)
        notify_seats([other], kind="reminder", title="另一岗位", key="t:x")
        assert len(ids(client_of(seat).get("/api/v1/notifications/"))) == 3
        stranger = client_of(county.seat("office"))
        assert ids(stranger.get("/api/v1/notifications/")) == []
        pk = Notification.objects.filter(user_id=seat.user_id).first().pk
        assert stranger.post(f"/api/v1/notifications/{pk}/read/").status_code == 404
        assert stranger.post("/api/v1/notifications/read-all/").json() == {"read": 0}
