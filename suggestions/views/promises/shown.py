"""How a promise reads in a row: its light, whose move it is, how often it was put off."""

from dataclasses import dataclass

from deadlines.lights import Light, light_of
from suggestions.choices import PromiseState
from suggestions.models import Promise
from suggestions.views.rows import short_number

_WORDS = {
    PromiseState.OPEN: "办理中",
    PromiseState.REPORTED: "待销号",
    PromiseState.STRUCK: "已销号",
    PromiseState.CHANGED: "已变更",
    PromiseState.STUDYING: "不满意",
    PromiseState.RECALLED: "已撤回",
}


@dataclass(frozen=True)
class Row:
    promise: Promise
    number: str
    unit: str
    words: str
    light: Light | None


def row_of(promise: Promise) -> Row:
    return Row(
        promise=promise,
        number=short_number(promise.suggestion),
        unit=promise.unit.short_name or promise.unit.name,
        words=_WORDS[PromiseState(promise.state)],
        light=light_for(promise),
    )


def light_for(promise: Promise) -> Light | None:
    """Its own day while it is open; afterwards the day is history."""
    if promise.state == PromiseState.OPEN:
        return light_of(promise.due_on, promise.amber_on)
    if promise.state == PromiseState.STRUCK:
        return light_of(None, None, done=True)
    return None


def days_late(promise: Promise) -> int:
    """By how much it was reported after its day."""
    if promise.reported_on is None:
        return 0
    return max(0, (promise.reported_on - promise.due_on).days)
