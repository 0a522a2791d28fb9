"""One key item: what it bundles, who leads, plan, visits, letters; and the deeds that work now."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deadlines.lights import light_of
from files.models import StoredFile
from liaison.choices import Role
from liaison.models import Seat
from stations.views.shared import timeline_of
from suggestions.choices import KeyState, Part
from suggestions.models import KeyItem, KeyItemLeader, Suggestion, SupervisingNote
from suggestions.permissions import key as may
from suggestions.services import classes_of, grounds_words
from suggestions.services.leading.standing import is_solved, shown
from suggestions.views.rows import row_of, with_counts
from suggestions.workflow.key import KEY_ITEM

_ICONS = {"decide": "flag-3", "visit": "camera", "send_note": "send", "answer_note": "writing"} | {
    "plan": "checklist",
    "close": "check",
    "finish_step": "check",
}
_WAY = [
    (KeyState.CANDIDATE, "候选"),
    (KeyState.DECIDED, "主任会议确定"),
    (KeyState.SUPERVISED, "方案和督办"),
    (KeyState.CLOSED, "办结"),
]


def item_for(request: HttpRequest, pk: int) -> KeyItem:
    """The item if the acting seat sees it; anything else is not there."""
    rows = KeyItem.objects.visible_to(request.seat).select_related("committee", "congress")
    item: KeyItem | None = rows.filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


@require_GET
def key_item_page(request: HttpRequest, pk: int) -> HttpResponse:
    item, seat = item_for(request, pk), request.seat
    one = shown([item], seat)[0]
    cases = case_rows(item, seat)
    events = item.events.order_by("-at", "-id")
    context = {
        "item": item,
        "one": one,
        "cases": cases,
        "hidden": len(one.cases) - len(cases),
        "steps": _steps(item),
        "grounds": grounds_words(item),
        "leaders": _leaders(item),
        "plan": _plan(item),
        "visits": visits_of(item, seat),
        "notes": notes_of(item, seat),
        "events": timeline_of(events if may.sees_inner(seat) else events.filter(is_inner=False)),
        "actions": buttons(item, seat),
        "prints": item.state != KeyState.DROPPED,
    }
    return render(request, "suggestions/keys/item.html", context)


def case_rows(item: KeyItem, seat: Seat) -> list[dict[str, Any]]:
    """Of the bundle, what this seat may open; a confidential one of others is only counted."""
    visible = Suggestion.objects.visible_to(seat)
    rows = with_counts(visible.filter(key_cases__item=item, key_cases__until=None))
    classes = classes_of(item.congress_id)
    return [
        {"row": row_of(case, seat, leads=False), "solved": is_solved(case, classes)}
        for case in rows.order_by("serial", "id")
    ]


def _leaders(item: KeyItem) -> list[dict[str, Any]]:
    """Who leads now, and below it who led before, from when until when."""
    rows = list(item.leaders.all())
    found = []
    for part in (Part.SUPERVISOR, Part.HANDLING_LEADER):
        own: list[KeyItemLeader] = [row for row in rows if row.part == part]
        now = next((row for row in own if row.until is None), None)
        if own:
            label = own[0].get_part_display()
            found.append({"label": label, "now": now, "past": [r for r in own if r.until]})
    return found


def _plan(item: KeyItem) -> list[dict[str, Any]]:
    return [
        {"step": row, "light": light_of(row.due_on, row.due_on) if row.done_on is None else None}
        for row in item.steps.select_related("unit")
    ]


def visits_of(item: KeyItem, seat: Seat) -> list[Any]:
    photos: dict[str, list[StoredFile]] = {}
    if may.opens_papers(seat, item):
        kept = StoredFile.objects.filter(subject_type="keyitem", subject_id=item.pk)
        for photo in kept.order_by("id"):
            photos.setdefault(photo.purpose, []).append(photo)
    rows: list[Any] = list(item.visits.order_by("-held_on", "-id"))
    for row in rows:
        row.photos = photos.get(f"visit:{row.pk}", [])
    return rows


def notes_of(item: KeyItem, seat: Seat) -> list[Any]:
    """The letters that this seat may read, each with its light and the scan of its answer."""
    rows = item.notes.select_related("unit").order_by("-id")
    found: list[Any] = [row for row in rows if may.sees_note(seat, row)]
    kept = StoredFile.objects.filter(subject_type="keyitem", subject_id=item.pk)
    for row in found:
        row.light = light_of(row.due_on, row.due_on, done=row.answered_on is not None)
        row.files = [file for file in kept if file.purpose == f"note:{row.pk}"]
    return found


def note_for(request: HttpRequest, pk: int) -> SupervisingNote:
    items = KeyItem.objects.visible_to(request.seat)
    rows = SupervisingNote.objects.filter(item__in=items).select_related("item__congress", "unit")
    note = rows.filter(pk=pk).first()
    if note is None or not may.sees_note(request.seat, note):
        raise Http404
    return note


def _steps(item: KeyItem) -> list[dict[str, Any]]:
    days = {
        KeyState.CANDIDATE: item.proposed_on,
        KeyState.DECIDED: item.decided_on,
        KeyState.SUPERVISED: item.planned_on,
        KeyState.CLOSED: item.closed_on,
    }
    order = [state for state, _ in _WAY]
    place = order.index(KeyState(item.state)) if item.state in order else 0
    found = []
    for number, (state, label) in enumerate(_WAY):
        done = number < place or item.state == KeyState.CLOSED
        mark = "done" if done else "now" if number == place else ""
        found.append({"label": label, "note": days[state] or "", "state": mark})
    if item.state == KeyState.DROPPED:
        found = [found[0] | {"state": "done"}]
        found.append({"label": "未列入", "note": item.dropped_on or "", "state": "now"})
    return found


def buttons(item: KeyItem, seat: Seat) -> list[dict[str, Any]]:
    found = [
        {
            "code": step.code,
            "label": step.label,
            "primary": step.primary or _first(step.code, item, seat),
            "danger": step.code == "drop",
            "icon": _ICONS.get(step.code, ""),
            "url": reverse("suggestions:key-deed", kwargs={"pk": item.pk, "deed": step.code}),
        }
        for step in KEY_ITEM.available(item, seat)
    ]
    found.sort(key=lambda one: (not one["primary"], one["danger"]))
    return found


def _first(code: str, item: KeyItem, seat: Seat) -> bool:
    """What the item waits for: a plan, then leaders' visits, then the report."""
    if item.state == KeyState.DECIDED:
        return code == "plan" or (code == "name_leaders" and seat.role == Role.LEADER)
    return code == "visit" and item.state == KeyState.SUPERVISED
