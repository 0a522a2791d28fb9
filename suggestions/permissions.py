"""Who may do what with a suggestion (roles.md, 'default deciders')."""

from liaison.choices import UNIT_ROLES, Role, Side
from liaison.models import Seat
from suggestions.choices import OPEN_ASSIGNMENTS, AssignmentPart, Part, SignerState
from suggestions.models import Assignment, Suggestion


def is_lead(seat: Seat, case: Suggestion) -> bool:
    return seat.role == Role.DEPUTY and seat.deputy_id == case.lead_id


def is_cosigner(seat: Seat, case: Suggestion) -> bool:
    if seat.role != Role.DEPUTY:
        return False
    return case.cosigners.filter(deputy_id=seat.deputy_id).exclude(state="declined").exists()


def is_invited(seat: Seat, case: Suggestion) -> bool:
    if seat.role != Role.DEPUTY:
        return False
    return case.cosigners.filter(deputy_id=seat.deputy_id, state=SignerState.INVITED).exists()


def is_office(seat: Seat, case: Suggestion) -> bool:
    """The congress's own office: 代工委, or the presidium of a township congress."""
    return seat.role in {Role.OFFICE, Role.PRESIDIUM} and seat.unit.congress_id == case.congress_id


def is_drafting_staff(seat: Seat, case: Suggestion) -> bool:
    """Staff of a station from whose opinions it was born, drafting on the deputy's behalf."""
    if seat.role not in {Role.CLERK, Role.HEAD}:
        return False
    return case.parties.filter(part=Part.ORIGIN, unit_id=seat.unit_id, until=None).exists()


def may_draft(seat: Seat, case: Suggestion) -> bool:
    return is_lead(seat, case) or is_drafting_staff(seat, case) or is_office(seat, case)


def may_withdraw(seat: Seat, case: Suggestion) -> bool:
    return is_lead(seat, case) or is_office(seat, case)


def answers_cosign(seat: Seat, case: Suggestion) -> bool:
    """The invited deputy, or the office entering what was given on paper or by phone."""
    return is_invited(seat, case) or (
        is_office(seat, case) and case.cosigners.filter(state=SignerState.INVITED).exists()
    )


def may_rate(seat: Seat, case: Suggestion) -> bool:
    """The lead; the office enters a verdict given on paper or by phone, with the scan."""
    return is_lead(seat, case) or is_office(seat, case)


def own_assignment(seat: Seat, case: Suggestion) -> Assignment | None:
    """The share that the seat's unit has in the case now."""
    if seat.role not in UNIT_ROLES | {Role.GOVOFFICE}:
        return None
    return case.assignments.filter(unit_id=seat.unit_id, state__in=OPEN_ASSIGNMENTS).first()


def _own(seat: Seat, case: Suggestion, *states: str) -> Assignment | None:
    own = own_assignment(seat, case)
    return own if own is not None and (not states or own.state in states) else None


def may_sign_for(seat: Seat, case: Suggestion) -> bool:
    return _own(seat, case, "assigned") is not None


def may_handle(seat: Seat, case: Suggestion) -> bool:
    """Contacts and other records of a unit that has signed for its share."""
    return _own(seat, case, "handling") is not None


def may_ask_return(seat: Seat, case: Suggestion) -> bool:
    return _own(seat, case, "assigned", "handling") is not None


def may_ask_extension(seat: Seat, case: Suggestion) -> bool:
    own = _own(seat, case, "handling")
    return own is not None and own.part != AssignmentPart.CO and seat.role == Role.UNIT_HEAD


def may_give_co_opinion(seat: Seat, case: Suggestion) -> bool:
    own = _own(seat, case, "handling")
    return own is not None and own.part == AssignmentPart.CO


def may_reply(seat: Seat, case: Suggestion) -> bool:
    """The reply is signed by the unit's head (代表建议答复由承办单位负责人签发)."""
    own = _own(seat, case, "handling")
    return own is not None and own.part != AssignmentPart.CO and seat.role == Role.UNIT_HEAD


def may_recall_reply(seat: Seat, case: Suggestion) -> bool:
    """Until the deputy has rated; the old version is kept."""
    if seat.role != Role.UNIT_HEAD:
        return False
    return case.replies.filter(
        assignment__unit_id=seat.unit_id, recalled_on=None, round=case.round
    ).exists()


def decides_return(seat: Seat, case: Suggestion) -> bool:
    """Government office between government units, the congress's office for all others.

    After the second return of one case the government office decides for good (roles.md).
    """
    asked = case.assignments.filter(state="returning").select_related("unit").first()
    if asked is None:
        return False
    government = asked.unit.government_id
    if government is None:
        return is_office(seat, case)
    return seat.role == Role.GOVOFFICE and seat.unit.government_id == government


def _extension(case: Suggestion, state: str) -> bool:
    return case.assignments.filter(extensions__state=state).exists()


def may_agree_extension(seat: Seat, case: Suggestion) -> bool:
    """The government office agrees for the units of its government."""
    if seat.role != Role.GOVOFFICE or not _extension(case, "asked"):
        return False
    return case.assignments.filter(
        extensions__state="asked", unit__government_id=seat.unit.government_id
    ).exists()


def decides_extension(seat: Seat, case: Suggestion) -> bool:
    """The office grants; a key item's extension is for its supervising leader."""
    waiting = (
        _extension(case, "agreed")
        or case.assignments.filter(extensions__state="asked", unit__government=None).exists()
    )
    if not waiting:
        return False
    if case.is_key:
        return is_supervisor(seat, case)
    return is_office(seat, case)


def is_supervisor(seat: Seat, case: Suggestion) -> bool:
    return case.key_leaders.filter(seat_id=seat.pk, part=Part.SUPERVISOR, until=None).exists()


def may_name_key(seat: Seat, case: Suggestion) -> bool:
    """A leader of the congress names, with the meeting that decided; the office enters it."""
    if seat.unit.congress_id != case.congress_id:
        return False
    return seat.role == Role.OFFICE or (seat.role == Role.LEADER and seat.side == Side.CONGRESS)


def may_press(seat: Seat, case: Suggestion) -> bool:
    """Office, government office for its units, and leaders of the place."""
    if seat.role == Role.OFFICE or seat.role == Role.PRESIDIUM:
        return is_office(seat, case)
    if seat.role == Role.LEADER:
        return seat.unit.congress_id == case.congress_id
    if seat.role == Role.GOVOFFICE:
        return case.parties.filter(government_id=seat.unit.government_id, until=None).exists()
    return False


def may_answer_press(seat: Seat, case: Suggestion) -> bool:
    if seat.role not in UNIT_ROLES | {Role.GOVOFFICE}:
        return False
    return case.presses.filter(assignment__unit_id=seat.unit_id, answered_on=None).exists()
