"""The deputy's verdict, and what the office makes of an unsatisfied one."""

import datetime as dt

from core.clock import today
from core.problems import Invalid
from files.models import StoredFile
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    RATE,
    REHANDLE,
    STUDY,
    AssignmentPart,
    AssignmentState,
    Rating,
    State,
)
from suggestions.models import Study, Suggestion, Verdict
from suggestions.services.base import clocks
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import check_given, day_of_deed, require_choice, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.handling import reform


def rate(
    case: Suggestion,
    *,
    by: Seat,
    attitude: str,
    result: str,
    reason: str = "",
    given: str = "online",
    scan: StoredFile | None = None,
    on: dt.date | None = None,
    version: int | None = None,
) -> Suggestion:
    """Attitude and result apart; 不满意 on either needs reasons and goes to the office's study.

    Staff enter one given on paper (with the scan) or by phone; a late one counts and is marked.
    """
    _check(attitude, result, reason)
    with deed(case, "rate", by=by, version=version) as now:
        day = day_of_deed(on, since=now.replied_on)
        duty = clocks.done(now, RATE, on=day)
        late = duty is not None and duty.late_days > 0
        row = _verdict(now, by, attitude, result, reason, given, day, late=late, scan=scan)
        _follow(now, row, by=by, words="评价")
    return case


def rate_again(
    case: Suggestion,
    *,
    by: Seat,
    attitude: str,
    result: str,
    reason: str = "",
    given: str = "online",
    scan: StoredFile | None = None,
    on: dt.date | None = None,
    version: int | None = None,
) -> Suggestion:
    """A verdict may change later: a new dated row, marked late; the first one is kept."""
    _check(attitude, result, reason)
    with deed(case, "rate_again", by=by, version=version) as now:
        day = day_of_deed(on, since=now.replied_on)
        row = _verdict(now, by, attitude, result, reason, given, day, late=True, scan=scan)
        clocks.drop(now, STUDY, reason="代表变更了评价")
        _follow(now, row, by=by, words="变更评价")
    return case


def _check(attitude: str, result: str, reason: str) -> None:
    require_choice("attitude", attitude, Rating)
    require_choice("result", result, Rating)
    if Rating.UNSATISFIED in {attitude, result} and not reason.strip():
        words = "不满意的，请写明理由和要求，办公机构才好研究。"
        raise Invalid(words, errors={"reason": [words]})


def _verdict(
    case: Suggestion,
    by: Seat,
    attitude: str,
    result: str,
    reason: str,
    given: str,
    day: dt.date,
    *,
    late: bool,
    scan: StoredFile | None,
) -> Verdict:
    way, entered = check_given(by, given, scan, is_own=may.is_lead(by, case))
    row = Verdict.objects.create(
        suggestion=case,
        deputy=case.lead,
        round=case.round,
        attitude=attitude,
        result=result,
        reason=reason.strip(),
        rated_on=day,
        is_late=late,
        given=way,
        entered_by_name=entered,
    )
    attach(scan, case, f"verdict:{row.pk}", by=by)
    return row


def _follow(case: Suggestion, row: Verdict, *, by: Seat, words: str) -> None:
    """Satisfied on both: done. Otherwise the office studies it within five working days."""
    case.rated_on, case.result_rating = row.rated_on, row.result
    note = row.reason
    if row.entered_by_name:
        note = f"{row.entered_by_name}代录（{row.get_given_display()}）{note}"
    sentence = (
        f"{case.lead.name}{words}：态度{row.get_attitude_display()}，结果{row.get_result_display()}"
    )
    if Rating.UNSATISFIED in {row.attitude, row.result}:
        case.state = State.STUDYING
        case.closed_on = None
        clocks.start(case, STUDY, clocks.office_of(case), by=by, from_on=row.rated_on)
        happened(case, "unsatisfied", sentence, by=by, note=note)
        return
    case.state = State.CLOSED
    case.closed_on = today()
    happened(case, "rated", sentence, by=by, note=note)


def study(
    case: Suggestion, *, by: Seat, rehandle: bool, words: str, version: int | None = None
) -> Suggestion:
    """Re-handle with a clock of its own (the default), or explain and close."""
    require_words(words=(words, "请写明研究意见。"))
    with deed(case, "study", by=by, version=version, reason=words) as now:
        clocks.done(now, STUDY)
        Study.objects.create(
            suggestion=now,
            round=now.round,
            rehandle=rehandle,
            words=words.strip(),
            by_name=by.person_name,
            on=today(),
        )
        if rehandle:
            _rehandle(now, by=by, words=words)
            return case
        now.state, now.closed_on = State.CLOSED, today()
        happened(now, "explained", "研究后向代表说明，办结", by=by, note=words)
    return case


def _rehandle(case: Suggestion, *, by: Seat, words: str) -> None:
    case.round += 1
    case.state, case.replied_on = State.REHANDLING, None
    shares = case.assignments.filter(state__in=LIVE_ASSIGNMENTS).exclude(part=AssignmentPart.CO)
    for answered in shares.select_related("unit").order_by("id"):
        share = reform.present(case, answered, by=by)
        if share is None:
            continue
        share.state, share.done_on = AssignmentState.HANDLING, None
        share.save(update_fields=["state", "done_on"])
        clocks.start(case, REHANDLE, share.unit, by=by, from_on=today(), ref=clocks.ref_of(share))
    happened(case, "rehandled", f"重新办理（第{case.round}次）", by=by, note=words)
