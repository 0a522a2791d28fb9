"""Test runs side by side: each takes a number, and with it databases that no other run touches."""

import fcntl
from typing import IO

from launcher.paths import HOME, private_folder

LAST = 15
REDIS_DATABASES = 32  # of the embedded server, for each slot: one for each worker


def take() -> tuple[int, IO[str]]:
    """The lowest free number, held until the file is closed or the process ends."""
    private_folder(HOME)
    for number in range(1, LAST + 1):
        handle = (HOME / f"test-{number}.slot").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            continue
        return number, handle
    raise RuntimeError(f"{LAST} test runs are under way already")
