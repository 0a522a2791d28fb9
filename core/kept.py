"""Queries whose SQL is made once and prepared in the database: for the few hottest reads.

Making a query's SQL costs the ORM a millisecond, planning it costs the database another; both
come out the same each time but for a few values. The rows are what the queryset would have given.
"""

import datetime as dt
import select
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined]
from django.db.models import QuerySet
from django.db.models.query import ValuesIterable, get_related_populators  # type: ignore[attr-defined]

from core.clock import today

Read = Callable[[tuple[Any, ...]], Any]
# Values that no row has stand where those of a call go.
_NUMBER = 2**62
_INSTANT = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
_DAY = dt.date(9000, 1, 1)


@dataclass(frozen=True)
class _Made:
    sql: str
    params: tuple[Any, ...]
    places: dict[int, str]
    days: tuple[int, ...]
    convert: Callable[[Any], Any]
    read: Read


class Kept:
    """`build(shape, **values)` makes the queryset; it may use the values only as values.

    Whatever changes the SQL itself belongs to the shape; which values are None is part of it
    anyway. `today()` within the queryset stays today's.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]]):
        self.build = build
        self.made: dict[Hashable, _Made | None] = {}

    def rows(self, shape: Hashable, **values: Any) -> list[Any]:
        key = (shape, tuple(name for name, value in values.items() if value is None))
        if key not in self.made:
            self.made[key] = self._make(shape, values)
        made = self.made[key]
        if made is None:
            return []
        with prepared_cursor() as cursor:
            cursor.execute(made.sql, self._filled(made, values))
            found = cursor.fetchall()
        return [made.read(row) for row in made.convert(found)]

    def _filled(self, made: _Made, values: dict[str, Any]) -> list[Any]:
        params = list(made.params)
        for place, name in made.places.items():
            value = values[name]
            params[place] = type(params[place])(value) if isinstance(value, int) else value
        for place in made.days:
            params[place] = today()
        return params

    def _make(self, shape: Hashable, values: dict[str, Any]) -> _Made | None:
        marks = {
            name: None if value is None else _mark(value, number)
            for number, (name, value) in enumerate(values.items())
        }
        day = today()
        rows = self.build(shape, **marks)
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        names = {mark: name for name, mark in marks.items() if mark is not None}
        converters = compiler.get_converters(
            expression for expression, *_ in compiler.select[: compiler.col_count]
        )
        return _Made(
            sql,
            tuple(params),
            {n: names[param] for n, param in enumerate(params) if _known(param, names)},
            tuple(n for n, param in enumerate(params) if type(param) is dt.date and param == day),
            lambda found: compiler.apply_converters(found, converters) if converters else found,
            _reader(rows, compiler),
        )


def _mark(value: Any, number: int) -> Any:
    if isinstance(value, dt.datetime):
        return _INSTANT + dt.timedelta(days=number)
    if isinstance(value, dt.date):
        return _DAY + dt.timedelta(days=number)
    if isinstance(value, int):
        return _NUMBER + number
    return f"kept.{number}"


def _known(param: Any, names: dict[Any, str]) -> bool:
    return isinstance(param, Hashable) and param in names


def _reader(rows: QuerySet[Any], compiler: Any) -> Read:
    if rows._iterable_class is ValuesIterable:
        names = list(compiler.query.selected)
        return lambda row: dict(zip(names, row, strict=False))
    info = compiler.klass_info
    fields = info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    attributes = [field[0].target.attname for field in compiler.select[start:end]]
    populators = get_related_populators(info, compiler.select, connection.alias)
    extra = list(compiler.annotation_col_map.items())

    def read(row: tuple[Any, ...]) -> Any:
        found = info["model"].from_db(connection.alias, attributes, row[start:end])
        for populator in populators:
            populator.populate(row, found)
        for name, place in extra:
            setattr(found, name, row[place])
        return found

    return read


class _Cursor(ServerBindingCursor):
    def _send_query_prepared(self, name: bytes, query: Any, **kwargs: Any) -> None:
        """Remembered for whoever counts and reads the statements of a request."""
        self._query = query
        super()._send_query_prepared(name, query, **kwargs)


def _notice_a_hang_up() -> None:
    """A server that stopped has said goodbye into the socket: seen without asking it anything."""
    own: Any = connection
    raw = own.connection
    if raw is None or own.in_atomic_block or own.health_check_done:
        return
    if raw.closed or select.select([raw.fileno()], [], [], 0)[0]:
        own.close_if_health_check_failed()
    else:
        own.health_check_done = True


@contextmanager
def prepared_cursor() -> Iterator[Any]:
    """A cursor whose statements the database plans once a connection, whatever their values."""
    _notice_a_hang_up()
    connection.ensure_connection()
    raw = _Cursor(connection.connection)
    with connection._prepare_cursor(raw) as cursor:  # type: ignore[attr-defined]
        yield cursor
