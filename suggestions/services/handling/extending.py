"""延期: the unit's head asks, its government agrees, the congress grants; deputies told at once."""

import datetime as dt

from core.clock import today
from core.display import cn_date
from core.problems import Conflict
from deadlines import services as deadlines
from liaison.choices import Role
from liaison.models import Seat, Unit
from suggestions import permissions as may
from suggestions.choices import (
    DECIDE_EXTENSION,
    REPLY,
    AssignmentState,
    ExtensionState,
)
from suggestions.models import Assignment, Extension, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks
from suggestions.services.base.checks import refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.handling.working import own_share


def ask_extension(
    case: Suggestion, *, by: Seat, until: dt.date, reason: str, version: int | None = None
) -> Suggestion:
    """For wide or difficult matters, never beyond six months from assignment (代表法 art. 51)."""
    require_words(reason=(reason, "请写明延期的理由。"))
    with deed(case, "ask_extension", by=by, version=version, reason=reason) as now:
        share = own_share(by, now, AssignmentState.HANDLING)
        duty = clocks.open_one(now, REPLY, ref=clocks.ref_of(share))
        if duty is None:
            raise Conflict("这件建议现在没有答复期限可以延长。", state=now.state)
        if share.extensions.filter(state__in=["asked", "agreed"]).exists():
            raise Conflict("已经有一份延期申请在等批复，不用再申请。", state=now.state)
        if until <= duty.due_on:
            raise refuse("until", f"要晚于现在的期限{cn_date(duty.due_on)}，请另选日期。")
        clocks.require_lawful(now, until, now.assigned_on or share.assigned_on, field="until")
        Extension.objects.create(
            assignment=share,
            reason=reason,
            until=until,
            asked_on=today(),
            asked_by_name=by.person_name,
        )
        concerned = _hand_to_decider(now, share, by=by, agreed=share.unit.government_id is None)
        happened(
            now,
            "extension_asked",
            f"{share.unit.short_name}申请延期到{cn_date(until)}",
            by=by,
            note=reason,
            inner=True,
            concerned=concerned,
        )
    return case


def _hand_to_decider(case: Suggestion, share: Assignment, *, by: Seat, agreed: bool) -> Concerned:
    """The government's office first, then the supervising leader or the congress's office."""
    supervisor = clocks.supervisor_of(case)
    office = None if agreed else clocks.govoffice_of(share.unit.government_id or 0)
    owner: Unit = office or (supervisor.unit if supervisor else clocks.office_of(case))
    clocks.start(case, DECIDE_EXTENSION, owner, by=by, from_on=today(), ref=clocks.ref_of(share))
    if office is None and supervisor is not None:
        return Concerned(seats=[supervisor])
    return Concerned(seats=_people_of(owner))


def _people_of(unit: Unit) -> list[Seat]:
    roles = [Role.GOVOFFICE, Role.OFFICE, Role.PRESIDIUM]
    return list(Seat.objects.open().filter(unit=unit, role__in=roles))


def agree_extension(
    case: Suggestion, *, by: Seat, agree: bool, words: str = "", version: int | None = None
) -> Suggestion:
    """The government's office agrees (the congress still has to grant) or says no."""
    if not agree:
        require_words(words=(words, "不同意延期的，请写明理由。"))
    with deed(case, "agree_extension", by=by, version=version, reason=words) as now:
        row = may.extension_to_agree(by, now)
        if row is None:
            raise _nothing_waits(now)
        if not agree:
            _refuse(now, row, by=by, words=words)
            return case
        row.state, row.agreed_by_name = ExtensionState.AGREED, by.person_name
        row.save(update_fields=["state", "agreed_by_name"])
        concerned = _hand_to_decider(now, row.assignment, by=by, agreed=True)
        name = row.assignment.unit.short_name
        happened(
            now,
            "extension_agreed",
            f"{by.unit.short_name}同意{name}延期，报批",
            by=by,
            note=words,
            inner=True,
            concerned=concerned,
        )
    return case


def decide_extension(
    case: Suggestion, *, by: Seat, agree: bool, words: str = "", version: int | None = None
) -> Suggestion:
    """Granted: the old date gives way to the new one and the deputies are told at once."""
    if not agree:
        require_words(words=(words, "不批准延期的，请写明理由。"))
    with deed(case, "decide_extension", by=by, version=version, reason=words) as now:
        row = may.extension_to_decide(by, now)
        if row is None:
            raise _nothing_waits(now)
        if not agree:
            _refuse(now, row, by=by, words=words)
            return case
        share = row.assignment
        clocks.require_lawful(now, row.until, now.assigned_on or share.assigned_on, field="until")
        deadlines.extend(
            now,
            REPLY.code,
            ref=clocks.ref_of(share),
            due_on=row.until,
            reason=f"批准延期：{row.reason}"[:300],
            by=by,
        )
        _decide(row, ExtensionState.GRANTED, by=by, words=words)
        clocks.done(now, DECIDE_EXTENSION, ref=clocks.ref_of(share))
        happened(
            now,
            "extension_granted",
            f"{share.unit.short_name}延期到{cn_date(row.until)}答复",
            by=by,
            note=row.reason,
            concerned=Concerned(units=[share.unit]),
        )
    return case


def _nothing_waits(case: Suggestion) -> Conflict:
    return Conflict("这份延期申请已经有人批过。请刷新后再看。", state=case.state)


def _refuse(case: Suggestion, row: Extension, *, by: Seat, words: str) -> None:
    share = row.assignment
    _decide(row, ExtensionState.REFUSED, by=by, words=words)
    clocks.done(case, DECIDE_EXTENSION, ref=clocks.ref_of(share))
    happened(
        case,
        "extension_refused",
        f"未批准{share.unit.short_name}延期",
        by=by,
        note=words,
        inner=True,
        concerned=Concerned(units=[share.unit]),
    )


def _decide(row: Extension, state: ExtensionState, *, by: Seat, words: str) -> None:
    row.state, row.decision = state, words.strip()[:300]
    row.decided_on, row.decided_by_name = today(), by.person_name
    row.save(update_fields=["state", "decision", "decided_on", "decided_by_name"])


def lapse(case: Suggestion, share: Assignment, *, by: Seat, words: str) -> None:
    """Answered meanwhile: a request that nobody decided needs no decision any more."""
    for row in share.extensions.filter(state__in=["asked", "agreed"]):
        _decide(row, ExtensionState.REFUSED, by=by, words=words)
    clocks.drop(case, DECIDE_EXTENSION, ref=clocks.ref_of(share), reason=words)
