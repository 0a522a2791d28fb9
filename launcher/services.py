"""The embedded servers have many users at once: the first starts them, the last one stops them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from launcher import postgres, valkey
from launcher.paths import HOME, kept_secret, private_folder
from launcher.say import CannotGoOn

PINNED = HOME / "services.pinned"


@contextmanager
def gate() -> Iterator[None]:
    """Starting and stopping happen one at a time."""
    private_folder(HOME)
    with (HOME / "services.gate").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@dataclass
class Lease:
    """What a program needs to find the servers, and its claim that they stay up.

    The claim is a shared lock, so it also ends with a process that was killed.
    """

    environment: dict[str, str]
    claim: IO[str] | None

    def release(self) -> None:
        """Stop the servers if nobody else uses them."""
        if self.claim is None:
            return
        with gate():
            claim, self.claim = self.claim, None
            claim.close()
            stop_if_unused()


def acquire(*, pin: bool = False, redis_database: int = 0) -> Lease:
    """Start what the environment does not name; its own servers are used as they are."""
    environment = {"LIAISON_HOME": str(HOME)}
    if not os.environ.get("LIAISON_SECRET_KEY"):
        kept_secret("secret")
    needs_postgres = is_ours("DATABASE_URL", "postgres.password")
    needs_valkey = is_ours("REDIS_URL", "valkey.password")
    if not (needs_postgres or needs_valkey):
        return Lease(environment, None)
    with gate():
        claim = (HOME / "services.users").open("w")
        fcntl.flock(claim, fcntl.LOCK_SH)
        try:
            if needs_valkey:
                environment["REDIS_URL"] = valkey.url(valkey.start(), redis_database)
            if needs_postgres:
                environment["DATABASE_URL"] = postgres.start().url
        except CannotGoOn:
            claim.close()
            stop_if_unused()
            raise
        if pin:
            PINNED.touch()
    return Lease(environment, claim)


def is_ours(variable: str, password: str) -> bool:
    """Not set, or set to the embedded server by a command that the caller ran before."""
    address = os.environ.get(variable, "")
    return not address or kept_secret(password) in address


def stop_if_unused() -> bool:
    """With the gate held: an exclusive lock is to be had only when no claim is left."""
    if PINNED.exists():
        return False
    with (HOME / "services.users").open("w") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        valkey.stop()
        postgres.stop()
        return True


def unpin() -> bool:
    """End of `make services`; True if the servers are down now."""
    with gate():
        PINNED.unlink(missing_ok=True)
        return stop_if_unused()
