"""The list columns of a case, kept in one place from what is open now."""

import datetime as dt

from django.db.models import Q

from core.clock import today
from deadlines.choices import kind as kind_of
from deadlines.models import Deadline
from liaison.models import Unit
from suggestions.choices import (
    CO_OPINION,
    CO_REDO,
    LIVE_ASSIGNMENTS,
    REHANDLE,
    REPLY,
    AssignmentPart,
    SignerState,
    State,
)
from suggestions.models import Assignment, OutcomeClass, Suggestion

_WAITS_FOR_LEAD = {
    State.DRAFT: "起草",
    State.COSIGNING: "提交",
    State.SENT_BACK: "修改",
}
_SHORT = {"first_contact": "沟通", "sign_for": "签收", "assign_suggestion": "交办"} | {
    "review_suggestion": "审核",
    "confirm_cosign": "联名",
    "confirm_withdrawal": "答复撤回",
    "rate_reply": "评价",
    "study_unsatisfied": "研究",
    "coordinate": "协调",
    "follow_check": "研究抽评",
    "seal_letter": "上传盖章件",
    "decide_return": "裁定退办",
    CO_REDO.code: "重送会办意见",
}


def refresh(case: Suggestion) -> None:
    """Due date, light, turn and handlers of a list row; called by every deed before it is saved."""
    duties = list(
        Deadline.objects.open()
        .filter(subject_type="suggestion", subject_id=case.pk)
        .select_related("owner_unit", "owner_deputy")
        .order_by("due_on", "id")
    )
    first = duties[0] if duties else None
    case.due_on = first.due_on if first else None
    case.amber_on = first.amber_on if first else None
    case.turn = _turn(case, first)
    replies = [duty.due_on for duty in duties if duty.kind in {REPLY.code, REHANDLE.code}]
    if replies:
        case.reply_due_on = max(replies)
    _refresh_handlers(case, duties)
    case.cosigner_count = case.cosigners.filter(state=SignerState.CONFIRMED).count()


def dates_moved(ids: list[int]) -> None:
    """A year's days off were published and moved duties; no deed, so the version stays."""
    for case in Suggestion.objects.select_for_update(of=("self",)).filter(pk__in=ids):
        refresh(case)
        case.save(update_fields=["due_on", "amber_on", "turn", "reply_due_on"])


def _turn(case: Suggestion, duty: Deadline | None) -> str:
    if duty is None and case.merged_into is not None and case.state == State.MERGED:
        return f"随{case.merged_into.number}"[:80]
    if duty is None:
        deed = _WAITS_FOR_LEAD.get(State(case.state))
        return f"{case.lead.name}·{deed}" if deed else ""
    what = _SHORT.get(duty.kind) or kind_of(duty.kind).label
    if duty.owner_unit is not None:
        return f"{duty.owner_unit.short_name}·{what}"[:80]
    return f"{duty.owner_deputy}·{what}"[:80]


def _refresh_handlers(case: Suggestion, duties: list[Deadline]) -> None:
    """主办 first and by name, co-handlers as a number; each share shows its own date."""
    shares = list(
        case.assignments.filter(state__in=LIVE_ASSIGNMENTS).select_related("unit").order_by("id")
    )
    for share in shares:
        _refresh_share(share, [d for d in duties if d.ref == f"assignment:{share.pk}"])
    main = [s.unit for s in shares if s.part == AssignmentPart.MAIN]
    separate = [s.unit for s in shares if s.part == AssignmentPart.SEPARATE]
    case.main_unit = next(iter(main or separate), None)
    case.handler_text = _handler_text(main or separate, len(shares) - len(main or separate))[:120]


def _handler_text(units: list[Unit], co: int) -> str:
    if not units:
        return ""
    text = "、".join(unit.short_name for unit in units)
    notes = ["分办"] if len(units) > 1 else []
    notes += [f"会办{co}"] if co else []
    return f"{text}（{'，'.join(notes)}）" if notes else text


def _refresh_share(share: Assignment, duties: list[Deadline]) -> None:
    """A share shows its main duty: the reply or the co-opinion, not the steps before it."""
    kinds = {REPLY.code, REHANDLE.code, CO_OPINION.code, CO_REDO.code}
    chosen = next((duty for duty in duties if duty.kind in kinds), None)
    due: tuple[dt.date | None, dt.date | None] = (None, None)
    if chosen is not None:
        due = (chosen.due_on, chosen.amber_on)
    if (share.due_on, share.amber_on) != due and chosen is not None:
        share.due_on, share.amber_on = due
        share.save(update_fields=["due_on", "amber_on"])


def classes_of(congress_id: int | None, on: dt.date | None = None) -> dict[str, OutcomeClass]:
    """The congress's own letters of that day, or the common ones where it has none, best first."""
    day = on or today()
    rows = [
        row
        for row in OutcomeClass.objects.filter(
            Q(congress_id=congress_id or 0) | Q(congress=None), starts_on__lte=day
        ).order_by("rank")
        if row.ends_on is None or row.ends_on >= day
    ]
    own = [row for row in rows if row.congress_id is not None]
    return {row.code: row for row in own or rows}


def worst(case: Suggestion) -> str:
    """Several units may answer in different classes: the case has the worst.

    Each answer is ranked among the classes of its day.
    """
    replies = case.replies.filter(recalled_on=None, round=case.round)
    ranks: dict[dt.date, dict[str, int]] = {}
    found: list[tuple[int, str]] = []
    for code, day in replies.values_list("outcome", "replied_on"):
        if day not in ranks:
            rows = classes_of(case.congress_id) | classes_of(case.congress_id, day)
            ranks[day] = {row.code: row.rank for row in rows.values()}
        found.append((ranks[day].get(code, 99), code))
    return max(found, default=(0, ""))[1]
