"""The leaders' board: mine, what waits for my decision, what is late and may be pressed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.clock import today
from deadlines.lights import AMBER
from liaison.choices import Role
from liaison.models import Seat
from suggestions.choices import ENDED_STATES, Part
from suggestions.models import Extension, KeyLeader, Suggestion, SuggestionEvent
from suggestions.views import tabs
from suggestions.views.rows import Row, row_of, with_counts
from suggestions.workflow import SUGGESTION

MOST = 200
_GROUPING = frozenset({Role.OFFICE, Role.PRESIDIUM, Role.COMMITTEE, Role.LEADER})


@dataclass
class Item:
    """One key suggestion: where it stands, its two leaders, what happened last."""

    row: Row
    leaders: dict[str, KeyLeader]
    mine: str
    last: str
    last_at: Any
    late: bool
    ended: bool
    press_url: str

    @property
    def supervisor(self) -> KeyLeader | None:
        return self.leaders.get(Part.SUPERVISOR)


@require_GET
def key_board(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    items = _items(seat)
    going = [item for item in items if not item.ended]
    late = [item for item in going if item.late]
    others = [item for item in items if not item.mine or item.ended]
    context = {
        "mine": [item for item in going if item.mine],
        "waiting": _requests(seat),
        "late": late,
        "groups": _groups(others) if seat.role in _GROUPING else [],
        "items": items,
        "stats": {
            "all": len(items),
            "mine": sum(bool(item.mine) for item in items),
            "ended": len(items) - len(going),
            "late": len(late),
            "soon": sum(item.row.light.level == AMBER for item in going if item.row.light),
        },
        "is_leader": seat.role == Role.LEADER,
        "may_name": seat.role == Role.OFFICE,
    }
    return render(request, "suggestions/key.html", context)


def _items(seat: Seat) -> list[Item]:
    last = SuggestionEvent.objects.filter(suggestion_id=OuterRef("pk"), is_inner=False).order_by(
        "-at", "-id"
    )
    cases = list(
        with_counts(Suggestion.objects.visible_to(seat).key())
        .annotate(
            last_sentence=Subquery(last.values("sentence")[:1]),
            last_at=Subquery(last.values("at")[:1]),
        )
        .order_by("due_key", "id")[:MOST]
    )
    named = KeyLeader.objects.filter(suggestion__in=cases, until=None).select_related("seat")
    leaders: dict[int, dict[str, KeyLeader]] = {}
    for leader in named:
        leaders.setdefault(leader.suggestion_id, {})[leader.part] = leader
    return [_item(case, leaders.get(case.pk, {}), seat) for case in cases]


def _item(case: Any, leaders: dict[str, KeyLeader], seat: Seat) -> Item:
    mine = [one.get_part_display() for one in leaders.values() if one.seat_id == seat.pk]
    ended = case.state in ENDED_STATES
    late = not ended and case.due_on is not None and case.due_on < today()
    row = row_of(case, seat, leads=bool(mine))
    press = SUGGESTION.steps["press"]
    others_move = late and not row.turn.is_yours
    presses = others_move and SUGGESTION.refusal(case, press, seat) is None
    url = reverse("suggestions:deed", kwargs={"pk": case.pk, "deed": "press"})
    return Item(
        row=row,
        leaders=leaders,
        mine="、".join(mine),
        last=case.last_sentence or "",
        last_at=case.last_at,
        late=late,
        ended=ended,
        press_url=url if presses else "",
    )


def _requests(seat: Seat) -> list[dict[str, Any]]:
    """Extensions that wait for this very seat."""
    cases = tabs.waiting(Suggestion.objects.visible_to(seat).key(), seat)
    asked = (
        Extension.objects.filter(
            assignment__suggestion__in=cases.values("pk"), state__in=["asked", "agreed"]
        )
        .select_related("assignment__suggestion")
        .order_by("id")
    )
    found = []
    for one in asked:
        case = one.assignment.suggestion
        deed = "agree_extension" if seat.role == Role.GOVOFFICE else "decide_extension"
        if SUGGESTION.refusal(case, SUGGESTION.steps[deed], seat) is None:
            url = reverse("suggestions:deed", kwargs={"pk": case.pk, "deed": deed})
            found.append({"extension": one, "case": case, "url": url})
    return found


def _groups(items: list[Item]) -> list[dict[str, Any]]:
    """Per supervising leader; what has none yet comes first, because somebody must name one."""
    groups: dict[str, dict[str, Any]] = {}
    for item in items:
        leader = item.supervisor
        key = str(leader.seat_id) if leader else ""
        name = leader.name if leader else "还没有定督办领导"
        group = groups.setdefault(
            key, {"name": name, "title": leader.title if leader else "", "rows": []}
        )
        group["rows"].append(item)
    return [groups[key] for key in sorted(groups, key=lambda key: (key != "", key))]
