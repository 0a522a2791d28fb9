"""Parts that the answer about any case of the stations has: what may be done, what happened."""

from collections.abc import Callable
from typing import Any

from core.workflow import Workflow
from liaison.models import Seat

_EVENT = ("at", "code", "sentence", "note", "by_name", "by_unit")
MOST_EVENTS = 200


def actions_of(
    workflow: Workflow, case: Any, seat: Seat, address: Callable[[str], str]
) -> list[dict[str, Any]]:
    """From the same table that the deeds ask: a client draws only buttons that will work."""
    return [
        {
            "code": step.code,
            "label": step.label,
            "primary": step.primary,
            "method": "POST",
            "url": address(step.code),
        }
        for step in workflow.available(case, seat)
    ]


def history_of(case: Any) -> list[dict[str, Any]]:
    """Newest first."""
    return list(case.events.order_by("-at", "-id").values(*_EVENT)[:MOST_EVENTS])
