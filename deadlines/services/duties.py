"""Duties are opened, done or superseded; a due date is never edited in place."""

import datetime as dt

from django.db import models, transaction

from audit.services import Actor
from core.clock import today
from core.display import full_day
from core.problems import Conflict, Invalid
from deadlines import arithmetic
from deadlines.arithmetic import Calculation
from deadlines.choices import State
from deadlines.choices import kind as kind_of
from deadlines.models import Deadline
from deadlines.services.terms import FRACTION, terms_for
from liaison.calendar import Calendar, calendar_of
from liaison.models import Deputy, Seat, Unit
from liaison.models.scope import SCOPE_COLUMNS
from notifications.services import settle

# What a row takes over from the one it replaces.
INHERITED = (
    "kind",
    "subject_type",
    "subject_id",
    "ref",
    "subject_label",
    "owner_unit_id",
    "owner_deputy_id",
    "owner_roles",
    "government_id",
    "supervisor_id",
    "rule_id",
    "reminders",
    "late_every",
    "escalates",
    "from_on",
    *SCOPE_COLUMNS,
    "congress_id",
)


def open_(
    subject: models.Model,
    *,
    kind: str,
    owner: Unit | Deputy,
    from_on: dt.date,
    scope: dict[str, int | None],
    label: str,
    ref: str = "",
    due_on: dt.date | None = None,
    government: Unit | None = None,
    supervisor: Seat | None = None,
    by: Actor | None = None,
) -> Deadline:
    """A duty begins. `due_on` is a date that an authority wrote: it never moves.

    A duty of the same kind that is still open on the case gives way to this one.
    """
    row = new_duty(
        subject,
        kind=kind,
        owner=owner,
        from_on=from_on,
        scope=scope,
        label=label,
        ref=ref,
        due_on=due_on,
        government=government,
        supervisor=supervisor,
    )
    with transaction.atomic():
        return put_in_place(row, _locked(subject, kind, ref), reason="重新起算")


def new_duty(
    subject: models.Model,
    *,
    kind: str,
    owner: Unit | Deputy,
    from_on: dt.date,
    scope: dict[str, int | None],
    label: str,
    ref: str = "",
    due_on: dt.date | None = None,
    government: Unit | None = None,
    supervisor: Seat | None = None,
) -> Deadline:
    """The row of a duty, not stored yet.

    Only who makes the case in the same breath stores it as it is: no older duty can be open.
    """
    terms = terms_for(kind, scope.get("congress_id"), from_on)
    calendar = calendar_of(scope.get(column) for column in SCOPE_COLUMNS)
    if due_on is None:
        found = terms.calculate(from_on, calendar)
    else:
        _require_after(from_on, due_on)
        found = arithmetic.fixed(due_on, calendar, from_on)
    unit = owner if isinstance(owner, Unit) else None
    row = Deadline(
        kind=kind,
        subject_type=_type(subject),
        subject_id=subject.pk,
        ref=ref,
        subject_label=label[:200],
        owner_unit=unit,
        owner_deputy=owner if isinstance(owner, Deputy) else None,
        owner_roles=[str(role) for role in kind_of(kind).roles],
        government_id=_government_id(government, unit),
        supervisor=supervisor,
        rule_id=terms.rule_id,
        reminders=terms.reminders,
        late_every=terms.late_every,
        escalates=kind_of(kind).escalates,
        from_on=from_on,
        **scope,
    )
    put_result(row, found, calendar, terms.fraction)
    return row


def _government_id(government: Unit | None, unit: Unit | None) -> int | None:
    if government is not None:
        return government.pk
    return None if unit is None else unit.government_id


def close(
    subject: models.Model, kind: str, *, ref: str = "", on: dt.date | None = None
) -> Deadline | None:
    """The deed that fulfils the duty was done on that day; late or not is then history."""
    with transaction.atomic():
        row = _locked(subject, kind, ref)
        if row is None:
            return None
        row.state = State.DONE
        row.closed_on = on or today()
        row.late_days = max(0, (row.closed_on - row.due_on).days)
        row.save(update_fields=["state", "closed_on", "late_days"])
        _quiet(row)
        return row


