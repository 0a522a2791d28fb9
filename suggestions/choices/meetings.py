"""交办会: one meeting hands over a whole table of suggestions."""

from django.db import models


class MeetingState(models.TextChoices):
    DRAFT = "draft", "准备中"
    HELD = "held", "已交办"
    CANCELLED = "cancelled", "已取消"


class PlannedState(models.TextChoices):
    """A line of the table; one that is `planned` is in one table only."""

    PLANNED = "planned", "待交办"
    ASSIGNED = "assigned", "已交办"
    RELEASED = "released", "已取消"
