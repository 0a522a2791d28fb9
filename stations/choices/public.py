"""What voters send through a code on the wall, before the station has taken it in."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class SubmissionState(models.TextChoices):
    WAITING = "waiting", "待受理"
    ACCEPTED = "accepted", "已受理"
    REFUSED = "refused", "未受理"
    WITHDRAWN = "withdrawn", "已撤回"


class HeldWhy(models.TextChoices):
    """Why staff look at it after the others: nothing is thrown away unread."""

    NO_PROOF = "no_proof", "来自未开脚本的浏览器"
    MANY = "many", "同一来源提交较多"
    TRAP = "trap", "疑似自动填写"


# Said by whoever may need help now; the page answers with numbers to call, staff see it first.
CRISIS_WORDS = (
    "自杀",
    "轻生",
    "跳楼",
    "割腕",
    "不想活",
    "活不下去",
    "活不成",
    "想死",
    "一死了之",
    "寻短见",
    "家暴",
    "砍人",
    "杀人",
    "性侵",
    "强奸",
    "猥亵",
    "拐卖",
    "失踪",
    "挨打",
    "着火",
    "煤气泄漏",
)


ACKNOWLEDGE_VOTER = Kind(
    "acknowledge_voter",
    "受理扫码意见",
    (Role.CLERK, Role.HEAD),
    3,
    PeriodUnit.WORKING_DAYS,
    "联络站工作惯例：3个工作日内受理并告知",
    reminders=(1, 0),
)
declare(ACKNOWLEDGE_VOTER, subject="群众意见")