def supersede(subject: models.Model, kind: str, *, ref: str = "", reason: str) -> Deadline | None:
    """The duty ends without being done and without a successor: returned, withdrawn."""
    with transaction.atomic():
        row = _locked(subject, kind, ref)
        return None if row is None else _retire(row, reason)


def cancel_all(subject: models.Model, *, reason: str) -> int:
    """Every open duty of the case ends, for example because the case was withdrawn."""
    with transaction.atomic():
        rows = list(_open_rows(subject).select_for_update())
        for row in rows:
            _retire(row, reason)
        return len(rows)


def extend(
    subject: models.Model,
    kind: str,
    *,
    ref: str = "",
    due_on: dt.date,
    reason: str,
    by: Actor | None = None,
) -> Deadline:
    """An extension that was granted: a new row with the new date; reminders start afresh."""
    with transaction.atomic():
        old = _locked(subject, kind, ref)
        if old is None:
            raise Conflict("这件事没有正在计算的期限，不能延期。请刷新页面看最新情况。")
        if due_on <= old.due_on:
            raise Invalid(
                "新的期限要晚于原来的期限。",
                errors={"due_on": [f"请选{full_day(old.due_on)}以后的日期。"]},
            )
        calendar = calendar_of(getattr(old, column) for column in SCOPE_COLUMNS)
        row = copy_of(old)
        fraction = fraction_of(old)
        put_result(row, arithmetic.fixed(due_on, calendar, old.from_on), calendar, fraction)
        return put_in_place(row, old, reason=reason)


def set_supervisor(subject: models.Model, seat: Seat | None) -> int:
    """A key item has a supervising leader, who hears of lateness from the first day."""
    return _open_rows(subject).update(supervisor=seat)


def regions_of(row: Deadline) -> list[int | None]:
    return [getattr(row, column) for column in SCOPE_COLUMNS]


def fraction_of(row: Deadline) -> tuple[int, int]:
    if row.rule is None:
        return FRACTION
    return row.rule.amber_numerator, row.rule.amber_denominator


def copy_of(old: Deadline) -> Deadline:
    return Deadline(**{name: getattr(old, name) for name in INHERITED})


def put_result(
    row: Deadline, found: Calculation, calendar: Calendar, fraction: tuple[int, int]
) -> None:
    row.due_on = found.due_on
    row.amber_on = arithmetic.amber_on(row.from_on, found.due_on, calendar, *fraction)
    row.provisional = found.provisional
    row.calculation = found.as_dict()


def put_in_place(row: Deadline, old: Deadline | None, *, reason: str) -> Deadline:
    """Only one open row a duty: the old one steps back before the new one is written."""
    with transaction.atomic():
        if old is not None:
            _retire(old, reason)
        row.save(force_insert=True)
        if old is not None:
            old.superseded_by = row
            old.save(update_fields=["superseded_by"])
        return row


def _retire(row: Deadline, reason: str) -> Deadline:
    row.state = State.SUPERSEDED
    row.closed_on = today()
    row.reason = reason[:300]
    row.save(update_fields=["state", "closed_on", "reason"])
    _quiet(row)
    return row


def _quiet(row: Deadline) -> None:
    """Reminders of a duty that has ended no longer count as unread."""
    settle(f"reminder:{row.pk}:")


def _open_rows(subject: models.Model) -> "models.QuerySet[Deadline]":
    return Deadline.objects.open().filter(subject_type=_type(subject), subject_id=subject.pk)


def _locked(subject: models.Model, kind: str, ref: str) -> Deadline | None:
    rows = _open_rows(subject).filter(kind=kind, ref=ref)
    return rows.select_for_update().first()


def _type(subject: models.Model) -> str:
    return subject._meta.model_name or ""


def _require_after(from_on: dt.date, due_on: dt.date) -> None:
    if due_on < from_on:
        raise Invalid(
            "期限不能早于起算的日子。",
            errors={"due_on": [f"请选{full_day(from_on)}或以后的日期。"]},
        )
