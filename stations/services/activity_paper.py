"""活动记录表: one description for the page to print, Word and PDF."""

from core.display import cn_date_week
from core.papers import Cell, Form, Paper, Signatures
from stations.choices import AttendeeRole
from stations.models import Activity, AgendaItem, Finding


def activity_paper(activity: Activity) -> Paper:
    """What was planned, who came, what was said and found, how it was summed up."""
    people = list(activity.attendees.all())
    agenda = list(activity.agenda.all())
    findings = list(activity.findings.select_related("opinion"))
    hours = "至".join(f"{at:%H:%M}" for at in (activity.starts_at, activity.ends_at) if at)
    rows = [
        [Cell("活动名称", activity.title)],
        [
            Cell("种类", activity.get_kind_display()),
            Cell("时间", f"{cn_date_week(activity.held_on)} {hours}".strip()),
        ],
        [Cell("地点", activity.place), Cell("到场群众", f"{activity.voters}人")],
    ]
    for role in AttendeeRole:
        names = [
            row.name + ("（未到）" if row.attended is False else "")
            for row in people
            if row.role == role
        ]
        if names:
            rows.append([Cell(role.label, "、".join(names))])
    rows += [
        [Cell("议程和记录", "\n".join(_item(item) for item in agenda) or "无", tall=40)],
        [Cell("发现的问题", "\n".join(_found(findings)) or "无", tall=40)],
        [Cell("小结", activity.summary, tall=50, indent=True)],
    ]
    return Paper(
        title=activity.station.name,
        subtitle="活动记录表",
        blocks=[Form(rows), Signatures(["记录人", "站长签名"])],
        foot=(f"记录人：{activity.made_by_name}", ""),
    )


def _item(item: AgendaItem) -> str:
    words = f"{item.order}．{item.title}"
    return f"{words}：{item.minutes}" if item.minutes else words


def _found(findings: list[Finding]) -> list[str]:
    lines = []
    for number, row in enumerate(findings, 1):
        became = f"现场解决：{row.solved_how}"
        if row.opinion is not None:
            became = f"登记为{row.opinion.number}，{row.opinion.get_state_display()}"
        lines.append(f"{number}．{row.text}（{became}）")
    return lines
