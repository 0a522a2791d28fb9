"""Loading a year of the State Council's days off: read, check every line, replace as a whole."""

import csv
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from audit.services import Actor, record
from core.display import cn_date_week
from core.problems import Invalid, TooLarge
from liaison.choices import DayKind
from liaison.models import CalendarDay, CalendarYear, Division

MAX_BYTES = 100_000
KINDS = {
    "holiday": DayKind.HOLIDAY,
    "放假": DayKind.HOLIDAY,
    "make_up": DayKind.MAKE_UP,
    "上班": DayKind.MAKE_UP,
    "调休上班": DayKind.MAKE_UP,
}
HEADERS = {"day", "日期"}
# 《全国年节及纪念日放假办法》: no arrangement for the whole country can lack these.
FIXED_HOLIDAYS = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))
DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$")


@dataclass
class YearDraft:
    """What a file says, before it counts: the days, where they come from, what is wrong."""

    year: int = 0
    source: str = ""
    days: dict[dt.date, tuple[str, str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def template(year: int) -> str:
    """The file that a person fills in; spreadsheet programs need the mark in front."""
    return (
        f"\ufeff# 国务院办公厅关于{year}年部分节假日安排的通知（国办发明电〔{year - 1}〕__号）\n"
        "日期,种类,名称\n"
        f"{year}-01-01,放假,元旦\n"
    )


def read_year(content: bytes) -> YearDraft:
    """Check each line of a file; weekends that fall in a holiday may be listed or left out."""
    if len(content) > MAX_BYTES:
        raise TooLarge("这个文件太大了，一年的放假安排只有几十行。请检查是不是选错了文件。")
    draft = YearDraft()
    body: list[tuple[int, str]] = []
    for number, line in enumerate(_text(content).splitlines(), 1):
        if line.lstrip('"').startswith("#"):
            draft.source = draft.source or line.strip('"#, \t')
        elif line.strip(", \t"):
            body.append((number, line))
    for (number, _), cells in zip(body, csv.reader(line for _, line in body), strict=True):
        if cells[0].strip() not in HEADERS:
            _take(draft, number, [cell.strip() for cell in cells])
    _check_whole(draft)
    return draft


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("读不懂这个文件。请用下载的模板填写，另存为CSV格式后再上传。")


def _take(draft: YearDraft, number: int, cells: list[str]) -> None:
    day = _day(cells[0])
    kind = KINDS.get(cells[1]) if len(cells) > 1 else None
    name = cells[2] if len(cells) > 2 else ""
    problem = ""
    if day is None:
        problem = f"日期“{cells[0][:20]}”看不懂，请写成2027-01-01"
    elif kind is None:
        problem = "种类请填“放假”或“调休上班”"
    elif not 0 < len(name) <= 20:
        problem = "名称请填1到20个字，例如“国庆节”"
    elif day in draft.days:
        problem = f"{cn_date_week(day)}写了两次"
    elif kind == DayKind.MAKE_UP and day.weekday() < 5:
        problem = f"{cn_date_week(day)}本来就上班，不用写调休上班"
    if problem or day is None or kind is None:
        draft.errors.append(f"第{number}行：{problem}。")
    elif kind == DayKind.MAKE_UP or day.weekday() < 5:
        draft.days[day] = (kind.value, name)


def _day(text: str) -> dt.date | None:
    match = DAY.match(text)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _check_whole(draft: YearDraft) -> None:
    if not draft.days:
        draft.errors.append("文件里没有一天的安排。请用下载的模板填写。")
        return
    draft.year = Counter(day.year for day in draft.days).most_common(1)[0][0]
    # A notice may move a day of the December before its year, and nothing else.
    allowed = {(draft.year - 1, 12)} | {(draft.year, month) for month in range(1, 13)}
    draft.errors += [
        f"{day.year}年{day.month}月{day.day}日不在{draft.year}年里。"
        for day in draft.days
        if (day.year, day.month) not in allowed
    ]


def missing_holidays(draft: YearDraft) -> list[str]:
    """Fixed statutory holidays on a weekday that a country-wide file forgot."""
    days = [(dt.date(draft.year, month, day), name) for month, day, name in FIXED_HOLIDAYS]
    return [name for day, name in days if day.weekday() < 5 and day not in draft.days]


def refuse_faulty(draft: YearDraft, region: Division | None) -> None:
    errors = list(draft.errors)
    if draft.year and region is None:
        errors += [f"缺少{name}的放假安排。" for name in missing_holidays(draft)]
    if errors:
        raise Invalid("放假安排没有载入，请改正后再试。", errors={"file": errors})


@transaction.atomic
def load_calendar_year(
    draft: YearDraft, *, by: Actor, region: Division | None = None
) -> CalendarYear:
    """Replace a year as a whole; the same file twice leaves the same rows."""
    refuse_faulty(draft, region)
    source = draft.source[:200] or f"{draft.year}年节假日安排"
    year, made = CalendarYear.objects.select_for_update().update_or_create(
        year=draft.year,
        region=region,
        defaults={"source": source, "loaded_at": timezone.now()},
    )
    before = 0 if made else year.days.all().delete()[0]
    CalendarDay.objects.bulk_create(
        CalendarDay(year=year, day=day, kind=kind, name=name)
        for day, (kind, name) in sorted(draft.days.items())
    )
    record(
        "calendaryear.load",
        by=by,
        label="载入放假安排",
        subject=year,
        before={"days": before},
        after={"days": len(draft.days), "source": source},
    )
    return year
