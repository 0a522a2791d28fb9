"""The second trigger: on monotonic time, after two silent intervals, through restarts."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from core.clock import now
from deadlines import services, sweep
from deadlines.management.commands.clock import Clock
from deadlines.models import Heartbeat
from deadlines.tests.conftest import at
from notifications.models import Notification


class Seconds:
    """A monotonic clock that a test turns."""

    def __init__(self) -> None:
        self.value = 1000.0

    def __call__(self) -> float:
        return self.value


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_a_new_clock_runs_what_nobody_has_run(years, seconds):
    assert Clock(seconds).tick() == ["sweep", "deliver", "seal"]
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"clock", "sweep"}


def test_while_others_sweep_it_keeps_still(years, seconds):
    services.beat("sweep", "2026-04-07")
    clock = Clock(seconds)
    for _ in range(6):
        assert "sweep" not in clock.tick()
        seconds.value += 3600
        services.beat("sweep", "2026-04-07")


def test_after_two_silent_intervals_it_sweeps(years, seconds):
    services.beat("sweep", "2026-04-07")
    clock = Clock(seconds)
    clock.tick()
    seconds.value += 7199
    assert "sweep" not in clock.tick()
    seconds.value += 1
    assert "sweep" in clock.tick()
    seconds.value += 3600
    assert "sweep" not in clock.tick()


def test_it_delivers_and_seals_every_two_intervals(years, seconds):
    clock = Clock(seconds)
    clock.tick()
    seconds.value += 59
    assert clock.tick() == []
    seconds.value += 1
    assert clock.tick() == ["deliver"]
    seconds.value += 60
    assert clock.tick() == ["deliver", "seal"]


def test_a_wall_clock_put_back_does_not_silence_it(owe, county, seconds):
    county.seat("unit")
    owe()
    with time_machine.travel(at("2026-04-17", "12:00"), tick=False) as wall:
        clock = Clock(seconds)
        clock.tick()
        assert Notification.objects.count() == 1
        owe(ref="2")
        wall.move_to(at("2026-04-17", "09:00"))  # three hours back; beat would now wait
        seconds.value += 7200
        assert "sweep" in clock.tick()
        assert Notification.objects.count() == 2
        assert Heartbeat.objects.get(pk="sweep").at == at("2026-04-17", "09:00")


def test_a_heartbeat_in_the_future_counts_only_when_it_moves(years, seconds):
    services.beat("sweep", at=now() + dt.timedelta(hours=3))
    clock = Clock(seconds)
    clock.tick()
    seconds.value += 7200
    assert "sweep" in clock.tick()


@pytest.mark.django_db(transaction=True)
def test_it_survives_a_restart_of_the_database(years, seconds):
    clock = Clock(seconds)
    clock.tick()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
    other.close()
    seconds.value += 7200
    assert clock.tick() == []
    assert clock.tick() == ["sweep", "deliver", "seal"]


def test_heartbeats_tell_who_is_silent(years):
    services.beat("beat")
    services.beat("clock", at=now() - dt.timedelta(minutes=5))
    alive = {pulse.name: pulse.alive for pulse in services.pulses()}
    assert alive == {"beat": True, "clock": False, "sweep": False}
    sweep.run(now())
    assert {p.name: p.alive for p in services.pulses()}["sweep"]
