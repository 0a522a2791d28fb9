"""The deputy's verdict, and what the office makes of an unsatisfied one."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from audit.services import SYSTEM, Actor, record, touch
from core.apart import apart
from core.clock import today
from core.problems import Invalid
from deadlines.models import Deadline
from files.models import StoredFile
from liaison.choices import Role
from liaison.models import Deputy, Seat
from suggestions.choices import (
    COORDINATE,
    FOLLOW_CHECK,
    LIVE_ASSIGNMENTS,
    RATE,
    REHANDLE,
    STUDY,
    AssignmentPart,
    AssignmentState,
    Rating,
    Solved,
    State,
    Talked,
)
from suggestions.models import SURVEY, Study, Suggestion, Verdict
from suggestions.services.base import clocks, summary
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import (
    check_given,
    day_of_deed,
    refuse,
    require_choice,
    require_words,
)
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.handling import reform
from suggestions.services.handling.delivering import note_opened
from suggestions.services.publishing import opening as publishing
from suggestions.services.verdicts import asking

_CHOICES = {
    "contact_before": Talked,
    "contact_during": Talked,
    "contact_after": Talked,
    "solved": Solved,
}


def rate(
    case: Suggestion,
    *,
    by: Seat,
    attitude: str,
    result: str,
    reason: str = "",
    given: str = "online",
    scan: StoredFile | None = None,
    deputy: Deputy | None = None,
    on: dt.date | None = None,
    version: int | None = None,
    **survey: Any,
) -> Suggestion:
    """Attitude and result apart; 不满意 on either needs reasons and goes to the office's study.

    Staff enter one given on paper (with the scan) or by phone; a late one counts and is marked.
    Where every signer rates, the case waits for the lead and for all whose time is not over.
    """
    _check(attitude, result, reason, survey)
    with deed(case, "rate", by=by, version=version) as now:
        who = _whose(now, by, deputy)
        day = day_of_deed(on, since=now.replied_on)
        duty = clocks.done(now, RATE, ref=asking.ref_of(now, who), on=day)
        late = duty is not None and duty.late_days > 0
        words = {"attitude": attitude, "result": result, "reason": reason.strip()}
        row = _verdict(now, by, who, words | survey, given, day, late=late, scan=scan)
        _say(now, row, by=by, words="评价")
        conclude(now, by=by)
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
    deputy: Deputy | None = None,
    on: dt.date | None = None,
    version: int | None = None,
    **survey: Any,
) -> Suggestion:
    """A verdict may change later: a new dated row, marked late; the first one is kept."""
    _check(attitude, result, reason, survey)
    with deed(case, "rate_again", by=by, version=version) as now:
        who = _whose(now, by, deputy)
        day = day_of_deed(on, since=now.replied_on)
        words = {"attitude": attitude, "result": result, "reason": reason.strip()}
        row = _verdict(now, by, who, words | survey, given, day, late=True, scan=scan)
        clocks.drop(now, STUDY, COORDINATE, reason="代表变更了评价")
        _say(now, row, by=by, words="变更评价")
        conclude(now, by=by)
    return case


def _check(attitude: str, result: str, reason: str, survey: Mapping[str, Any]) -> None:
    require_choice("attitude", attitude, Rating)
    require_choice("result", result, Rating)
    unsatisfied = Rating.UNSATISFIED in {attitude, result}
    if unsatisfied and not reason.strip():
        words = "不满意的，请写明理由和要求，办公机构才好研究。"
        raise Invalid(words, errors={"reason": [words]})
    unknown = set(survey) - set(SURVEY)
    if unknown:
        raise TypeError(f"unknown fields of the consultation form: {sorted(unknown)}")
    for name, choices in _CHOICES.items():
        if survey.get(name):
            require_choice(name, survey[name], choices)
    if survey.get("wants_rehandling") and not unsatisfied:
        words = "要求重新办理的，态度或结果请选不满意，并写明理由。"
        raise Invalid(words, errors={"wants_rehandling": [words]})


def _whose(case: Suggestion, by: Seat, deputy: Deputy | None) -> Deputy:
    """Deputies speak for themselves; the office says whose word it enters, else the lead's."""
    if by.role == Role.DEPUTY:
        assert by.deputy is not None  # noqa: S101
        return by.deputy
    who = deputy or case.lead
    if who not in asking.raters(case):
        raise refuse("deputy", f"这件建议不由{who.name}评价，请另选。")
    return who


