"""Who plans and draws a spot check, and who says what was found."""

from liaison.choices import Role
from liaison.models import Seat
from liaison.permissions import is_congress_office
from spotchecks.choices import PersonPart
from spotchecks.models import SpotCheck, SpotCheckCase, SpotCheckPerson


def is_office(seat: Seat, check: SpotCheck) -> bool:
    """The congress's own office: 代工委, or the presidium of a township congress."""
    return is_congress_office(seat) and seat.unit.congress_id == check.congress_id


def is_person(seat: Seat, person: SpotCheckPerson) -> bool:
    if seat.role == Role.DEPUTY:
        return person.deputy_id is not None and person.deputy_id == seat.deputy_id
    return person.seat_id is not None and person.seat_id == seat.pk


def may_review(seat: Seat, check: SpotCheck) -> bool:
    """A named reviewer; the office enters what a reviewer wrote on paper."""
    if is_office(seat, check):
        return True
    return any(
        row.part == PersonPart.REVIEWER and is_person(seat, row) for row in check.people.all()
    )


def may_review_case(seat: Seat, row: SpotCheckCase) -> bool:
    """The reviewer to whom this case was given; the office on that reviewer's behalf."""
    if is_office(seat, row.spot_check):
        return True
    return row.reviewer is not None and is_person(seat, row.reviewer)
