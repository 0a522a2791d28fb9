"""Opens a workbook that a stranger filled in: safely, with its merged cells, its title rows and
its many ways to write a date, a number and a heading.
"""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetVisibleEnum,
)

from core.clock import today
from core.exports import xlsx
from core.problems import Invalid, TooLarge
from core.text import chinese_to_int, half_width

LARGEST = 10 * 1024 * 1024
UNPACKED = 80 * 1024 * 1024
RATIO = 200
MEMBERS = 500
ROWS = 20_000
WIDTH = 60
HEAD_WITHIN = 10
ADVICE = "请这样改"
_EPOCH = dt.date(1899, 12, 30)
# What unpacking raises over bytes that a stranger chose.
_SPOILT = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_BLANKS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), None)


@dataclass(frozen=True)
class Column:
    """A column that we understand; `aliases` are what other offices call it."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    width: int = 14


@dataclass
class Sheet:
    """The filled-in rows: `lines` hold the number in the file and the cells as they stand."""

    headings: list[str]
    places: dict[str, int]
    lines: list[tuple[int, list[Any]]]

    def text(self, cells: Sequence[Any], key: str) -> str:
        place = self.places.get(key)
        return plain(cells[place]) if place is not None and place < len(cells) else ""

    def value(self, cells: Sequence[Any], key: str) -> Any:
        place = self.places.get(key)
        return cells[place] if place is not None and place < len(cells) else ""


@dataclass
class Faults:
    """What is wrong with which cell of which line, to be written beside it."""

    cells: dict[int, dict[str, str]] = field(default_factory=dict)

    def add(self, line: int, key: str, words: str) -> None:
        self.cells.setdefault(line, {}).setdefault(key, words)

    def __contains__(self, line: int) -> bool:
        return line in self.cells


def plain(value: Any) -> str:
    """A cell as text: 1.0 is 1, full-width digits are digits, stray blanks go."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = half_width(str(value).translate(_BLANKS))
    return " ".join(text.split())


def _heading(text: str) -> str:
    """姓 名*（必填） and 姓名 are one heading."""
    text = re.sub(r"[（(].*?[）)]", "", text)
    return re.sub(r"[\s*＊:：]", "", text)


def refuse(words: str) -> Invalid:
    return Invalid(words, errors={"file": [words]})


def open_sheet(data: bytes, columns: Sequence[Column]) -> Sheet:
    """The sheet whose heading row knows most of our columns, merged cells filled."""
    require_workbook(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ]
        found = [_read(book.get_sheet_by_name(name), columns) for name in names]
    except CalamineError as error:
        raise refuse("打不开这个文件，请用表格软件另存为xlsx后再试。") from error
    best = max(found, key=lambda sheet: len(sheet.places), default=None)
    _require_columns(best, columns)
    assert best is not None  # noqa: S101 - required columns were found in it
    if not best.lines:
        raise refuse("表里只有表头，没有内容，请填好后再试。")
    return best


