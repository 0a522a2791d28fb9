"""Where a deed came from: set once per request, read by the audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Network address and request id of the deed; both empty for jobs and commands."""

    address: str = ""
    request_id: str = ""


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin())


def origin() -> Origin:
    return _origin.get()


@contextmanager
def deed_from(address: str, request_id: str) -> Iterator[None]:
    token = _origin.set(Origin(address, request_id))
    try:
        yield
    finally:
        _origin.reset(token)
