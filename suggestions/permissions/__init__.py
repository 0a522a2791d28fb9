"""Who may do what with a suggestion (roles.md, 'default deciders').

They read the related managers as a whole (`.all()`), so that a case filled by `models.fill`
answers from memory.
"""

from collections.abc import Iterator

from liaison.choices import STATION_ROLES, UNIT_ROLES, Role, Side
from liaison.models import Seat
from liaison.permissions import is_congress_office
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    OPEN_ASSIGNMENTS,
    Asked,
    AssignmentPart,
    AssignmentState,
    Consent,
    ExtensionState,
    Part,
    ReturnState,
    SignerState,
    State,
    WithdrawUntil,
)
from suggestions.models import Assignment, Extension, Press, Promise, Suggestion, rules_for

# The second return of a case is decided for good (roles.md): whoever is named then handles it.
MAX_RETURNS = 2
HANDLING_ROLES = UNIT_ROLES | {Role.GOVOFFICE}


def is_lead(seat: Seat, case: Suggestion) -> bool:
    return seat.role == Role.DEPUTY and seat.deputy_id == case.lead_id


def _signs(seat: Seat, case: Suggestion, *states: str) -> bool:
    if seat.role != Role.DEPUTY:
        return False
    return any(
        row.deputy_id == seat.deputy_id and row.state in states for row in case.cosigners.all()
    )


def is_cosigner(seat: Seat, case: Suggestion) -> bool:
    return _signs(seat, case, SignerState.INVITED, SignerState.CONFIRMED)


def is_invited(seat: Seat, case: Suggestion) -> bool:
    return _signs(seat, case, SignerState.INVITED)


def is_office(seat: Seat, case: Suggestion) -> bool:
    """The congress's own office: 代工委, or the presidium of a township congress."""
    return is_congress_office(seat) and seat.unit.congress_id == case.congress_id


def is_drafter(seat: Seat, case: Suggestion) -> bool:
    """Staff of the station, or the office, that writes it on the deputy's behalf."""
    if seat.role not in STATION_ROLES | {Role.OFFICE, Role.PRESIDIUM}:
        return False
    return any(
        row.part == Part.DRAFTER and row.unit_id == seat.unit_id and row.until is None
        for row in case.parties.all()
    )


def may_draft(seat: Seat, case: Suggestion) -> bool:
    """The lead, or the staff who write it on the lead's behalf."""
    return is_lead(seat, case) or is_drafter(seat, case)


# Handed in and not answered; how far depends on the congress's rule.
WITHDRAWABLE = frozenset(
    {State.SUBMITTED, State.ACCEPTED, State.MERGED, State.ASSIGNED, State.HANDLING}
)


def may_withdraw(seat: Seat, case: Suggestion) -> bool:
    """The lead, in writing; the office enters a letter of withdrawal once it was handed in."""
    if case.state in WITHDRAWABLE:
        return is_lead(seat, case) or is_office(seat, case)
    return may_draft(seat, case)


_UNTIL_ASSIGNED = frozenset(
    {State.DRAFT, State.COSIGNING, State.SENT_BACK, State.SUBMITTED, State.ACCEPTED, State.MERGED}
)


def withdrawable(case: Suggestion) -> bool:
    """As long as the congress's rule allows, and nobody has been asked yet to agree to it."""
    if case.withdrawal_asked_on is not None:
        return False
    if rules_for(case).withdraw_until == WithdrawUntil.REPLY:
        return True
    return case.state in _UNTIL_ASSIGNED


def answers_withdrawal(seat: Seat, case: Suggestion) -> bool:
    """The co-signer who was asked, or the office entering the answer given on paper or by phone."""
    asked = [row for row in case.cosigners.all() if row.consent == Consent.ASKED]
    if seat.role == Role.DEPUTY:
        return any(row.deputy_id == seat.deputy_id for row in asked)
    return bool(asked) and is_office(seat, case)


