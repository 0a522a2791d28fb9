"""退办: a unit says that the matter is not its own; someone above decides."""

from core.clock import today
from core.problems import Conflict, Invalid
from liaison.choices import Role
from liaison.models import Seat, Unit
from suggestions import permissions as may
from suggestions.choices import (
    ASSIGN,
    DECIDE_RETURN,
    SIGN_FOR,
    AssignmentState,
    LateReturn,
    ReturnState,
    State,
)
from suggestions.models import Assignment, ReturnRequest, Suggestion, rules_for
from suggestions.notices import Concerned
from suggestions.services.base import clocks
from suggestions.services.base.checks import refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.handling.shares import M, S, leave, replace


def ask_return(
    case: Suggestion,
    *,
    by: Seat,
    reason: str,
    proposed_unit: Unit | None = None,
    version: int | None = None,
) -> Suggestion:
    """In writing, with reasons; one asked after the window is marked late, or refused where the
    congress's rule says so."""
    require_words(reason=(reason, "请写明退办的理由。"))
    with deed(case, "ask_return", by=by, version=version, reason=reason) as now:
        share = _own(by, now)
        if proposed_unit is not None and proposed_unit.pk == share.unit_id:
            raise refuse("proposed_unit", "建议的接办单位不能是本单位。")
        late = clocks.is_past_return_window(now, share, today())
        if late and rules_for(now).late_return == LateReturn.REFUSED:
            words = "已过退办时限，按本级人大的规定不再受理，请继续办理；确有困难的，请联系代工委。"
            raise Conflict(words, state=now.state)
        ReturnRequest.objects.create(
            assignment=share,
            reason=reason,
            proposed_unit=proposed_unit,
            asked_on=today(),
            asked_by_name=by.person_name,
            is_late=late,
        )
        share.state = AssignmentState.RETURNING
        share.save(update_fields=["state"])
        clocks.drop(now, SIGN_FOR, ref=clocks.ref_of(share), reason="已申请退办")
        decider = _decider(now, share)
        clocks.start(now, DECIDE_RETURN, decider, by=by, from_on=today(), ref=clocks.ref_of(share))
        wish = f"，建议由{proposed_unit.short_name}办理" if proposed_unit else ""
        happened(
            now,
            "return_asked",
            f"{share.unit.short_name}申请退办{wish}",
            by=by,
            note=reason,
            inner=True,
            concerned=Concerned(units=[decider]),
        )
    return case


def _own(by: Seat, case: Suggestion) -> Assignment:
    share = may.own_assignment(by, case)
    if share is None:
        raise Conflict("贵单位现在不承办这件建议。请刷新后再看。", state=case.state)
    return share


def _decider(case: Suggestion, share: Assignment) -> Unit:
    """The government's office, or the congress's for units of no government."""
    government = may.return_government(case, share)
    office = clocks.govoffice_of(government) if government is not None else None
    return office or clocks.office_of(case)


def decide_return(
    case: Suggestion,
    *,
    by: Seat,
    agree: bool,
    words: str,
    unit: Unit | None = None,
    version: int | None = None,
) -> Suggestion:
    """Agree: another unit, or back to the office; refuse: the unit goes on (roles.md)."""
    require_words(words=(words, "请写明裁定意见。"))
    with deed(case, "decide_return", by=by, version=version, reason=words) as now:
        share = may.return_to_decide(by, now)
        if share is None:
            raise Conflict("这件退办申请已经有人裁定。请刷新后再看。", state=now.state)
        asked = share.returns.get(state=ReturnState.ASKED)
        clocks.done(now, DECIDE_RETURN, ref=clocks.ref_of(share))
        asked.state = ReturnState.AGREED if agree else ReturnState.REFUSED
        asked.decision, asked.decided_on, asked.decided_by_name = words, today(), by.person_name
        asked.save(update_fields=["state", "decision", "decided_on", "decided_by_name"])
        if agree:
            _agree_return(now, share, unit, by=by, words=words)
        else:
            _refuse_return(now, share, asked, by=by, words=words)
    return case


def _agree_return(
    case: Suggestion, share: Assignment, unit: Unit | None, *, by: Seat, words: str
) -> None:
    share.bounced += 1
    name = share.unit.short_name
    happened(case, "return_agreed", f"同意{name}退办", by=by, note=words, inner=True)
    if unit is not None:
        _require_own_government(by, unit)
        replace(case, share, unit, by=by, reason=words, state=AssignmentState.RETURNED)
        return
    if share.part == S:
        raise refuse("unit", "分办件请选接办的单位。")
    leave(case, share, AssignmentState.RETURNED, reason=f"同意退办：{words}")
    if share.part == M:
        case.state = State.ACCEPTED
        case.signed_on = None
        clocks.start(case, ASSIGN, clocks.office_of(case), by=by, from_on=today())


def _refuse_return(
    case: Suggestion, share: Assignment, asked: ReturnRequest, *, by: Seat, words: str
) -> None:
    """The unit must go on; an unsigned share has its day for signing again."""
    signed = share.signed_on is not None
    share.state = AssignmentState.HANDLING if signed else AssignmentState.ASSIGNED
    share.save(update_fields=["state"])
    if not signed:
        clocks.start_signing(case, share, by=by, on=today())
    happened(
        case,
        "return_refused",
        f"不同意{share.unit.short_name}退办",
        by=by,
        note=words,
        inner=True,
        concerned=Concerned(units=[share.unit]),
    )


def _require_own_government(by: Seat, unit: Unit) -> None:
    if by.role == Role.GOVOFFICE and unit.government_id != by.unit.government_id:
        words = f"「{unit.name}」不归本级政府。请不选单位，退给人大办公机构重新交办。"
        raise Invalid(words, errors={"unit": [words]})
