"""Who may do what with the draft of an answer, its letter and the unit's number sequence."""

from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat
from suggestions.choices import LIVE_DRAFTS, AssignmentPart, AssignmentState, DraftState
from suggestions.models import Letter, ReplyDraft, Suggestion
from suggestions.permissions import own_assignment


def reads_letter_series(seat: Seat) -> bool:
    return seat.role in UNIT_ROLES


def may_set_letter_series(seat: Seat) -> bool:
    """The unit's head, who signs its letters and looks after its posts."""
    return seat.role == Role.UNIT_HEAD


def own_draft(seat: Seat, case: Suggestion) -> ReplyDraft | None:
    """The draft of the seat's unit that is on its way now."""
    share = own_assignment(seat, case, AssignmentState.HANDLING)
    if share is None or share.part == AssignmentPart.CO or seat.role not in UNIT_ROLES:
        return None
    for row in case.reply_drafts.all():
        if row.assignment_id == share.pk and row.state in LIVE_DRAFTS:
            return row
    return None


def may_draft_reply(seat: Seat, case: Suggestion) -> bool:
    """Clerk or section of a main or separate unit, until it is handed up."""
    share = own_assignment(seat, case, AssignmentState.HANDLING)
    if share is None or share.part == AssignmentPart.CO:
        return False
    if seat.role not in {Role.UNIT, Role.UNIT_SECTION}:
        return False
    draft = own_draft(seat, case)
    return draft is None or draft.state == DraftState.DRAFTING


def may_check_reply(seat: Seat, case: Suggestion) -> bool:
    """The head of the section, when the clerk has handed it up."""
    draft = own_draft(seat, case)
    return (
        seat.role == Role.UNIT_SECTION and draft is not None and draft.state == DraftState.CHECKING
    )


def may_return_draft(seat: Seat, case: Suggestion) -> bool:
    """The section what it checks, the head whatever has been handed up."""
    draft = own_draft(seat, case)
    if draft is None or draft.state == DraftState.DRAFTING:
        return False
    return seat.role == Role.UNIT_HEAD or may_check_reply(seat, case)


def unsealed(seat: Seat, case: Suggestion) -> list[Letter]:
    """The unit's valid letters whose sealed scan is not on file."""
    if seat.role not in UNIT_ROLES:
        return []
    letters = (
        getattr(row, "letter", None)
        for row in case.replies.all()
        if row.recalled_on is None and row.assignment.unit_id == seat.unit_id
    )
    return [letter for letter in letters if letter is not None and letter.scan_id is None]


def may_add_scan(seat: Seat, case: Suggestion) -> bool:
    """Any post of the unit that answered, as long as the scan is missing."""
    return bool(unsealed(seat, case))
