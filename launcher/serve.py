"""make run: from nothing to the first page, then everything in the foreground until Ctrl-C."""

import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from launcher import environment, fonts, prepared, services
from launcher.children import Child, Family
from launcher.paths import HOME, PYTHON, ROOT, VENV, private_folder
from launcher.say import CannotGoOn, say

WEB_WORKERS = 2
WEB_THREADS = 4
FIRST_PAGE_SECONDS = 60
DEMO_PASSWORD = "liaison-demo"  # noqa: S105 - printed on purpose, refused outside demo mode
DEMO_ROLES = {
    "clerk": "联络员",
    "deputy": "代表",
    "office": "代工委",
    "leader": "常委会领导",
    "unit": "承办单位",
    "govoffice": "政府督查室",
    "presidium": "乡镇主席团",
    "committee": "专门委员会",
    "admin": "系统管理员",
}


def is_demo() -> bool:
    return os.environ.get("LIAISON_DEMO", "1").strip().lower() in ("1", "true", "yes", "on")


def main() -> int:
    """Set up what is missing, start all, print where to go, keep it alive."""
    port = wanted_port()
    environment.ensure("run")
    family = Family()
    family.end_on_signals()
    lease = services.acquire()
    try:
        variables = child_environment(lease.environment, port)
        prepare(variables, family)
        if family.ending:
            return 0
        return keep_running(family, variables, port)
    finally:
        family.end()
        lease.release()
        say("已全部停止。")


def wanted_port() -> int:
    """A port that is taken is told before anything is set up."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotGoOn(f"PORT应是1到65535之间的数字，现在是“{text}”。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as problem:
            raise CannotGoOn(
                f"端口{text}不能使用（{problem.strerror}）。请换一个，例如：make run PORT=8001"
            ) from problem
    return int(text)


def child_environment(addresses: Mapping[str, str], port: int) -> dict[str, str]:
    variables = os.environ | addresses
    variables.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    variables.setdefault("LIAISON_URL", f"http://127.0.0.1:{port}")
    variables["LIAISON_DEMO"] = "1" if is_demo() else "0"
    variables["PYTHONUNBUFFERED"] = "1"
    return variables


def prepare(variables: Mapping[str, str], family: Family) -> None:
    """Skipped by a stamp when neither migrations nor static files have changed."""
    if prepared.is_current():
        return
    command = [str(PYTHON), "-m", "launcher.prepare", *(["--demo"] if is_demo() else [])]
    process = subprocess.Popen(command, cwd=ROOT, env=variables, process_group=0)
    attend(process, family)
    if family.ending:
        return
    if process.returncode:
        raise CannotGoOn("准备没有完成，原因见上。")
    prepared.remember()


def attend(process: subprocess.Popen[Any], family: Family) -> None:
    """Wait for a passing program, but not longer than the person at the terminal wants."""
    while process.poll() is None:
        if family.ending:
            process.terminate()
        time.sleep(0.05)


def keep_running(family: Family, variables: Mapping[str, str], port: int) -> int:
    """The page first, then what works behind it: on two cores that halves the wait."""
    family.add(web(variables, port))
    started = time.monotonic()
    if not family.watch(lambda: answers(port) or time.monotonic() - started > FIRST_PAGE_SECONDS):
        return 1
    if family.ending:
        return 0
    for child in behind(variables):
        family.add(child)
    # Behind the first page: nobody waits for a typeface before the first PDF.
    threading.Thread(target=fonts.ensure_if_possible, daemon=True).start()
    greet(port, variables, family)
    return 0 if family.watch() else 1


def web(variables: Mapping[str, str], port: int) -> Child:
    options = {
        "--interface": "wsgi",
        "--host": os.environ.get("LIAISON_BIND") or "127.0.0.1",
        "--port": str(port),
        "--workers": str(WEB_WORKERS),
        "--blocking-threads": str(WEB_THREADS),
    }
    flags = [part for pair in options.items() for part in pair]
    command = [str(VENV / "bin" / "granian"), *flags, "config.wsgi:application"]
    return Child("web", "网页服务", command, variables)


def behind(variables: Mapping[str, str]) -> list[Child]:
    """Worker, beat, and the clock that covers for a dead beat."""
    celery = [str(VENV / "bin" / "celery"), "-A", "config"]
    schedule = private_folder(HOME / "beat") / "schedule"
    worker = [*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", f"--schedule={schedule}", "--pidfile="]
    clock = [str(PYTHON), str(ROOT / "manage.py"), "clock"]
    return [
        Child("worker", "后台任务", [*worker, "--loglevel=INFO"], variables),
        Child("beat", "定时任务", [*beat, "--loglevel=INFO"], variables),
        Child("clock", "备用时钟", clock, variables),
    ]


def answers(port: int) -> bool:
    """Whether the first page comes; a refusal counts as an answer, a server error does not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            return True
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except OSError:
        return False


def greet(port: int, variables: Mapping[str, str], family: Family) -> None:
    address = f"http://127.0.0.1:{port}/"
    say("")
    if is_demo():
        say(f"打开 {address}")
        say(f"演示账号（密码都是{DEMO_PASSWORD}，登录页上也可以一键进入）：")
        for name, label in DEMO_ROLES.items():
            say(f"  {name:<10} {label}")
    else:
        told = about_first_administrator(variables, family)
        say(f"打开 {address}setup/\n{told}" if told else f"打开 {address}")
    say("按Ctrl-C结束。")


def about_first_administrator(variables: Mapping[str, str], family: Family) -> str:
    """The code and how to use it, in the product's words; empty once there is an account."""
    command = [str(PYTHON), str(ROOT / "manage.py"), "setup_code"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        process_group=0,
    )
    attend(process, family)
    return process.communicate()[0].strip() if process.returncode == 0 else ""
