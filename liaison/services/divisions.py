"""Loads divisions from a table: all of it or nothing, and a change of name keeps its history."""

import csv
import datetime as dt
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from audit.services import Actor, record
from core.clock import today
from core.problems import Invalid
from liaison.choices import Level
from liaison.models import Division, Unit
from liaison.services import division_sql as sql
from liaison.services.units import scope_of

COLUMNS = ("code", "name", "level", "parent")
LARGEST = 64 * 1024 * 1024
SHOWN = 50
FIRST_DAY = dt.date(1949, 10, 1)
_RANK: dict[str, int] = {
    Level.PROVINCE: 1,
    Level.PREFECTURE: 2,
    Level.COUNTY: 3,
    Level.TOWNSHIP: 4,
    Level.VILLAGE: 5,
}


@dataclass(frozen=True)
class Row:
    line: int
    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True)
class Loaded:
    """What a load did; `absent` counts places in force that the file does not name."""

    rows: int = 0
    added: int = 0
    renamed: int = 0
    moved: int = 0
    closed: int = 0
    absent: int = 0

    @property
    def changed(self) -> int:
        return self.added + self.renamed + self.moved + self.closed

    def words(self) -> str:
        if not self.changed:
            text = f"文件共{self.rows}行，与现有区划一致，没有改动。"
        else:
            text = (
                f"文件共{self.rows}行：新增{self.added}个，更名{self.renamed}个，"
                f"变更隶属{self.moved}个，撤销{self.closed}个。"
            )
        return text + (f"另有{self.absent}个现行区划不在文件中，保持原样。" if self.absent else "")


def load(
    data: bytes, *, by: Actor, on: dt.date | None = None, close_absent: bool = False
) -> Loaded:
    """Bring the divisions to what the file says, as from the day `on`.

    The parent column is the truth, not the digits. Any bad row and nothing is loaded.
    """
    on = on or today()
    rows = read(data)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('divisions'))")
        _refuse(list(_faults(rows)))
        cursor.execute(sql.STAGE)
        with cursor.copy(sql.COPY) as copy:
            for row in rows:
                copy.write_row((row.code, row.name, row.level, row.parent or None))
        done = _apply(cursor, len(rows), on, close_absent=close_absent)
        if done.changed:
            record("division.load", by=by, label="导入行政区划", after=asdict(done))
    return done


def _apply(cursor: CursorWrapper, rows: int, on: dt.date, *, close_absent: bool) -> Loaded:
    """Set-based: change in place, keep what was as history, add level by level, close."""
    cursor.execute(sql.ANALYZE)
    cursor.execute(sql.RENAMED)
    renamed = cursor.fetchone()[0]
    cursor.execute(sql.NOTE_OLD)
    cursor.execute(sql.CHANGE, {"on": on})
    cursor.execute(sql.KEEP_HISTORY, {"on": on})
    cursor.execute(sql.FIRST_LOAD)
    valid_from = FIRST_DAY if cursor.fetchone()[0] else on
    added = 0
    for level in _RANK:
        cursor.execute(sql.ADD, {"level": str(level), "valid_from": valid_from})
        added += cursor.rowcount
    if added:
        cursor.execute(sql.ANALYZE_PLACES)
    cursor.execute(sql.MOVE)
    moved = cursor.rowcount
    closed = 0
    if close_absent:
        cursor.execute(sql.CLOSE_ABSENT, {"on": on})
        closed = cursor.rowcount
    cursor.execute(sql.ABSENT)
    absent = cursor.fetchone()[0]
    if moved:
        _refresh_scopes()
    return Loaded(rows, added, renamed, moved, closed, absent)


def _refresh_scopes() -> None:
    """Bodies in a place that came under another one see and are seen from there."""
    for unit in Unit.objects.open().select_related("division__parent__parent__parent__parent"):
        scope = scope_of(unit.division)
        if any(getattr(unit, name) != value for name, value in scope.items()):
            Unit.objects.filter(pk=unit.pk).update(**scope)


def read(data: bytes) -> list[Row]:
    """Rows of a csv or csv.gz in UTF-8 or GB18030, with the line each stood on."""
    text = _decode(_unpack(data))
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        head = [name.strip() for name in next(reader, [])]
        missing = [name for name in COLUMNS if name not in head]
        if missing:
            raise bad_file(
                f"第1行缺少列：{'、'.join(missing)}。需要code、name、level、parent四列。"
            )
        places = [head.index(name) for name in COLUMNS]
        rows = [
            Row(reader.line_num, *(cells[i].strip() if i < len(cells) else "" for i in places))
            for cells in reader
            if any(cells)
        ]
    except csv.Error as error:
        raise bad_file(f"第{reader.line_num}行不是CSV格式，请用UTF-8的CSV文件。") from error
    if not rows:
        raise bad_file("文件里没有区划，请换一个文件。")
    return rows


def _unpack(data: bytes) -> bytes:
    if not data:
        raise bad_file("文件是空的，请换一个文件。")
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            plain = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise bad_file("压缩文件不完整，请重新下载或压缩后再试。") from error
    if len(plain) > LARGEST:
        raise bad_file("解压后超过64MB，不像是区划文件，请核对。")
    return plain


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise bad_file("认不出文件里的文字，请另存为UTF-8的CSV文件。")


def bad_file(words: str) -> Invalid:
    return Invalid(words, errors={"file": [words]})


def _refuse(faults: Sequence[str]) -> None:
    if not faults:
        return
    shown = list(faults[:SHOWN])
    if len(faults) > SHOWN:
        shown.append(f"还有{len(faults) - SHOWN}处，改好以上各处后再试。")
    raise Invalid(
        f"文件有{len(faults)}处问题，没有导入任何一行。", errors={"file": shown}, faults=len(faults)
    )


def _faults(rows: Sequence[Row]) -> Iterator[str]:
    """Every bad row by its line and what is wrong with it."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.code, row)
    outside = {row.parent for row in rows if row.parent and row.parent not in first}
    known = dict(Division.objects.current().filter(code__in=outside).values_list("code", "level"))
    levels = known | {code: row.level for code, row in first.items()}
    for row in rows:
        fault = _shape_fault(row) or _place_fault(row, levels)
        if not fault and first[row.code] is not row:
            fault = f"代码{row.code}与第{first[row.code].line}行重复"
        if fault:
            yield f"第{row.line}行：{fault}"


def _shape_fault(row: Row) -> str:
    if not re.fullmatch(r"[0-9]{12}", row.code):
        return f"代码「{row.code}」不是12位数字"
    if not row.name:
        return "没有名称"
    if len(row.name) > 60:
        return "名称超过60个字"
    if row.level not in _RANK:
        return f"级别「{row.level}」不认识，应为{'、'.join(_RANK)}之一"
    return ""


def _place_fault(row: Row, levels: dict[str, str]) -> str:
    if not row.parent:
        return "" if row.level == Level.PROVINCE else "没有上级代码"
    if row.level == Level.PROVINCE:
        return "省级不应有上级代码"
    above = levels.get(row.parent)
    if above is None:
        return f"上级代码{row.parent}不在文件里，也不在现有区划里"
    # A parent of unknown level is named on its own line.
    if above in _RANK and _RANK[above] >= _RANK[row.level]:
        return f"上级{row.parent}的级别不高于本级"
    return ""
