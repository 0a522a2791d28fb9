"""Who may do what with a key item (roles.md, column 'key item'); naming it as on a suggestion."""

from typing import Any

from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat
from suggestions.choices import Part
from suggestions.models import KeyItem, SupervisingNote
from suggestions.permissions import HANDLING_ROLES, is_cosigner, is_lead


def proposes(seat: Seat) -> bool:
    """The congress's office gathers candidates with grounds; a township has no 主任会议."""
    return seat.role == Role.OFFICE and seat.unit.congress_id is not None


def prepares(seat: Seat, item: KeyItem) -> bool:
    """The congress's own office proposes, records and prepares."""
    return seat.role == Role.OFFICE and seat.unit.congress_id == item.congress_id


def _leads(seat: Seat, item: KeyItem, *parts: str) -> bool:
    return seat.role == Role.LEADER and any(
        row.seat_id == seat.pk and row.until is None and row.part in parts
        for row in item.leaders.all()
    )


def supervises(seat: Seat, item: KeyItem) -> bool:
    """The committee that follows the item, and the office."""
    if seat.role == Role.COMMITTEE:
        return item.committee_id is not None and seat.unit_id == item.committee_id
    return prepares(seat, item)


def notes_visit(seat: Seat, item: KeyItem) -> bool:
    """Besides these, the two leaders record where they went and what was agreed."""
    return supervises(seat, item) or _leads(seat, item, Part.SUPERVISOR, Part.HANDLING_LEADER)


def writes_note(seat: Seat, item: KeyItem) -> bool:
    """The committee, the office, and the leader who supervises."""
    return supervises(seat, item) or _leads(seat, item, Part.SUPERVISOR)


def note_to_answer(seat: Seat, item: KeyItem) -> SupervisingNote | None:
    """The oldest letter that the seat's unit has not answered."""
    if seat.role not in {Role.UNIT_HEAD, Role.GOVOFFICE}:
        return None
    return next(
        (row for row in item.notes.all() if row.unit_id == seat.unit_id and not row.answered_on),
        None,
    )


def answers_note(seat: Seat, item: KeyItem) -> bool:
    """The head of the unit that was written to: the answer is a letter of the unit."""
    return note_to_answer(seat, item) is not None


def finishes_step(seat: Seat, item: KeyItem) -> bool:
    """Any post of the unit that has a line of the plan to do, or who follows the item."""
    own = seat.role in HANDLING_ROLES and any(
        row.unit_id == seat.unit_id and row.done_on is None for row in item.steps.all()
    )
    return own or supervises(seat, item)


def sees_note(seat: Seat, note: SupervisingNote) -> bool:
    """A letter is between who supervises and the unit that got it, and the government's office."""
    if seat.role in UNIT_ROLES:
        return note.unit_id == seat.unit_id
    if seat.role == Role.GOVOFFICE:
        government = seat.unit.government_id
        return note.unit_id == seat.unit_id or (
            government is not None and note.unit.government_id == government
        )
    return seat.role in {Role.OFFICE, Role.COMMITTEE, Role.LEADER}


def sees_inner(seat: Seat) -> bool:
    """Who follows the item reads what passes between them and the units."""
    return seat.role in {Role.OFFICE, Role.COMMITTEE, Role.LEADER, Role.GOVOFFICE}


def opens_papers(seat: Seat, item: Any) -> bool:
    """Photos and files: not for deputies who are no party of any of its suggestions."""
    if seat.role != Role.DEPUTY:
        return True
    rows = item.cases.filter(until=None).select_related("suggestion")
    return any(is_lead(seat, row.suggestion) or is_cosigner(seat, row.suggestion) for row in rows)
