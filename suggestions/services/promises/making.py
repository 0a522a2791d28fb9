"""A promise is made with the answer that names it, or added by the unit later."""

import datetime as dt

from audit.services import record
from core.clock import today
from core.display import cn_date
from core.problems import Invalid
from liaison.models import Seat, Unit
from suggestions.choices import PROMISING, PromiseState
from suggestions.models import Promise, Reply, Suggestion
from suggestions.services.base.checks import refuse, require_words
from suggestions.services.base.deed import deed as case_deed
from suggestions.services.base.history import happened as case_happened
from suggestions.services.base.summary import classes_of
from suggestions.services.promises import frame
from suggestions.workflow import PROMISE_RECALL

# A day further off than this is no promise that anybody could check.
MOST_YEARS = 5


def asks_promise(case: Suggestion, outcome: str, on: dt.date | None = None) -> bool:
    """Whether an answer of this class says what will be done, and so must say by when."""
    row = classes_of(case.congress_id, on).get(outcome)
    return row is not None and row.tag in PROMISING


def with_reply(
    case: Suggestion, reply: Reply, what: str, due_on: dt.date | None, *, by: Seat
) -> None:
    """B类 needs what and by when; another class makes no promise."""
    if not reply.asks_promise:
        if what.strip() or due_on:
            words = "只有正在解决、列入计划的答复登记承诺。请清空承诺，或改选类别。"
            raise refuse("promise", words)
        return
    errors = {}
    if not what.strip():
        errors["promise"] = ["这一类答复要写明承诺办什么。"]
    if due_on is None:
        errors["promise_due_on"] = ["这一类答复要写明什么时候办完。"]
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)
    assert due_on is not None  # noqa: S101
    _check_day(due_on, reply.replied_on, "promise_due_on")
    _make(case, reply, reply.assignment.unit, what, due_on, by=by, on=reply.replied_on)


def add_promise(
    case: Suggestion, *, by: Seat, what: str, due_on: dt.date, version: int | None = None
) -> Suggestion:
    """Besides the one of the letter: the unit enters what it promised on the spot or since."""
    require_words(what=(what, "请写明承诺办什么。"))
    with case_deed(case, "add_promise", by=by, version=version) as now:
        reply = (
            now.replies.filter(recalled_on=None, asks_promise=True, assignment__unit=by.unit)
            .order_by("-id")
            .first()
        )
        if reply is None:
            raise refuse("what", "本单位的答复不是正在解决或列入计划的，不用登记承诺。")
        _check_day(due_on, today(), "due_on")
        _make(now, reply, by.unit, what, due_on, by=by, on=today())
    return case


def _check_day(due_on: dt.date, on: dt.date, field: str) -> None:
    if due_on <= on:
        raise refuse(field, f"时限要在{cn_date(on)}之后，请另选日期。")
    if due_on.year > on.year + MOST_YEARS:
        raise refuse(
            field, f"时限太远，请选{on.year + MOST_YEARS}年或以前的日期，分步办的分开登记。"
        )


def _make(
    case: Suggestion, reply: Reply, unit: Unit, what: str, due_on: dt.date, *, by: Seat, on: dt.date
) -> Promise:
    promise = Promise(
        suggestion=case,
        reply=reply,
        unit=unit,
        unit_name=unit.name,
        what=what.strip()[:300],
        made_on=on,
        made_by_name=by.person_name,
        first_due_on=due_on,
        due_on=due_on,
        updated_by_name=by.person_name,
        **case.scope(),
    )
    promise.save()
    frame.start_keeping(promise, by=by, from_on=on)
    promise.save(update_fields=["amber_on"])
    sentence = f"{unit.short_name}承诺{cn_date(due_on)}前办完"
    frame.happened(promise, "made", sentence, by=by, note=promise.what)
    case_happened(case, "promised", sentence, by=by, note=promise.what)
    record(
        "promise.make", by=by, label="登记承诺", subject=promise, after={"时限": due_on.isoformat()}
    )
    return promise


def recall_with(reply: Reply, *, by: Seat) -> None:
    """The unit does not stand by this letter any more, nor by what it promised."""
    gone = [PromiseState.OPEN, PromiseState.REPORTED, PromiseState.CHANGED]
    for promise in reply.promises.filter(state__in=gone).order_by("pk"):
        with frame.deed(promise, "recalled_with", by=by, workflow=PROMISE_RECALL) as now:
            frame.drop(now, reason="答复已撤回")
            frame.happened(now, "recalled", "答复撤回，承诺随之撤回", by=by)
