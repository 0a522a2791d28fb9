"""make bench: loads, measures and prints; ratios are to the floor of the same run."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench import report, typed
from bench.cluster import FOLDER, Cluster, running, variables
from bench.jobs import Facts
from bench.measuring import Bench, as_rows
from launcher.machine import memory_mb
from launcher.paths import ROOT


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    options = read_options()
    runs = []
    with running() as cluster:
        for rows in options.rows:
            runs.append(one_size(cluster, rows, options))
    for smaller, larger in [] if options.desk else pairwise(runs):
        print(f"\n{report.growth(smaller, larger)}")
    print(f"\n结果存于{keep(runs)}")
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "--rows",
        type=lambda text: [int(part) for part in text.replace("_", "").split(",")],
        default=os.environ.get("SCALE") or "100000",
        help="suggestions to load, several sizes by commas: 100000,1000000",
    )
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("SECONDS_EACH") or 3))
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--fresh", action="store_true", default=bool(os.environ.get("FRESH")))
    parser.add_argument("--desk", action="store_true", default=bool(os.environ.get("DESK")))
    return parser.parse_args()


def one_size(cluster: Cluster, rows: int, options: argparse.Namespace) -> dict[str, Any]:
    address, facts = loaded(cluster, rows, fresh=options.fresh)
    print(f"\n{report.loading(facts)}\n")
    inside(address, "upgrade")
    warm(address)
    desk = typed.report(address, inside(address, "desk"))
    print(f"{desk}\n")
    if options.desk:
        return {"rows": rows, "desk": desk, "points": []}
    points = Bench(cluster, address, facts, options.seconds).all(options.connections)
    print(report.requests(points))
    clock = json.loads(inside(address, "clock"))
    print(f"\n{report.sweeping(clock)}")
    rate = pgbench(cluster, address, facts, options.seconds)
    print(rate)
    return {
        "rows": rows,
        "desk": desk,
        "points": as_rows(points),
        "sweep": clock,
        "pgbench": rate,
        "loading": {name: facts[name] for name in ("seconds", "copy_seconds", "sizes")},
    }


def loaded(cluster: Cluster, rows: int, *, fresh: bool) -> tuple[str, Facts]:
    """A database of its own for each size, kept for the next time."""
    name = f"liaison_bench_{rows}"
    address, kept = cluster.address(name), FOLDER / f"{name}.json"
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        there = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if there and kept.exists() and not fresh:
            return address, json.loads(kept.read_text())
        kept.unlink(missing_ok=True)
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    say(f"正在装入{rows:,}件建议……")
    text = inside(address, "fill", str(rows))
    private = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(private, "w") as file:
        file.write(text)
    return address, json.loads(text)


def inside(address: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", *arguments],
        cwd=ROOT,
        env=variables(address),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def warm(address: str) -> None:
    """What earlier runs wrote is settled, so that it does not fall into the measurement."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def pgbench(cluster: Cluster, address: str, facts: Facts, seconds: float) -> str:
    """What the database alone can do: the office's list, prepared, two sessions."""
    program = cluster.install / "bin/pgbench"
    if not program.exists():
        return "本机没有pgbench，未测数据库本身。"
    numbers = facts["congresses"]
    script = FOLDER / "list.sql"
    # The congresses' ids are evenly spaced, as they were made one after another.
    step = numbers[1] - numbers[0]
    script.write_text(
        f"\\set congress {numbers[0]} + {step} * random(0, {len(numbers) - 1})\n"
        "SELECT s.id, s.number, s.title, s.state, s.due_on, d.name FROM suggestions_suggestion s\n"
        "JOIN liaison_deputy d ON d.id = s.lead_id\n"
        "WHERE s.congress_id = :congress AND s.submitted_on IS NOT NULL\n"
        "ORDER BY s.id DESC LIMIT 21;\n"
    )
    command = [str(program), "-n", "-M", "prepared", "-c", "2", "-T", f"{max(1, round(seconds))}"]
    done = subprocess.run(
        [*command, "-f", str(script), address], capture_output=True, text=True, check=False
    )
    found = [text for text in done.stdout.splitlines() if text.startswith("tps")]
    return f"pgbench，只有数据库的列表：{found[0] if found else done.stderr.strip()}"


def keep(runs: list[dict[str, Any]]) -> Path:
    now = datetime.now().astimezone()
    path = FOLDER / f"{now:%Y%m%d-%H%M%S}.json"
    about = {"at": now.isoformat(), "cores": os.cpu_count(), "memory_mb": memory_mb()}
    path.write_text(json.dumps({"machine": about, "runs": runs}, ensure_ascii=False, indent=1))
    return path


if __name__ == "__main__":
    # Whoever ends us ends the servers with us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    code = main()
    say(f"共用{time.monotonic() - started:.0f}秒。")
    sys.exit(code)
