"""Codes and labels of stations, receptions and voters' opinions; the station's kinds of duty."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class Channel(models.TextChoices):
    """How the voter reached the station (接待形式)."""

    RECEPTION_DAY = "reception_day", "接待日"
    WALK_IN = "walk_in", "来访"
    APPOINTMENT = "appointment", "预约"
    VISIT = "visit", "走访"
    PHONE = "phone", "电话"
    QR = "qr", "扫码"
    LETTER = "letter", "信件"
    MARKET_DAY = "market_day", "圩日"


class AgeBand(models.TextChoices):
    MINOR = "minor", "未成年"
    ADULT = "adult", "18至59岁"
    SENIOR = "senior", "60岁以上"


class OwnVoter(models.TextChoices):
    YES = "yes", "是"
    NO = "no", "否"
    UNKNOWN = "unknown", "未核实"


class Nature(models.TextChoices):
    SUGGESTION = "suggestion", "建议"
    CRITICISM = "criticism", "批评"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    QUESTION = "question", "咨询"
    LITIGATION = "litigation", "涉法涉诉"


class OpinionState(models.TextChoices):
    RECORDED = "recorded", "待分办"
    ROUTED = "routed", "办理中"
    SUGGESTED = "suggested", "已提建议"
    HANDLED = "handled", "已办，待回复来访人"
    TOLD = "told", "已回复来访人"
    FOLDED = "folded", "并入另一件"
    WITHDRAWN = "withdrawn", "来访人已撤回"


class Route(models.TextChoices):
    """Where an opinion goes (先分后办)."""

    ON_SPOT = "on_spot", "当场答复"
    STATION = "station", "站内（村、社区）办理"
    TOWNSHIP = "township", "转乡镇街道"
    COUNTY = "county", "报县级人大"
    SUGGESTION = "suggestion", "拟提建议"
    HIGHER_DEPUTY = "higher_deputy", "委托上级代表"
    HOTLINE = "hotline", "转12345"
    MICRO = "micro", "微建议"
    NOT_TAKEN = "not_taken", "不予受理，已告知去处"


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    BASIC = "basic", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"
    UNREACHABLE = "unreachable", "无法联系"
    UNRATED = "unrated", "等来访人评价"


class TellMethod(models.TextChoices):
    FACE = "face", "当面"
    PHONE = "phone", "电话"
    MESSAGE = "message", "短信或微信"
    VISIT = "visit", "上门"
    NOTICE = "notice", "公示"
    FOLLOW = "follow", "网上查询"


class OpinionPart(models.TextChoices):
    """Why a person or unit may see an opinion."""

    RECEIVED = "received", "接待"
    ADDRESSED = "addressed", "指名"
    HANDLER = "handler", "办理"
    ENTRUSTED = "entrusted", "委托"


class DispositionState(models.TextChoices):
    OPEN = "open", "办理中"
    DONE = "done", "已办"
    BOUNCED = "bounced", "退回"
    MOVED = "moved", "已改转"


class RevealReason(models.TextChoices):
    """Why somebody looks at a voter's name and phone; kept with the deed."""

    TELL_BACK = "tell_back", "回复来访人"
    VERIFY = "verify", "核实情况"
    VISIT = "visit", "上门走访或现场办理"
    CORRECT = "correct", "核对登记内容"
    OTHER = "other", "其他"


# Routes on which the station itself keeps the duty to see the matter through.
KEPT_ROUTES = frozenset(
    {Route.STATION, Route.SUGGESTION, Route.HIGHER_DEPUTY, Route.HOTLINE, Route.MICRO}
)
# Routes that end in an answer at once and are not chosen by `route`.
ENDING_ROUTES = frozenset({Route.ON_SPOT, Route.NOT_TAKEN})


# The days come from practice: no statute sets them. Each is a row per congress.
ROUTE_OPINION = Kind(
    "route_opinion",
    "分办意见",
    (Role.CLERK, Role.HEAD, Role.OFFICE),
    3,
    PeriodUnit.WORKING_DAYS,
    "联络站工作惯例：3个工作日内分办",
    reminders=(1, 0),
)
HANDLE_OPINION_STATION = Kind(
    "handle_opinion_station",
    "站内办理意见",
    (Role.CLERK, Role.HEAD),
    15,
    PeriodUnit.DAYS,
    "联络站工作惯例：15日",
    reminders=(7, 3, 1, 0),
)
HANDLE_OPINION_TOWNSHIP = Kind(
    "handle_opinion_township",
    "办理转来的意见",
    (Role.PRESIDIUM, Role.UNIT, Role.UNIT_SECTION, Role.UNIT_HEAD, Role.GOVOFFICE),
    15,
    PeriodUnit.DAYS,
    "联络站工作惯例：转乡镇街道15日",
    reminders=(7, 3, 1, 0),
)
HANDLE_OPINION_COUNTY = Kind(
    "handle_opinion_county",
    "办理上报的意见",
    (Role.OFFICE, Role.UNIT, Role.UNIT_SECTION, Role.UNIT_HEAD, Role.GOVOFFICE),
    30,
    PeriodUnit.DAYS,
    "联络站工作惯例：报县级30日",
    reminders=(15, 7, 3, 1, 0),
)
TELL_VOTER = Kind(
    "tell_voter",
    "回复来访人",
    (Role.CLERK, Role.HEAD, Role.OFFICE),
    5,
    PeriodUnit.WORKING_DAYS,
    "联络站工作惯例：有结果后5个工作日内",
    reminders=(1, 0),
)
RECORD_GUARDIAN = Kind(
    "record_guardian",
    "联系监护人",
    (Role.CLERK, Role.HEAD),
    3,
    PeriodUnit.WORKING_DAYS,
    "《个人信息保护法》第三十一条：不满14岁的，记下信息要监护人同意；3个工作日是联络站工作惯例",
    reminders=(1, 0),
)
declare(
    ROUTE_OPINION,
    RECORD_GUARDIAN,
    HANDLE_OPINION_STATION,
    HANDLE_OPINION_TOWNSHIP,
    HANDLE_OPINION_COUNTY,
    TELL_VOTER,
    subject="群众意见",
)
