"""What a request costs: CPU of the server and of its database sessions, read from /proc."""

import http.client
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg

TICK_US = 1_000_000 // os.sysconf("SC_CLK_TCK")
Request = tuple[str, str, bytes | None, dict[str, str]]


@dataclass(frozen=True)
class Result:
    requests: int
    failed: int
    per_second: float
    p50_ms: float
    p95_ms: float
    server_us: float
    database_us: float

    @property
    def cpu_us(self) -> float:
        return self.server_us + self.database_us


def ticks(pid: int) -> int:
    """User and system time of one process; 0 if it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    fields = text[text.rindex(")") + 2 :].split()
    return int(fields[11]) + int(fields[12])


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def sessions(url: str) -> list[int]:
    """The database's processes that serve this database, without the one that asks."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchall()
    return [pid for (pid,) in rows]


def total(pids: Iterable[int]) -> dict[int, int]:
    return {pid: ticks(pid) for pid in pids}


def spent(before: dict[int, int], after: dict[int, int]) -> int:
    return sum(value - before.get(pid, 0) for pid, value in after.items())


def measure(
    server: int, url: str, port: int, make: Callable[[int], Request], seconds: float, clients: int
) -> Result:
    """Keep `clients` connections busy; a warm-up of a quarter of the time is not counted."""
    drive(port, make, seconds / 4, clients, 0)
    server_before, database_before = total(family(server)), total(sessions(url))
    started = time.monotonic()
    times, failed = drive(port, make, seconds, clients, 1_000_000)
    took = time.monotonic() - started
    server_ticks = spent(server_before, total(family(server)))
    database_ticks = spent(database_before, total(sessions(url)))
    count = max(1, len(times))
    times.sort()
    return Result(
        requests=len(times),
        failed=failed,
        per_second=len(times) / took,
        p50_ms=statistics.median(times or [0.0]) * 1000,
        p95_ms=(times or [0.0])[int(len(times) * 0.95)] * 1000 if times else 0.0,
        server_us=server_ticks * TICK_US / count,
        database_us=database_ticks * TICK_US / count,
    )


def drive(
    port: int, make: Callable[[int], Request], seconds: float, clients: int, offset: int
) -> tuple[list[float], int]:
    """Requests one after another on each connection; every client has numbers of its own."""
    times: list[float] = []
    failures: list[int] = []
    end = time.monotonic() + seconds

    def one(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        index = offset + number * 100_000
        while time.monotonic() < end:
            method, path, body, headers = make(index)
            index += 1
            begun = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - begun)
            if answer.status >= 400:
                failures.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(failures)