def answers_cosign(seat: Seat, case: Suggestion) -> bool:
    """The invited deputy, or staff entering what was given on paper or by phone."""
    if is_invited(seat, case):
        return True
    return (is_office(seat, case) or is_drafter(seat, case)) and any(
        row.state == SignerState.INVITED for row in case.cosigners.all()
    )


def denies_cosign(seat: Seat, case: Suggestion) -> bool:
    """A confirmed co-signer says that the signature is not his or hers; the office enters it from
    paper or phone."""
    signed = [
        row.deputy_id
        for row in case.cosigners.all()
        if row.state == SignerState.CONFIRMED and row.denied_on is None
    ]
    if seat.role == Role.DEPUTY:
        return seat.deputy_id in signed
    return bool(signed) and is_office(seat, case)


def is_rater(seat: Seat, case: Suggestion) -> bool:
    """The lead, or a confirmed signer where the congress wants every signer's verdict."""
    if is_lead(seat, case):
        return True
    return _signs(seat, case, SignerState.CONFIRMED) and rules_for(case).rated_by == Asked.ALL


def _has_rated(deputy_id: int | None, case: Suggestion) -> bool:
    return any(
        row.round == case.round and row.deputy_id == deputy_id for row in case.verdicts.all()
    )


def may_rate(seat: Seat, case: Suggestion) -> bool:
    """The lead, where the congress wants it every signer; the office enters one given on paper or
    by phone, with the scan."""
    if seat.role == Role.DEPUTY:
        return is_rater(seat, case) and not _has_rated(seat.deputy_id, case)
    return is_office(seat, case)


def may_change_rating(seat: Seat, case: Suggestion) -> bool:
    """A verdict may change later; the first one is kept. Without one there is nothing to change."""
    if seat.role == Role.DEPUTY:
        return is_rater(seat, case) and _has_rated(seat.deputy_id, case)
    return is_office(seat, case) and any(row.round == case.round for row in case.verdicts.all())


def sees_all(seat: Seat, case: Suggestion) -> bool:
    """Deputies who are no party read text, units, state and the published reply only."""
    if seat.role == Role.DEPUTY:
        return is_lead(seat, case) or is_cosigner(seat, case)
    return True


def sees_versions(seat: Seat, case: Suggestion) -> bool:
    """Its authors see how the text grew; nobody else reads what was written before."""
    return is_drafter(seat, case) or is_lead(seat, case) or is_cosigner(seat, case)


def sees_inner(seat: Seat, case: Suggestion) -> bool:
    """Handlers, offices and leaders see what passes between them (returns, pressing)."""
    return seat.role not in STATION_ROLES | {Role.DEPUTY, Role.SECRETARIAT}


def own_assignment(seat: Seat, case: Suggestion, *states: str) -> Assignment | None:
    """The share that the seat's unit has in the case now."""
    if seat.role not in HANDLING_ROLES:
        return None
    wanted = frozenset(states) or OPEN_ASSIGNMENTS
    for share in case.assignments.all():
        if share.unit_id == seat.unit_id and share.state in wanted:
            return share
    return None


def may_sign_for(seat: Seat, case: Suggestion) -> bool:
    """Any post of a unit whose share has not been signed for."""
    return own_assignment(seat, case, AssignmentState.ASSIGNED) is not None


def may_handle(seat: Seat, case: Suggestion) -> bool:
    """Contacts and other records of a unit that has signed for its share."""
    return own_assignment(seat, case, AssignmentState.HANDLING) is not None


def may_ask_return(seat: Seat, case: Suggestion) -> bool:
    """Any post of a unit that has a share and no return waiting."""
    return (
        own_assignment(seat, case, AssignmentState.ASSIGNED, AssignmentState.HANDLING) is not None
    )


def is_head_of_handler(seat: Seat, case: Suggestion) -> bool:
    own = own_assignment(seat, case, AssignmentState.HANDLING)
    return own is not None and own.part != AssignmentPart.CO and seat.role == Role.UNIT_HEAD


def may_ask_extension(seat: Seat, case: Suggestion) -> bool:
    """The unit's head asks, not its clerk."""
    return is_head_of_handler(seat, case)


