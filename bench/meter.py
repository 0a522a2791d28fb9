"""What a request costs: CPU of the server and of PostgreSQL from /proc, statements of the database.

CPU a request is what can be compared on a machine that others use as well; latency cannot.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")
# Transaction control is no question to the database, nor are its own checks of foreign keys,
# which run at COMMIT and look as if somebody had asked.
STATEMENTS = r"""
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s
JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = %s
AND query !~* '^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|SELECT [$0-9]+ FROM ONLY)'
"""


@dataclass(frozen=True)
class Reading:
    server: dict[int, int]
    database: dict[int, int]
    machine: tuple[int, int]


def read(server: int, postmaster: int) -> Reading:
    parents = processes()
    return Reading(
        {pid: ticks for pid, (_, ticks) in parents.items() if below(pid, server, parents)},
        {pid: ticks for pid, (_, ticks) in parents.items() if below(pid, postmaster, parents)},
        whole_machine(),
    )


def processes() -> dict[int, tuple[int, int]]:
    """Parent and CPU ticks of every process that we may see."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            text = (entry / "stat").read_text()
        except OSError:
            continue
        fields = text[text.rindex(")") + 2 :].split()
        found[int(entry.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    return found


def below(pid: int, ancestor: int, parents: dict[int, tuple[int, int]]) -> bool:
    while pid in parents:
        if pid == ancestor:
            return True
        pid = parents[pid][0]
    return False


def whole_machine() -> tuple[int, int]:
    fields = [int(value) for value in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return sum(fields), fields[3] + fields[4]


def spent(before: dict[int, int], after: dict[int, int]) -> float:
    return sum(ticks - before.get(pid, 0) for pid, ticks in after.items()) * TICK_US


def busy_elsewhere(before: Reading, after: Reading, own_us: float) -> float:
    """Which part of the machine others took meanwhile: above a tenth, latency says little."""
    total = after.machine[0] - before.machine[0]
    idle = after.machine[1] - before.machine[1]
    return max(0.0, (total - idle - own_us / TICK_US) / max(1, total))


def statements(connection: psycopg.Connection[Any], database: str) -> int:
    found = connection.execute(STATEMENTS, [database]).fetchone()
    return int(found[0]) if found else 0
