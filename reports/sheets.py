"""The year tables of handling as a sheet: formula and day stand above the numbers."""

from collections.abc import Sequence

from core.exports import Sheet, workbook
from reports.indicators import Line, Report, Table
from reports.indicators.formulas import NO_DATA, Sums
from suggestions.choices import Tag

COLUMNS = [
    ("分组", 12), ("名称", 30), ("交办", 8), ("重点", 8), ("已答复", 8), ("按期答复", 10),
    ("逾期未答复", 11), ("有沟通", 8), *((str(label), 11) for label in Tag.labels),
    ("已评价", 8), ("满意", 8), ("基本满意", 10), ("不满意", 8), ("逾期未评", 10),
    ("抽查", 8), ("抽查里答复为已解决", 18), ("核实已解决", 11),
]  # fmt: skip


def figures_sheet(found: Report, tables: Sequence[Table] = ()) -> bytes:
    """The rates first, then a page for each table that an office reports every year."""
    day = f"截至{found.as_of.year}年{cn_date_of(found)}"
    pages = [
        Sheet(
            table.title,
            [(heading, 16 if column else 30) for column, heading in enumerate(table.columns)],
            table.rows,
            [f"{table.title}，{day}", *([table.note] if table.note else [])],
        )
        for table in tables
    ]
    return workbook([_rates(found), *pages])


def _rates(found: Report) -> Sheet:
    rates = found.figures
    columns = [*COLUMNS, *((figure.now.label, 14) for figure in rates)]
    notes = [
        f"代表建议办理统计，截至{found.as_of.year}年{cn_date_of(found)}",
        *(_note(figure.now.label, figure.now.formula, *figure.now.notes) for figure in rates),
        *(f"{figure.now.label}{figure.change.words}" for figure in rates if figure.change.words),
        f"分单位只列{found.league_minimum}件以上的，另有{found.left_out}个单位没有列出。",
    ]
    total = Line(None, "合计", found.sums, [figure.now for figure in rates])
    groups = [("合计", [total]), ("会议", found.sessions), ("主题", found.themes)]
    groups += [("承办单位", found.units), ("代表小组", found.groups)]
    rows = [[name, *_row(line)] for name, lines in groups for line in lines]
    return Sheet("办理统计", columns, rows, notes)


def cn_date_of(found: Report) -> str:
    return f"{found.as_of.month}月{found.as_of.day}日"


def _note(label: str, formula: str, *notes: str) -> str:
    return f"{label}＝{formula}。" + "".join(notes)


def _row(line: Line) -> list[object]:
    rates = [NO_DATA if item.value is None else item.value for item in line.indicators]
    return [line.name, *_counts(line.sums), *rates]


def _counts(sums: Sums) -> list[int]:
    return [
        sums.assigned, sums.key, sums.answered, sums.in_time, sums.overdue, sums.contacted,
        *sums.tags.values(), sums.rated, sums.satisfied, sums.basic, sums.unsatisfied, sums.silent,
        sums.checked, sums.checked_claimed, sums.checked_solved,
    ]  # fmt: skip
