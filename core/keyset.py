"""Keyset paging: page 5,000 costs what page 1 costs, and a new row never shifts a page."""

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from core.problems import Invalid

_BROKEN = "翻页的地址不完整，请从第一页开始看。"


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    next: str
    previous: str


class Keyset:
    """Orders by `fields` (non-null columns, `-` for descending); the last must be unique.

    A cursor is the key of the row at the edge plus a direction, base64 of JSON. It carries no
    right: the queryset it is applied to is already scoped.
    """

    def __init__(self, *fields: str):
        self.fields = fields
        self.names = [field.lstrip("-") for field in fields]

    def page(self, rows: QuerySet, cursor: str, size: int) -> Page:
        backwards, key = self._read(cursor)
        if key:
            rows = self._beyond(rows, key, backwards=backwards)
        ordered = rows.order_by(*self._order(backwards=backwards))
        return self.cut(list(ordered[: size + 1]), size, backwards=backwards, inside=bool(key))

    def cut(
        self, found: list[Any], size: int, *, backwards: bool = False, inside: bool = False
    ) -> Page:
        """A page of `size` rows from one row more; `inside`: rows before it exist."""
        more, found = len(found) > size, found[:size]
        if backwards:
            found.reverse()
        has_next = more if not backwards else bool(found)
        has_previous = inside and (more if backwards else True)
        return Page(
            found,
            self._write(found[-1], backwards=False) if has_next and found else "",
            self._write(found[0], backwards=True) if has_previous and found else "",
        )

    def _beyond(self, rows: QuerySet, key: list[Any], *, backwards: bool) -> QuerySet:
        try:
            return rows.filter(self._after(key, backwards=backwards))
        except (ValueError, TypeError, OverflowError, ValidationError):
            # A cursor that somebody made up: a word where the column holds a number or a day.
            raise Invalid(_BROKEN) from None

    def _order(self, *, backwards: bool) -> list[str]:
        if not backwards:
            return list(self.fields)
        return [f[1:] if f.startswith("-") else f"-{f}" for f in self.fields]

    def _after(self, key: list[Any], *, backwards: bool) -> Q:
        """(a, b, c) beyond the key, as an OR of prefixes, plus a bound that indexes can use."""
        condition = Q()
        equal: dict[str, Any] = {}
        for field, name, value in zip(self.fields, self.names, key, strict=True):
            less = field.startswith("-") != backwards
            condition |= Q(**equal, **{f"{name}__{'lt' if less else 'gt'}": value})
            equal[name] = value
        first, value = self.fields[0], key[0]
        less = first.startswith("-") != backwards
        return Q(**{f"{self.names[0]}__{'lte' if less else 'gte'}": value}) & condition

    def _write(self, row: Any, *, backwards: bool) -> str:
        key = [_plain(_value(row, name)) for name in self.names]
        text = json.dumps([int(backwards), key], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> tuple[bool, list[Any]]:
        if not cursor:
            return False, []
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            backwards, key = json.loads(text)
            if len(key) != len(self.fields) or not all(map(_storable, key)):
                raise ValueError
            return bool(backwards), key
        except (ValueError, TypeError, RecursionError, binascii.Error):
            raise Invalid(_BROKEN) from None


def _storable(value: Any) -> bool:
    """A plain value that a column can be compared with: no NUL, no half of a character."""
    if isinstance(value, str):
        value.encode()
        return "\0" not in value
    return isinstance(value, int | float | bool)


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):  # also datetime
        return value.isoformat()
    return value
