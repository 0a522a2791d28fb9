"""Programs that belong together: a dead one is noticed and started again; all end together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.paths import LOGS, ROOT, private_folder
from launcher.say import say

QUICK_SECONDS = 20
QUICK_DEATHS = 3
END_SECONDS = 15
PR_SET_PDEATHSIG = 1


def end_with_the_launcher() -> None:
    """On Linux the kernel ends a child whose launcher was killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program with its log; `label` is what the person at the terminal calls it."""

    name: str
    label: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    due: float = 0.0

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def start(self) -> None:
        """In a process group of its own, so that what it leaves behind can be ended with it."""
        private_folder(LOGS)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=end_with_the_launcher,
            )
        self.started = time.monotonic()
        self.due = 0.0

    def send(self, number: signal.Signals, *, group: bool = False) -> None:
        """To the program, or to all that it has started."""
        if self.process is None:
            return
        try:
            if group:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)
        except (ProcessLookupError, PermissionError):
            return

    def last_lines(self, count: int = 20) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])
        except OSError:
            return ""


@dataclass
class Family:
    """Keeps its children alive until it is told to end."""

    children: list[Child] = field(default_factory=list)
    ending: bool = False

    def add(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def end_on_signals(self) -> None:
        def end(*_: object) -> None:
            self.ending = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)

    def watch(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Until told to end (True), or until a child has died too often (False)."""
        while not self.ending and not until():
            for child in self.children:
                if not self.is_cared_for(child):
                    return False
            time.sleep(0.1)
        return True

    def is_cared_for(self, child: Child) -> bool:
        """Start a dead child again after a pause that doubles; give up after three quick deaths."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.due:
                child.start()
            return True
        code = child.process.poll()
        if code is None:
            if now - child.started > QUICK_SECONDS:
                child.quick_deaths = 0
            return True
        child.send(signal.SIGKILL, group=True)
        child.quick_deaths += 1
        if child.quick_deaths >= QUICK_DEATHS:
            say(f"{child.label}连续{QUICK_DEATHS}次意外退出，已停止。最后的日志（{child.log}）：")
            say(child.last_lines())
            return False
        pause = 2 ** (child.quick_deaths - 1)
        say(f"{child.label}意外退出（代码{code}），{pause}秒后重新启动。日志：{child.log}")
        child.process = None
        child.due = now + pause
        return True

    def end(self) -> None:
        """Ask politely, wait for work in hand, then insist."""
        self.ending = True
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS
        while time.monotonic() < deadline and self.any_alive():
            time.sleep(0.05)
        for child in self.children:
            child.send(signal.SIGKILL, group=True)
            if child.process is not None:
                child.process.wait()

    def any_alive(self) -> bool:
        return any(c.process is not None and c.process.poll() is None for c in self.children)