def may_reply(seat: Seat, case: Suggestion) -> bool:
    """The reply is signed by the unit's head (代表建议答复由承办单位负责人签发)."""
    return is_head_of_handler(seat, case)


def may_give_co_opinion(seat: Seat, case: Suggestion) -> bool:
    """A co-handler that has signed for its share."""
    own = own_assignment(seat, case, AssignmentState.HANDLING)
    return own is not None and own.part == AssignmentPart.CO


def co_opinions_given(case: Suggestion) -> list[Assignment]:
    """Shares of co-handlers that have sent their opinion."""
    return [
        share
        for share in case.assignments.all()
        if share.part == AssignmentPart.CO
        and share.state == AssignmentState.DONE
        and share.opinions.all()
    ]


def co_opinions_to_return(case: Suggestion) -> list[Assignment]:
    """Of these the ones that were not sent back before: it may be done once."""
    return [
        share
        for share in co_opinions_given(case)
        if all(row.returned_on is None for row in share.opinions.all())
    ]


def may_return_opinion(seat: Seat, case: Suggestion) -> bool:
    """Any post of the main unit that has a co-handler's opinion before it."""
    own = own_assignment(seat, case, AssignmentState.HANDLING)
    return own is not None and own.part == AssignmentPart.MAIN and bool(co_opinions_given(case))


def may_recall_reply(seat: Seat, case: Suggestion) -> bool:
    """Until the deputy has rated; the old version is kept."""
    if seat.role != Role.UNIT_HEAD:
        return False
    own = own_assignment(seat, case, AssignmentState.DONE)
    return own is not None and any(
        row.assignment_id == own.pk and row.recalled_on is None and row.round == case.round
        for row in case.replies.all()
    )


def returns_agreed(case: Suggestion) -> int:
    return sum(
        row.state == ReturnState.AGREED
        for share in case.assignments.all()
        for row in share.returns.all()
    )


def return_to_decide(seat: Seat, case: Suggestion) -> Assignment | None:
    """Government office between government units, the congress's office for all others.

    The second return of one case is the government office's, whoever asks (roles.md).
    """
    for share in case.assignments.all():
        if share.state != AssignmentState.RETURNING:
            continue
        government = return_government(case, share)
        if government is None:
            if is_office(seat, case):
                return share
        elif seat.role == Role.GOVOFFICE and seat.unit.government_id == government:
            return share
    return None


def return_government(case: Suggestion, share: Assignment) -> int | None:
    """The government whose office decides this return; None when the congress's office does."""
    government = share.unit.government_id
    if government is None and returns_agreed(case) >= MAX_RETURNS - 1:
        known = (row.government_id for row in case.parties.all() if row.government_id)
        government = next(known, None)
    return government


def decides_return(seat: Seat, case: Suggestion) -> bool:
    """Government office between government units, the congress's office for all others."""
    return return_to_decide(seat, case) is not None


def _extensions(case: Suggestion, state: str) -> Iterator[tuple[Assignment, Extension]]:
    for share in case.assignments.all():
        if share.state not in LIVE_ASSIGNMENTS:
            continue
        for row in share.extensions.all():
            if row.state == state:
                yield share, row


def extension_to_agree(seat: Seat, case: Suggestion) -> Extension | None:
    """The government office agrees for the units of its government."""
    if seat.role != Role.GOVOFFICE or seat.unit.government_id is None:
        return None
    for share, row in _extensions(case, ExtensionState.ASKED):
        if share.unit.government_id == seat.unit.government_id:
            return row
    return None


def may_agree_extension(seat: Seat, case: Suggestion) -> bool:
    """The government office agrees for the units of its government."""
    return extension_to_agree(seat, case) is not None


def extension_to_decide(seat: Seat, case: Suggestion) -> Extension | None:
    """The office grants; a key item's extension is for its supervising leader, once there is
    one."""
    decides = is_supervisor(seat, case) if supervised(case) else is_office(seat, case)
    if not decides:
        return None
    for _, row in _extensions(case, ExtensionState.AGREED):
        return row
    for share, row in _extensions(case, ExtensionState.ASKED):
        if share.unit.government_id is None:
            return row
    return None


