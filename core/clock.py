"""What day it is for a Chinese office: always Asia/Shanghai, whatever the server thinks."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

BEIJING = ZoneInfo("Asia/Shanghai")
_replayed: ContextVar[dt.datetime | None] = ContextVar("replayed", default=None)


def now() -> dt.datetime:
    return (_replayed.get() or timezone.now()).astimezone(BEIJING)


def today() -> dt.date:
    return now().date()


@contextmanager
def replay(moment: dt.datetime) -> Iterator[None]:
    """Pretend that it is `moment`: for the demo county, which lives a past year through services.

    No request ever does this; what a client claims about time is never used here.
    """
    token = _replayed.set(moment)
    try:
        yield
    finally:
        _replayed.reset(token)
