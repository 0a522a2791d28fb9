"""New rows of several tables in one statement whose SQL is made once: for the hottest deeds.

An INSERT a row costs the ORM most of a millisecond and the database a journey each; a visit with
one matter writes ten. Foreign keys are checked at the end of the transaction, so the order of the
rows does not matter. No signals are sent; the house has none.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connection, models

from core.kept import prepared_cursor

Shape = tuple[tuple[type[models.Model], int, bool], ...]


def insert(rows: Iterable[models.Model]) -> None:
    """Store what was only in memory; a row without an id gets one. All of them or none."""
    groups: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    if not groups:
        return
    shape = tuple((model, len(own), own[0].pk is not None) for model, own in groups.items())
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for model, _, numbered in shape
        for row in groups[model]
        for field in _fields(model, numbered=numbered)
    ]
    with prepared_cursor() as cursor:
        cursor.execute(_statement(shape), values)
        given = cursor.fetchone()
    for (model, _, numbered), ids in zip(shape, given, strict=True):
        for row, pk in zip(groups[model], ids, strict=True):
            if not numbered:
                row.pk = pk
            row._state.adding = False
            row._state.db = connection.alias


def next_id(model: type[models.Model]) -> str:
    """SQL for the id of a row to come, for whoever has a statement under way anyway."""
    meta = model._meta
    return f"nextval(pg_get_serial_sequence('{meta.db_table}', '{_key(model)}'))"


@lru_cache(maxsize=256)
def _statement(shape: Shape) -> str:
    """Table and column names come from the models; every value is a parameter."""
    parts = [_part(number, *one) for number, one in enumerate(shape)]
    # Ids are given in the order of the rows, so their own order tells which is whose.
    given = ", ".join(
        f"(SELECT array_agg(id ORDER BY id) FROM w{number})"  # noqa: S608
        for number in range(len(shape))
    )
    return f"WITH {', '.join(parts)} SELECT {given}"


def _part(number: int, model: type[models.Model], count: int, numbered: bool) -> str:
    columns = [f'"{field.column}"' for field in _fields(model, numbered=numbered)]
    one = f"({', '.join(['%s'] * len(columns))})"
    return (
        f'w{number} AS (INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})'  # noqa: S608
        f' VALUES {", ".join([one] * count)} RETURNING "{_key(model)}" AS id)'
    )


@lru_cache(maxsize=256)
def _fields(model: type[models.Model], *, numbered: bool) -> list[Any]:
    return [field for field in model._meta.concrete_fields if numbered or not field.primary_key]


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)
