"""States of a spot check, how its sample is sized, and the duties that it brings."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class State(models.TextChoices):
    PLANNED = "planned", "筹备"
    PUBLISHED = "published", "已公布，待抽取"
    DRAWN = "drawn", "已抽取，待分工"
    REVIEWING = "reviewing", "现场评议"
    CONCLUDED = "concluded", "已有结果"
    CANCELLED = "cancelled", "已取消"


# What is drawn is known from here on.
DRAWN_STATES = frozenset({State.DRAWN, State.REVIEWING, State.CONCLUDED})
OPEN_STATES = frozenset({State.PLANNED, State.PUBLISHED, State.DRAWN, State.REVIEWING})


class SizeRule(models.TextChoices):
    NUMBER = "number", "按件数"
    SHARE = "share", "按百分比"


class Strata(models.TextChoices):
    """Groups that are drawn from apart; the size then holds for each of them."""

    NONE = "none", "不分组"
    UNIT = "unit", "按主办单位"
    CLASS = "class", "按答复类别"


class Scope(models.TextChoices):
    CLOSED = "closed", "已办结的"
    ANSWERED = "answered", "已答复的都算"


class PersonPart(models.TextChoices):
    WITNESS = "witness", "见证人"
    REVIEWER = "reviewer", "评议人"


DRAW = Kind(
    "draw_spot_check",
    "抽取",
    (Role.OFFICE, Role.PRESIDIUM),
    3,
    PeriodUnit.WORKING_DAYS,
    "公开来源公布后3个工作日内抽取",
    reminders=(1, 0),
    escalates=False,
)
REVIEW = Kind(
    "review_spot_check",
    "现场评议",
    (Role.DEPUTY, Role.COMMITTEE),
    20,
    PeriodUnit.WORKING_DAYS,
    "分工后20个工作日内到现场评议",
    reminders=(7, 3, 1, 0),
    escalates=False,
)
declare(DRAW, REVIEW, subject="随机抽评")
