"""Who did it and when, as every sentence of a case's history keeps it (core.models.CaseEvent)."""

from typing import Any

from audit.services import Actor, name_of
from core.clock import now
from liaison.models import Seat


def signed(by: Actor) -> dict[str, Any]:
    """The columns `at`, `by_name`, `by_unit`: the post's body of today, none for the clock."""
    return {
        "at": now(),
        "by_name": name_of(by),
        "by_unit": by.unit.name if isinstance(by, Seat) else "",
    }
