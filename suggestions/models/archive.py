"""归档: a year's or a session's suggestions are closed, each with all its papers in one file."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from liaison.models import Congress, Seat, Session
from suggestions.models.suggestion import Suggestion
from suggestions.querysets import ArchiveBatchQuerySet, ArchiveVolumeQuerySet


class ArchiveBatch(models.Model):
    """One order to close a year or a session, carried out case by case in the background.

    `left` names the cases that could not be archived after all, with the reason.
    """

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField("归档范围", max_length=60)
    total = models.PositiveIntegerField("件数")
    left = models.JSONField("没有归档的", default=list)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("经办", max_length=80)
    ordered_at = models.DateTimeField("开始", auto_now_add=True)
    finished_at = models.DateTimeField("完成", null=True, blank=True)

    objects = ArchiveBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "归档批次"
        verbose_name_plural = "归档批次"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(year=None, session__isnull=False) | Q(year__isnull=False, session=None),
                name="archive_batch_one_scope",
            ),
            models.UniqueConstraint(
                fields=["congress", "year", "session"],
                condition=Q(finished_at=None),
                nulls_distinct=False,
                name="archive_batch_one_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.congress}{self.label}归档"


class ArchiveVolume(models.Model):
    """案卷: the papers of one archived suggestion bound into one PDF.

    Opened again by the office it stays as it was; a new one follows when the case is archived anew.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="volumes")
    batch = models.ForeignKey(
        ArchiveBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="volumes"
    )
    pages = models.PositiveIntegerField("页数")
    sha256 = models.CharField("校验值", max_length=64)
    contents: Any = models.JSONField("目录")
    archived_on = models.DateField("归档")
    by_name = models.CharField("经办", max_length=80)
    opened_on = models.DateField("取消归档", null=True, blank=True)
    opened_by_name = models.CharField("取消归档经办", max_length=80, blank=True)
    opened_reason = models.CharField("取消归档理由", max_length=300, blank=True)

    objects = ArchiveVolumeQuerySet.as_manager()

    class Meta:
        verbose_name = "案卷"
        verbose_name_plural = "案卷"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(opened_on=None), name="archive_volume_once"
            ),
            models.CheckConstraint(
                condition=Q(opened_on=None, opened_reason="")
                | (Q(opened_on__isnull=False) & ~Q(opened_reason="")),
                name="archive_volume_opened_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion.label}案卷"
