"""重点督办: the states of a key item, why it was chosen, and the duties that it brings."""

from django.db import models

from deadlines.choices import HANDLERS, Kind, PeriodUnit, declare
from liaison.choices import Role


class KeyState(models.TextChoices):
    CANDIDATE = "candidate", "候选"
    DECIDED = "decided", "已确定，待定方案"
    SUPERVISED = "supervised", "督办中"
    CLOSED = "closed", "督办办结"
    DROPPED = "dropped", "未列入"


# The meeting has named it, and somebody still has to see to it.
LIVE_KEY = frozenset({KeyState.DECIDED, KeyState.SUPERVISED})
# From the decision on it is there for deputies and units, too.
NAMED_KEY = LIVE_KEY | {KeyState.CLOSED}


class KeyGround(models.TextChoices):
    """Why a matter is pressed: Shandong art. 14, Qingdao art. 21 and most others name these."""

    CONCERN = "concern", "事关全局或群众关注"
    MANY = "many", "多名代表提出"
    HARD = "hard", "涉及面广、办理难度大"
    PLAN = "plan", "列入今年工作重点"


class VisitKind(models.TextChoices):
    STUDY = "study", "研究会"
    SITE = "site", "现场督办"
    REPORT = "report", "听取汇报"


PLAN_KEY_ITEM = Kind(
    "plan_key_item",
    "制定督办方案",
    (Role.COMMITTEE, Role.OFFICE),
    10,
    PeriodUnit.WORKING_DAYS,
    "主任会议确定后10个工作日内定督办方案",
    reminders=(3, 1, 0),
    escalates=False,
)
KEY_STEP = Kind(
    "key_step",
    "落实督办方案",
    HANDLERS,
    1,
    PeriodUnit.DAYS,
    "督办方案写明的日期",
    reminders=(7, 3, 1, 0),
    from_case=True,
)
ANSWER_NOTE = Kind(
    "answer_note",
    "回复督办函",
    (*HANDLERS, Role.GOVOFFICE),
    10,
    PeriodUnit.WORKING_DAYS,
    "收到督办函后10个工作日内书面回复",
    reminders=(5, 3, 1, 0),
)
QUIET_KEY_ITEM = Kind(
    "quiet_key_item",
    "重点督办没有进展",
    (),
    30,
    PeriodUnit.DAYS,
    "重点督办件30日没有新进展的，在督办板上标出来",
    reminders=(),
    escalates=False,
    is_window=True,
)
declare(PLAN_KEY_ITEM, KEY_STEP, ANSWER_NOTE, QUIET_KEY_ITEM, subject="代表建议")
