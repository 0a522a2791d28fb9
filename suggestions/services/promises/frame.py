"""The frame of every deed on a promise: locked, allowed, recorded; its history and its duties."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from audit.services import Actor, perform
from core.workflow import Workflow
from deadlines import services as deadlines
from deadlines.choices import Kind
from deadlines.models import Deadline
from liaison.models import Deputy, Seat, Unit
from liaison.services.history import signed
from suggestions import notices
from suggestions.choices import (
    KEEP_PROMISE,
    RATE_PROMISE,
    STRIKE_PROMISE,
    STUDY_PROMISE,
)
from suggestions.models import Promise, PromiseEvent
from suggestions.services.base.clocks import supervisor_of
from suggestions.workflow import PROMISE


@contextmanager
def deed(
    promise: Promise,
    code: str,
    *,
    by: Seat,
    version: int | None = None,
    reason: str = "",
    workflow: Workflow = PROMISE,
) -> Iterator[Promise]:
    """Yields the locked promise; who it concerns and its duties are the caller's."""
    with perform(
        promise, code, by=by, workflow=workflow, version=version, reason=reason[:300]
    ) as allowed:
        locked: Promise = allowed.case
        yield locked


def happened(
    promise: Promise, code: str, sentence: str, *, by: Actor, note: str = ""
) -> PromiseEvent:
    """One sentence for the promise's page, and whoever it concerns is told."""
    event = PromiseEvent.objects.create(
        promise=promise,
        code=code,
        sentence=sentence[:300],
        note=note,
        **signed(by),
    )
    notices.tell_promise(event, promise, but=by.identity().get("user_id"))
    return event


def start(
    promise: Promise,
    kind: Kind,
    owner: Unit | Deputy,
    *,
    by: Actor,
    from_on: dt.date,
    due_on: dt.date | None = None,
) -> Deadline:
    """A duty on the promise itself: the suggestion may be closed long before."""
    return deadlines.open_(
        promise,
        kind=kind.code,
        owner=owner,
        from_on=from_on,
        scope=promise.scope(),
        label=promise.label,
        due_on=due_on,
        government=owner.government if isinstance(owner, Unit) else None,
        supervisor=supervisor_of(promise.suggestion),
        by=by,
    )


def start_keeping(promise: Promise, *, by: Actor, from_on: dt.date) -> None:
    """The unit owes it by the day that it named itself."""
    duty = start(promise, KEEP_PROMISE, promise.unit, by=by, from_on=from_on, due_on=promise.due_on)
    promise.amber_on = duty.amber_on


def done(promise: Promise, kind: Kind, *, on: dt.date | None = None) -> Deadline | None:
    return deadlines.close(promise, kind.code, on=on)


def drop(promise: Promise, *kinds: Kind, reason: str) -> None:
    for kind in kinds or (KEEP_PROMISE, STRIKE_PROMISE, RATE_PROMISE, STUDY_PROMISE):
        deadlines.supersede(promise, kind.code, reason=reason)


def dates_moved(ids: list[int]) -> None:
    """A year's days off were published: the named day stays, its amber day may move."""
    rows = Deadline.objects.open().filter(
        subject_type="promise", subject_id__in=ids, kind=KEEP_PROMISE.code
    )
    for pk, amber_on in rows.values_list("subject_id", "amber_on"):
        Promise.objects.filter(pk=pk).update(amber_on=amber_on)
