"""One sentence for the timeline in the deed's own transaction, and whoever it concerns is told."""

from audit.services import Actor
from core.clock import now
from liaison.models import Seat
from suggestions import notices
from suggestions.models import Suggestion, SuggestionEvent
from suggestions.notices import Concerned


def happened(
    case: Suggestion,
    code: str,
    sentence: str,
    *,
    by: Actor,
    note: str = "",
    inner: bool = False,
    concerned: Concerned | None = None,
) -> SuggestionEvent:
    """Write the event and tell; `inner` ones are for handlers and offices only."""
    who = by.identity()
    event = SuggestionEvent.objects.create(
        suggestion=case,
        at=now(),
        code=code,
        sentence=sentence[:300],
        note=note,
        by_name=str(who.get("user_name", "")),
        by_unit=by.unit.name if isinstance(by, Seat) else "",
        is_inner=inner,
    )
    notices.tell(event, case, concerned or Concerned(), but=who.get("user_id"))
    return event
