"""A phone signs in: its token, its post, its end."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client, override_settings
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import ClientToken
from core.clock import now, today
from liaison.models import Seat
from liaison.services.seats import own_seats
from liaison.tests.factories import PASSWORD, county_fixture, make_seat, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def clerk(county):
    return county.seat("clerk")


def ask(name, password=PASSWORD, **more):
    body = {"name": name, "password": password, "device": "我的手机", **more}
    return APIClient().post("/api/v1/tokens/", body)


def client_of(seat, **more):
    answer = ask(seat.user.login, seat=seat.pk, **more)
    assert answer.status_code == 201, answer.json()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['token']}")
    client.token_id = answer.json()["id"]
    return client


def test_a_token_opens_the_api_in_its_post(clerk):
    answer = ask(clerk.user.login)
    body = answer.json()
    assert answer.status_code == 201
    assert body["seat"]["id"] == clerk.pk
    assert body["seat"]["role"] == "clerk"
    assert body["person"]["name"] == clerk.user.name
    me = client_of(clerk).get("/api/v1/me/").json()
    assert me["person"]["login"] == clerk.user.login
    assert me["seat"]["unit"]["name"] == clerk.unit.name
    assert [seat["id"] for seat in me["seats"]] == [clerk.pk]
    assert me["unread"] == 0
    assert me["large_text"] is False


def test_the_text_of_a_token_is_not_in_the_database(clerk):
    token = ask(clerk.user.login).json()["token"]
    row = ClientToken.objects.get()
    assert token not in (row.digest, row.token_key)
    assert row.token_key == token[:15]


def test_wrong_password_and_unknown_name_answer_the_same(clerk):
    answers = [ask(clerk.user.login, "wrong-one"), ask("nobody-here", "wrong-one")]
    assert [a.status_code for a in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["detail"] == accounts.REFUSED
    assert answers[0]["Content-Type"] == "application/problem+json"
    assert answers[0]["WWW-Authenticate"].startswith("Bearer")


def test_the_lock_out_holds_for_tokens_too(clerk):
    tries = [ask(clerk.user.login, f"wrong-{n}").status_code for n in range(5)]
    assert tries == [401] * 4 + [429]
    locked = ask(clerk.user.login)
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    page = Client().post("/sign-in/", {"username": clerk.user.login, "password": PASSWORD})
    assert page.status_code == 429


def test_the_right_password_forgets_the_wrong_ones(clerk):
    for _ in range(2):
        for n in range(4):
            ask(clerk.user.login, f"wrong-{n}")
        assert ask(clerk.user.login).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [({"extra": 1}, "extra"), ({"seat": "x"}, "seat"), ({"device": ""}, "device")],
)
def test_bad_bodies_name_the_field(clerk, change, field):
    answer = ask(clerk.user.login, **change)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_somebody_elses_or_a_closed_seat_in_the_body_is_400(county, clerk):
    assert ask(clerk.user.login, seat=county.seat("office").pk).status_code == 400
    closed = make_seat("head", county.stations[0], user=clerk.user, ends_on=dt.date(2026, 1, 1))
    assert ask(clerk.user.login, seat=closed.pk).status_code == 400


def test_first_password_must_be_changed_on_the_page_first(county):
    user = make_user(must_change_password=True)
    make_seat("clerk", county.stations[0], user=user)
    answer = ask(user.login)
    assert answer.status_code == 403
    assert "请在电脑网页上登录" in answer.json()["detail"]


def test_a_person_without_a_post_gets_no_token(db):
    assert ask(make_user().login).status_code == 403


def test_demo_accounts_get_tokens_in_demo_mode_only(county):
    demo = make_user(is_demo=True)
    seat = make_seat("clerk", county.stations[0], user=demo)
    assert ask(demo.login).status_code == 401
    with override_settings(DEMO=True):
        client = client_of(seat)
        assert client.get("/api/v1/me/").status_code == 200
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Bearer a b", "Bearer é" * 9, "Bearer " + "0" * 64]
)
def test_a_bad_token_is_401_with_the_scheme(db, header):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    answer = client.get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "/problems/unauthenticated/"


def test_no_token_is_401(db):
    assert APIClient().get("/api/v1/me/").status_code == 401


def test_owner_lists_and_revokes(county, clerk):
    one, two = client_of(clerk), client_of(clerk)
    rows = one.get("/api/v1/tokens/").json()["results"]
    assert {row["id"] for row in rows} == {one.token_id, two.token_id}
    assert [row["current"] for row in rows if row["id"] == one.token_id] == [True]
    assert all("digest" not in row for row in rows)
    assert one.delete(f"/api/v1/tokens/{two.token_id}/").status_code == 204
    assert two.get("/api/v1/me/").status_code == 401
    assert one.get("/api/v1/me/").status_code == 200
    assert one.delete(f"/api/v1/tokens/{two.token_id}/").status_code == 404


def test_somebody_elses_token_does_not_exist(county, clerk):
    other = client_of(county.seat("office"))
    mine = client_of(clerk)
    assert other.delete(f"/api/v1/tokens/{mine.token_id}/").status_code == 404
    assert other.delete(f"/api/v1/tokens/{uuid.uuid4()}/").status_code == 404
    assert mine.get("/api/v1/me/").status_code == 200


def test_reset_closed_seat_and_age_each_end_a_token(county, clerk):
    client = client_of(clerk)
    accounts.reset_password(clerk.user, by=county.seat("head"))
    assert client.get("/api/v1/me/").status_code == 401
    office = county.seat("office")
    client = client_of(office)
    Seat.objects.filter(pk=office.pk).update(ends_on=today() - dt.timedelta(days=1))
    assert client.get("/api/v1/me/").status_code == 401
    unit = county.seat("unit")
    client = client_of(unit)
    with time_machine.travel(now() + dt.timedelta(days=181)):
        assert client.get("/api/v1/me/").status_code == 401


def test_a_closed_unit_ends_its_tokens(county, clerk):
    client = client_of(clerk)
    clerk.unit.closed_on = today()
    clerk.unit.save()
    assert client.get("/api/v1/me/").status_code == 401


def test_a_unit_that_closes_on_a_coming_day_keeps_its_tokens_until_then(county, clerk):
    client = client_of(clerk)
    clerk.unit.closed_on = today() + dt.timedelta(days=2)
    clerk.unit.save()
    for days, answer in ((0, 200), (1, 200), (2, 401)):
        with time_machine.travel(now() + dt.timedelta(days=days)):
            assert client.get("/api/v1/me/").status_code == answer
            assert own_seats(clerk.user).exists() == (answer == 200)


def test_a_token_moves_to_another_own_post(county, clerk):
    second = make_seat("head", county.stations[1], user=clerk.user)
    client = client_of(clerk)
    moved = client.post("/api/v1/me/seat/", {"seat": second.pk})
    assert moved.json()["seat"]["id"] == second.pk
    assert client.get("/api/v1/me/").json()["seat"]["id"] == second.pk
    refused = client.post("/api/v1/me/seat/", {"seat": county.seat("office").pk})
    assert refused.status_code == 400
    assert "seat" in refused.json()["errors"]
    assert client.get("/api/v1/me/").json()["seat"]["id"] == second.pk


def test_person_seat_and_unit_come_in_one_query(clerk, django_assert_num_queries):
    client = client_of(clerk)
    client.get("/api/v1/me/")
    # Token with seat, the list of seats, unread.
    with django_assert_num_queries(3):
        client.get("/api/v1/me/")


def test_day_of_use_is_kept_and_shown(clerk):
    client = client_of(clerk)
    assert ClientToken.objects.get().last_used_on is None
    client.get("/api/v1/me/")
    assert client.get("/api/v1/tokens/").json()["results"][0]["last_used_on"] == str(today())


def test_pages_call_the_api_with_their_session_and_csrf(county, clerk):
    second = make_seat("head", county.stations[1], user=clerk.user)
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    token = browser.cookies["csrftoken"].value
    login = {"username": clerk.user.login, "password": PASSWORD, "csrfmiddlewaretoken": token}
    browser.post("/sign-in/", login)
    assert browser.get("/api/v1/me/").json()["seat"]["id"] == clerk.pk
    body = {"seat": second.pk}
    bare = browser.post("/api/v1/me/seat/", body, content_type="application/json")
    assert bare.status_code == 403
    browser.get("/account/")
    token = browser.cookies["csrftoken"].value
    moved = browser.post(
        "/api/v1/me/seat/", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert moved.status_code == 200
    assert browser.get("/api/v1/me/").json()["seat"]["id"] == second.pk


def test_tidy_forgets_what_has_run_out(clerk):
    client_of(clerk)
    with time_machine.travel(now() + dt.timedelta(days=181)):
        accounts.tidy()
    assert not ClientToken.objects.exists()
