"""One deed for one key: double clicks, retries, other bodies, twins at the same moment."""

import threading
import time
import uuid

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts import idempotency
from accounts.models import IdempotencyKey, PastPassword, User
from accounts.tests import urls_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("accounts.tests.urls_once"),
    pytest.mark.usefixtures("bare"),
]


@pytest.fixture
def bare(settings):
    """Only what the deeds need: no sign-in page exists among these addresses."""
    settings.MIDDLEWARE = [
        name
        for name in settings.MIDDLEWARE
        if not name.startswith(("liaison.", "accounts.", "axes."))
    ]


def person(login="someone"):
    return User.objects.create(login=login, name="某人", password="x")


@pytest.fixture
def user():
    return person()


def page_client(user):
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="accounts.backends.NameOrPhone")
    return client


def api_client(user):
    client = APIClient()
    client.force_login(user, backend="accounts.backends.NameOrPhone")
    return client


def send(client, text, key):
    return client.post("/page/", {"text": text, "idempotency_key": key})


def call(client, text, key):
    return client.post("/api/v1/deeds/", {"text": text}, HTTP_IDEMPOTENCY_KEY=key)


def test_second_click_goes_where_the_first_went(user):
    client = page_client(user)
    first, second = send(client, "a", "k"), send(client, "a", "k")
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert PastPassword.objects.count() == 1


def test_a_field_put_right_uses_the_same_key(user):
    client = page_client(user)
    assert send(client, "", "k").status_code == 400
    assert send(client, "a", "k").status_code == 302
    assert PastPassword.objects.count() == 1


def test_another_text_under_a_used_key_is_422(user):
    client = page_client(user)
    send(client, "a", "k")
    refused = send(client, "b", "k")
    assert refused.status_code == 422
    assert PastPassword.objects.count() == 1


def test_a_page_as_answer_is_not_given_twice(user):
    client = page_client(user)
    assert send(client, "answer", "k").content.decode() == "办好了"
    send(client, "answer", "k")
    assert PastPassword.objects.count() == 1


def test_a_refused_deed_leaves_nothing_and_frees_the_key(user):
    client = page_client(user)
    send(client, "refuse", "k")
    assert not PastPassword.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert send(client, "a", "k").status_code == 302


def test_api_repeats_status_body_and_location(user):
    client, key = api_client(user), str(uuid.uuid4())
    first, second = call(client, "a", key), call(client, "a", key)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second["Location"] == "/x/"
    assert PastPassword.objects.count() == 1


def test_api_other_body_is_422_and_nothing_is_done(user):
    client, key = api_client(user), str(uuid.uuid4())
    call(client, "a", key)
    refused = call(client, "b", key)
    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/key-reused/"
    assert PastPassword.objects.count() == 1


def test_api_refusal_is_not_stored(user):
    client, key = api_client(user), str(uuid.uuid4())
    assert call(client, "refuse", key).status_code == 409
    assert not PastPassword.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_api_without_a_key_is_done_each_time(user):
    client = api_client(user)
    client.post("/api/v1/deeds/", {"text": "a"})
    client.post("/api/v1/deeds/", {"text": "a"})
    assert PastPassword.objects.count() == 2


def test_two_people_may_use_the_same_key(user):
    call(api_client(user), "a", "k")
    assert call(api_client(person("other")), "b", "k").status_code == 201
    assert PastPassword.objects.count() == 2


@pytest.mark.parametrize("key", ["x" * 65, "a\nb", "\0"])
def test_odd_keys_are_400(user, key):
    assert call(api_client(user), "a", key).status_code == 400
    assert not PastPassword.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [send, call])
def test_twins_at_the_same_moment_are_one_deed(user, monkeypatch, way):
    """Ten at once; the deed takes a while, so that all of them meet it unfinished."""
    slow = urls_once.deed

    def deed(*args):
        row = slow(*args)
        time.sleep(0.3)
        return row

    monkeypatch.setattr(urls_once, "deed", deed)
    clients = [page_client(user) if way is send else api_client(user) for _ in range(10)]
    answers = []
    start = threading.Barrier(len(clients))

    def click(client):
        start.wait()
        answer = way(client, "a", "k")
        body = sorted(answer.json().items()) if answer.content else []
        answers.append((answer.status_code, answer.get("Location"), str(body)))
        connection.close()

    threads = [threading.Thread(target=click, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert PastPassword.objects.count() == 1
    assert len(answers) == 10
    assert len(set(answers)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_twin_does_the_deed_when_the_first_one_failed(user, monkeypatch):
    begun, calls = threading.Event(), []
    real = urls_once.deed

    def deed(*args):
        row = real(*args)
        calls.append(row.pk)
        if len(calls) == 1:
            begun.set()
            time.sleep(0.3)
            raise RuntimeError("the machine fell over")
        return row

    monkeypatch.setattr(urls_once, "deed", deed)
    clients = [page_client(user), page_client(user)]

    def first():
        send(clients[0], "a", "k")
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait()
    second = send(clients[1], "a", "k")
    thread.join()
    assert second.status_code == 302
    assert PastPassword.objects.count() == 1


def test_digest_looks_at_path_and_content():
    digests = {
        idempotency._digest("/a/", {"x": "1"}),
        idempotency._digest("/b/", {"x": "1"}),
        idempotency._digest("/a/", {"x": "2"}),
        idempotency._digest("/a/", {"x": 1}),
    }
    assert len(digests) == 4
