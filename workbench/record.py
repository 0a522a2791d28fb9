"""The auditor's page over the record of deeds: what may be asked, and the words for it."""

import datetime as dt
import re
from typing import Any

from django.db.models import QuerySet

from audit.models import Entry
from core import registry
from core.clock import BEIJING
from core.keyset import Keyset

ORDER = Keyset("-id")
# 十八届五次会议第0031号, 闭会第1号, QX-20251120-02. A draft's label is its title, figures or not.
_SERIAL = r"(?:闭会|\w+届\w+次会议)第\d+号"
_TRACE = r"[A-Z][A-Z0-9]*(?:-\d+)+"
_NUMBER = re.compile(f"{_SERIAL}|{_TRACE}")


def entries(asked: dict[str, Any]) -> QuerySet[Entry]:
    """Newest first, narrowed by person, deed, subject and days."""
    rows = Entry.objects.select_related("seal")
    if asked.get("who"):
        rows = rows.filter(user_name__contains=asked["who"])
    if asked.get("deed"):
        rows = rows.filter(label__contains=asked["deed"])
    if asked.get("subject"):
        rows = rows.filter(subject_label__startswith=asked["subject"])
    if asked.get("since"):
        rows = rows.filter(at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        rows = rows.filter(at__lt=_midnight(asked["until"] + dt.timedelta(days=1)))
    return rows


def subject_of(entry: Entry) -> str:
    """A case by its kind and number only: the auditor reads deeds, not what voters said."""
    if not entry.subject_type:
        return "系统"
    if entry.subject_type == "storedfile":
        # People name their files after voters.
        return "文件"
    if not registry.known(entry.subject_type):
        return entry.subject_label
    number = entry.subject_label.split(" ", 1)[0]
    known = _NUMBER.fullmatch(number)
    return f"{registry.subject(entry.subject_type).label} {number if known else '未编号'}"


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BEIJING)
