"""Runs a program of the environment with the embedded servers at hand, then lets go of them."""

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

from launcher import environment, prepared, services
from launcher.home import claim_home
from launcher.paths import PYTHON, ROOT, VENV
from launcher.say import CannotGoOn, say

UNSETTLING = {"migrate", "flush", "demo_county"}


def is_complete() -> bool:
    """Whether this very process has what Django needs: its packages and both addresses."""
    addresses = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    return bool(addresses) and importlib.util.find_spec("django") is not None


def manage(arguments: Sequence[str]) -> int:
    """`python3 manage.py …` by any Python: the command runs in the environment."""
    try:
        claim_home()
        environment.ensure("run")
        if UNSETTLING.intersection(arguments[:1]):
            prepared.forget()
        return with_servers([str(PYTHON), str(ROOT / "manage.py"), *arguments])
    except CannotGoOn as problem:
        say(str(problem))
        return 1


def program(arguments: Sequence[str]) -> int:
    """Any program of the development environment, with the servers."""
    environment.ensure("dev")
    name, *rest = arguments
    path = VENV / "bin" / name
    if not path.exists():
        raise CannotGoOn(f"没有“{name}”这个命令。")
    return with_servers([str(path), *rest])


def with_servers(command: Sequence[str]) -> int:
    """Claim the servers for as long as the command runs."""
    lease = services.acquire()
    try:
        return run(command, os.environ | lease.environment)
    finally:
        lease.release()


def run(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """The command decides what Ctrl-C means; SIGTERM is passed on."""
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(command, env=variables, preexec_fn=restore_interrupt)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        code = child.wait()
    finally:
        signal.signal(signal.SIGINT, previous)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return code if code >= 0 else 128 - code


def restore_interrupt() -> None:
    """An ignored signal would stay ignored in the program that follows."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def again() -> int:
    """This command once more, by the environment's Python and with the servers."""
    return manage(sys.argv[1:])
