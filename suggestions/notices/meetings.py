"""Of a whole meeting each unit hears once, not once a suggestion."""

from django.db.models import Q

from audit.services import Actor
from core import registry
from liaison.models import Seat
from notifications.services import notify_seats
from suggestions.models import AssignmentMeeting, AssignmentMeetingEvent


def tell_meeting(
    event: AssignmentMeetingEvent,
    meeting: AssignmentMeeting,
    whom: Q,
    title: str,
    body: str,
    *,
    key: str,
    by: Actor,
) -> int:
    """`key` tells the units of one event apart."""
    seats = Seat.objects.open().filter(whom).exclude(user_id=by.identity().get("user_id"))
    return notify_seats(
        seats.order_by("id"),
        kind=f"meeting.{event.code}",
        title=title[:120],
        body=body,
        url=registry.subject("assignmentmeeting").url(meeting.pk),
        subject=meeting,
        key=f"meeting:{event.pk}:{key}",
    )
