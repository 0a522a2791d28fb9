"""Another body answers from now on: the same duties, the same due dates, a new owner."""

from collections.abc import Iterable, Mapping

from django.db import models, transaction

from deadlines.models import Deadline
from deadlines.services.duties import copy_of, put_in_place
from liaison.models import Unit

# What a date was computed from; handing over changes none of it.
KEPT = ("due_on", "amber_on", "provisional", "calculation")


def hand_over(
    subject: models.Model,
    *,
    owners: Mapping[int, Unit],
    reason: str,
    scope: Mapping[str, int | None] | None = None,
    label: str | None = None,
) -> list[Deadline]:
    """The open duties of a case go from each unit in `owners` to the one named for it.

    The clock does not start again: only owner, place and label are new. With `scope` all open
    duties of the case follow it to its new place, also those of other owners.
    """
    rows = Deadline.objects.open().filter(
        subject_type=subject._meta.model_name, subject_id=subject.pk
    )
    return hand_over_rows(rows, owners=owners, reason=reason, scope=scope, label=label)


def hand_over_rows(
    rows: "models.QuerySet[Deadline]",
    *,
    owners: Mapping[int, Unit],
    reason: str,
    scope: Mapping[str, int | None] | None = None,
    label: str | None = None,
) -> list[Deadline]:
    """The same for open duties of any cases."""
    with transaction.atomic():
        locked: Iterable[Deadline] = rows.select_for_update(of=("self",)).order_by("id")
        return [
            _hand_over(row, owners, reason, scope, label)
            for row in list(locked)
            if scope is not None or row.owner_unit_id in owners
        ]


def _hand_over(
    old: Deadline,
    owners: Mapping[int, Unit],
    reason: str,
    scope: Mapping[str, int | None] | None,
    label: str | None,
) -> Deadline:
    row = copy_of(old)
    for name in KEPT:
        setattr(row, name, getattr(old, name))
    owner = owners.get(old.owner_unit_id or 0)
    if owner is not None:
        row.owner_unit, row.government_id = owner, owner.government_id
    for name, value in (scope or {}).items():
        setattr(row, name, value)
    if label is not None:
        row.subject_label = label[:200]
    return put_in_place(row, old, reason=reason)
