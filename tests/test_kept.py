"""A kept query answers as its queryset would, whoever asks and whatever the values."""

import datetime as dt

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.kept import Kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(db) -> None:
    for number in range(3):
        User.objects.create(login=f"u{number}", name="同名" if number else "另一位", phone=None)


def named(shape: int, *, name: str, phone: str | None = None):
    return User.objects.filter(name=name, phone=phone).order_by("login")[:shape]


def test_the_values_of_each_call_are_its_own():
    kept = Kept(named)
    assert [row.login for row in kept.rows(5, name="同名")] == ["u1", "u2"]
    assert [row.login for row in kept.rows(5, name="另一位")] == ["u0"]
    assert [row.login for row in kept.rows(1, name="同名")] == ["u1"]
    assert len(kept.made) == 2


def test_none_is_not_a_value_like_others():
    User.objects.filter(login="u1").update(phone="13800000000")
    kept = Kept(named)
    assert [row.login for row in kept.rows(5, name="同名", phone="13800000000")] == ["u1"]
    assert [row.login for row in kept.rows(5, name="同名", phone=None)] == ["u2"]


def test_rows_are_whole_objects_or_dictionaries():
    row = Kept(named).rows(5, name="另一位")[0]
    assert row == User.objects.get(login="u0")
    assert row.created_at == User.objects.get(login="u0").created_at
    kept = Kept(lambda shape, *, name: User.objects.filter(name=name).values("login", "name"))
    assert kept.rows("", name="另一位") == [{"login": "u0", "name": "另一位"}]


def test_no_row_is_possible():
    assert Kept(lambda shape, *, name: User.objects.none()).rows("", name="同名") == []


def test_instants_go_into_their_places():
    kept = Kept(lambda shape, *, since: User.objects.filter(created_at__gt=since))
    now = dt.datetime.now(dt.UTC)
    assert len(kept.rows("", since=now - dt.timedelta(days=1))) == 3
    assert kept.rows("", since=now + dt.timedelta(days=1)) == []


def test_it_is_counted_like_any_statement():
    kept = Kept(named)
    for _ in range(3):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            kept.rows(5, name="同名")
        assert len(seen) == 1
        assert "accounts_user" in seen[0]["sql"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_restarted_is_found_again():
    kept = Kept(named)
    assert kept.rows(5, name="同名")
    own = connection.settings_dict
    number = connection.connection.info.backend_pid
    with psycopg.connect(
        dbname=own["NAME"],
        user=own["USER"],
        password=own["PASSWORD"],
        host=own["HOST"],
        port=own["PORT"],
    ) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 2000)", [number]).fetchone()[0]
    connection.health_check_enabled, connection.health_check_done = True, False
    assert len(kept.rows(5, name="同名")) == 2
