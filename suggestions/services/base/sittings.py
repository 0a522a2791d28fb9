"""What one person types within a while is one version, however often it is saved meanwhile."""

import datetime as dt
from typing import Any

from audit.services import Actor, name_of
from core.clock import now

# Saving by itself every few seconds must not make a version each.
ONE_SITTING = dt.timedelta(minutes=20)


def goes_on(last: Any, *, by: Actor) -> bool:
    """Whether the version `last`, if there is one, is still being written by the same person."""
    if last is None or last.by_name != name_of(by):
        return False
    return bool(now() - last.saved_at < ONE_SITTING)