def decides_extension(seat: Seat, case: Suggestion) -> bool:
    """The office grants; a key item's is for its supervising leader, once there is one."""
    return extension_to_decide(seat, case) is not None


def supervised(case: Suggestion) -> bool:
    return any(row.part == Part.SUPERVISOR and row.until is None for row in case.key_leaders.all())


def is_supervisor(seat: Seat, case: Suggestion) -> bool:
    return any(
        row.part == Part.SUPERVISOR and row.until is None and row.seat_id == seat.pk
        for row in case.key_leaders.all()
    )


def may_name_key(seat: Seat, case: Suggestion) -> bool:
    """A leader of the congress names, with the meeting that decided; the office enters it."""
    if seat.unit.congress_id != case.congress_id:
        return False
    return seat.role == Role.OFFICE or (seat.role == Role.LEADER and seat.side == Side.CONGRESS)


def may_name_leaders(seat: Seat, case: Suggestion) -> bool:
    """Besides, a leader of government or party names who leads the handling."""
    if may_name_key(seat, case):
        return True
    return seat.role == Role.LEADER and seat.unit.congress_id == case.congress_id


def may_press(seat: Seat, case: Suggestion) -> bool:
    """Office, government office for its units, and leaders of the place."""
    if seat.role in {Role.OFFICE, Role.PRESIDIUM}:
        return is_office(seat, case)
    if seat.role == Role.LEADER:
        return seat.unit.congress_id is not None and seat.unit.congress_id == case.congress_id
    return seat.role == Role.GOVOFFICE and bool(to_press(seat, case))


def to_press(seat: Seat, case: Suggestion) -> list[Assignment]:
    """The shares that this seat may press: still open, for a government office its units' own."""
    shares = [a for a in case.assignments.all() if a.state in OPEN_ASSIGNMENTS]
    if seat.role != Role.GOVOFFICE:
        return shares
    government = seat.unit.government_id
    return [a for a in shares if government is not None and a.unit.government_id == government]


def presses_to_answer(seat: Seat, case: Suggestion) -> list[Press]:
    if seat.role not in HANDLING_ROLES:
        return []
    return [
        row
        for row in case.presses.all()
        if row.answered_on is None and row.assignment.unit_id == seat.unit_id
    ]


def may_answer_press(seat: Seat, case: Suggestion) -> bool:
    """The unit that was pressed and has not answered yet."""
    return bool(presses_to_answer(seat, case))


# A valid answer may be promised on until the deputies have nothing more to say to it.
PROMISED_IN = frozenset({State.REPLIED, State.STUDYING, State.REHANDLING, State.CLOSED})


def may_promise(seat: Seat, case: Suggestion) -> bool:
    """The head of a unit with a valid answer: a promise binds the unit as its letter does."""
    return seat.role == Role.UNIT_HEAD and any(
        row.recalled_on is None and row.assignment.unit_id == seat.unit_id
        for row in case.replies.all()
    )


def keeps_promise(seat: Seat, promise: Promise) -> bool:
    """Any post of the unit that has to keep it now."""
    return seat.role in HANDLING_ROLES and seat.unit_id == promise.unit_id


def signs_for_promise(seat: Seat, promise: Promise) -> bool:
    """The head of that unit: another day, or not at all, is signed for in writing."""
    return seat.role == Role.UNIT_HEAD and seat.unit_id == promise.unit_id


def is_office_of_promise(seat: Seat, promise: Promise) -> bool:
    """The congress's own office: 代工委, or the presidium of a township congress."""
    return is_congress_office(seat) and seat.unit.congress_id == promise.congress_id


def may_rate_promise(seat: Seat, promise: Promise) -> bool:
    """The lead deputy; the office enters a verdict given on paper or by phone."""
    own = seat.role == Role.DEPUTY and seat.deputy_id == promise.suggestion.lead_id
    return own or is_office_of_promise(seat, promise)
