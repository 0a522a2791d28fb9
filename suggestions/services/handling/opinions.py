"""A co-handler's opinion that says nothing goes back to it, once; the second one is taken as is."""

from core.clock import today
from core.display import cn_date
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import CO_REDO, AssignmentState
from suggestions.models import Assignment, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks
from suggestions.services.base.checks import refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened


def return_opinion(
    case: Suggestion,
    *,
    by: Seat,
    reason: str,
    assignment: Assignment | None = None,
    version: int | None = None,
) -> Suggestion:
    """The co-handler writes it anew within a clock of its own; its opinion stays on record."""
    require_words(reason=(reason, "请写明会办意见还缺什么。"))
    with deed(case, "return_opinion", by=by, version=version, reason=reason) as now:
        share = _chosen(now, assignment)
        row = share.opinions.latest("id")
        row.returned_on, row.returned_by_name = today(), by.person_name
        row.return_reason = reason.strip()[:300]
        row.save(update_fields=["returned_on", "returned_by_name", "return_reason"])
        share.state, share.done_on = AssignmentState.HANDLING, None
        share.save(update_fields=["state", "done_on"])
        ref = clocks.ref_of(share)
        duty = clocks.start(now, CO_REDO, share.unit, by=by, from_on=today(), ref=ref)
        happened(
            now,
            "opinion_returned",
            f"{by.unit.short_name}退回{share.unit.short_name}的会办意见，"
            f"请在{cn_date(duty.due_on)}前重送",
            by=by,
            note=row.return_reason,
            concerned=Concerned(units=[share.unit]),
        )
    return case


def _chosen(case: Suggestion, assignment: Assignment | None) -> Assignment:
    shares = may.co_opinions_to_return(case)
    if assignment is None and len(shares) == 1:
        return shares[0]
    for share in shares:
        if assignment is not None and share.pk == assignment.pk:
            return share
    raise refuse("assignment", "请选退回哪个会办单位的意见；同一单位只能退回一次。")
