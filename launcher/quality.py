"""make check, fix, schema and test: the same commands for everybody, versions from the dev lock."""

import difflib
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from launcher import browser, environment, fonts, handover, services
from launcher.paths import HOME, PYTHON, ROOT, VENV
from launcher.say import say

BIN = VENV / "bin"
SCHEMA = ROOT / "docs" / "api" / "openapi.yaml"
MANAGE = [str(PYTHON), "manage.py"]
SPECTACULAR = [*MANAGE, "spectacular", "--validate", "--fail-on-warn", "--file"]
MOST_WORKERS = 8

STEPS: dict[str, list[str]] = {
    "mypy": [str(BIN / "mypy"), "."],
    "ruff check": [str(BIN / "ruff"), "check", "--quiet", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint-imports": [str(BIN / "lint-imports")],
    "djlint lint": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "djlint format": [str(BIN / "djlint"), "templates", "--check", "--quiet"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "system check": [*MANAGE, "check", "--fail-level=WARNING"],
}
FIXES: list[list[str]] = [
    [str(BIN / "ruff"), "check", "--fix", "--quiet", "."],
    [str(BIN / "ruff"), "format", "--quiet", "."],
    [str(BIN / "djlint"), "templates", "--reformat", "--quiet"],
]


def variables(lease: services.Lease) -> dict[str, str]:
    return os.environ | lease.environment | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}


def check(_: Sequence[str]) -> int:
    """Everything that can be said without running the product; all of it, not up to the first."""
    environment.ensure("dev")
    lease = services.acquire()
    try:
        with ThreadPoolExecutor(max_workers=2) as pool:
            jobs = [pool.submit(step, name, STEPS[name], variables(lease)) for name in STEPS]
            jobs.append(pool.submit(schema_is_current, variables(lease)))
            passed = [job.result() for job in jobs]
    finally:
        lease.release()
    return 0 if all(passed) else 1


def step(name: str, command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """One line when it is well, everything it said when it is not."""
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return told(name, started, done.returncode == 0, done.stdout)


def told(name: str, started: float, passed: bool, output: str) -> bool:
    word = "通过" if passed else "未通过"
    line = f"{name:<14}{word}（{time.monotonic() - started:.1f}秒）"
    say(line if passed else f"{line}\n{output.rstrip()}")
    return passed


def schema_is_current(environ: Mapping[str, str]) -> bool:
    """The stored schema is what the code says, to the letter."""
    started = time.monotonic()
    fresh = HOME / "openapi.yaml"
    made = write_schema(fresh, environ)
    if made.returncode:
        return told("schema", started, False, made.stdout)
    stored = SCHEMA.read_text() if SCHEMA.exists() else ""
    lines = difflib.unified_diff(
        stored.splitlines(),
        fresh.read_text().splitlines(),
        "docs/api/openapi.yaml",
        "code",
        "",
        "",
        1,
    )
    difference = "\n".join([*lines][:60])
    hint = f"{difference}\n接口说明与代码不一致，请运行make schema并提交结果。"
    return told("schema", started, not difference, hint)


def write_schema(path: Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [*SPECTACULAR, str(path)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def schema(_: Sequence[str]) -> int:
    environment.ensure("dev")
    lease = services.acquire()
    try:
        made = write_schema(SCHEMA, variables(lease))
    finally:
        lease.release()
    if made.returncode:
        say(made.stdout.rstrip())
    return made.returncode


def fix(_: Sequence[str]) -> int:
    environment.ensure("dev")
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in FIXES]
    # djlint ends with 1 when it has changed something, which is what was asked for.
    return codes[0] or codes[1]


def test(arguments: Sequence[str]) -> int:
    """The whole suite, a worker for each core, a database for each worker."""
    environment.ensure("dev")
    fonts.ensure()
    os.environ["LIAISON_CHROMIUM"] = str(browser.ensure())
    workers = max(2, min(MOST_WORKERS, os.cpu_count() or 2))
    spread = ["-n", str(workers), "--dist", "worksteal"]
    return handover.run([str(PYTHON), "-m", "pytest", *spread, *arguments], os.environ)


def bench(arguments: Sequence[str]) -> int:
    """The measuring programs of `bench/`, on the embedded servers or on those that are named."""
    environment.ensure("dev")
    return handover.with_servers([str(PYTHON), "-m", "bench", *arguments])
