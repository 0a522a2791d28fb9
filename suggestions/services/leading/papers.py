"""督办一页纸, which a leader reads in ten minutes, and 督办函 with its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.clock import today
from core.display import cn_date, full_day
from core.papers import Big, Block, Cell, Form, Paper, Signatures, Table, Text
from suggestions.choices import KeyState, Part
from suggestions.models import KeyItem, Promise, SupervisingNote
from suggestions.services.leading.items import grounds_words

MOST_LINES = 20


@dataclass(frozen=True)
class Line:
    """A suggestion of the bundle as the reader may see it."""

    number: str
    title: str
    unit: str
    words: str
    outcome: str
    solved: bool


def one_page(
    item: KeyItem,
    lines: Sequence[Line],
    promises: Sequence[Promise],
    notes: Sequence[SupervisingNote],
) -> Paper:
    """What, who, how far, what was promised, what is solved, what comes next."""
    solved = sum(line.solved for line in lines)
    return Paper(
        title=str(item.congress or ""),
        subtitle="重点督办一页纸",
        head=(item.title, f"{full_day(today())}打印"),
        blocks=[
            Form(
                [
                    [
                        Cell("状态", KeyState(item.state).label),
                        Cell("确定", _decision(item)),
                    ],
                    [
                        Cell("督办领导", _leader(item, Part.SUPERVISOR)),
                        Cell("领办领导", _leader(item, Part.HANDLING_LEADER)),
                    ],
                    [
                        Cell("督办委员会", item.committee.name if item.committee else "未定"),
                        Cell("建议", f"{len(lines)}件，已解决{solved}件"),
                    ],
                    [Cell("理由", grounds_words(item))],
                    [Cell("下一步", _next(item, notes))],
                ]
            ),
            Table(
                ["编号", "题目", "承办单位", "进度", "类别", "解决"],
                [
                    [
                        line.number,
                        line.title,
                        line.unit,
                        line.words,
                        f"{line.outcome}类" if line.outcome else "",
                        "是" if line.solved else "",
                    ]
                    for line in lines[:MOST_LINES]
                ],
                widths=[5, 9, 4, 3, 2, 2],
                align="lllccc",
                title="包含的建议",
                empty="没有可以列出的建议。",
            ),
            *_promised(promises),
            *_steps(item),
            *_agreed(item),
            *_written(notes),
            *([Text(item.report, heading="督办报告")] if item.report else []),
        ],
        dense=True,
    )


def _decision(item: KeyItem) -> str:
    return f"{cn_date(item.decided_on)}，{item.meeting}" if item.decided_on else "未确定"


def _leader(item: KeyItem, part: Part) -> str:
    row = item.leaders.filter(part=part, until=None).first()
    return f"{row.name}（{row.title}）" if row else "未定"


def _next(item: KeyItem, notes: Sequence[SupervisingNote]) -> str:
    """A letter without answer first, then the next line of the plan."""
    open_notes = [note for note in notes if note.answered_on is None]
    if open_notes:
        note = min(open_notes, key=lambda one: one.due_on)
        return f"{note.unit_name}{cn_date(note.due_on)}前回复督办函（{note.number}）"
    step = item.steps.filter(done_on=None).select_related("unit").first()
    if step is not None:
        return f"{cn_date(step.due_on)}前，{step.unit.short_name or step.unit.name}：{step.what}"
    if item.state == KeyState.CLOSED:
        return "已办结。"
    return "定督办方案。" if item.planned_on is None else "方案事项都已完成，建议都答复后办结。"


def _listed(
    title: str, head: list[str], rows: list[list[str]], widths: list[int], align: str
) -> list[Block]:
    """A table where there is something to list; else no empty frame on the one page."""
    return [Table(head, rows, widths=widths, align=align, title=title)] if rows else []


def _promised(promises: Sequence[Promise]) -> list[Block]:
    rows = [
        [row.unit.short_name, row.what, cn_date(row.due_on), row.get_state_display()]
        for row in promises[:MOST_LINES]
    ]
    head = ["单位", "承诺", "时限", "状态"]
    return _listed("答复里承诺的", head, rows, [3, 9, 3, 3], "llcc")


def _steps(item: KeyItem) -> list[Block]:
    rows = [
        [
            row.what,
            row.unit.short_name or row.unit.name,
            cn_date(row.due_on),
            f"{cn_date(row.done_on)}完成" if row.done_on else "未完成",
        ]
        for row in item.steps.select_related("unit")
    ]
    return _listed("督办方案", ["方案事项", "单位", "期限", "完成"], rows, [9, 3, 3, 3], "llcc")


def _agreed(item: KeyItem) -> list[Block]:
    rows = [
        [cn_date(row.held_on), row.get_kind_display(), row.place, row.agreed]
        for row in item.visits.order_by("-held_on", "-id")[:3]
    ]
    head = ["日期", "形式", "地点", "议定事项"]
    return _listed("最近的督办活动", head, rows, [3, 3, 4, 9], "ccll")


def _written(notes: Sequence[SupervisingNote]) -> list[Block]:
    rows = [
        [
            note.number,
            note.unit_name,
            cn_date(note.due_on),
            f"{cn_date(note.answered_on)}回复" if note.answered_on else "未回复",
        ]
        for note in notes
    ]
    return _listed("督办函", ["函号", "单位", "回复期限", "回复"], rows, [5, 6, 3, 3], "llcc")


def note_paper(note: SupervisingNote) -> Paper:
    """The letter of the congress to one unit; below it the answer once there is one."""
    item = note.item
    numbers = [
        row.suggestion.number for row in item.cases.filter(until=None).select_related("suggestion")
    ]
    what = f"{'、'.join(numbers[:5])}{f'等{len(numbers)}件' if len(numbers) > 5 else ''}"
    blocks: list[Block] = [
        Big("重点督办建议督办函", points=20),
        Text(f"{note.unit_name}：", indent=False),
        Text(
            f"「{item.title}」（{what}建议）经{item.meeting}确定为重点督办建议。"
            "现就办理工作提出如下督办意见："
        ),
        Text(note.text),
        Text(f"请于{full_day(note.due_on)}前书面回复。"),
        Text(f"签发：{note.signed_by_name}（{note.signed_by_title}）", indent=False),
        Text(full_day(note.sent_on), indent=False),
    ]
    if note.answered_on is not None:
        late = "，已过回复期限" if note.is_late else ""
        heading = f"{note.unit_name}的回复（{full_day(note.answered_on)}{late}）"
        blocks += [
            Text(note.answer, heading=heading),
            Text(f"回复人：{note.answered_by_name}", indent=False),
        ]
    else:
        blocks.append(Signatures(["收函单位（签收、盖章）", "签收日期"]))
    return Paper(
        title=str(item.congress or ""),
        head=(note.number, ""),
        blocks=blocks,
        foot=(note.number, ""),
        title_points=26,
    )
