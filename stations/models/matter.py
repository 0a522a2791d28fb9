"""Opinions about the same matter, linked or folded; and each try to reach a voter."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from stations.choices import TellMethod
from stations.models.opinion import Opinion


class SameMatter(models.Model):
    """同一件事: two opinions stay two, each voter is answered; `first` has the smaller id."""

    first = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="same_after")
    second = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="same_before")
    by_name = models.CharField("经办", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "同一件事"
        verbose_name_plural = "同一件事"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="same_matter_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="same_matter_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class Folding(models.Model):
    """合并: `folded` follows `kept` from then on; its voter is told as well. It can be undone."""

    kept = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="foldings")
    folded = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="folded_by")
    reason = models.CharField("理由", max_length=300)
    before = models.JSONField("合并前", default=dict)
    by_name = models.CharField("经办", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)
    undone_at = models.DateTimeField("拆开时间", null=True, blank=True)
    undone_by_name = models.CharField("拆开人", max_length=80, blank=True)
    undone_why = models.CharField("拆开理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "意见合并"
        verbose_name_plural = "意见合并"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["folded"], condition=Q(undone_at=None), name="folding_one_live"
            ),
            models.CheckConstraint(condition=~Q(kept=F("folded")), name="folding_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.folded_id} {self.kept_id}"


class ContactAttempt(models.Model):
    """联系记录: a try to reach the voter that failed; after enough of them 无法联系 is true."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="attempts")
    tried_on = models.DateField("哪天联系的")
    method = models.CharField("怎么联系的", max_length=8, choices=TellMethod)
    note = models.CharField("情况", max_length=200)
    by_name = models.CharField("经办", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "联系记录"
        verbose_name_plural = "联系记录"
        ordering: ClassVar = ["tried_on", "id"]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.tried_on}"
