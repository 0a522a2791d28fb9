"""Heartbeats: when each trigger last did its work, so that a silent one is seen."""

import datetime as dt
from dataclasses import dataclass

from core.clock import now
from deadlines.models import Heartbeat

# Seconds of silence after which a trigger counts as dead: three missed beats.
LIMITS = {"beat": 3 * 30, "clock": 3 * 15, "sweep": 3 * 3600}


@dataclass(frozen=True)
class Pulse:
    name: str
    at: dt.datetime | None
    age: int | None
    alive: bool


def beat(name: str, note: str = "", at: dt.datetime | None = None) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at or now(), "note": note})


def pulses() -> list[Pulse]:
    """Of every trigger that should be beating, also of one that never did."""
    found = {row.name: row.at for row in Heartbeat.objects.all()}
    return [_pulse(name, found.get(name), limit) for name, limit in LIMITS.items()]


def _pulse(name: str, at: dt.datetime | None, limit: int) -> Pulse:
    if at is None:
        return Pulse(name, None, None, alive=False)
    age = int((now() - at).total_seconds())
    return Pulse(name, at, age, alive=abs(age) <= limit)
