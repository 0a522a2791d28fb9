"""归档目录: one line for each volume, with what proves that a file is the one that was bound."""

from typing import Any

from core.exports import xlsx
from suggestions.choices import Rating
from suggestions.models import ArchiveBatch, ArchiveVolume

COLUMNS = [
    ("卷号", 8),
    ("编号", 24),
    ("题目", 46),
    ("领衔代表", 12),
    ("承办单位", 28),
    ("最后状态", 12),
    ("结果类别", 10),
    ("代表评价", 12),
    ("提交日期", 16),
    ("交办日期", 16),
    ("答复日期", 16),
    ("办结日期", 16),
    ("归档日期", 16),
    ("页数", 8),
    ("SHA-256", 68),
]


def register(batch: ArchiveBatch) -> bytes:
    volumes = batch.volumes.select_related("suggestion__lead").order_by("id")
    rows = [_line(number, volume) for number, volume in enumerate(volumes, 1)]
    notes = [f"{batch.congress.name}{batch.label}代表建议归档目录，共{len(rows)}卷"]
    notes += [f"没有归档：{number or '未编号'}，{words}" for number, words in batch.left]
    return xlsx("归档目录", COLUMNS, rows, notes=notes)


def _line(number: int, volume: ArchiveVolume) -> list[Any]:
    """The title and author of a confidential one are masked, as in every list."""
    case = volume.suggestion
    return [
        number,
        case.number or "未编号",
        case.public_title,
        "" if case.is_confidential else case.lead.name,
        case.handler_text,
        case.get_state_display(),
        case.outcome,
        dict(Rating.choices).get(case.result_rating, ""),
        case.submitted_on,
        case.assigned_on,
        case.replied_on,
        case.closed_on,
        volume.archived_on,
        volume.pages,
        volume.sha256,
    ]
