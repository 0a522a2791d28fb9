"""Who decides what the public reads of an answer, and what other deputies read of it."""

from liaison.models import Seat
from liaison.permissions import is_congress_office
from suggestions.choices import PublicationState, PublicKind
from suggestions.models import Publication, Suggestion


def is_office_of_publication(seat: Seat, publication: Publication) -> bool:
    """The congress's own office: 代工委, or the presidium of a township congress."""
    return is_congress_office(seat) and seat.unit.congress_id == publication.congress_id


def publishable(publication: Publication) -> bool:
    """Never a confidential one, nor one that its lead deputy does not want public."""
    case = publication.suggestion
    return case.consents_to_publish and not case.is_confidential


_KEPT_BACK = frozenset({PublicationState.DECLINED, PublicationState.TAKEN_DOWN})


def kept_from_others(case: Suggestion) -> set[int]:
    """Replies that deputies who are no party do not read: asked or decided not to be public."""
    return {
        row.reply_id
        for row in case.publications.all()
        if row.state in _KEPT_BACK
        or (row.state == PublicationState.WAITING and row.wish == PublicKind.NONE)
    }
