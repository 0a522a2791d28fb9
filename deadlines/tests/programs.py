"""Real processes against the test's own database and broker, and a mail server to watch."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every letter, slowly, and remembers its number and its reader."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, delay: float):
        super().__init__(("127.0.0.1", 0), Session)
        self.delay = delay
        self.letters: list[tuple[str, str]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        try:
            self.talk()
        except OSError:
            return  # the sender was killed

    def talk(self) -> None:
        self.say("220 test")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        lines = []
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                break
            lines.append(line)
        else:
            return
        letter = BytesParser().parsebytes(b"".join(lines))
        server = self.server
        assert isinstance(server, MailServer)
        server.letters.append((letter["Message-ID"], letter["To"]))
        time.sleep(server.delay)
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(delay: float = 0.02) -> Iterator[MailServer]:
    with MailServer(delay) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def environment(home: Path, mail_port: int = 1) -> dict[str, str]:
    """The settings of a real installation, on the database of this very test."""
    address = urlsplit(os.environ["DATABASE_URL"])
    database = address._replace(path="/" + str(connection.settings_dict["NAME"])).geturl()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database,
        "REDIS_URL": settings.REDIS_URL,
        "LIAISON_HOME": str(home),
        "LIAISON_SECRET_KEY": "x" * 50,
        "LIAISON_MAIL_HOST": "127.0.0.1",
        "LIAISON_MAIL_PORT": str(mail_port),
    }


@contextmanager
def program(variables: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process group of its own, gone at the end whatever happened."""
    process = subprocess.Popen(  # noqa: S603 - arguments of the tests' own making
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=variables,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def worker(variables: dict[str, str]) -> "contextmanager[subprocess.Popen[bytes]]":
    options = ("--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat")
    return program(variables, "-m", "celery", "-A", "config", "worker", *options)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of the parent and all its children at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(what: Callable[[], object], seconds: float = 40) -> None:
    limit = time.monotonic() + seconds
    while not what():
        if time.monotonic() > limit:
            raise AssertionError("it did not happen in time")
        time.sleep(0.05)
