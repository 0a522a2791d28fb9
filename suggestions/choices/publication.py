"""Whether an answer is made public, and how far the office's review of that has come."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class PublicKind(models.TextChoices):
    """公开属性 of an answer; the unit names it, the office decides (国办发〔2014〕46号)."""

    FULL = "full", "全文公开"
    ABSTRACT = "abstract", "摘要公开"
    NONE = "none", "不公开"


class PublicationState(models.TextChoices):
    WAITING = "waiting", "待公开审查"
    PUBLISHED = "published", "已公开"
    DECLINED = "declined", "不予公开"
    TAKEN_DOWN = "taken_down", "已撤下"
    LAPSED = "lapsed", "已失效"


# Full text is what regions publish by default; practice: within 20 working days after the reply.
REVIEW_PUBLICATION = Kind(
    "review_publication",
    "公开审查",
    (Role.OFFICE, Role.PRESIDIUM),
    20,
    PeriodUnit.WORKING_DAYS,
    "答复后20个工作日内审查公开（常见做法）",
    reminders=(7, 3, 1, 0),
)
declare(REVIEW_PUBLICATION, subject="代表建议")
