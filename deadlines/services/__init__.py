"""The only writers of duties and heartbeats."""

from deadlines.services.duties import (
    cancel_all,
    close,
    extend,
    new_duty,
    open_,
    set_supervisor,
    supersede,
)
from deadlines.services.heartbeats import beat, pulses
from deadlines.services.recompute import changes_by, recompute_provisional, years_awaited
from deadlines.services.terms import terms_for

__all__ = [
    "beat",
    "cancel_all",
    "changes_by",
    "close",
    "extend",
    "new_duty",
    "open_",
    "pulses",
    "recompute_provisional",
    "set_supervisor",
    "supersede",
    "terms_for",
    "years_awaited",
]
