"""States, kinds and classes of suggestions, and the kinds of duty that they bring."""

from django.db import models

from deadlines.choices import HANDLERS, Kind, PeriodUnit, declare
from liaison.choices import Role


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    COSIGNING = "cosigning", "待联名确认"
    SUBMITTED = "submitted", "待审核"
    SENT_BACK = "sent_back", "退回修改"
    ACCEPTED = "accepted", "待交办"
    MERGED = "merged", "并案办理"
    ASSIGNED = "assigned", "已交办，待签收"
    HANDLING = "handling", "办理中"
    REPLIED = "replied", "已答复，待评价"
    STUDYING = "studying", "不满意，待研究"
    REHANDLING = "rehandling", "重新办理"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"
    NOT_ADMITTED = "not_admitted", "不予受理"


# Not handed in yet: its authors alone see it.
PRIVATE_STATES = frozenset({State.DRAFT, State.COSIGNING})
ENDED_STATES = frozenset({State.CLOSED, State.WITHDRAWN, State.NOT_ADMITTED})
NUMBERED_STATES = frozenset(
    {
        State.ACCEPTED,
        State.MERGED,
        State.ASSIGNED,
        State.HANDLING,
        State.REPLIED,
        State.STUDYING,
        State.REHANDLING,
        State.CLOSED,
    }
)


class FormedBy(models.TextChoices):
    """How the suggestion came about (形成方式)."""

    RECEPTION = "reception", "接待选民"
    INSPECTION = "inspection", "视察"
    STUDY = "study", "调研"
    MEETING = "meeting", "座谈走访"
    SNAPSHOT = "snapshot", "随手拍"
    OTHER = "other", "其他"


class SignerState(models.TextChoices):
    INVITED = "invited", "待确认"
    CONFIRMED = "confirmed", "已联名"
    DECLINED = "declined", "未联名"


class Part(models.TextChoices):
    """Why a person or unit may see a suggestion."""

    LEAD = "lead", "领衔"
    COSIGNER = "cosigner", "联名"
    MAIN = "main", "主办"
    CO = "co", "会办"
    SEPARATE = "separate", "分办"
    ORIGIN = "origin", "来源站"
    DRAFTER = "drafter", "代录"
    SUPERVISOR = "supervisor", "督办领导"
    HANDLING_LEADER = "handling_leader", "领办领导"
    COPIED = "copied", "抄送"


class AssignmentPart(models.TextChoices):
    MAIN = "main", "主办"
    CO = "co", "会办"
    SEPARATE = "separate", "分办"


class AssignmentState(models.TextChoices):
    ASSIGNED = "assigned", "待签收"
    HANDLING = "handling", "办理中"
    RETURNING = "returning", "申请退办"
    DONE = "done", "已完成"
    RETURNED = "returned", "已退回"
    RECALLED = "recalled", "已撤回"


OPEN_ASSIGNMENTS = frozenset(
    {AssignmentState.ASSIGNED, AssignmentState.HANDLING, AssignmentState.RETURNING}
)
# Returned and recalled ones left the case; the others still belong to it.
LIVE_ASSIGNMENTS = OPEN_ASSIGNMENTS | {AssignmentState.DONE}


class ContactStage(models.TextChoices):
    """办前、办中、办后沟通."""

    BEFORE = "before", "办前"
    DURING = "during", "办中"
    AFTER = "after", "办后"


class ContactForm(models.TextChoices):
    MEETING = "meeting", "面商"
    VISIT = "visit", "上门走访"
    SITE = "site", "现场办理"
    PHONE = "phone", "电话"
    SYMPOSIUM = "symposium", "座谈"
    LETTER = "letter", "书面"


class Tag(models.TextChoices):
    """Canonical meaning of an outcome class, for statistics across congresses."""

    SOLVED = "solved", "已解决"
    IN_PROGRESS = "in_progress", "正在解决"
    PLANNED = "planned", "列入计划"
    REFERENCE = "reference", "留作参考"
    NOT_FEASIBLE = "not_feasible", "暂不能解决"
    UPPER_LEVEL = "upper_level", "上级权限"


