"""What a key item writes on its suggestions: the mark, the decision, the two leaders.

Lists, scope, extensions and figures read these rows and ask no item.
"""

import datetime as dt
from typing import Any

from core.clock import today
from deadlines import services as deadlines
from liaison.choices import Role, Side
from liaison.models import Seat
from suggestions.choices import Part
from suggestions.models import KeyDecision, KeyItem, Suggestion
from suggestions.services.base.checks import refuse

_SIDES = {
    Part.SUPERVISOR: {Side.CONGRESS, Side.PARTY},
    Part.HANDLING_LEADER: {Side.GOVERNMENT, Side.PARTY},
}
_LABELS = {Part.SUPERVISOR: "督办领导", Part.HANDLING_LEADER: "领办领导"}
FIELDS = {Part.SUPERVISOR: "supervisor", Part.HANDLING_LEADER: "handling_leader"}
Leaders = dict[Part, Seat]


def leaders_given(supervisor: Seat | None, handling_leader: Seat | None) -> Leaders:
    both = {Part.SUPERVISOR: supervisor, Part.HANDLING_LEADER: handling_leader}
    return {part: seat for part, seat in both.items() if seat is not None}


def require_leaders(item: KeyItem, leaders: Leaders) -> None:
    """Who supervises stands for congress or party, who leads the handling for government or party,
    and they are two people."""
    for part, seat in leaders.items():
        field = FIELDS[part]
        if seat.role != Role.LEADER or seat.side not in _SIDES[part]:
            who = "人大或党委" if part == Part.SUPERVISOR else "政府或党委"
            raise refuse(field, f"{_LABELS[part]}请在{who}的领导中选。")
        if seat.unit.congress_id != item.congress_id or (seat.ends_on and seat.ends_on < today()):
            raise refuse(field, f"{_LABELS[part]}请选本地在任的领导。")
    people = dict(item.leaders.filter(until=None).values_list("part", "seat__user_id"))
    people |= {part: seat.user_id for part, seat in leaders.items()}
    if len(set(people.values())) < len(people):
        field = FIELDS[next(reversed(leaders))]
        raise refuse(field, "督办和领办要由两位领导分别负责，请另选一位。")


def name_on_item(item: KeyItem, leaders: Leaders) -> None:
    _name(item.leaders, leaders)
    if Part.SUPERVISOR in leaders:
        deadlines.set_supervisor(item, leaders[Part.SUPERVISOR])


def name_on_case(case: Suggestion, leaders: Leaders) -> None:
    _name(case.key_leaders, leaders)
    if Part.SUPERVISOR in leaders:
        deadlines.set_supervisor(case, leaders[Part.SUPERVISOR])


def _name(rows: Any, leaders: Leaders) -> None:
    """`rows` of one item or case. A former one ends with the day; nothing is erased."""
    for part, seat in leaders.items():
        current = rows.filter(part=part, until=None)
        if current.filter(seat=seat).exists():
            continue
        current.update(until=today())
        rows.create(part=part, since=today(), **_as_named(seat))


def _as_named(seat: Seat) -> dict[str, object]:
    return {
        "seat": seat,
        "name": seat.person_name,
        "title": f"{seat.unit.name}{seat.label}"[:120],
    }


def mark(
    case: Suggestion, item: KeyItem, *, grounds: str, meeting: str, day: dt.date, by: Seat
) -> None:
    """From that day on the suggestion is a key one, for lists and figures alike."""
    KeyDecision.objects.create(
        suggestion=case,
        item=item,
        grounds=grounds,
        meeting=meeting,
        decided_on=day,
        by_name=by.person_name,
    )
    case.is_key = True


def leaders_sentence(leaders: Leaders) -> str:
    verbs = {Part.SUPERVISOR: "督办", Part.HANDLING_LEADER: "领办"}
    return "，".join(f"{seat.person_name}{verbs[part]}" for part, seat in leaders.items())
