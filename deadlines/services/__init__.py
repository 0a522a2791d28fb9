"""The only writers of duties and heartbeats."""

from deadlines.services.digest import sum_up
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
from deadlines.services.holding import hold_rules
from deadlines.services.ladder import (
    ABOVE,
    Climb,
    Rung,
    RungEffect,
    check_ladder,
    climb_of,
    climb_on,
    climbing_kinds,
    has_own_ladder,
    ladder_effect,
    ladder_of,
    reset_ladder,
    set_ladder,
)
from deadlines.services.recompute import changes_by, recompute_provisional, years_awaited
from deadlines.services.rulebook import Line, Past, book, calendar_for, history, line, period_words
from deadlines.services.rules import (
    Effect,
    add_rule,
    check,
    effect_of,
    named_for,
    withdraw_rule,
)
from deadlines.services.terms import terms_for, terms_of

__all__ = [
    "ABOVE",
    "Climb",
    "Effect",
    "Line",
    "Past",
    "Rung",
    "RungEffect",
    "add_rule",
    "beat",
    "book",
    "calendar_for",
    "cancel_all",
    "changes_by",
    "check",
    "check_ladder",
    "climb_of",
    "climb_on",
    "climbing_kinds",
    "close",
    "effect_of",
    "extend",
    "has_own_ladder",
    "history",
    "hold_rules",
    "ladder_effect",
    "ladder_of",
    "line",
    "named_for",
    "new_duty",
    "open_",
    "period_words",
    "pulses",
    "recompute_provisional",
    "reset_ladder",
    "set_ladder",
    "set_supervisor",
    "sum_up",
    "supersede",
    "terms_for",
    "terms_of",
    "withdraw_rule",
    "years_awaited",
]