class Rating(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    BASIC = "basic", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"


class Given(models.TextChoices):
    """How staff received a verdict or a co-signature that they enter for a deputy."""

    ONLINE = "online", "本人在平台"
    PAPER = "paper", "书面"
    PHONE = "phone", "电话"


# 代表法 art. 51: no answer later than six months after assignment, whoever agrees.
LEGAL_LIMIT = 6, PeriodUnit.MONTHS


class ReturnState(models.TextChoices):
    ASKED = "asked", "待裁定"
    AGREED = "agreed", "同意退办"
    REFUSED = "refused", "不同意，继续办理"


class ExtensionState(models.TextChoices):
    ASKED = "asked", "待政府办同意"
    AGREED = "agreed", "待批准"
    GRANTED = "granted", "已批准"
    REFUSED = "refused", "未批准"


REVIEW = Kind(
    "review_suggestion",
    "审核建议",
    (Role.OFFICE, Role.PRESIDIUM),
    5,
    PeriodUnit.WORKING_DAYS,
    "闭会期间收到建议后5个工作日内交办（常见做法5至10个工作日）",
    reminders=(3, 1, 0),
)
COSIGN = Kind(
    "confirm_cosign",
    "确认联名",
    (Role.DEPUTY,),
    5,
    PeriodUnit.WORKING_DAYS,
    "联名代表本人确认",
    reminders=(1, 0),
    escalates=False,
)
ASSIGN = Kind(
    "assign_suggestion",
    "交办建议",
    (Role.OFFICE, Role.PRESIDIUM),
    5,
    PeriodUnit.WORKING_DAYS,
    "受理后5个工作日内交办",
    reminders=(3, 1, 0),
)
SIGN_FOR = Kind(
    "sign_for",
    "签收",
    HANDLERS,
    3,
    PeriodUnit.WORKING_DAYS,
    "交办后3个工作日内签收",
    reminders=(1, 0),
)
CONTACT = Kind(
    "first_contact",
    "办前沟通",
    HANDLERS,
    20,
    PeriodUnit.WORKING_DAYS,
    "交办后20个工作日内联系代表",
    reminders=(7, 3, 1, 0),
)
CO_OPINION = Kind(
    "co_opinion",
    "会办意见",
    HANDLERS,
    1,
    PeriodUnit.MONTHS,
    "会办单位1个月内送主办单位",
    reminders=(15, 7, 3, 1, 0),
)
REPLY = Kind(
    "reply",
    "答复",
    HANDLERS,
    3,
    PeriodUnit.MONTHS,
    "代表法第五十一条：自交办之日起3个月内答复",
    limit=(3, PeriodUnit.MONTHS),
    law="代表法第五十一条",
)
# How long a unit may ask to return its share; who is later is marked or refused (SuggestionRule).
RETURN_WINDOW = Kind(
    "return_window",
    "申请退办",
    HANDLERS,
    10,
    PeriodUnit.DAYS,
    "交办后10日内申请退办（常见做法5至10个工作日）",
    reminders=(),
    escalates=False,
    is_window=True,
)
DECIDE_RETURN = Kind(
    "decide_return",
    "裁定退办",
    (Role.GOVOFFICE, Role.OFFICE, Role.PRESIDIUM),
    5,
    PeriodUnit.WORKING_DAYS,
    "收到退办申请后5个工作日内裁定",
    reminders=(3, 1, 0),
)
DECIDE_EXTENSION = Kind(
    "decide_extension",
    "批延期",
    (Role.GOVOFFICE, Role.OFFICE, Role.PRESIDIUM, Role.LEADER),
    5,
    PeriodUnit.WORKING_DAYS,
    "收到延期申请后5个工作日内答复",
    reminders=(3, 1, 0),
)
RATE = Kind(
    "rate_reply",
    "评价答复",
    (Role.DEPUTY,),
    10,
    PeriodUnit.WORKING_DAYS,
    "收到答复后10个工作日内评价",
    reminders=(5, 3, 1, 0),
    escalates=False,
)
STUDY = Kind(
    "study_unsatisfied",
    "研究不满意",
    (Role.OFFICE, Role.PRESIDIUM),
    5,
    PeriodUnit.WORKING_DAYS,
    "代表不满意的，5个工作日内研究",
    reminders=(3, 1, 0),
)
REHANDLE = Kind(
    "rehandle",
    "重新办理",
    HANDLERS,
    1,
    PeriodUnit.MONTHS,
    "不满意的重新办理，1个月内再次答复",
    reminders=(15, 7, 3, 1, 0),
)
PRESS_ANSWER = Kind(
    "answer_press",
    "回应催办",
    HANDLERS,
    3,
    PeriodUnit.WORKING_DAYS,
    "收到催办后3个工作日内回应",
    reminders=(1, 0),
)
declare(
    REVIEW,
    COSIGN,
    ASSIGN,
    SIGN_FOR,
    CONTACT,
    CO_OPINION,
    REPLY,
    RETURN_WINDOW,
    DECIDE_RETURN,
    DECIDE_EXTENSION,
    RATE,
    STUDY,
    REHANDLE,
    PRESS_ANSWER,
    subject="代表建议",
)
