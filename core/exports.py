"""xlsx writer: cells are text, never formulas, so a planted `=HYPERLINK` stays a string."""

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(
    sheet: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Sequence[str] = (),
    marks: dict[tuple[int, int], str] | None = None,
) -> bytes:
    """`columns` are (heading, width); `marks` are comments on (row, column), both from 0."""
    return workbook([Sheet(sheet, columns, rows, notes, marks or {})])


@dataclass(frozen=True)
class Sheet:
    """One page of a workbook, as `xlsx` takes it."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)


def workbook(sheets: Iterable[Sheet]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#EEF0F3", "border": 1, "text_wrap": True})
    wrong = book.add_format({"bg_color": "#FBE9E7", "text_wrap": True})
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name[:31]), sheet, head, wrong)
    book.close()
    return buffer.getvalue()


def _fill(page: Any, sheet: Sheet, head: Any, wrong: Any) -> None:
    start = len(sheet.notes)
    for line, note in enumerate(sheet.notes):
        page.write_string(line, 0, note)
    for column, (heading, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        page.write_string(start, column, heading, head)
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            mark = sheet.marks.get((number, column))
            _write(page, start + 1 + number, column, value, wrong if mark else None)
            if mark:
                page.write_comment(start + 1 + number, column, mark)
    page.freeze_panes(start + 1, 0)


def _write(page: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        page.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    elif isinstance(value, dt.date):
        page.write_string(row, column, f"{value.year}年{value.month}月{value.day}日", style)
    else:
        page.write_string(row, column, str(value), style)
