"""The embedded PostgreSQL: one cluster in our folder, reached over loopback with a password."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import binaries, lowered, machine
from launcher.paths import HOME, LOGS, kept_secret, private_folder
from launcher.say import CannotGoOn, say

LINK = HOME / "pg"
START_SECONDS = 60
STOP_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A server that answers, whoever started it."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        return (
            f"postgresql://liaison:{kept_secret('postgres.password')}@127.0.0.1:{self.port}/liaison"
        )


def running() -> Running | None:
    """The server of our folder, if it is up and takes connections."""
    lines = pid_file_lines()
    if len(lines) < 8 or lines[7].strip() != "ready" or not is_server(int(lines[0])):
        return None
    return Running(pid=int(lines[0]), port=int(lines[3]))


def pid_file_lines() -> list[str]:
    try:
        return (LINK / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def is_server(pid: int) -> bool:
    """Whether this process is the server of our folder, not a stranger who got its number."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    here = Path(f"/proc/{pid}")
    if here.exists():
        try:
            return (here / "cwd").resolve() == LINK.resolve()
        except OSError:
            return False
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in shown.stdout


def start() -> Running:
    """Make the data folder if need be, start the server and wait until it takes connections."""
    found = running()
    if found:
        return found
    account = lowered.choose(LINK)
    install = lowered.within_reach(binaries.find(LINK), account)
    if not (LINK / "PG_VERSION").exists():
        create(account, install)
    elif account.popen:
        move_within_reach(account)
    # PostgreSQL refuses a folder that others may read, as a copied or shared one often is.
    LINK.resolve().chmod(0o700)
    name_ourselves_in_stale_pid_file()
    port = machine.free_port()
    process = launch(account, install, port)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = running()
        if found:
            machine.let_live(process)
            return found
        if process.poll() is not None:
            break
        time.sleep(0.02)
    process.terminate()
    raise CannotGoOn(f"数据库没有启动成功，最后的日志（{LOGS / 'postgres.log'}）：\n{last_lines()}")


def last_lines() -> str:
    try:
        return "\n".join((LOGS / "postgres.log").read_text(errors="replace").splitlines()[-15:])
    except OSError:
        return ""


def launch(account: lowered.Account, install: Path, port: int) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches its users first."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "shared_buffers": f"{buffers_mb()}MB",
        "effective_cache_size": f"{machine.memory_mb() // 2}MB",
        "max_connections": "200",
        "jit": "off",
        "log_timezone": "Asia/Shanghai",
        "logging_collector": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = account.command(install / "bin/postgres", "-D", str(LINK.resolve()), *options)
    private_folder(LOGS)
    with (LOGS / "postgres.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=clean_environment(),
            **account.popen,
        )


def create(account: lowered.Account, install: Path) -> None:
    """A new cluster that knows Chinese letters (C.UTF-8), one role, one password, loopback only."""
    say("正在建立数据库……")
    fresh = account.base / "pg.new"
    subprocess.run(["rm", "-rf", str(fresh)], check=True)
    fresh.mkdir(mode=0o700)
    lowered.own(fresh, account)
    initdb = account.command(install / "bin/initdb", "-D", str(fresh), "-U", "liaison")
    options = ["--locale=C.UTF-8", "-E", "UTF8", "--auth=reject", "--no-instructions"]
    run([*initdb, *options], account)
    password = kept_secret("postgres.password")
    single = account.command(install / "bin/postgres", "--single", "-D", str(fresh), "template1")
    run(single, account, f"ALTER ROLE liaison PASSWORD '{password}'\nCREATE DATABASE liaison\n")
    (fresh / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
    settle(fresh, account)


def settle(fresh: Path, account: lowered.Account) -> None:
    """Only a finished cluster gets the real name, so that an interrupted start leaves no ruin."""
    final = account.base / "pg"
    fresh.rename(final)
    if final != LINK:
        LINK.unlink(missing_ok=True)
        LINK.symlink_to(final)


def move_within_reach(account: lowered.Account) -> None:
    """Data made in a namespace, on a machine that no longer allows one."""
    real = LINK.resolve()
    if real.stat().st_uid == 0 and real.parent != account.base:
        say(f"正在把数据库移到{account.base}……")
        subprocess.run(["mv", str(real), str(account.base / "pg")], check=True)
        LINK.unlink(missing_ok=True)
        LINK.symlink_to(account.base / "pg")
    lowered.own(LINK.resolve(), account)


def run(command: list[str], account: lowered.Account, text: str = "") -> None:
    """A preparing step; what it printed is shown only if it failed."""
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
        **account.popen,
    )
    if done.returncode:
        raise CannotGoOn(f"数据库没有建成：\n{done.stderr.strip() or done.stdout.strip()}")


def clean_environment() -> dict[str, str]:
    """Without PG* variables, which would speak to another server, and without odd locales."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def name_ourselves_in_stale_pid_file() -> None:
    """After a crash the number in the file may belong to a stranger, and PostgreSQL would wait.

    Its parent's number is the one live number that it takes for stale; the rest of the file stays,
    because PostgreSQL checks by it that no orphan of the crashed server is left.
    """
    lines = pid_file_lines()
    if not lines or (lines[0].strip().isdigit() and is_server(int(lines[0]))):
        return
    with (LINK / "postmaster.pid").open("r+") as file:
        file.write("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        file.truncate()


def stop() -> None:
    """Fast shutdown: sessions end, nothing is lost."""
    lines = pid_file_lines()
    if not lines or not lines[0].strip().isdigit() or not is_server(int(lines[0])):
        return
    pid = int(lines[0])
    for sent in (signal.SIGINT, signal.SIGQUIT):
        os.kill(pid, sent)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            reap(pid)
            if not is_server(pid):
                return
            time.sleep(0.02)


def reap(pid: int) -> None:
    """Collect the server if it was our own child; an ended child still looks alive until then."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def buffers_mb() -> int:
    """A sixteenth of the machine, within what a laptop bears and a county needs."""
    return max(64, min(1024, machine.memory_mb() // 16))
