"""What a spot check (随机抽评) found, and the duty that a bad finding brings."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class CheckResult(models.TextChoices):
    """What the reviewers saw on the spot, whatever the reply claimed."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    NOT = "not", "没有解决"


# Whoever draws one of these decides whether it is handled again.
SHORT_OF = frozenset({CheckResult.PARTLY, CheckResult.NOT})

FOLLOW_CHECK = Kind(
    "follow_check",
    "研究抽评结果",
    (Role.OFFICE, Role.PRESIDIUM),
    5,
    PeriodUnit.WORKING_DAYS,
    "抽评没有完全解决的，5个工作日内研究是否重新办理",
    reminders=(3, 1, 0),
)
declare(FOLLOW_CHECK, subject="代表建议")
