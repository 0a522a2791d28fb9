"""Rows by COPY: a generator names the columns that matter, the model's defaults fill the others."""

import datetime as dt
import json
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

NULL = "\\N"


class Table:
    """Collects the lines of one table; `flush` sends them."""

    def __init__(self, model: type[models.Model], *names: str):
        fields = [field for field in model._meta.concrete_fields if field.attname not in names]
        self.name = model._meta.db_table
        self.columns = ", ".join(f'"{name}"' for name in (*names, *(f.column for f in fields)))
        self.tail = "".join(f"\t{text(standard(field))}" for field in fields) + "\n"
        self.lines: list[str] = []
        self.count = 0

    def add(self, *values: Any) -> None:
        """None is NULL; dates, numbers and text without tabs or line ends are as they are."""
        self.lines.append(
            "\t".join([NULL if value is None else str(value) for value in values]) + self.tail
        )

    def flush(self, connection: psycopg.Connection[Any]) -> None:
        if not self.lines:
            return
        with connection.cursor().copy(f'COPY "{self.name}" ({self.columns}) FROM STDIN') as copy:
            copy.write("".join(self.lines))
        self.count += len(self.lines)
        self.lines = []


def standard(field: "models.Field[Any, Any]") -> Any:
    """What the product would write where nobody says anything."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    if field.db_default is not models.NOT_PROVIDED:
        return timezone.now()
    if field.has_default():
        value = field.get_default()
        return array(value) if isinstance(field, ArrayField) else value
    return None if field.null else ""


def array(values: Any) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def text(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).replace("\\", "\\\\")
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value)
