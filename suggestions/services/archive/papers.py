"""What lies in a volume, paper by paper, as the people of then wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.display import full_day
from core.papers import Block, Cell, Form, Letter, Paper, Signatures, Table, Text, ticks
from liaison.models import Mandate
from suggestions.choices import Rating, SignerState, Solved, Talked
from suggestions.models import Promise, Suggestion, Verdict
from suggestions.services.handling.letter_paper import contact_paper, reply_paper
from suggestions.services.intake.form_paper import (
    YES_NO,
    congress_line,
    mandates_of,
    suggestion_paper,
)

_TITLE = 18


@dataclass(frozen=True)
class Sheet:
    """One entry of the list of contents."""

    name: str
    day: str
    paper: Paper | Letter


def sheets_of(case: Suggestion, *, inner: bool) -> Iterator[Sheet]:
    """`case` was filled; `inner`: with what passed between handlers and offices."""
    yield Sheet("建议专用纸", full_day(case.submitted_on), suggestion_paper(case, shows_phone=True))
    mandates = mandates_of(case)
    if any(row.state != SignerState.INVITED for row in case.cosigners.all()):
        yield Sheet("联名确认情况", full_day(case.submitted_on), _cosigners(case, mandates))
    yield Sheet("审核受理情况", full_day(case.accepted_on or case.closed_on), _review(case))
    if case.assignments.all():
        yield Sheet("交办和签收情况", full_day(case.assigned_on), _shares(case, inner=inner))
    yield from _contacts(case)
    yield from _opinions(case)
    for reply in case.replies.all():
        gone = "（已撤回）" if reply.recalled_on else ""
        name = f"{reply.assignment.unit_name}答复函{gone}"
        yield Sheet(name, full_day(reply.replied_on), reply_paper(case, reply))
    for verdict in case.verdicts.all():
        name = f"{verdict.deputy.name}代表征询意见表"
        yield Sheet(name, full_day(verdict.rated_on), verdict_paper(case, verdict))
    yield from _studies(case)
    for promise in case.promises.all():
        yield Sheet("承诺兑现情况", full_day(promise.made_on), _promise(case, promise))
    if case.checked_on is not None:
        yield Sheet("随机抽评结果", full_day(case.checked_on), _check(case))
    yield Sheet("办理经过", full_day(case.closed_on), _timeline(case, inner=inner))


def _paper(case: Suggestion, subtitle: str, *blocks: Block, dense: bool = False) -> Paper:
    head = (f"编号：{case.number or '未编号'}", "")
    return Paper(congress_line(case), subtitle, head, blocks, title_points=_TITLE, dense=dense)


def _cosigners(case: Suggestion, mandates: dict[int, Mandate]) -> Paper:
    rows = []
    for row in case.cosigners.all():
        own = mandates.get(row.deputy_id)
        day = full_day(row.answered_at) if row.answered_at else ""
        how = row.get_given_display() if row.given else ""
        entered = f"（{row.entered_by_name}代录）" if row.entered_by_name else ""
        card = own.card_no if own else ""
        rows.append([row.deputy.name, card, row.get_state_display(), day, f"{how}{entered}"])
    heads = ["联名代表", "代表证号", "意见", "日期", "方式"]
    return _paper(case, "联名确认情况", Table(heads, rows, widths=[3, 3, 2, 3, 4]))


def _review(case: Suggestion) -> Paper:
    kin = [
        f"从{case.split_from.number}分出" if case.split_from else "",
        f"并入{case.merged_into.number}办理" if case.merged_into else "",
        *(f"分出{row.number}" for row in case.parts.all()),
        *(f"{row.number}并入本件" for row in case.members.all()),
    ]
    rows = [
        [
            Cell("提交日期", full_day(case.submitted_on)),
            Cell("受理日期", full_day(case.accepted_on)),
        ],
        [Cell("编号", case.number), Cell("类别", case.theme.name if case.theme else "")],
        [
            Cell(
                "代录", " ".join(filter(None, [case.drafted_by_unit, case.drafted_by_name])) or "无"
            )
        ],
        [Cell("分件并案", "、".join(filter(None, kin)) or "无")],
        [Cell("最后状态", f"{case.get_state_display()}，{full_day(case.closed_on)}".rstrip("，"))],
    ]
    if case.refusal_ground:
        rows.append([Cell("不予受理", f"{case.refusal_ground}，{case.get_remedy_display()}")])
    if case.state_note:
        rows.append([Cell("说明", case.state_note, indent=True)])
    return _paper(case, "审核受理情况", Form(rows))


def _shares(case: Suggestion, *, inner: bool) -> Paper:
    rows = [
        [
            row.unit_name,
            row.get_part_display(),
            full_day(row.assigned_on),
            full_day(row.signed_on),
            row.signed_by_name,
            row.get_state_display(),
        ]
        for row in case.assignments.all()
    ]
    heads = ["单位", "分工", "交办", "签收", "签收人", "状态"]
    blocks: list[Block] = [Table(heads, rows, widths=[5, 2, 5, 5, 3, 3])]
    extensions = [row for share in case.assignments.all() for row in share.extensions.all()]
    shown = [row for row in extensions if inner or row.state == "granted"]
    if shown:
        blocks.append(_asked("延期", [(r, f"延至{full_day(r.until)}") for r in shown]))
    returns = [row for share in case.assignments.all() for row in share.returns.all()]
    if inner and returns:
        blocks.append(_asked("退办", [(row, "") for row in returns]))
    if inner and case.presses.all():
        blocks.append(_presses(case))
    return _paper(case, "交办和签收情况", *blocks)


def _asked(what: str, found: list[tuple[Any, str]]) -> Table:
    rows = [
        [
            row.assignment.unit_name,
            full_day(row.asked_on),
            "；".join(filter(None, [row.reason, until])),
            row.get_state_display(),
            "，".join(filter(None, [full_day(row.decided_on), row.decision])),
        ]
        for row, until in found
    ]
    heads = ["单位", "申请日期", "理由", "结果", "意见"]
    return Table(heads, rows, widths=[3, 3, 5, 2, 4], title=f"{what}申请")


def _presses(case: Suggestion) -> Table:
    rows = [
        [
            full_day(row.pressed_on),
            f"{row.by_title}{row.by_name}",
            row.words,
            full_day(row.answered_on),
            row.answer,
        ]
        for row in case.presses.all()
    ]
    heads = ["催办日期", "催办人", "意见", "回应日期", "回应"]
    return Table(heads, rows, widths=[3, 3, 4, 3, 4], title="催办和回应")


def _contacts(case: Suggestion) -> Iterator[Sheet]:
    rows = [row for share in case.assignments.all() for row in share.contacts.all()]
    for row in sorted(rows, key=lambda row: (row.on, row.pk)):
        name = f"{row.assignment.unit_name}{row.get_stage_display()}{row.get_form_display()}记录"
        yield Sheet(name, full_day(row.on), contact_paper(case, row))


def _opinions(case: Suggestion) -> Iterator[Sheet]:
    for share in case.assignments.all():
        for row in share.opinions.all():
            paper = Paper(
                share.unit_name,
                "会办意见",
                (case.number, full_day(row.given_on)),
                [
                    Text(f"关于《{case.title}》，我单位的会办意见如下："),
                    Text(row.text),
                    Text(f"经办：{row.by_name}", indent=False),
                ],
            )
            yield Sheet(f"{share.unit_name}会办意见", full_day(row.given_on), paper)


def verdict_paper(case: Suggestion, verdict: Verdict) -> Paper:
    """征询意见表 as it came back."""
    said = {
        "收到答复": ticks(YES_NO, verdict.got_reply),
        "办理前沟通": ticks(dict(Talked.choices), verdict.contact_before),
        "办理中沟通": ticks(dict(Talked.choices), verdict.contact_during),
        "办理后沟通": ticks(dict(Talked.choices), verdict.contact_after),
        "对办理态度": ticks(dict(Rating.choices), verdict.attitude),
        "对办理结果": ticks(dict(Rating.choices), verdict.result),
        "问题是否解决": ticks(dict(Solved.choices), verdict.solved),
        "要求重新办理": ticks(YES_NO, verdict.wants_rehandling),
        "同意公开": ticks(YES_NO, verdict.agrees_to_publish),
    }
    late = "（逾期评价）" if verdict.is_late else ""
    how = verdict.get_given_display()
    by = f"（{verdict.entered_by_name}代录）" if verdict.entered_by_name else ""
    rows = [
        [Cell("案由", case.title)],
        [Cell("承办单位", case.handler_text)],
        *([Cell(label, words)] for label, words in said.items()),
        [Cell("理由和要求", verdict.reason, tall=30, indent=True)],
        [Cell("代表", verdict.deputy.name), Cell("日期", f"{full_day(verdict.rated_on)}{late}")],
        [Cell("评价方式", f"{how}{by}"), Cell("第几次办理", f"第{verdict.round}次")],
    ]
    signed = Signatures(["代表（签名）"])
    return _paper(case, "代表建议办理情况征询意见表", Form(rows), signed, dense=True)


def _studies(case: Suggestion) -> Iterator[Sheet]:
    for row in case.studies.all():
        then = "重新办理" if row.rehandle else "说明后办结"
        rows = [
            [Cell("第几次办理", f"第{row.round}次"), Cell("日期", full_day(row.on))],
            [Cell("决定", then), Cell("经办", row.by_name)],
            [Cell("研究意见", row.words, tall=40, indent=True)],
        ]
        yield Sheet("不满意研究意见", full_day(row.on), _paper(case, "不满意研究意见", Form(rows)))
    for held in case.coordinations.all():
        then = "再办一次" if held.again else "办结"
        rows = [
            [Cell("方式", held.get_form_display()), Cell("日期", full_day(held.held_on))],
            [Cell("参加人员", held.participants)],
            [Cell("结果", held.outcome, tall=40, indent=True)],
            [Cell("决定", then), Cell("经办", held.by_name)],
        ]
        name = f"{held.get_form_display()}记录"
        yield Sheet(name, full_day(held.held_on), _paper(case, name, Form(rows)))


def _promise(case: Suggestion, promise: Promise) -> Paper:
    rows = [
        [Cell("承诺事项", promise.what, indent=True)],
        [Cell("承诺单位", promise.unit_name), Cell("现在由谁兑现", promise.unit.name)],
        [Cell("承诺日期", full_day(promise.made_on)), Cell("状态", promise.get_state_display())],
        [
            Cell("最初时限", full_day(promise.first_due_on)),
            Cell("现在的时限", full_day(promise.due_on)),
        ],
    ]
    if promise.kept_words:
        rows.append([Cell("落实情况", promise.kept_words, indent=True)])
    if promise.change_words:
        words = f"{promise.change_words}（签发人{promise.change_signed_by}）"
        rows.append([Cell("变更说明", words, indent=True)])
    if promise.struck_on:
        words = f"{full_day(promise.struck_on)}，{promise.struck_by_name}。{promise.struck_words}"
        rows.append([Cell("销号", words)])
    if promise.rating:
        rows.append([Cell("对兑现的评价", promise.get_rating_display())])
    events = [[full_day(e.at), e.sentence, e.by_name] for e in promise.events.all()]
    table = Table(["日期", "经过", "经办"], events, widths=[3, 8, 3], title="兑现经过")
    return _paper(case, "承诺兑现情况", Form(rows), table)


def _check(case: Suggestion) -> Paper:
    rows = [
        [Cell("抽评日期", full_day(case.checked_on))],
        [Cell("答复类别", case.outcome), Cell("抽评结果", case.get_checked_result_display())],
    ]
    noted = [e for e in case.events.all() if e.code in {"checked", "check_followed"}]
    events = [[full_day(e.at), e.sentence, e.note] for e in noted]
    table = Table(["日期", "经过", "说明"], events, widths=[3, 6, 6])
    return _paper(case, "随机抽评结果", Form(rows), table)


def _timeline(case: Suggestion, *, inner: bool) -> Paper:
    shown = [e for e in case.events.all() if inner or not e.is_inner]
    rows = [
        [
            full_day(e.at),
            e.sentence,
            e.note,
            "，".join(filter(None, [e.by_unit, e.by_name])),
        ]
        for e in sorted(shown, key=lambda e: (e.at, e.pk))
    ]
    heads = ["日期", "经过", "说明", "经办"]
    return _paper(case, "办理经过", Table(heads, rows, widths=[4, 5, 4, 4]))
