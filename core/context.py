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


NOWHERE = Origin()
_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


def origin() -> Origin:
    return _origin.get() or NOWHERE


@contextmanager
def deed_from(address: str, request_id: str) -> Iterator[None]:
    token = _origin.set(Origin(address, request_id))
    try:
        yield
    finally:
        _origin.reset(token)
