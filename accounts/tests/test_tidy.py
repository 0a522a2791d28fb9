"""Nightly: what has run out is forgotten, what still counts stays."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import IdempotencyKey, User
from accounts.services import KEY_LIFETIME, tidy

pytestmark = pytest.mark.django_db


def test_ended_sessions_and_old_keys_are_forgotten():
    now = timezone.now()
    for name, days in (("ended", -1), ("running", 1)):
        Session.objects.create(
            session_key=name, session_data="", expire_date=now + dt.timedelta(days=days)
        )
    user = User.objects.create(login="someone", name="郭晓兰")
    for key, age in (("old", KEY_LIFETIME + dt.timedelta(days=1)), ("new", dt.timedelta())):
        row = IdempotencyKey.objects.create(user=user, key=key, body_hash="0")
        IdempotencyKey.objects.filter(pk=row.pk).update(created_at=now - age)

    tidy()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]
