"""One password on many names: the network waits, its known browsers do not, guards are told."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts import ceilings, quotas
from accounts.ceilings import ALARM_NAMES, ALARM_WINDOW, NETWORK_LIMIT
from audit.models import Entry
from core.clock import now
from liaison.choices import Role
from liaison.services.watch import warn_of_guessing
from liaison.tests.factories import PASSWORD, county_fixture
from liaison.tests.test_sign_in import sign_in, text
from notifications.models import Notification


@pytest.fixture
def county(db):
    return county_fixture()


@pytest.fixture
def clerk(county):
    return county.seat("clerk")


def ask(name, password, **headers):
    body = {"name": name, "password": password, "device": "我的手机"}
    return APIClient(headers=headers).post("/api/v1/tokens/", body)


def spray(tries, **headers):
    return [
        sign_in(Client(headers=headers), f"name-{n}", "Guess-2026").status_code
        for n in range(tries)
    ]


def test_the_network_waits_over_any_names_and_is_told_for_how_long(clerk):
    assert spray(NETWORK_LIMIT + 1) == [400] * NETWORK_LIMIT + [429]
    page = sign_in(Client(), clerk.user.login)
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 900
    assert "这个网络上输错密码的次数太多，请15分钟后再试。" in text(page)
    assert f'value="{clerk.user.login}"' in text(page)
    assert PASSWORD not in text(page)


def test_a_quarter_of_an_hour_later_the_network_may_try_again(clerk):
    spray(NETWORK_LIMIT)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=15, seconds=1)):
        assert sign_in(Client(), clerk.user.login).status_code == 302


def test_browsers_that_signed_in_before_are_left_alone(client, clerk):
    sign_in(client, clerk.user.login)
    client.post("/sign-out/")
    spray(NETWORK_LIMIT)
    assert sign_in(Client(), clerk.user.login).status_code == 429
    assert sign_in(client, clerk.user.login).status_code == 302


def test_a_known_browser_has_no_free_tries_on_other_names(client, county, clerk):
    sign_in(client, clerk.user.login)
    client.post("/sign-out/")
    spray(NETWORK_LIMIT)
    assert sign_in(client, county.seat("office").user.login).status_code == 429


def test_right_passwords_do_not_count(county, clerk):
    for _ in range(NETWORK_LIMIT + 5):
        sign_in(Client(), clerk.user.login)
    assert sign_in(Client(), county.seat("office").user.login).status_code == 302


def test_a_name_that_waits_is_recorded_once_and_its_tries_fill_the_network(county, clerk):
    """Whoever knows a name can neither fill the record nor go on asking."""
    begun = now()
    locked = Entry.objects.filter(action="session.locked", subject_id=clerk.user_id)
    with time_machine.travel(begun, tick=False):
        for _ in range(NETWORK_LIMIT - 1):
            sign_in(Client(), clerk.user.login, "wrong")
        assert locked.count() == 1
        assert sign_in(Client(), county.seat("office").user.login).status_code == 302
        sign_in(Client(), clerk.user.login, "wrong")
        refused = sign_in(Client(), county.seat("office").user.login)
        assert refused.status_code == 429
    with time_machine.travel(begun + dt.timedelta(minutes=16), tick=False):
        for _ in range(7):
            sign_in(Client(), clerk.user.login, "wrong")
        assert locked.count() == 2


def test_tokens_have_the_same_ceiling_as_a_problem_in_chinese(clerk):
    spray(NETWORK_LIMIT - 1)
    assert ask("name-x", "Guess-2026").status_code == 401
    answer = ask(clerk.user.login, PASSWORD)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 0 < int(answer["Retry-After"]) <= 900
    assert answer.json()["type"] == "/problems/too-often/"
    assert answer.json()["detail"].startswith("这个网络上输错密码的次数太多，请15分钟后再试。")


@pytest.mark.parametrize("claim", ["6.6.6.{}", "6.6.6.{}, 10.0.0.1"])
@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_header_does_not_walk_round_it(clerk, settings, proxies, claim):
    """A client claims; our one proxy appends what it saw, so only the last address may speak."""
    settings.PROXIES = proxies
    behind = claim if proxies == 0 or "," in claim else f"{claim}, 10.0.0.1"
    statuses = [
        ask(f"name-{n}", "Guess-2026", **{"X-Forwarded-For": behind.format(n)}).status_code
        for n in range(NETWORK_LIMIT + 3)
    ]
    assert statuses == [401] * NETWORK_LIMIT + [429] * 3


def test_addresses_of_one_ipv6_household_are_one_network(clerk, settings):
    settings.PROXIES = 1
    for n in range(NETWORK_LIMIT):
        ask(f"name-{n}", "Guess-2026", **{"X-Forwarded-For": f"2408:8000:1:22{n:02x}::{n + 1:x}"})
    assert ask("x", "no", **{"X-Forwarded-For": "2408:8000:1:22ff::1"}).status_code == 429
    assert ask("x", "no", **{"X-Forwarded-For": "2408:8000:1:2300::1"}).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_guesses_at_once_exactly_the_limit_is_looked_at():
    def one(number):
        try:
            if number == 100:
                cache.clear()
            if number % 2:
                return ask(f"name-{number}", "Guess-2026").status_code
            return sign_in(Client(), f"name-{number}", "Guess-2026").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(one, range(200)))
    assert statuses.count(400) + statuses.count(401) == NETWORK_LIMIT
    assert statuses.count(429) == 200 - NETWORK_LIMIT


def guess_names(names):
    for n in range(names):
        ceilings.count_wrong_name(f"name-{n}")


def test_many_names_in_an_hour_tell_the_guards_once(county):
    admin = county.seat(Role.ADMIN)
    guess_names(ALARM_NAMES - 1)
    guess_names(ALARM_NAMES - 1)
    assert warn_of_guessing() == 0
    guess_names(ALARM_NAMES)
    assert (warn_of_guessing(), warn_of_guessing()) == (1, 0)
    told = Notification.objects.get(kind="security")
    assert told.user == admin.user
    assert told.title == "登录异常：一小时内有100多个账号输错密码"
    assert Entry.objects.filter(action="session.guessing").count() == 1
    with time_machine.travel(dt.datetime.now(dt.UTC) + ALARM_WINDOW):
        assert warn_of_guessing() == 0
        guess_names(ALARM_NAMES)
        assert warn_of_guessing() == 1


def test_the_security_administrator_is_told_before_the_systems(county):
    county.seat(Role.ADMIN)
    guard = county.seat(Role.SECURITY_ADMIN)
    guess_names(ALARM_NAMES)
    warn_of_guessing()
    assert Notification.objects.get(kind="security").user == guard.user


def test_wrong_names_are_counted_at_the_door(county, clerk):
    for n in range(3):
        sign_in(Client(), f"name-{n}", "Guess-2026")
        sign_in(Client(), f"name-{n}", "Guess-2026")
    sign_in(Client(), clerk.user.login)
    assert quotas.running("sign-in:names").count == 3
