"""record(): one entry per deed. perform(): the only way a deed touches a case."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.db import models, transaction
from django.http import Http404

from audit.models import Entry
from core.clock import BEIJING, now
from core.context import origin
from core.problems import Stale
from core.workflow import Step, Workflow
from core.writing import insert


class Actor(Protocol):
    """Who acts: a seat, or the system itself."""

    def identity(self) -> dict[str, Any]:
        """user_id, user_name, seat_id, seat_label, unit_id, congress_id as they are now."""
        ...


class System:
    """A deed of the clock or of a command, not of a person."""

    def identity(self) -> dict[str, Any]:
        return {"user_name": "系统", "seat_label": "系统"}


SYSTEM = System()


def record(
    action: str,
    *,
    by: Actor,
    label: str = "",
    subject: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Write one entry in the caller's transaction: no audit, no deed."""
    written = new_entry(
        action, by=by, label=label, subject=subject, before=before, after=after, reason=reason
    )
    insert([written])
    return written


def new_entry(
    action: str,
    *,
    by: Actor,
    label: str = "",
    subject: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """An entry that is not stored yet: the deed writes it together with its rows."""
    where = origin()
    return Entry(
        at=now(),
        action=action,
        label=label,
        subject_type=(subject._meta.model_name or "") if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        subject_label=str(subject)[:200] if subject is not None else "",
        before=before or {},
        after=after or {},
        reason=reason[:300],
        address=where.address,
        request_id=where.request_id,
        **by.identity(),
    )


def snapshot(case: models.Model, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The columns of a row as JSON values; `without` names fields that must not be copied."""
    skip = {"updated_at", "updated_by_name", "version", *without}
    return {
        field.attname: _json(getattr(case, field.attname))
        for field in case._meta.concrete_fields
        if field.attname not in skip
    }


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict, dict]:
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def _json(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


@dataclass
class Deed:
    """What the body of perform() works on: the locked case and the step that was allowed."""

    case: Any
    step: Step
    reason: str = ""


@contextmanager
def perform(
    case: Any,
    code: str,
    *,
    by: Any,
    workflow: Workflow,
    version: int | None = None,
    reason: str = "",
    private: tuple[str, ...] = (),
) -> Iterator[Deed]:
    """Lock the case, ask the table, let the caller write, save, record: one atomic deed.

    `version` is what the form started from; an older one is refused with who changed what.
    `private` names fields whose values the audit must not keep (a voter's phone).
    """
    manager = type(case)._base_manager
    with transaction.atomic():
        # Not against KEY SHARE: rows that point to a second case must not wait for its deed.
        rows = manager.select_for_update(of=("self",), no_key=True)
        locked = rows.filter(pk=case.pk).first()
        if locked is None:
            raise Http404
        step = workflow.check(locked, code, by)
        require_version(locked, version)
        before = snapshot(locked, without=private)
        deed = Deed(locked, step, reason)
        yield deed
        if step.target is not None:
            locked.state = step.target
        touch(locked, by)
        locked.save()
        old, new = changes(before, snapshot(locked, without=private))
        record(
            f"{locked._meta.model_name}.{code}",
            by=by,
            label=step.label,
            subject=locked,
            before=old,
            after=new,
            reason=deed.reason,
        )
    for field in locked._meta.concrete_fields:
        setattr(case, field.attname, getattr(locked, field.attname))
    case._state.fields_cache.clear()


def name_of(by: Actor) -> str:
    """The name that rows and sentences keep of whoever acts."""
    return str(by.identity().get("user_name", ""))


def touch(case: Any, by: Actor) -> None:
    """Count the edit and remember who made it, for the next person's refusal."""
    case.version += 1
    case.updated_by_name = name_of(by)


def require_version(case: Any, version: int | None) -> None:
    """Refuse a form that began from an older version: who changed what, when; text is kept."""
    if version is None or version == case.version:
        return
    entry = (
        Entry.objects.filter(subject_type=case._meta.model_name, subject_id=case.pk)
        .order_by("-id")
        .first()
    )
    who = entry.user_name if entry else case.updated_by_name
    at = (entry.at if entry else case.updated_at).astimezone(BEIJING)
    what = (entry.label if entry else "") or "修改"
    raise Stale(
        f"{who}在{at.month}月{at.day}日 {at:%H:%M}刚办了「{what}」。"
        "您写的内容还在，请对照最新情况后再提交。",
        by=who,
        at=at.isoformat(),
        deed=what,
        changed=_changed_labels(case, entry),
        version=case.version,
    )


def _changed_labels(case: Any, entry: Entry | None) -> list[str]:
    if entry is None:
        return []
    labels = {f.attname: str(f.verbose_name) for f in case._meta.concrete_fields}
    # A column without a Chinese name is none that a person knows.
    return [labels.get(name, name) for name in entry.after if not labels.get(name, name).isascii()]
