"""Who enters that an answer was brought on paper."""

from liaison.choices import UNIT_ROLES
from liaison.models import Seat
from liaison.permissions import is_congress_office
from suggestions.models import ReplyRecipient, Suggestion


def may_record_delivery(seat: Seat, case: Suggestion) -> bool:
    """Any post of a unit with a valid answer, or the congress's own office."""
    if is_congress_office(seat):
        return seat.unit.congress_id == case.congress_id
    return seat.role in UNIT_ROLES and any(
        row.recalled_on is None and row.assignment.unit_id == seat.unit_id
        for row in case.replies.all()
    )


def undelivered(case: Suggestion, seat: Seat | None = None) -> list[ReplyRecipient]:
    """Signers of valid answers without a day of delivery; for a unit those of its own answers."""
    valid = {
        row.pk
        for row in case.replies.all()
        if row.recalled_on is None
        and (seat is None or is_congress_office(seat) or row.assignment.unit_id == seat.unit_id)
    }
    return [
        row for row in case.recipients.all() if row.reply_id in valid and row.delivered_on is None
    ]
