"""Loaded by every pytest before the settings: servers, and databases that no other run touches."""

import os
import signal
from typing import IO, NoReturn
from urllib.parse import urlsplit

import pytest

from launcher import services, slots

_lease: services.Lease | None = None
_slot: IO[str] | None = None


def interrupt(*_: object) -> NoReturn:
    """Told to end, pytest should end as after Ctrl-C, or its workers and servers would stay."""
    raise KeyboardInterrupt


if "LIAISON_TEST_SLOT" not in os.environ:
    signal.signal(signal.SIGTERM, interrupt)
    number, _slot = slots.take()
    os.environ["LIAISON_TEST_SLOT"] = str(number)
    _lease = services.acquire(redis_database=number * slots.REDIS_DATABASES)
    os.environ.update(_lease.environment)
    # Django puts test_ in front of the name, and pytest-django the worker behind it.
    address = urlsplit(os.environ["DATABASE_URL"])
    os.environ["DATABASE_URL"] = address._replace(path=f"{address.path}_{number}").geturl()
    # Test databases are thrown away, so a commit need not wait for the disk.
    os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")
elif "PYTEST_XDIST_WORKER" in os.environ:
    worker = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
    address = urlsplit(os.environ["REDIS_URL"])
    database = int(address.path.lstrip("/") or 0) + worker
    os.environ["REDIS_URL"] = address._replace(path=f"/{database}").geturl()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """The last one out stops the servers."""
    if _lease is not None:
        _lease.release()
    if _slot is not None:
        _slot.close()
