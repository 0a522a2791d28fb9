"""The unit works on its promise and reports; the office strikes it off or sends it back."""

import datetime as dt

from core.clock import today
from core.display import cn_date
from files.models import StoredFile
from liaison.models import Mandate, Seat
from suggestions.choices import KEEP_PROMISE, RATE_PROMISE, STRIKE_PROMISE
from suggestions.models import Promise, PromiseCarry, PromiseProgress
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import day_of_deed, refuse, require_words
from suggestions.services.base.clocks import office_of
from suggestions.services.base.history import happened as case_happened
from suggestions.services.promises import frame


def add_progress(
    promise: Promise,
    *,
    by: Seat,
    words: str,
    evidence: StoredFile | None = None,
    on: dt.date | None = None,
    version: int | None = None,
) -> Promise:
    """How far it is, with evidence where there is some."""
    require_words(words=(words, "请写明办到哪一步。"))
    with frame.deed(promise, "add_progress", by=by, version=version) as now:
        _progress(now, words, evidence, day_of_deed(on, since=now.made_on), by=by)
        frame.happened(now, "progress", f"{by.unit.short_name}报进展", by=by, note=words.strip())
    return promise


def report_kept(
    promise: Promise,
    *,
    by: Seat,
    words: str,
    evidence: StoredFile | None = None,
    on: dt.date | None = None,
    version: int | None = None,
) -> Promise:
    """Kept, says the unit: its clock stops, the office's to verify begins."""
    require_words(words=(words, "请写明落实了什么，代表和代工委凭它核实。"))
    with frame.deed(promise, "report_kept", by=by, version=version) as now:
        day = day_of_deed(on, since=now.made_on)
        _progress(now, words, evidence, day, by=by)
        duty = frame.done(now, KEEP_PROMISE, on=day)
        now.reported_on, now.kept_words = day, words.strip()
        frame.start(now, STRIKE_PROMISE, office_of(now.suggestion), by=by, from_on=today())
        late = f"，比时限晚{duty.late_days}天" if duty is not None and duty.late_days else ""
        sentence = f"{by.unit.short_name}报告承诺已落实{late}"
        frame.happened(now, "reported", sentence, by=by, note=now.kept_words)
    return promise


def _progress(
    promise: Promise, words: str, evidence: StoredFile | None, day: dt.date, *, by: Seat
) -> None:
    row = PromiseProgress.objects.create(
        promise=promise,
        on=day,
        words=words.strip(),
        by_name=by.person_name,
        unit_name=by.unit.name,
    )
    attach(evidence, promise, f"progress:{row.pk}", by=by)


def strike_off(
    promise: Promise, *, by: Seat, words: str = "", version: int | None = None
) -> Promise:
    """销号: the office has seen that it is done; the deputy may say what he or she sees."""
    with frame.deed(promise, "strike_off", by=by, version=version, reason=words) as now:
        frame.done(now, STRIKE_PROMISE)
        now.struck_on, now.struck_by_name = today(), by.person_name
        now.struck_words = words.strip()[:300]
        frame.happened(now, "struck", "核实已落实，销号", by=by, note=words.strip())
        case_happened(
            now.suggestion, "promise_struck", f"{now.unit.short_name}的承诺已落实，销号", by=by
        )
        ask_verdict(now, by=by)
    return promise


def ask_verdict(promise: Promise, *, by: Seat) -> None:
    """The second verdict is asked of the lead; one who has left office owes nothing any more."""
    lead = promise.suggestion.lead
    serving = Mandate.objects.in_force().filter(
        deputy=lead, term__congress_id=promise.congress_id or 0
    )
    if serving.exists():
        frame.start(promise, RATE_PROMISE, lead, by=by, from_on=today())


def not_kept(promise: Promise, *, by: Seat, words: str, version: int | None = None) -> Promise:
    """Reported, but not so: the unit goes on, by the same day."""
    require_words(words=(words, "请写明还差什么。"))
    with frame.deed(promise, "not_kept", by=by, version=version, reason=words) as now:
        frame.done(now, STRIKE_PROMISE)
        now.reported_on, now.kept_words = None, ""
        frame.start_keeping(now, by=by, from_on=now.made_on)
        frame.happened(now, "not_kept", "核实还没有落实，退回继续办", by=by, note=words.strip())
    return promise


def carry_over(
    promise: Promise, *, by: Seat, due_on: dt.date, reason: str, version: int | None = None
) -> Promise:
    """To a later day, at most until the end of next year; every step is kept and counted."""
    require_words(reason=(reason, "请写明为什么没有按时办完、新的时限怎么安排。"))
    with frame.deed(promise, "carry_over", by=by, version=version, reason=reason) as now:
        last = dt.date(max(today(), now.due_on).year + 1, 12, 31)
        if due_on <= max(now.due_on, today()):
            words = f"新的时限要在{cn_date(max(now.due_on, today()))}之后，请另选日期。"
            raise refuse("due_on", words)
        if due_on > last:
            raise refuse("due_on", f"一次最多改到下一年年底，请选{cn_date(last)}或以前的日期。")
        PromiseCarry.objects.create(
            promise=now,
            on=today(),
            from_due_on=now.due_on,
            to_due_on=due_on,
            reason=reason.strip(),
            signed_by_name=by.person_name,
            is_late=today() > now.due_on,
        )
        before, now.due_on = now.due_on, due_on
        now.carried += 1
        frame.start_keeping(now, by=by, from_on=now.made_on)
        what = "转下年" if due_on.year > before.year else "改期"
        sentence = f"{what}：{cn_date(before)}改到{cn_date(due_on)}，{by.person_name}签发"
        frame.happened(now, "carried", sentence, by=by, note=reason.strip())
        case_happened(now.suggestion, "promise_carried", f"承诺{sentence}", by=by)
    return promise


def change_promise(
    promise: Promise,
    *,
    by: Seat,
    words: str,
    letter: StoredFile | None = None,
    version: int | None = None,
) -> Promise:
    """It cannot be kept: a written statement signed by the head, which the deputy may judge."""
    require_words(words=(words, "请写明情况发生了什么变化、为什么不能兑现、今后怎么办。"))
    with frame.deed(promise, "change_promise", by=by, version=version, reason=words) as now:
        frame.drop(now, KEEP_PROMISE, reason="承诺已说明变更")
        now.changed_on, now.change_words = today(), words.strip()
        now.change_signed_by = by.person_name
        attach(letter, now, "change", by=by)
        frame.happened(now, "changed", f"{by.person_name}签发变更说明", by=by, note=words.strip())
        case_happened(now.suggestion, "promise_changed", f"{by.unit.short_name}说明承诺变更", by=by)
        ask_verdict(now, by=by)
    return promise
