"""交办清单, of the whole meeting or of one unit, and its 签收回执: Word and PDF from one text."""

import datetime as dt
from collections.abc import Iterable, Sequence

from core.clock import today
from core.display import full_day
from core.papers import Paper, Signatures, Table, Text
from liaison.models import Unit
from suggestions.choices import AssignmentPart, MeetingState, PlannedState
from suggestions.models import AssignmentMeeting, PlannedCase, PlannedShare
from suggestions.services.meetings.frame import law_day

_WHOLE = ["序号", "编号", "题目", "领衔代表", "主办（分办）", "会办", "答复期限"]
_OWN = ["序号", "编号", "题目", "领衔代表", "分工", "一同承办", "答复期限"]


def _names(shares: Iterable[PlannedShare]) -> str:
    return "、".join(share.unit.short_name for share in shares)


def _number(row: PlannedCase) -> str:
    return row.suggestion.number


def due_of(row: PlannedCase, meeting: AssignmentMeeting) -> dt.date | None:
    """By when the reply is owed, as far as it is known now."""
    if row.state == PlannedState.ASSIGNED:
        return row.suggestion.reply_due_on
    return row.due_on or row.suggestion.reply_due_on or meeting.due_on or law_day(meeting)


def list_paper(meeting: AssignmentMeeting, rows: Sequence[PlannedCase]) -> Paper:
    lines = []
    for number, row in enumerate(rows, start=1):
        shares = list(row.shares.all())
        owning = [share for share in shares if share.part != AssignmentPart.CO]
        mark = "（分办）" if len(owning) > 1 else ""
        lines.append(
            [
                number,
                _number(row),
                row.suggestion.public_title,
                row.suggestion.lead.name,
                f"{_names(owning)}{mark}",
                _names(share for share in shares if share.part == AssignmentPart.CO),
                full_day(due_of(row, meeting)),
            ]
        )
    held = meeting.state == MeetingState.HELD
    return Paper(
        title=meeting.congress.name if meeting.congress else "",
        subtitle="代表建议交办清单" if held else "代表建议拟交办清单",
        head=_head(meeting, f"共{len(lines)}件"),
        blocks=[Table(_WHOLE, lines, widths=[1, 4, 8, 2, 4, 4, 3], align="clllllc")],
        foot=("", f"{full_day(today())}印"),
        landscape=True,
        dense=True,
    )


def _head(meeting: AssignmentMeeting, right: str) -> tuple[str, str]:
    place = f"　{meeting.place}" if meeting.place else ""
    return (f"{meeting.title}　{full_day(meeting.day)}{place}", right)


def _own_table(meeting: AssignmentMeeting, shares: Sequence[PlannedShare]) -> Table:
    lines = []
    for number, share in enumerate(shares, start=1):
        row = share.planned
        others = [one for one in row.shares.all() if one.unit_id != share.unit_id]
        together = "、".join(f"{one.unit.short_name}（{one.get_part_display()}）" for one in others)
        lines.append(
            [
                number,
                _number(row),
                row.suggestion.public_title,
                row.suggestion.lead.name,
                share.get_part_display(),
                together,
                full_day(due_of(row, meeting)) if share.part != AssignmentPart.CO else "见会办期限",
            ]
        )
    return Table(_OWN, lines, widths=[1, 4, 7, 2, 2, 5, 3], align="clllclc")


def unit_paper(meeting: AssignmentMeeting, unit: Unit, shares: Sequence[PlannedShare]) -> Paper:
    return Paper(
        title=meeting.congress.name if meeting.congress else "",
        subtitle=f"交办{unit.name}的代表建议清单",
        head=_head(meeting, f"共{len(shares)}件"),
        blocks=[_own_table(meeting, shares)],
        foot=("", f"{full_day(today())}印"),
        landscape=True,
        dense=True,
    )


def receipt_paper(meeting: AssignmentMeeting, unit: Unit, shares: Sequence[PlannedShare]) -> Paper:
    """Signed by hand at the meeting and kept by the office; the platform's own signing counts."""
    words = (
        f"今收到{full_day(meeting.day)}{meeting.title}交办的代表建议{len(shares)}件，"
        "已核对编号、题目和份数。"
    )
    return Paper(
        title=unit.name,
        subtitle="代表建议签收回执",
        head=_head(meeting, f"共{len(shares)}件"),
        blocks=[
            Text(words),
            _own_table(meeting, shares),
            Signatures(["签收人（签名）", "单位（盖章）", "签收日期"]),
        ],
        foot=("", f"{full_day(today())}印"),
        landscape=True,
        dense=True,
    )
