"""Every job against both servers, back to back, so that noise falls on both alike."""

from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench import meter
from bench.client import Answers, drive
from bench.cluster import Cluster, variables
from bench.jobs import JOBS, Facts, Job
from bench.serving import APPS, serving


@dataclass(frozen=True)
class Point:
    """One job on one server with so many connections."""

    app: str
    job: str
    connections: int
    requests: int
    failed: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    bytes: int
    server_us: float
    database_us: float
    statements: float
    elsewhere: float

    @property
    def cpu_us(self) -> float:
        return self.server_us + self.database_us


class Bench:
    def __init__(self, cluster: Cluster, address: str, facts: Facts, seconds: float):
        self.cluster, self.facts, self.seconds = cluster, facts, seconds
        self.address = address
        self.database = urlsplit(address).path.lstrip("/")
        self.seed = 0

    def all(self, connections: list[int]) -> list[Point]:
        found: list[Point] = []
        environ = variables(self.address)
        with ExitStack() as stack, psycopg.connect(self.address, autocommit=True) as watch:
            servers = {
                name: stack.enter_context(serving(app, environ)) for name, app in APPS.items()
            }
            for job in JOBS:
                for name, (_, port) in servers.items():
                    self.answers(job, port, 1.0, 8)
                    self.say_failures(name, job, self.answers(job, port, 0.3, 1))
                for count in connections:
                    for name, server in servers.items():
                        found.append(self.point(watch, name, server, job, count))
        return found

    def answers(self, job: Job, port: int, seconds: float, connections: int) -> Answers:
        self.seed += 1
        return drive(port, job.requests(self.facts, self.seed), seconds, connections)

    def say_failures(self, name: str, job: Job, answers: Answers) -> None:
        if answers.failed:
            print(f"{name} {job.name}：{answers.statuses}", flush=True)

    def point(
        self,
        watch: psycopg.Connection[Any],
        name: str,
        server: tuple[int, int],
        job: Job,
        connections: int,
    ) -> Point:
        pid, port = server
        counted = meter.statements(watch, self.database)
        before = meter.read(pid, self.cluster.pid)
        got = self.answers(job, port, self.seconds, connections)
        after = meter.read(pid, self.cluster.pid)
        counted = meter.statements(watch, self.database) - counted
        count = max(1, len(got.times))
        server_us = meter.spent(before.server, after.server)
        database_us = meter.spent(before.database, after.database)
        return Point(
            app=name,
            job=job.name,
            connections=connections,
            requests=len(got.times),
            failed=got.failed,
            per_second=len(got.times) / got.took,
            p50_ms=got.at(0.5),
            p95_ms=got.at(0.95),
            p99_ms=got.at(0.99),
            bytes=got.size // count,
            server_us=server_us / count,
            database_us=database_us / count,
            # The question for the number of statements is one itself.
            statements=max(0, counted - 1) / count,
            elsewhere=meter.busy_elsewhere(before, after, server_us + database_us),
        )


def as_rows(points: list[Point]) -> list[dict[str, Any]]:
    return [asdict(point) for point in points]
