"""The deputy's second verdict, on fulfilment, and the office's study of an unsatisfied one."""

import datetime as dt

from core.clock import today
from core.display import cn_date
from core.problems import Invalid
from files.models import StoredFile
from liaison.choices import Role
from liaison.models import Seat
from suggestions.choices import RATE_PROMISE, STUDY_PROMISE, PromiseState, Rating
from suggestions.models import Promise, PromiseVerdict
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import (
    check_given,
    day_of_deed,
    refuse,
    require_choice,
    require_words,
)
from suggestions.services.base.clocks import office_of
from suggestions.services.base.history import happened as case_happened
from suggestions.services.promises import frame


def rate_promise(
    promise: Promise,
    *,
    by: Seat,
    rating: str,
    reason: str = "",
    given: str = "online",
    scan: StoredFile | None = None,
    on: dt.date | None = None,
    version: int | None = None,
) -> Promise:
    """Was it kept, in the deputy's eyes; 不满意 needs the reason and goes to the office's study.

    Each verdict is a dated row: the first and the last are both shown.
    """
    require_choice("rating", rating, Rating)
    if rating == Rating.UNSATISFIED and not reason.strip():
        words = "不满意的，请写明哪里没有兑现。"
        raise Invalid(words, errors={"reason": [words]})
    with frame.deed(promise, "rate_promise", by=by, version=version) as now:
        since = now.struck_on or now.changed_on
        day = day_of_deed(on, since=since)
        duty = frame.done(now, RATE_PROMISE, on=day)
        changes = now.verdicts.exists()
        late = changes or (duty is not None and duty.late_days > 0)
        own = by.role == Role.DEPUTY
        way, entered = check_given(by, given, scan, is_own=own)
        row = PromiseVerdict.objects.create(
            promise=now,
            deputy=now.suggestion.lead,
            rating=rating,
            reason=reason.strip(),
            rated_on=day,
            is_late=late,
            given=way,
            entered_by_name=entered,
        )
        attach(scan, now, f"verdict:{row.pk}", by=by)
        now.rating = rating
        _follow(now, row, by=by, words="变更对兑现的评价" if changes else "评价兑现")
    return promise


def _follow(promise: Promise, row: PromiseVerdict, *, by: Seat, words: str) -> None:
    frame.drop(promise, STUDY_PROMISE, reason="代表变更了评价")
    note = row.reason
    if row.entered_by_name:
        note = f"{row.entered_by_name}代录（{row.get_given_display()}）{note}"
    sentence = f"{promise.suggestion.lead.name}{words}：{row.get_rating_display()}"
    if row.rating == Rating.UNSATISFIED:
        promise.state = PromiseState.STUDYING
        office = office_of(promise.suggestion)
        frame.start(promise, STUDY_PROMISE, office, by=by, from_on=row.rated_on)
        frame.happened(promise, "unsatisfied", sentence, by=by, note=note)
        return
    promise.state = _ended_as(promise)
    frame.happened(promise, "rated", sentence, by=by, note=note)


def _ended_as(promise: Promise) -> PromiseState:
    return PromiseState.STRUCK if promise.struck_on else PromiseState.CHANGED


def study_promise(
    promise: Promise,
    *,
    by: Seat,
    again: bool,
    words: str,
    due_on: dt.date | None = None,
    version: int | None = None,
) -> Promise:
    """The unit goes on by a day that the office names, or the office explains and it stays."""
    require_words(words=(words, "请写明研究意见。"))
    with frame.deed(promise, "study_promise", by=by, version=version, reason=words) as now:
        frame.done(now, STUDY_PROMISE)
        if not again:
            now.state = _ended_as(now)
            frame.happened(now, "explained", "研究后向代表说明", by=by, note=words.strip())
            return promise
        if due_on is None or due_on <= today():
            raise refuse("due_on", "请写明什么时候落实，选今天以后的日期。")
        now.due_on = due_on
        now.reported_on, now.kept_words = None, ""
        now.struck_on, now.struck_by_name, now.struck_words = None, "", ""
        now.changed_on, now.change_words, now.change_signed_by = None, "", ""
        now.state = PromiseState.OPEN
        frame.start_keeping(now, by=by, from_on=today())
        sentence = f"请承办单位继续落实，{cn_date(due_on)}前办完"
        frame.happened(now, "again", sentence, by=by, note=words.strip())
        case_happened(now.suggestion, "promise_again", f"承诺没有兑现到位，{sentence}", by=by)
    return promise