def require_workbook(data: bytes) -> None:
    """Look at the container before anything unpacks it: empty, old, encrypted, or a bomb."""
    if not data:
        raise refuse("文件是空的，请重新选择。")
    if len(data) > LARGEST:
        words = "文件超过10MB，请分成几个文件导入。"
        raise TooLarge(words, errors={"file": [words]})
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse("这是旧版xls或加了密码的文件，请另存为不加密的xlsx后再试。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _require_modest(packed.infolist())
            if "xl/workbook.xml" not in packed.namelist():
                raise refuse("这不是xlsx表格，请下载模板填写后再试。")
            for member in packed.infolist():
                _drain(packed, member)
    except _SPOILT as error:
        raise refuse("这不是完整的xlsx表格，请重新保存或下载模板填写后再试。") from error


def _require_modest(members: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > 1024 * 1024 and member.file_size > RATIO * (member.compress_size + 1)
        for member in members
    )
    if len(members) > MEMBERS or unpacked > UNPACKED or swollen:
        raise refuse("文件里的内容大得不正常，没有打开。请把数据复制到模板里再试。")


def _drain(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Sizes in the directory may lie; the checksum at the end of a bounded read does not."""
    with packed.open(member) as stream:
        while stream.read(1024 * 1024):
            pass


def _read(sheet: CalamineSheet, columns: Sequence[Column]) -> Sheet:
    if sheet.total_height > ROWS + HEAD_WITHIN:
        raise refuse(f"一次最多导入{ROWS}行，请分成几个文件。")
    rows = [list(row[:WIDTH]) for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [])
    head, places = _find_head(rows, columns)
    if head is None:
        return Sheet([], {}, [])
    advice = next((i for i, v in enumerate(rows[head]) if _heading(plain(v)) == ADVICE), WIDTH)
    headings = [plain(value) for value in rows[head][:advice]]
    lines = [
        (number + 1, row[:advice])
        for number, row in enumerate(rows)
        if number > head and any(plain(value) for value in row[:advice])
    ]
    return Sheet(headings, places, lines)


def _fill_merged(rows: list[list[Any]], ranges: Sequence[Any]) -> None:
    """The value of a merged cell belongs to every row of it; the reader leaves them blank."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= WIDTH:
            continue
        value = rows[top][left] if left < len(rows[top]) else ""
        for row in rows[top : bottom + 1]:
            if left == right and left < len(row):
                row[left] = value


def _find_head(
    rows: Sequence[Sequence[Any]], columns: Sequence[Column]
) -> tuple[int | None, dict[str, int]]:
    """The row among the first ten that names most columns: titles may stand above it."""
    known = {name: c.key for c in columns for name in (c.heading, *c.aliases)}
    best: tuple[int | None, dict[str, int]] = (None, {})
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        places: dict[str, int] = {}
        for place, value in enumerate(row):
            key = known.get(_heading(plain(value)))
            if key:
                places.setdefault(key, place)
        if len(places) > len(best[1]):
            best = (number, places)
    return best


def _require_columns(sheet: Sheet | None, columns: Sequence[Column]) -> None:
    places = sheet.places if sheet else {}
    missing = [c.heading for c in columns if c.required and c.key not in places]
    if missing:
        raise refuse(f"表里缺少这几列：{'、'.join(missing)}。请下载模板，照表头填写。")


_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTED = re.compile(
    r"(\d{4})\s*[-./．。年、\\]\s*(\d{1,2})\s*[-./．。月、\\]\s*(\d{1,2})\s*[日号]?"
    r"(?: 0?0:00(?::00)?)?"
)
_IN_WORDS = re.compile(
    "([〇零○Oo一二三四五六七八九]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)[日号]"
)


def parse_date(value: Any) -> dt.date | None:
    """2021.12.3, 2021年12月3日, 20211203, 44500, 二〇二一年十二月三日; None when it is no date."""
    if isinstance(value, dt.datetime):
        return _sensible(value.date())
    if isinstance(value, dt.date):
        return _sensible(value)
    text = plain(value)
    if re.fullmatch(r"\d{5}", text):
        return _sensible(_EPOCH + dt.timedelta(days=int(text)))
    match = _COMPACT.fullmatch(text) or _PARTED.fullmatch(text)
    if match:
        return _day(*(int(part) for part in match.groups()))
    match = _IN_WORDS.fullmatch(text)
    if not match:
        return None
    return _day(*(chinese_to_int(re.sub("[○Oo]", "〇", part)) or 0 for part in match.groups()))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return _sensible(dt.date(year, month, day))
    except ValueError:
        return None


def _sensible(day: dt.date) -> dt.date | None:
    """Within the life of the Republic and not years ahead."""
    return day if dt.date(1949, 10, 1) <= day <= today() + dt.timedelta(days=366) else None


def template(title: str, columns: Sequence[Column], notes: Sequence[str]) -> bytes:
    """An empty sheet to fill in; what is compulsory carries a star."""
    heads = [(c.heading + ("*" if c.required else ""), c.width) for c in columns]
    return xlsx(title, heads, [], notes=notes)


def annotated(title: str, sheet: Sheet, faults: Faults) -> bytes:
    """The rows that were not taken, every wrong cell marked, the advice in the last column."""
    heads = [(heading, 16) for heading in sheet.headings] + [(ADVICE, 60)]
    rows: list[list[Any]] = []
    marks: dict[tuple[int, int], str] = {}
    width = len(sheet.headings)
    names = dict(enumerate(sheet.headings))
    for number, cells in sheet.lines:
        if number not in faults:
            continue
        advice = []
        for key, words in faults.cells[number].items():
            place = sheet.places.get(key, width)
            marks[(len(rows), place)] = words
            advice.append(f"{names[place]}：{words}" if place in names else words)
        padded = [*cells, *[""] * (width - len(cells))]
        rows.append([*padded, "；".join(advice)])
    note = (
        f"下面{len(rows)}行没有导入。请按标红的格子改好，直接用本文件再导入一次，已导入的不会重复。"
    )
    return xlsx(title, heads, rows, notes=[note], marks=marks)
