"""Who may do what at the voters' own door: codes, submissions, questions, notices."""

from dataclasses import dataclass
from typing import Any

from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.models import Opinion, PublicCode, Station, Submission
from stations.permissions.area import is_office_over
from stations.permissions.cases import is_handler, is_staff_of, may_keep


@dataclass(frozen=True)
class Voter:
    """Somebody without an account: who sends, or who holds the code of what was sent."""

    user: None = None

    def identity(self) -> dict[str, Any]:
        """Nothing that tells one voter from another goes into the record."""
        return {"user_name": "来访人", "seat_label": "来访人（未登录）"}


VOTER = Voter()


def is_voter(by: object, case: object) -> bool:
    """The voter himself or herself, known by the code alone."""
    return isinstance(by, Voter)


def takes_in(seat: Seat | Voter, submission: Submission) -> bool:
    """A clerk or head of the station to which it was sent."""
    if isinstance(seat, Voter):
        return False
    return seat.role in STATION_ROLES and submission.station.kept_by_id == seat.unit_id


def may_see_sender(seat: Seat | Voter, submission: Submission) -> bool:
    """Personal data, with a reason: staff, the offices of the area, the deputy written to."""
    if isinstance(seat, Voter):
        return False
    if seat.role == Role.DEPUTY:
        return submission.deputy_id is not None and submission.deputy_id == seat.deputy_id
    return is_office_over(seat, submission) or takes_in(seat, submission)


def may_ask(seat: Seat, opinion: Opinion) -> bool:
    """The station's staff or the handler, of a voter who has a code to answer with."""
    return is_staff_of(seat, opinion) or is_handler(seat, opinion)


def may_publish(seat: Seat, opinion: Opinion) -> bool:
    """A clerk or head of the station releases what the public may read."""
    return is_staff_of(seat, opinion)


def keeps_code_of(seat: Seat, station: Station | None) -> bool:
    """Who keeps the station keeps its code and those of its deputies."""
    return station is not None and may_keep(seat, station)


def keeps_code(seat: Seat, code: PublicCode) -> bool:
    """Who may end or renew it: the keeper of its station, or of one where its deputy sits."""
    if code.station is not None:
        return keeps_code_of(seat, code.leads_to or code.station)
    places = Station.objects.filter(attachments__deputy=code.deputy, attachments__until=None)
    return any(keeps_code_of(seat, place) for place in places)
