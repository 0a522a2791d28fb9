"""接待选民登记表 and 接待日登记簿 as papers; what is private stays hidden unless revealed."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.db.models import QuerySet

from core.display import full_day, mask_name, mask_phone
from core.papers import Block, Cell, Form, Paper, Signatures, Table, ticks
from core.text import without_contacts
from files.models import StoredFile
from liaison.choices import Gender
from liaison.models import Seat
from stations.choices import AgeBand, Channel, OwnVoter, Route, Satisfaction
from stations.models import Opinion, Reception, TellingBack
from stations.services.contacts import reveal
from stations.services.reception_hints import entry_mark
from stations.services.rules import rule_of

YES_NO = {True: "是", False: "否"}
RULE_OF_CONDUCT = "代表听取和反映意见，不直接处理问题"
TALL = 26


def times(visit: Reception) -> str:
    if visit.starts_at is None:
        return ""
    end = f"至{visit.ends_at:%H:%M}" if visit.ends_at else ""
    return f"{visit.starts_at:%H:%M}{end}"


def file_name(visit: Reception) -> str:
    """Which paper it is; never whom it is about."""
    return f"接待选民登记表-{visit.number}"


def visit_paper(visit: Reception, opinions: QuerySet[Opinion], *, in_clear: bool = False) -> Paper:
    """The whole visit on one paper, field by field; name and phone only where `in_clear`."""
    rows = opinions.select_related("handler", "theme__parent").prefetch_related(
        "tellings", "dispositions__unit"
    )
    blocks: list[Block] = [Form(_visit_rows(visit, in_clear=in_clear))]
    said = str if in_clear else without_contacts
    blocks += [Form(_matter_rows(row, number, said)) for number, row in enumerate(rows, start=1)]
    addenda = [[full_day(row.at), said(row.text), row.by_name] for row in visit.addenda.all()]
    if addenda:
        blocks.append(Table(["时间", "更正补充", "记录人"], addenda, [3, 9, 2], title="更正补充"))
    blocks.append(Signatures(["接待代表", "记录人", "来访人"]))
    care = "含个人信息，请妥善保管" if in_clear else "姓名、电话已按规定隐去"
    return Paper(
        title=visit.station.name,
        subtitle="接待选民登记表",
        head=(f"登记编号：{visit.number}", _paper_number(visit)),
        blocks=blocks,
        foot=(RULE_OF_CONDUCT, care),
        dense=True,
    )


def revealed_paper(
    visit: Reception, opinions: QuerySet[Opinion], *, by: Seat, reason_code: str, words: str
) -> Paper:
    """With name and phone, for signing: the same reason and record as 查看联系方式."""
    reveal(visit, by=by, reason_code=reason_code, words=words)
    return visit_paper(visit, opinions, in_clear=True)


def _paper_number(visit: Reception) -> str:
    return f"纸质登记号：{visit.paper_number}" if visit.paper_number else "归档号：　　　　　　"


def _visit_rows(visit: Reception, *, in_clear: bool) -> list[list[Cell]]:
    planned = ""
    if visit.roster_day is not None:
        planned = f"（原定{visit.roster_day.starts_at:%H:%M}至{visit.roster_day.ends_at:%H:%M}）"
    mark = entry_mark(visit, rule_of(visit.station.congress_id))
    entered = full_day(visit.entered_at) + (f"（{mark}）" if mark else "")
    receivers = visit.receivers.select_related("deputy")
    received = "\n".join(f"{row.deputy.name}（{row.mandate_label}）" for row in receivers)
    return [
        [
            Cell("接待日期", full_day(visit.held_on)),
            Cell("起止时间", f"{times(visit)}{planned}"),
        ],
        [Cell("接待地点", visit.place or visit.station.address or visit.station.name)],
        [Cell("接待形式", ticks(dict(Channel.choices), visit.channel))],
        [Cell("接待代表", received)],
        [Cell("记录人", visit.recorded_by_name), Cell("录入时间", entered)],
        *(_nobody() if visit.no_visitor else _guest_rows(visit, in_clear=in_clear)),
    ]


def _nobody() -> list[list[Cell]]:
    return [[Cell("来访人", "当日无人来访")]]


def _guest_rows(visit: Reception, *, in_clear: bool) -> list[list[Cell]]:
    def shown(words: str, masked: str = "") -> str:
        return words if in_clear else masked

    name = "匿名" if visit.is_anonymous else visit.visitor_name
    village = visit.visitor_village.name if visit.visitor_village else ""
    rows = [
        [
            Cell("来访人", name if visit.is_anonymous else shown(name, mask_name(name))),
            Cell("联系电话", shown(visit.visitor_phone, mask_phone(visit.visitor_phone))),
        ],
        [
            Cell("性别", ticks(dict(Gender.choices), visit.visitor_gender)),
            Cell("年龄段", AgeBand(visit.visitor_age).label if visit.visitor_age else ""),
        ],
        [Cell("住址", f"{village}{shown(visit.visitor_address)}")],
        [Cell("单位", shown(visit.visitor_workplace, "已登记" if visit.visitor_workplace else ""))],
        [
            Cell("本选区选民", ticks(dict(OwnVoter.choices), visit.own_voter)),
            Cell("要求保密", ticks(YES_NO, visit.keep_secret)),
        ],
        [Cell("来访人数", f"{visit.people}人"), Cell("情况危急", ticks(YES_NO, visit.in_crisis))],
    ]
    if visit.companions:
        rows.append([Cell("同来人员", shown(visit.companions, "名单另存"))])
    if visit.visitor_age == AgeBand.MINOR or visit.guardian_name:
        guardian = visit.guardian_name
        rows.append(
            [
                Cell("监护人", shown(guardian, mask_name(guardian))),
                Cell("监护人同意", ticks(YES_NO, visit.guardian_consents)),
            ]
        )
    return rows


def _matter_rows(case: Opinion, number: int, said: Callable[[str], str]) -> list[list[Cell]]:
    theme = case.theme
    sort = [f"{theme.parent.name}·{theme.name}" if theme.parent else theme.name] if theme else []
    sort += [case.get_nature_display()] if case.nature else []
    on_spot = case.route == Route.ON_SPOT
    told = list(case.tellings.all())
    answer = said("\n".join(row.words for row in told)) if on_spot else ""
    photos = StoredFile.objects.filter(subject_type="opinion", subject_id=case.pk).count()
    return [
        [Cell(f"第{number}件", case.number), Cell("类别", "、".join(sort))],
        [Cell("涉及地点", said(case.place_text)), Cell("附件", f"{photos}份" if photos else "")],
        [Cell("反映内容\n（来访人原话）", said(case.raw_text), tall=TALL, indent=True)],
        *([[Cell("工作人员概括", said(case.summary))]] if case.summary else []),
        [Cell("代表现场答复", answer)],
        [
            Cell("办理去向", case.get_route_display()),
            Cell("承办单位", case.handler.name if case.handler else ""),
        ],
        [
            Cell("交办时间", "" if on_spot else _given_out(case)),
            Cell("办理期限", full_day(case.due_on)),
        ],
        [Cell("办理结果", case.result, indent=True)],
        [Cell("办结时间", full_day(case.handled_on)), *_told_cells(told)],
        [Cell("满意度", ticks(_verdicts(), case.satisfaction))],
    ]


def _given_out(case: Opinion) -> str:
    moves = [row.at for row in case.dispositions.all()]
    return full_day(max(moves, default=None))


def _told_cells(told: Sequence[TellingBack]) -> list[Cell]:
    last = told[-1] if told else None
    if last is None:
        return [Cell("回复来访人", "")]
    words = f"{full_day(last.told_on)}，{last.get_method_display()}，{last.by_name}"
    return [Cell("回复来访人", words)]


def _verdicts() -> dict[str, str]:
    return {code: label for code, label in Satisfaction.choices if code != Satisfaction.UNRATED}


def register_paper(day: dt.date, visits: Iterable[Reception], title: str) -> Paper:
    """接待日登记簿: each visit of the day on one line; nobody's name or phone in full."""
    lines: list[list[object]] = []
    for number, visit in enumerate(visits, start=1):
        matters = list(visit.opinions.all())
        lines.append(
            [
                number,
                visit.number,
                times(visit),
                visit.visitor_label,
                visit.receiver_names,
                "\n".join(case.title for case in matters),
                "\n".join(case.where for case in matters),
                visit.recorded_by_name,
            ]
        )
    return Paper(
        title=title,
        subtitle="接待日登记簿",
        head=(full_day(day), f"共{len(lines)}次"),
        blocks=[
            Table(
                ["序号", "登记编号", "时间", "来访人", "接待代表", "反映的问题", "去向", "记录人"],
                lines,
                widths=[2, 5, 4, 4, 5, 11, 6, 3],
                align="cccccllc",
                empty="这一天没有登记接待。",
            ),
            Signatures(["站长", "记录人"]),
        ],
        foot=(RULE_OF_CONDUCT, ""),
        landscape=True,
    )
