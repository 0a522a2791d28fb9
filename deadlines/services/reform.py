"""A reform ends a body: whatever it still owes passes to its heir with the same dates."""

import datetime as dt

from django.db import models

from audit.services import Actor
from core import registry
from deadlines.models import Deadline
from deadlines.services.handover import hand_over_rows
from liaison.models import Unit


def open_of(unit: Unit) -> set[tuple[str, int]]:
    return set(_owed(unit).values_list("subject_type", "subject_id").distinct())


def hand_over(unit: Unit, heir: Unit, on: dt.date, by: Actor) -> None:
    """Duties on cases of kinds that hand nothing over themselves."""
    touched: dict[str, list[int]] = {}
    for row in pass_on(_owed(unit), unit, heir):
        touched.setdefault(row.subject_type, []).append(row.subject_id)
    for code, ids in touched.items():
        refresh = registry.subject(code).dates_moved if registry.known(code) else None
        if refresh is not None:
            refresh(ids)


def pass_on(rows: "models.QuerySet[Deadline]", unit: Unit, heir: Unit) -> list[Deadline]:
    """The statutory clock is the case's, not the unit's: no date changes (代表法 art. 51)."""
    reason = f"{unit.short_name}撤销，由{heir.short_name}承接"
    return hand_over_rows(rows, owners={unit.pk: heir}, reason=reason)


def _owed(unit: Unit) -> "models.QuerySet[Deadline]":
    return Deadline.objects.open().filter(owner_unit=unit)
