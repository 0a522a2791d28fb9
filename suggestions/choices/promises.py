"""Promises of an answer that is not done yet: their states and the duties that they bring."""

from django.db import models

from deadlines.choices import HANDLERS, Kind, PeriodUnit, declare
from liaison.choices import Role
from suggestions.choices.cases import Tag

# Answers of these meanings say that something will be done: they must say by when.
PROMISING = frozenset({Tag.IN_PROGRESS, Tag.PLANNED})


class PromiseState(models.TextChoices):
    OPEN = "open", "办理中"
    REPORTED = "reported", "已报落实，待销号"
    STRUCK = "struck", "已销号"
    CHANGED = "changed", "已说明变更"
    STUDYING = "studying", "兑现不满意，待研究"
    RECALLED = "recalled", "随答复撤回"


# Somebody still owes something on it.
LIVE_PROMISES = frozenset({PromiseState.OPEN, PromiseState.REPORTED, PromiseState.STUDYING})

KEEP_PROMISE = Kind(
    "keep_promise",
    "兑现承诺",
    HANDLERS,
    1,
    PeriodUnit.DAYS,
    "答复中承诺的日期",
    reminders=(30, 15, 7, 3, 1, 0),
    from_case=True,
)
STRIKE_PROMISE = Kind(
    "strike_promise",
    "核实销号",
    (Role.OFFICE, Role.PRESIDIUM),
    10,
    PeriodUnit.WORKING_DAYS,
    "承办单位报告落实后10个工作日内核实销号",
    reminders=(3, 1, 0),
)
RATE_PROMISE = Kind(
    "rate_promise",
    "评价兑现",
    (Role.DEPUTY,),
    10,
    PeriodUnit.WORKING_DAYS,
    "销号后10个工作日内由代表再评价一次",
    reminders=(5, 3, 1, 0),
    escalates=False,
)
STUDY_PROMISE = Kind(
    "study_promise",
    "研究兑现不满意",
    (Role.OFFICE, Role.PRESIDIUM),
    5,
    PeriodUnit.WORKING_DAYS,
    "代表对兑现不满意的，5个工作日内研究",
    reminders=(3, 1, 0),
)
declare(KEEP_PROMISE, STRIKE_PROMISE, RATE_PROMISE, STUDY_PROMISE, subject="代表建议")
