"""What a deputy says on the consultation form (征询意见表), and what follows a second 不满意."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class Talked(models.TextChoices):
    """How the unit talked to the deputy in one phase, as the deputy saw it."""

    MEETING = "meeting", "面谈"
    PHONE = "phone", "电话"
    SITE = "site", "现场"
    LETTER = "letter", "书面"
    NONE = "none", "未沟通"


class Solved(models.TextChoices):
    """Is the problem solved, in the deputy's eyes."""

    YES = "yes", "已解决"
    PARTLY = "partly", "部分解决"
    NO = "no", "没有解决"


COORDINATE = Kind(
    "coordinate",
    "协调再次不满意",
    (Role.OFFICE, Role.PRESIDIUM),
    20,
    PeriodUnit.WORKING_DAYS,
    "重新办理后仍不满意的，20个工作日内约见协调、评估或说明",
    reminders=(7, 3, 1, 0),
)
declare(COORDINATE, subject="代表建议")
