"""The frame of every deed: locked, allowed, recorded, and the list columns brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager

from audit.services import perform
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.models import Suggestion
from suggestions.services.base import drafts, summary
from suggestions.services.base.consents import lapse
from suggestions.workflow import SUGGESTION


@contextmanager
def deed(
    case: Suggestion, code: str, *, by: Seat, version: int | None = None, reason: str = ""
) -> Iterator[Suggestion]:
    """Yields the locked case; the caller writes, then columns and audit follow by themselves."""
    with perform(case, code, by=by, workflow=SUGGESTION, version=version, reason=reason) as allowed:
        locked: Suggestion = allowed.case
        yield locked
        if allowed.step.target is not None:
            locked.state = allowed.step.target
        if locked.withdrawal_asked_on is not None and locked.state not in may.WITHDRAWABLE:
            lapse(locked, reason=f"现在是{locked.get_state_display()}")
        if locked.assigned_on is not None:
            drafts.lapse(locked)
        summary.refresh(locked)
    getattr(case, "_prefetched_objects_cache", {}).clear()
