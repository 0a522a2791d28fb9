"""What is answered as one file (并案) is answered to each proposer: own reply, own verdict."""

from collections.abc import Callable

from audit.services import record, touch
from core.clock import today
from core.display import cn_date
from core.problems import Conflict
from liaison.models import Seat
from suggestions.choices import RATE, AssignmentState, State
from suggestions.models import Assignment, Reply, Suggestion
from suggestions.services.base import clocks, summary
from suggestions.services.base.history import happened
from suggestions.services.handling import numbering
from suggestions.services.handling.delivering import address
from suggestions.services.intake.merging import members
from suggestions.services.publishing import opening as publishing
from suggestions.services.verdicts import asking

Tell = Callable[..., None]
_LETTER = (
    "outcome",
    "outcome_label",
    "asks_promise",
    "text",
    "contact_name",
    "contact_phone",
    "without_co_opinion",
    "replied_on",
    "signed_by_name",
    "is_late",
)


def answer_members(file: Suggestion, *, by: Seat, tell: Tell) -> None:
    """The file is answered: so is each that went into it, with a verdict of its own to come."""
    for member in members(file):
        for letter in file.replies.filter(recalled_on=None, round=file.round):
            own = _copy(letter, member)
            address(member, own)
            publishing.with_copy(letter, own, by=by)
        member.state = State.REPLIED
        for name in ("assigned_on", "signed_on", "replied_on", "reply_due_on"):
            setattr(member, name, getattr(file, name))
        member.outcome = summary.worst(member)
        duty = asking.ask(member, by=by, from_on=file.replied_on or today())
        sentence = (
            f"与{file.number}一并答复（{member.outcome}类），请在{cn_date(duty.due_on)}前评价"
        )
        happened(member, "replied", sentence, by=by)
        _saved(member, by, "answered_with", "并案答复")
        tell(member, by=by)


def _copy(letter: Reply, member: Suggestion) -> Reply:
    share = letter.assignment
    own = Assignment.objects.create(
        suggestion=member,
        unit=share.unit,
        unit_name=share.unit_name,
        part=share.part,
        state=AssignmentState.DONE,
        assigned_on=share.assigned_on,
        signed_on=share.signed_on,
        signed_by_name=share.signed_by_name,
        done_on=share.done_on,
        due_on=share.due_on,
    )
    copy = Reply.objects.create(
        suggestion=member,
        assignment=own,
        round=member.round,
        version=member.replies.filter(assignment__unit=share.unit).count() + 1,
        **{name: getattr(letter, name) for name in _LETTER},
    )
    numbering.give_to_copy(copy, letter)
    return copy


def take_back(
    file: Suggestion, *, by: Seat, reason: str, tell: Callable[[Suggestion], None]
) -> None:
    """A recalled reply is recalled from everybody; not once one of them has rated it."""
    rows = Suggestion.objects.filter(merged_into=file).order_by("pk")
    answered = [row for row in rows.select_for_update(of=("self",), no_key=True) if row.replied_on]
    rated = [row.number for row in answered if row.state != State.REPLIED]
    if rated:
        words = f"并案的{'、'.join(rated)}已有代表评价，不能再撤回答复。"
        raise Conflict(words, state=file.state)
    for member in answered:
        tell(member)
        for letter in member.replies.filter(recalled_on=None):
            publishing.lapse(letter, by=by)
        member.replies.filter(recalled_on=None).update(recalled_on=today())
        member.assignments.update(state=AssignmentState.RECALLED)
        clocks.drop_kind(member, RATE, reason="答复已撤回")
        member.state, member.outcome = State.MERGED, ""
        member.assigned_on = member.signed_on = member.replied_on = None
        happened(member, "reply_recalled", "一并答复的已撤回", by=by, note=reason)
        _saved(member, by, "answer_recalled", "撤回并案答复")


def _saved(member: Suggestion, by: Seat, code: str, label: str) -> None:
    summary.refresh(member)
    touch(member, by)
    member.save()
    record(f"suggestion.{code}", by=by, label=label, subject=member)
