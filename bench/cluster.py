"""A PostgreSQL of the bench's own: the product's data is not touched, and its CPU is ours alone.

The buffers fit the machine; everything else is as `make run` starts it, with full durability.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from launcher import binaries, lowered, machine, postgres
from launcher.paths import HOME, kept_secret, private_folder

FOLDER = HOME / "bench"
DATA = FOLDER / "pg"


@dataclass(frozen=True)
class Cluster:
    pid: int
    port: int
    install: Path

    def address(self, database: str) -> str:
        secret = kept_secret("postgres.password")
        return f"postgresql://liaison:{secret}@127.0.0.1:{self.port}/{database}"


@contextmanager
def running() -> Iterator[Cluster]:
    """Start it, made anew if need be; it ends with the bench."""
    private_folder(FOLDER)
    account = lowered.choose(DATA)
    install = lowered.within_reach(binaries.find(DATA), account)
    place = account.base / "bench-pg" if account.popen else DATA
    if not (place / "PG_VERSION").exists():
        create(account, install, place)
    port = machine.free_port()
    options = [part for item in settings(port).items() for part in ("-c", "=".join(item))]
    command = account.command(install / "bin/postgres", "-D", str(place), *options)
    with (FOLDER / "postgres.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, **account.popen
        )
    cluster = Cluster(process.pid, port, install)
    try:
        wait(cluster, process)
        yield cluster
    finally:
        process.terminate()
        process.wait()


def settings(port: int) -> dict[str, str]:
    memory = machine.memory_mb()
    return {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "shared_buffers": f"{max(64, min(6144, memory // 4))}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": f"{max(64, min(1024, memory // 16))}MB",
        "max_wal_size": "8GB",
        "max_connections": "60",
        "jit": "off",
        "shared_preload_libraries": "pg_stat_statements",
        "pg_stat_statements.track": "top",
        "logging_collector": "off",
    }


def create(account: lowered.Account, install: Path, place: Path) -> None:
    """Reached over loopback with a password, like the product's own."""
    place.mkdir(mode=0o700, exist_ok=True)
    lowered.own(place, account)
    initdb = account.command(install / "bin/initdb", "-D", str(place), "-U", "liaison")
    options = ["--locale=C.UTF-8", "-E", "UTF8", "--auth=reject", "--no-instructions"]
    postgres.run([*initdb, *options], account)
    single = account.command(install / "bin/postgres", "--single", "-D", str(place), "template1")
    password = kept_secret("postgres.password")
    postgres.run(single, account, f"ALTER ROLE liaison PASSWORD '{password}'\n")
    (place / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")


def wait(cluster: Cluster, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            psycopg.connect(cluster.address("postgres")).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"数据库没有启动，日志：{FOLDER / 'postgres.log'}")


def variables(address: str) -> dict[str, str]:
    """The product as an office runs it: its own settings, no demo sign-ins."""
    own = {"DATABASE_URL": address, "LIAISON_DEMO": "0"}
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
