"""Workbooks as offices really send them, made for the tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

HEAD = ["姓名", "代表证号", "选区或选举单位", "联系电话", "起始日期"]


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    merge: Sequence[tuple[int, int, int, Any]] = (),
    title: str = "",
) -> bytes:
    """Rows with the heading first; `merge` are (first row, last row, column, value)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    page = book.add_worksheet("代表")
    start = 1 if title else 0
    if title:
        page.merge_range(0, 0, 0, len(rows[0]) - 1, title)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is not None:
                page.write(start + number, place, value)
    for first, last, place, value in merge:
        page.merge_range(start + first, place, start + last, place, value)
    book.close()
    return buffer.getvalue()


def rows_of(data: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python()
