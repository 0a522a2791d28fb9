"""The leaders' board: mine, what waits for my decision, what is late, what stands still."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deadlines.lights import AMBER
from liaison.choices import Role
from liaison.models import Seat
from suggestions.choices import KeyState
from suggestions.models import Extension, KeyItem, Suggestion
from suggestions.permissions.key import proposes
from suggestions.services.leading.standing import Item, shown
from suggestions.views import tabs
from suggestions.views.rows import row_of, with_counts
from suggestions.workflow import SUGGESTION
from suggestions.workflow.key import KEY_ITEM

MOST = 200
_GROUPING = frozenset({Role.OFFICE, Role.COMMITTEE, Role.LEADER})


@require_GET
def key_board(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    rows = KeyItem.objects.visible_to(seat).exclude(state=KeyState.DROPPED)
    items = shown(rows.select_related("committee").order_by("-id")[:MOST], seat)
    items.sort(key=lambda item: item.due_key)
    candidates = [item for item in items if item.item.state == KeyState.CANDIDATE]
    named = [item for item in items if item not in candidates]
    going = [item for item in named if item.going]
    mine = [item for item in going if _is_mine(item, seat)]
    others = [item for item in named if item not in mine]
    late = _late(going, seat)
    context = {
        "mine": mine,
        "waiting": _requests(seat),
        "late": late,
        "late_notes": _late_notes(going),
        "still": [item for item in going if item.quiet_days],
        "groups": _groups(others) if seat.role in _GROUPING else [],
        "items": named,
        "candidates": [_candidate(item, seat) for item in candidates],
        "stats": _stats(named, going, mine),
        "has_own": seat.role in {Role.LEADER, Role.COMMITTEE},
        "may_name": seat.role == Role.OFFICE,
        "may_propose": proposes(seat),
    }
    return render(request, "suggestions/keys/board.html", context)


def _is_mine(item: Item, seat: Seat) -> bool:
    if seat.role == Role.COMMITTEE:
        return item.item.committee_id == seat.unit_id
    return bool(item.mine)


def _stats(named: list[Item], going: list[Item], mine: list[Item]) -> dict[str, int]:
    return {
        "all": len(named),
        "cases": sum(len(item.cases) for item in named),
        "mine": len(mine),
        "ended": len(named) - len(going),
        "late": sum(item.late for item in going),
        "still": sum(bool(item.quiet_days) for item in going),
        "soon": sum(item.light.level == AMBER for item in going if item.light),
    }


def _late(items: list[Item], seat: Seat) -> list[dict[str, Any]]:
    """Suggestions past their day, each with the button that presses whoever owes it."""
    ids = [case.pk for item in items for case in item.late_cases]
    rows = with_counts(Suggestion.objects.visible_to(seat).filter(pk__in=ids))
    found = []
    for case in rows.order_by("due_key", "id"):
        row = row_of(case, seat, leads=False)
        step = SUGGESTION.steps["press"]
        presses = not row.turn.is_yours and SUGGESTION.refusal(case, step, seat) is None
        url = reverse("suggestions:deed", kwargs={"pk": case.pk, "deed": "press"})
        found.append({"row": row, "press_url": url if presses else ""})
    return found


def _late_notes(items: list[Item]) -> list[dict[str, Any]]:
    return [
        {"item": item, "duty": duty, "owner": duty.owner_unit}
        for item in items
        for duty in item.late_duties
    ]


def _candidate(item: Item, seat: Seat) -> dict[str, Any]:
    may = KEY_ITEM.refusal(item.item, KEY_ITEM.steps["decide"], seat) is None
    url = reverse("suggestions:key-deed", kwargs={"pk": item.item.pk, "deed": "decide"})
    return {"item": item, "url": url if may else ""}


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
