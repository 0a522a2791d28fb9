"""What the frame of every page needs, in at most three queries."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from liaison.models import Seat
from liaison.services.seats import seats_to_act_in
from notifications.models import Notification
from workbench import menu, todo

WAITING_PAGES = {"/today/", "/todo/"}


def frame(request: HttpRequest) -> dict[str, Any]:
    seat: Seat | None = getattr(request, "seat", None)
    base: dict[str, Any] = {"demo": settings.DEMO, "seat": seat}
    # An htmx partial has no frame, so it pays for none.
    if seat is None or getattr(request, "htmx", False):
        return base
    waiting = Notification.objects.unread_by_post(seat.user_id)
    number = todo.numbers(request)
    counts = {
        "todo": number["waiting"],
        "submissions": number["submissions"],
        "unread": waiting.get(seat.pk, 0) + waiting.get(None, 0),
    }
    seats = seats_to_act_in(seat.user)
    return base | {
        "seats": [
            {
                "id": s.pk,
                "label": f"{s.label}（代{s.stands_in_for}）" if s.stands_in_for else s.label,
                "unit_name": s.unit.name,
                "on": s.pk == seat.pk,
                "unread": waiting.get(s.pk, 0),
            }
            for s in seats
        ],
        "place_name": seat.unit.name,
        "standing_for": _standing(request, seats),
        **menu.build(seat, request.path, counts),
    }


def _standing(request: HttpRequest, seats: list[Seat]) -> list[dict[str, Any]]:
    """On the pages of what waits: what waits at the posts of absent colleagues."""
    if request.path not in WAITING_PAGES:
        return []
    return [
        {
            "id": one.pk,
            "label": one.label,
            "name": one.stands_in_for,
            "waiting": todo.duties(one).count(),
        }
        for one in seats
        if one.stands_in_for and one.pk != request.seat.pk
    ]
