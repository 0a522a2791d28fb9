"""Who acts for whom while somebody is on leave."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from liaison.models.seat import Seat
from liaison.querysets import StandInQuerySet


class StandIn(models.Model):
    """From one day to another a colleague acts on the absent one's post, and on nothing more.

    It ends by itself after its last day, or at once when somebody ends it. What is done is
    recorded as 李四（代张三）.
    """

    absent = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stand_ins")
    stand_in = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stands_in")
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止")
    reason = models.CharField("原因", max_length=100)
    made_at = models.DateTimeField("登记时间")
    made_by_name = models.CharField("登记人", max_length=80)
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)
    ended_by_name = models.CharField("结束人", max_length=80, blank=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = "代班"
        verbose_name_plural = "代班"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="stand_in_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("stand_in")), name="stand_in_is_somebody_else"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["ends_on"], name="stand_in_live", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in.user.name}代{self.absent.user.name}"
