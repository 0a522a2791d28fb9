"""How a case of the stations tells people what happened: one notice a seat, never to who did it."""

from typing import Any

from django.db.models import Q

from audit.services import Actor
from core import registry
from core.models import CaseEvent
from liaison.models import Seat
from notifications.services import notify_seats


def tell_of(
    people: Q,
    case: Any,
    event: CaseEvent,
    heading: str,
    *,
    of: str,
    title: str,
    by: Actor,
    before: str = "",
    after: str = "",
) -> None:
    """`people` are the seats; the text is the event's sentence between `before` and `after`.

    `of` begins kind and key: the same event tells a seat once, whoever else hears of it too.
    """
    notify_seats(
        Seat.objects.open()
        .filter(people)
        .exclude(user_id=by.identity().get("user_id"))
        .order_by("id"),
        kind=f"{of}_{event.code}",
        title=f"{heading}：{title}"[:120],
        body=f"{before}{event.sentence}{after}"[:400],
        url=registry.subject(case._meta.model_name or "").url(case.pk),
        subject=case,
        key=f"{of}.{case.pk}.{event.pk}",
    )
