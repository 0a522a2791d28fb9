"""xlsx writer: cells are text, never formulas, so a planted `=HYPERLINK` stays a string."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
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
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(sheet[:31])
    head = book.add_format({"bold": True, "bg_color": "#EEF0F3", "border": 1, "text_wrap": True})
    wrong = book.add_format({"bg_color": "#FBE9E7", "text_wrap": True})
    start = len(notes)
    for line, note in enumerate(notes):
        page.write_string(line, 0, note)
    for column, (heading, width) in enumerate(columns):
        page.set_column(column, column, width)
        page.write_string(start, column, heading, head)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            mark = (marks or {}).get((number, column))
            _write(page, start + 1 + number, column, value, wrong if mark else None)
            if mark:
                page.write_comment(start + 1 + number, column, mark)
    page.freeze_panes(start + 1, 0)
    book.close()
    return buffer.getvalue()


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
