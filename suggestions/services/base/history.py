"""One sentence for the timeline in the deed's own transaction, and whoever it concerns is told."""

from audit.services import Actor
from liaison.services.history import signed
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
    event = SuggestionEvent.objects.create(
        suggestion=case,
        code=code,
        sentence=sentence[:300],
        note=note,
        **signed(by),
        is_inner=inner,
    )
    notices.tell(event, case, concerned or Concerned(), but=by.identity().get("user_id"))
    return event
