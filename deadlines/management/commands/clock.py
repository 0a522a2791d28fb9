"""manage.py clock: covers for a dead beat, a dead worker or an empty broker.

It counts on monotonic time only, so a wall clock that is put back does not silence it. It runs
the same jobs that beat schedules, in this process, when nobody has run them for two intervals.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection

from audit import chain
from core.clock import now
from deadlines import services, sweep
from deadlines.models import Heartbeat
from notifications.services import deliver_all

log = logging.getLogger(__name__)

TICK = 15.0
BATCHES = 20


@dataclass
class Job:
    """`sign` tells when somebody else ran it last; without one it simply runs every two intervals.

    Every job may be run twice at once or twice in a row: leases, keys and locks see to that.
    """

    name: str
    interval: float
    run: Callable[[], object]
    sign: Callable[[], object] | None = None
    seen: object = None
    quiet_since: float | None = field(default=None)


def last_sweep() -> object:
    return Heartbeat.objects.filter(name=sweep.HEARTBEAT).values_list("at", flat=True).first()


def jobs() -> list[Job]:
    """The same as in the beat's schedule, with its intervals in seconds."""
    return [
        Job("sweep", 3600, lambda: sweep.run(now()), last_sweep),
        Job("deliver", 30, lambda: deliver_all(BATCHES)),
        Job("seal", 60, chain.seal),
    ]


class Clock:
    def __init__(self, monotonic: Callable[[], float] = time.monotonic):
        self.monotonic = monotonic
        self.jobs = jobs()

    def tick(self) -> list[str]:
        """One look at everything; a database that is away is waited for, not died of."""
        try:
            services.beat("clock")
            return [job.name for job in self.jobs if self.look(job)]
        except Error as problem:
            log.warning("clock waits for the database: %s", problem)
            connection.close()
            return []

    def look(self, job: Job) -> bool:
        """Whether the job had to be run here. A new process starts by running what has no sign."""
        moment = self.monotonic()
        sign = job.sign() if job.sign else None
        if sign is not None and sign != job.seen:
            job.seen, job.quiet_since = sign, moment
            return False
        if job.quiet_since is not None and moment - job.quiet_since < 2 * job.interval:
            return False
        job.run()
        job.seen = job.sign() if job.sign else None
        job.quiet_since = moment
        return True


class Command(BaseCommand):
    help = "备用时钟：定时任务或后台任务停了，由它补上提醒、投递和审计封存。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tick", type=float, default=TICK, help="几秒看一次")

    def handle(self, *args: Any, **options: Any) -> None:
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        clock = Clock()
        while not ended.is_set():
            covered = clock.tick()
            if "sweep" in covered:
                log.warning("clock ran the sweep because nobody else had")
            ended.wait(options["tick"])
