"""Starts the product and the floor in the same server with the same number of workers."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.cluster import FOLDER
from launcher.machine import free_port
from launcher.paths import ROOT, VENV

APPS = {"floor": "bench.floor:application", "product": "config.wsgi:application"}
WORKERS = 2


@contextmanager
def serving(app: str, environ: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Yields its pid and port."""
    port = free_port()
    command = [str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "1"]
    with (FOLDER / "server.log").open("ab") as log:
        process = subprocess.Popen([*command, app], cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        wait_for(port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(900):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/", timeout=30).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise SystemExit(f"服务没有启动，日志：{FOLDER / 'server.log'}")
