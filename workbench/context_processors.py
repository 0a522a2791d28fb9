"""What the frame of every page needs, in at most three queries."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from liaison.models import Seat
from notifications.models import Notification
from workbench import menu, todo


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
    seats = list(Seat.objects.open().filter(user_id=seat.user_id).with_unit().order_by("id"))
    return base | {
        "seats": [
            {
                "id": s.pk,
                "label": s.label,
                "unit_name": s.unit.name,
                "on": s.pk == seat.pk,
                "unread": waiting.get(s.pk, 0),
            }
            for s in seats
        ],
        "place_name": seat.unit.name,
        **menu.build(seat, request.path, counts),
    }
