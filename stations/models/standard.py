"""What a station must have (checklist per congress and year) and the stars it may apply for."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from liaison.models import Congress, Scoped
from stations.choices import StarState
from stations.models.station import Station
from stations.querysets import StarQuerySet


class StationRule(models.Model):
    """The numbers of stations that a congress sets for itself; congress None is the default."""

    congress = models.OneToOneField(
        Congress, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    notice_days = models.PositiveSmallIntegerField("接待日提前几天公告", default=3)
    receptions_per_deputy = models.PositiveSmallIntegerField("每位代表每年接待次数", default=2)
    late_entry_days = models.PositiveSmallIntegerField("超过几天算迟录", default=7)
    merge_reversal_days = models.PositiveSmallIntegerField("合并后几天内可恢复", default=90)
    extension_days = models.PositiveSmallIntegerField("意见办理最多延期几天", default=15)
    extensions = models.PositiveSmallIntegerField("意见办理最多延期几次", default=1)
    per_network_hour = models.PositiveSmallIntegerField("同一网络每小时最多来件", default=20)
    per_code_day = models.PositiveSmallIntegerField("同一二维码每天最多来件", default=200)
    network_kept_days = models.PositiveSmallIntegerField("来件网络标记保留天数", default=7)

    class Meta:
        verbose_name = "联络站规则"
        verbose_name_plural = "联络站规则"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress"], nulls_distinct=False, name="station_rule_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.congress or "默认")


class Checklist(models.Model):
    """建站标准 of one congress for one year; congress None is what a new congress starts with."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, null=True, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=80)

    class Meta:
        verbose_name = "建站标准"
        verbose_name_plural = "建站标准"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "year"], nulls_distinct=False, name="checklist_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class ChecklistItem(models.Model):
    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("序号")
    group = models.CharField("类别", max_length=40)
    text = models.CharField("要求", max_length=160)
    weight = models.PositiveSmallIntegerField("分值", default=5)
    needs_photo = models.BooleanField("要有照片", default=False)

    class Meta:
        verbose_name = "标准项"
        verbose_name_plural = "标准项"
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checklist", "order"], name="checklist_item_once"),
        ]

    def __str__(self) -> str:
        return self.text


class ChecklistMark(models.Model):
    """Whether a station meets an item, since when, and who looked; photos hang on it."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="marks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="marks")
    is_met = models.BooleanField("达到", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    checked_on = models.DateField("核对日期")
    by_name = models.CharField("核对人", max_length=80)

    class Meta:
        verbose_name = "标准核对"
        verbose_name_plural = "标准核对"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["station", "item"], name="checklist_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.item_id}"


class StarApplication(Scoped, Versioned):
    """星级评定: the station applies and is judged as a whole; shown as stars, never ranked."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="stars")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    asked = models.PositiveSmallIntegerField(
        "申报星级", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    granted = models.PositiveSmallIntegerField("评定星级", null=True, blank=True)
    statement = models.TextField("自评说明", blank=True)
    review_note = models.TextField("评定意见", blank=True)
    state = models.CharField("状态", max_length=12, choices=StarState, default=StarState.DRAFT)
    applied_on = models.DateField("申报日期", null=True, blank=True)
    decided_on = models.DateField("评定日期", null=True, blank=True)
    decided_by_name = models.CharField("评定人", max_length=80, blank=True)

    objects = StarQuerySet.as_manager()

    class Meta:
        verbose_name = "星级申报"
        verbose_name_plural = "星级申报"
        indexes: ClassVar = [models.Index(fields=["county", "state", "-id"], name="star_county")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["station", "year"], name="star_once_a_year"),
            models.CheckConstraint(condition=Q(asked__range=(1, 5)), name="star_asked_range"),
            models.CheckConstraint(
                condition=Q(state="granted", granted__range=(0, 5), decided_on__isnull=False)
                | (~Q(state="granted") & Q(granted=None)),
                name="star_granted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.year}"


class StarEvidence(models.Model):
    """One item's claim: points asked and given out of the item's weight, with where to see it."""

    application = models.ForeignKey(
        StarApplication, on_delete=models.CASCADE, related_name="evidence"
    )
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    claimed = models.PositiveSmallIntegerField("自评分", default=0)
    reviewed = models.PositiveSmallIntegerField("评定分", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    link = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "评定依据"
        verbose_name_plural = "评定依据"
        ordering: ClassVar = ["item__order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "item"], name="star_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.item_id}"


class StarEvent(CaseEvent):
    """The application's history, written in the same transaction as the deed."""

    application = models.ForeignKey(
        StarApplication, on_delete=models.CASCADE, related_name="events"
    )

    class Meta:
        verbose_name = "星级经过"
        verbose_name_plural = "星级经过"
        indexes: ClassVar = [models.Index(fields=["application", "at", "id"], name="star_history")]

    def __str__(self) -> str:
        return self.sentence
