"""Merging stations (合并): what moved, so that it can be put back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from stations.choices import MergeState, MoveKind
from stations.models.station import Station
from stations.querysets import StationMergeQuerySet


class StationMerge(models.Model):
    """One old station goes into a new one on a day; reversible until `reversible_until`."""

    old = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="merges")
    new = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="takeovers")
    state = models.CharField("状态", max_length=12, choices=MergeState, default=MergeState.DONE)
    merged_on = models.DateField("合并日期")
    reason = models.CharField("依据", max_length=300)
    reversible_until = models.DateField("可恢复到")
    by_name = models.CharField("经办", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)
    reversed_at = models.DateTimeField("恢复时间", null=True, blank=True)
    reversed_by_name = models.CharField("恢复人", max_length=80, blank=True)
    reversed_why = models.CharField("恢复原因", max_length=300, blank=True)

    objects = StationMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "联络站合并"
        verbose_name_plural = "联络站合并"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["old"], condition=Q(state="done"), name="merge_one_live"
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="merge_not_itself"),
            models.CheckConstraint(
                condition=Q(state="done", reversed_at=None)
                | (Q(state="reversed", reversed_at__isnull=False) & ~Q(reversed_why="")),
                name="merge_reversed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} {self.new}"


class MergeMove(models.Model):
    """One thing that was carried over: which, and how it stood before."""

    merge = models.ForeignKey(StationMerge, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField("内容", max_length=12, choices=MoveKind)
    object_id = models.BigIntegerField()
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = "合并带走的内容"
        verbose_name_plural = "合并带走的内容"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merge", "kind", "object_id"], name="merge_move_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
