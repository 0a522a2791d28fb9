"""Reception days: how a station repeats them, what became of each, and its duties."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class PatternKind(models.TextChoices):
    NTH_WEEKDAY = "nth_weekday", "每月第几个星期几"
    MONTH_DAY = "month_day", "每月几号"
    WEEKLY = "weekly", "每周"
    MARKET = "market", "圩日"
    LUNAR = "lunar", "农历"


class RosterState(models.TextChoices):
    PLANNED = "planned", "已排"
    NOTICED = "noticed", "已公告"
    HELD = "held", "已接待"
    CANCELLED = "cancelled", "已取消"
    MISSED = "missed", "未接待"


class DutyState(models.TextChoices):
    ASKED = "asked", "待确认"
    CONFIRMED = "confirmed", "已确认"
    ON_LEAVE = "on_leave", "请假"
    ATTENDED = "attended", "到站接待"
    ABSENT = "absent", "未到"


NOTICE_RECEPTION_DAY = Kind(
    "notice_reception_day",
    "公告接待日",
    (Role.CLERK, Role.HEAD),
    3,
    PeriodUnit.DAYS,
    "联络站工作惯例：接待日前3天公告",
    reminders=(3, 1, 0),
    escalates=False,
    from_case=True,
)
CONFIRM_DUTY = Kind(
    "confirm_duty",
    "确认接待安排",
    (Role.DEPUTY,),
    5,
    PeriodUnit.DAYS,
    "联络站工作惯例：公告前由代表确认",
    reminders=(3, 1, 0),
    escalates=False,
)
EXPLAIN_MISSED_DAY = Kind(
    "explain_missed_day",
    "说明未接待原因",
    (Role.CLERK, Role.HEAD),
    3,
    PeriodUnit.WORKING_DAYS,
    "联络站工作惯例：接待日没有接待记录的，3个工作日内说明或补录",
    reminders=(1, 0),
    escalates=False,
)
declare(NOTICE_RECEPTION_DAY, CONFIRM_DUTY, EXPLAIN_MISSED_DAY, subject="接待日")
