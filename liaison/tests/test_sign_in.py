"""The door, as a user and an auditor try it."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session as StoredSession
from django.test import Client, override_settings

from accounts import services as accounts
from accounts.models import PastPassword, User
from audit.models import Entry
from core.clock import now
from liaison.tests.factories import PASSWORD, county_fixture, make_seat, make_user

pytestmark = pytest.mark.django_db
WRONG = {"username": "user-x", "password": "Not-the-right-1"}


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def clerk(county):
    return county.seat("clerk")


def sign_in(client, username, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def text(response):
    return response.content.decode()


def test_login_name_and_phone_both_sign_in_and_the_real_name_does_not(client, clerk):
    clerk.user.phone = "13812345678"
    clerk.user.save()
    assert sign_in(Client(), clerk.user.login).status_code == 302
    assert sign_in(Client(), "138 1234 5678").status_code == 302
    assert sign_in(Client(), clerk.user.name).status_code == 400


def test_every_page_asks_to_sign_in_and_comes_back(client, clerk):
    asked = client.get("/account/?tab=1")
    assert asked.status_code == 302
    assert asked["Location"] == "/sign-in/?next=%2Faccount%2F%3Ftab%3D1"
    back = sign_in(client, clerk.user.login, next="/account/?tab=1")
    assert back["Location"] == "/account/?tab=1"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_never_leaves_the_site(client, clerk, evil):
    assert sign_in(client, clerk.user.login, next=evil)["Location"] == "/"


def test_unknown_name_wrong_password_and_closed_account_say_the_same(clerk):
    closed = make_user(is_active=False)
    demo = make_user(is_demo=True)
    pages = [
        sign_in(Client(), "nobody-here", "Some-password-1"),
        sign_in(Client(), clerk.user.login, "Some-password-1"),
        sign_in(Client(), closed.login),
        sign_in(Client(), demo.login),
    ]
    assert {page.status_code for page in pages} == {400}
    assert all(accounts.REFUSED in text(page) for page in pages)


def test_five_wrong_lock_that_name_on_that_network_for_fifteen_minutes(clerk):
    begun = now()
    with time_machine.travel(begun, tick=False):
        tries = [sign_in(Client(), clerk.user.login, f"wrong-{n}") for n in range(5)]
        assert [page.status_code for page in tries] == [400] * 4 + [429]
        locked = sign_in(Client(), clerk.user.login)
        assert locked.status_code == 429
        assert accounts.LOCKED in text(locked)
        elsewhere = Client(REMOTE_ADDR="10.9.8.7")
        assert sign_in(elsewhere, clerk.user.login).status_code == 302
    assert Entry.objects.filter(action="session.locked").exists()
    with time_machine.travel(begun + dt.timedelta(minutes=14), tick=False):
        assert sign_in(Client(), clerk.user.login).status_code == 429
    with time_machine.travel(begun + dt.timedelta(minutes=16), tick=False):
        assert sign_in(Client(), clerk.user.login).status_code == 302


def test_an_unknown_name_locks_like_a_known_one(client):
    tries = [sign_in(Client(), "nobody-here", f"wrong-{n}") for n in range(6)]
    assert [page.status_code for page in tries] == [400] * 4 + [429] * 2


def test_name_and_phone_of_one_person_share_the_count(clerk):
    clerk.user.phone = "13812345678"
    clerk.user.save()
    for n in range(3):
        sign_in(Client(), clerk.user.login, f"wrong-{n}")
    tries = [sign_in(Client(), "13812345678", f"wrong-{n}").status_code for n in range(2)]
    assert tries == [400, 429]


def test_a_reset_lifts_the_lock(county, clerk):
    for n in range(6):
        sign_in(Client(), clerk.user.login, f"wrong-{n}")
    first = accounts.reset_password(clerk.user, by=county.seat("head"))
    assert sign_in(Client(), clerk.user.login, first).status_code == 302


def test_the_right_password_forgets_the_wrong_ones(clerk):
    for _ in range(3):
        for n in range(3):
            sign_in(Client(), clerk.user.login, f"wrong-{n}")
        assert sign_in(Client(), clerk.user.login).status_code == 302


def test_signing_in_changes_the_session_key(client, clerk):
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    sign_in(client, clerk.user.login)
    assert client.session.session_key != before


def test_sign_in_and_out_are_recorded(client, clerk):
    sign_in(client, clerk.user.login)
    client.post("/sign-out/")
    actions = Entry.objects.filter(user_id=clerk.user_id).values_list("action", flat=True)
    assert list(actions) == ["session.begin", "session.end"]
    assert client.get("/account/").status_code == 302


def test_csrf_is_asked_of_the_sign_in_form(clerk):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, clerk.user.login).status_code == 403


@override_settings(DEMO=True)
def test_demo_cards_sign_in_with_one_click(client, county):
    demo = make_user("郭晓兰", "clerk", is_demo=True, must_change_password=True)
    make_seat("clerk", county.stations[0], user=demo)
    page = text(client.get("/sign-in/"))
    assert "联络员 郭晓兰" in page
    assert "登记来访" in page
    assert client.post("/sign-in/demo/", {"login": "clerk"})["Location"] == "/"
    assert client.get("/account/").status_code == 200


@override_settings(DEMO=True)
def test_a_demo_click_never_opens_a_real_account(client, clerk):
    assert client.post("/sign-in/demo/", {"login": clerk.user.login}).status_code == 404


def test_demo_accounts_do_not_exist_outside_demo_mode(client, county):
    demo = make_user("郭晓兰", "clerk", is_demo=True)
    make_seat("clerk", county.stations[0], user=demo)
    assert client.post("/sign-in/demo/", {"login": "clerk"}).status_code == 404
    assert sign_in(client, "clerk").status_code == 400
    assert "郭晓兰" not in text(client.get("/sign-in/"))
    with override_settings(DEMO=True):
        client.post("/sign-in/demo/", {"login": "clerk"})
        assert client.get("/account/").status_code == 200
    assert client.get("/account/").status_code == 302


def test_first_password_must_be_changed_before_anything_else(client, county):
    user, first = accounts.create_person(login="new1", name="新来的", by=county.seat("office"))
    make_seat("clerk", county.stations[0], user=user)
    sign_in(client, "new1", first)
    sent = client.get("/seats/")
    assert sent["Location"].startswith("/account/password/?next=")
    page = client.get("/account/password/")
    assert "首次登录" in text(page)
    same = {"old": first, "new": first, "again": first}
    assert "不能再用" in text(client.post("/account/password/", same))
    good = {"old": first, "new": "Brand-new-2026", "again": "Brand-new-2026", "next": "/account/"}
    assert client.post("/account/password/", good)["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Short-1", "至少10位"),
        ("onlysmallletters", "至少用上三种"),
        (PASSWORD, "不能再用"),
    ],
)
def test_policy_speaks_beside_the_field(client, clerk, new, words):
    sign_in(client, clerk.user.login)
    page = client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert page.status_code == 400
    assert words in text(page)


def test_wrong_present_password_and_unequal_twins_are_told(client, clerk):
    sign_in(client, clerk.user.login)
    page = client.post(
        "/account/password/",
        {"old": "nonsense", "new": "Brand-new-2026", "again": "Brand-new-2026"},
    )
    assert "现在的密码不对" in text(page)
    page = client.post(
        "/account/password/", {"old": PASSWORD, "new": "Brand-new-2026", "again": "Brand-new-2027"}
    )
    assert "不一样" in text(page)


def test_last_five_passwords_do_not_come_back(clerk):
    user = clerk.user
    old = PASSWORD
    for n in range(6):
        new = f"Another-one-{n}"
        accounts.change_password(user, old=old, new=new)
        old = new
    assert PastPassword.objects.filter(user=user).count() == 5
    with pytest.raises(accounts.Invalid):
        accounts.change_password(user, old=old, new="Another-one-2")
    accounts.change_password(user, old=old, new="Another-one-0")


def test_password_of_ninety_days_must_be_changed(client, clerk):
    User.objects.filter(pk=clerk.user_id).update(password_changed_at=now() - dt.timedelta(days=91))
    sign_in(client, clerk.user.login)
    assert client.get("/seats/")["Location"].startswith("/account/password/")
    assert "满90天" in text(client.get("/account/password/"))


def test_changing_the_password_ends_the_other_sessions(client, clerk):
    other = Client()
    sign_in(client, clerk.user.login)
    sign_in(other, clerk.user.login)
    new = {"old": PASSWORD, "new": "Brand-new-2026", "again": "Brand-new-2026"}
    assert client.post("/account/password/", new).status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_reset_ends_every_session_at_once(client, county, clerk):
    sign_in(client, clerk.user.login)
    accounts.reset_password(clerk.user, by=county.seat("head"))
    assert client.get("/account/").status_code == 302


def test_idle_session_ends_and_the_form_comes_back_by_get(client, clerk):
    begun = now()
    with time_machine.travel(begun, tick=False):
        sign_in(client, clerk.user.login)
    with time_machine.travel(begun + dt.timedelta(minutes=29), tick=False):
        assert client.get("/account/").status_code == 200
    with time_machine.travel(begun + dt.timedelta(minutes=60), tick=False):
        sent = client.post(
            "/account/large-text/",
            {"on": "1"},
            headers={"referer": "http://testserver/account/?a=1"},
        )
        assert sent["Location"] == "/sign-in/?next=%2Faccount%2F%3Fa%3D1"
    clerk.user.refresh_from_db()
    assert clerk.user.large_text is False


def test_use_keeps_a_session_alive_but_not_for_ever(client, clerk):
    begun = now()
    with time_machine.travel(begun, tick=False):
        sign_in(client, clerk.user.login)
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(begun + dt.timedelta(minutes=minutes), tick=False):
            assert client.get("/account/").status_code == 200
    with time_machine.travel(begun + dt.timedelta(minutes=12 * 60 + 5), tick=False):
        assert client.get("/account/").status_code == 302


def test_foreign_referer_is_not_followed(client):
    sent = client.post("/account/large-text/", headers={"referer": "https://evil.example/x"})
    assert sent["Location"] == "/sign-in/?next=%2F"


def test_htmx_part_of_an_ended_session_answers_401_and_moves_the_page(client):
    part = client.get(
        "/account/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/opinions/?tab=late"},
    )
    assert part.status_code == 401
    assert part["HX-Redirect"] == "/sign-in/?next=%2Fopinions%2F%3Ftab%3Dlate"


def test_no_session_is_stored_for_a_stranger(client, db):
    client.get("/sign-in/")
    assert not StoredSession.objects.exists()


def test_large_text_follows_the_person(client, clerk):
    sign_in(client, clerk.user.login)
    client.post("/account/large-text/", {"on": "1"})
    other = sign_in(Client(), clerk.user.login)
    assert other.cookies["large"].value == "1"


def test_strangers_on_the_network_do_not_lock_out_a_known_browser(client, clerk):
    sign_in(client, clerk.user.login)
    client.post("/sign-out/")
    for n in range(6):
        sign_in(Client(), clerk.user.login, f"wrong-{n}")
    assert sign_in(Client(), clerk.user.login).status_code == 429
    assert sign_in(client, clerk.user.login).status_code == 302


def test_a_known_browser_has_five_tries_too_and_for_its_own_person_alone(client, county, clerk):
    sign_in(client, clerk.user.login)
    client.post("/sign-out/")
    tries = [sign_in(client, clerk.user.login, f"wrong-{n}").status_code for n in range(6)]
    assert tries == [400] * 4 + [429] * 2
    office = county.seat("office").user.login
    for n in range(6):
        sign_in(Client(), office, f"wrong-{n}")
    assert sign_in(client, office).status_code == 429


def test_a_forged_device_cookie_is_nobody(client, clerk):
    client.cookies["known_device"] = "eyJpZCI6ICIxIn0:1vNJ5Q:forged"
    for n in range(6):
        sign_in(client, clerk.user.login, f"wrong-{n}")
    assert sign_in(client, clerk.user.login).status_code == 429


@pytest.mark.parametrize(("proxies", "statuses"), [(0, [400] * 4 + [429]), (1, [400] * 5)])
def test_a_claimed_address_counts_only_behind_our_own_proxy(clerk, settings, proxies, statuses):
    settings.PROXIES = proxies
    tries = [
        sign_in(Client(headers={"X-Forwarded-For": f"6.6.6.6, 10.0.0.{n}"}), clerk.user.login, "no")
        for n in range(5)
    ]
    assert [page.status_code for page in tries] == statuses


def test_the_record_keeps_the_address_that_our_proxy_saw(clerk, settings):
    settings.PROXIES = 1
    sign_in(Client(headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}), clerk.user.login)
    sign_in(Client(headers={"X-Forwarded-For": "rubbish"}), clerk.user.login)
    found = Entry.objects.filter(action="session.begin").values_list("address", flat=True)
    assert list(found) == ["10.1.2.3", "127.0.0.1"]
