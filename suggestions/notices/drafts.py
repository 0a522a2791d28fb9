"""Inside the unit: whose turn it is with the draft of an answer."""

from collections.abc import Iterable

from audit.services import Actor
from core import registry
from liaison.models import Seat
from notifications.services import notify_seats
from suggestions.models import ReplyDraft, ReplyDraftEvent


def tell_draft(
    event: ReplyDraftEvent, draft: ReplyDraft, title: str, *, roles: Iterable[str], by: Actor
) -> int:
    """The posts of the unit that go on with it; nobody outside hears of it."""
    but = by.identity().get("user_id")
    seats = Seat.objects.open().filter(unit=draft.assignment.unit, role__in=list(roles))
    return notify_seats(
        [seat for seat in seats.order_by("id") if seat.user_id != but],
        kind=f"replydraft.{event.code}",
        title=title,
        body=f"{draft.label}。{event.sentence}" + (f"：{event.note}" if event.note else ""),
        url=registry.subject("replydraft").url(draft.pk),
        subject=draft,
        key=f"replydraft:{event.pk}",
    )
