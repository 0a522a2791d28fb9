"""The frame of every deed on a key item: locked, allowed, recorded; its history and its duties."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from audit.services import Actor, perform
from deadlines import services as deadlines
from deadlines.choices import Kind
from deadlines.models import Deadline
from liaison.models import Seat, Unit
from liaison.services.history import signed
from suggestions.choices import Part
from suggestions.models import KeyItem, KeyItemCase, KeyItemEvent, Suggestion, SuggestionEvent
from suggestions.notices import key as notices
from suggestions.services.base import summary
from suggestions.workflow.key import KEY_ITEM, KEY_MARK


@contextmanager
def deed(
    item: KeyItem, code: str, *, by: Seat, version: int | None = None, reason: str = ""
) -> Iterator[KeyItem]:
    """Yields the locked item; its suggestions and duties are the caller's."""
    with perform(
        item, code, by=by, workflow=KEY_ITEM, version=version, reason=reason[:300]
    ) as allowed:
        locked: KeyItem = allowed.case
        yield locked
    vars(item).pop("_prefetched_objects_cache", None)


@contextmanager
def marked(case: Suggestion, *, by: Seat) -> Iterator[Suggestion]:
    """A suggestion of the bundle, locked, for what the item's deed writes on it."""
    with perform(case, "note_key", by=by, workflow=KEY_MARK) as allowed:
        now: Suggestion = allowed.case
        yield now
        summary.refresh(now)


def cases_of(item: KeyItem) -> list[Suggestion]:
    """The bundle as it is now, always in the same order so that two deeds never wait crosswise."""
    rows = item.cases.filter(until=None).select_related("suggestion__lead")
    return [row.suggestion for row in rows.order_by("suggestion_id")]


def item_of(case: Suggestion) -> KeyItem | None:
    row = KeyItemCase.objects.filter(suggestion=case, until=None).select_related("item").first()
    return row.item if row else None


def happened(
    item: KeyItem,
    code: str,
    sentence: str,
    *,
    by: Actor,
    note: str = "",
    inner: bool = False,
    units: Iterable[Unit] = (),
    quiet: bool = False,
) -> KeyItemEvent:
    """One sentence of the item's history, and whoever it concerns is told; `quiet` when the same
    was told of the suggestion itself."""
    event = KeyItemEvent.objects.create(
        item=item, code=code, sentence=sentence[:300], note=note, is_inner=inner, **signed(by)
    )
    if not quiet:
        notices.tell_key_item(event, item, units=units, but=by.identity().get("user_id"))
    return event


def on_cases(
    item: KeyItem, code: str, sentence: str, *, by: Actor, note: str = "", inner: bool = False
) -> None:
    """The same sentence stands in the history of each suggestion of the bundle."""
    on_cases_of(cases_of(item), code, sentence, by=by, note=note, inner=inner)


def on_cases_of(
    cases: Iterable[Suggestion],
    code: str,
    sentence: str,
    *,
    by: Actor,
    note: str = "",
    inner: bool = False,
) -> None:
    row = signed(by)
    SuggestionEvent.objects.bulk_create(
        SuggestionEvent(
            suggestion=case,
            code=code,
            sentence=sentence[:300],
            note=note,
            is_inner=inner,
            **row,
        )
        for case in cases
    )


def supervisor_of(item: KeyItem) -> Seat | None:
    rows = item.leaders.filter(part=Part.SUPERVISOR, until=None).select_related("seat__unit")
    row = rows.first()
    return row.seat if row else None


def start(
    item: KeyItem,
    kind: Kind,
    owner: Unit,
    *,
    by: Actor,
    from_on: dt.date,
    ref: str = "",
    due_on: dt.date | None = None,
) -> Deadline:
    """A duty on the item itself; late, it is known to the supervising leader from the first day."""
    return deadlines.open_(
        item,
        kind=kind.code,
        owner=owner,
        from_on=from_on,
        scope=item.scope(),
        label=f"重点督办：{item.title}",
        ref=ref,
        due_on=due_on,
        government=owner.government,
        supervisor=supervisor_of(item),
        by=by,
    )
