"""A worker killed in mid-flight and a broker emptied: nothing lost, nothing doubled."""

import datetime as dt
import signal

import pytest
import redis
from celery import current_app
from django.db import connection

from deadlines import sweep
from deadlines.models import Heartbeat
from deadlines.tests.conftest import at
from deadlines.tests.programs import environment, kill, mail_server, program, wait_for, worker
from liaison.tests.factories import make_seat
from notifications.models import Delivery, Notification, Preference

DUTIES = 120
WORKERS = 2  # processes of one worker, each in the middle of one letter when it is killed


def empty_broker(settings) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        server.flushdb()


def left() -> int:
    return Delivery.objects.exclude(state="sent").count()


@pytest.mark.django_db(transaction=True)
def test_killed_worker_and_flushed_broker(owe, county, settings, tmp_path):
    user = make_seat("unit", county.departments[0]).user
    user.email = "handler@example.cn"
    user.save()
    Preference.objects.create(user=user, mail=True)
    for number in range(DUTIES):
        owe(ref=str(number), label=f"第{number:04d}号")
    empty_broker(settings)
    assert sweep.run(at("2026-04-17")) == DUTIES
    with mail_server(0.03) as post:
        variables = environment(tmp_path, post.port)
        with worker(variables) as first:
            for _ in range(WORKERS):
                current_app.send_task("notifications.tasks.deliver")
            wait_for(lambda: len(post.letters) >= 20)
            kill(first)
        empty_broker(settings)
        assert 0 < left() < DUTIES
        assert sweep.run(at("2026-04-17", "10:00")) == 0
        # The dead worker's leases run out after five minutes, which we do not wait for.
        Delivery.objects.exclude(leased_until=None).update(
            leased_until=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        )
        # No beat, no worker, an empty broker: the clock alone carries on.
        with program(variables, "manage.py", "clock", "--tick", "0.5") as clock:
            wait_for(lambda: left() == 0)
            clock.send_signal(signal.SIGTERM)
            assert clock.wait(10) == 0
        assert Heartbeat.objects.filter(name="clock").exists()
        numbers = [number for number, _ in post.letters]
    assert len(set(numbers)) == DUTIES
    assert len(numbers) - len(set(numbers)) <= WORKERS
    assert Notification.objects.count() == DUTIES
    connection.close()