def _verdict(
    case: Suggestion,
    by: Seat,
    who: Deputy,
    words: Mapping[str, Any],
    given: str,
    day: dt.date,
    *,
    late: bool,
    scan: StoredFile | None,
) -> Verdict:
    way, entered = check_given(by, given, scan, is_own=by.role == Role.DEPUTY)
    note_opened(case, by)
    row = Verdict.objects.create(
        suggestion=case,
        deputy=who,
        round=case.round,
        rated_on=day,
        is_late=late,
        given=way,
        entered_by_name=entered,
        **words,
    )
    attach(scan, case, f"verdict:{row.pk}", by=by)
    if row.agrees_to_publish is not None and who == case.lead:
        case.consents_to_publish = row.agrees_to_publish
        publishing.heed(case, row.agrees_to_publish, by=by)
    return row


def _say(case: Suggestion, row: Verdict, *, by: Seat, words: str) -> None:
    note = row.reason
    if row.entered_by_name:
        note = f"{row.entered_by_name}代录（{row.get_given_display()}）{note}"
    sentence = (
        f"{row.deputy.name}{words}：态度{row.get_attitude_display()}，"
        f"结果{row.get_result_display()}"
    )
    code = "unsatisfied" if asking.is_unsatisfied(row) else "rated"
    happened(case, code, sentence, by=by, note=note)


def conclude(case: Suggestion, *, by: Actor) -> bool:
    """Once everybody has spoken or is past the time: satisfied on both, done; the worst decides.

    Unsatisfied: the office studies it within five working days; after a re-handling it takes the
    congress's third step instead.
    """
    rows = asking.last_words(case)
    if not rows:
        return False
    case.rated_on, case.result_rating = max(row.rated_on for row in rows), asking.worst(rows)
    if case.state == State.REPLIED and asking.is_awaited(case):
        return False
    clocks.drop_kind(case, RATE, reason="评价期已过")
    if not any(asking.is_unsatisfied(row) for row in rows):
        case.state, case.closed_on = State.CLOSED, today()
        return True
    case.state, case.closed_on = State.STUDYING, None
    kind = STUDY if case.round == 1 else COORDINATE
    clocks.start(case, kind, clocks.office_of(case), by=by, from_on=case.rated_on)
    return True


def close_silent(day: dt.date | None = None) -> int:
    """Joint items whose other signers let their time pass; the lead's silence keeps them open."""
    late = Deadline.objects.open().filter(
        subject_type="suggestion", kind=RATE.code, due_on__lt=day or today()
    )
    ids = Suggestion.objects.filter(
        pk__in=late.exclude(ref="").values("subject_id"), state=State.REPLIED
    ).values_list("pk", flat=True)
    closed = 0
    for pk in list(ids):
        with apart("closing a joint suggestion after the time to rate", pk), transaction.atomic():
            locked = Suggestion.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
            if locked.state == State.REPLIED and conclude(locked, by=SYSTEM):
                happened(locked, "rating_over", "评价期已过，未评的不再等", by=SYSTEM)
                summary.refresh(locked)
                touch(locked, SYSTEM)
                locked.save()
                record("suggestion.rating_over", by=SYSTEM, label="评价期已过", subject=locked)
                closed += 1
    return closed


def study(
    case: Suggestion, *, by: Seat, rehandle: bool, words: str, version: int | None = None
) -> Suggestion:
    """Re-handle with a clock of its own (the default), or explain and close."""
    require_words(words=(words, "请写明研究意见。"))
    with deed(case, "study", by=by, version=version, reason=words) as now:
        clocks.done(now, STUDY)
        check_followed(now)
        keep_study(now, by=by, rehandle=rehandle, words=words)
        if rehandle:
            rehandle_round(now, by=by, words=words)
            return case
        now.state, now.closed_on = State.CLOSED, today()
        happened(now, "explained", "研究后向代表说明，办结", by=by, note=words)
    return case


def check_followed(case: Suggestion) -> None:
    """Whatever the office decides now also answers what a spot check found."""
    clocks.done(case, FOLLOW_CHECK)
    case.check_pending = False


def keep_study(case: Suggestion, *, by: Seat, rehandle: bool, words: str) -> None:
    """What the office made of a verdict or of a spot check, in this round."""
    Study.objects.create(
        suggestion=case,
        round=case.round,
        rehandle=rehandle,
        words=words.strip(),
        by_name=by.person_name,
        on=today(),
    )


def rehandle_round(case: Suggestion, *, by: Seat, words: str) -> None:
    """The next round begins: the units that answered answer again, each with its own clock."""
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
