"""One atomic change of a row that two people may edit at once: lock, compare, save, record."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from audit.services import Actor, changes, record, require_version, snapshot, touch


@contextmanager
def editing(
    row: Any,
    action: str,
    *,
    by: Actor,
    label: str,
    version: int | None = None,
    reason: str = "",
    private: tuple[str, ...] = (),
) -> Iterator[Any]:
    """Yield the locked row; what the caller changes on it is saved and recorded, or nothing is."""
    with transaction.atomic():
        locked = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
        require_version(locked, version)
        before = snapshot(locked, without=private)
        yield locked
        touch(locked, by)
        locked.save()
        old, new = changes(before, snapshot(locked, without=private))
        record(action, by=by, label=label, subject=locked, before=old, after=new, reason=reason)
    for field in locked._meta.concrete_fields:
        setattr(row, field.attname, getattr(locked, field.attname))
    row._state.fields_cache.clear()
