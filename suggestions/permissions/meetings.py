"""Who calls and holds an assignment meeting, who presses for receipts, who signs."""

from liaison.choices import Role
from liaison.models import Seat
from liaison.permissions import is_congress_office
from suggestions.models import AssignmentMeeting
from suggestions.permissions import HANDLING_ROLES


def is_office_of_meeting(seat: Seat, meeting: AssignmentMeeting) -> bool:
    """The congress's own office: 代工委, or the presidium of a township congress."""
    return is_congress_office(seat) and seat.unit.congress_id == meeting.congress_id


def chases_signing(seat: Seat, meeting: AssignmentMeeting) -> bool:
    """The congress's own office, and the government's office for its units."""
    return is_office_of_meeting(seat, meeting) or seat.role == Role.GOVOFFICE


def signs_at_meeting(seat: Seat, meeting: AssignmentMeeting) -> bool:
    """Any post of a unit; the deed finds what the meeting gave to it."""
    return seat.role in HANDLING_ROLES
