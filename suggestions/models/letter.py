"""The letter of an answer (答复函): whose number sequence, which number, the sealed scan."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from files.models import StoredFile
from liaison.models import Unit
from suggestions.choices import LIVE_DRAFTS, DraftState, LetterKind, ScanRead
from suggestions.models.assignment import Assignment
from suggestions.models.reply import Reply
from suggestions.models.suggestion import Suggestion
from suggestions.querysets import ReplyDraftQuerySet


class LetterSeries(models.Model):
    """发文字号 of one unit, kind and year: 机关代字〔年份〕顺序号 (GB/T 9704).

    `last` is the number given last; the next letter gets the one after it. Numbers may be missing,
    none is given twice.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letter_series")
    kind = models.CharField("文种", max_length=12, choices=LetterKind, default=LetterKind.REPLY)
    year = models.PositiveSmallIntegerField("年份")
    prefix = models.CharField("机关代字", max_length=20)
    last = models.PositiveIntegerField("已用到第几号", default=0)

    class Meta:
        verbose_name = "发文字号"
        verbose_name_plural = "发文字号"
        ordering: ClassVar = ["-year", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "year"], name="letter_series_once"),
            models.CheckConstraint(condition=~Q(prefix=""), name="letter_series_has_prefix"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"

    def number(self, serial: int) -> str:
        """示公函〔2026〕12号: no leading zeros, no 第 (GB/T 9704 7.2.5)."""
        return f"{self.prefix}〔{self.year}〕{serial}号"


class Letter(models.Model):
    """The official letter of one answer; it is sent when it is signed.

    `token` stands in the code printed at its foot: it says which letter a sealed sheet is, and
    nothing else. Without a series the number is the one that the unit wrote by hand, if any, and
    `serial` is empty. A recalled answer keeps its number.
    """

    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="letter")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField("文种", max_length=12, choices=LetterKind, default=LetterKind.REPLY)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("顺序号", null=True, blank=True)
    number = models.CharField("发文字号", max_length=40, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scan = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scan_read = models.CharField("核对方式", max_length=8, choices=ScanRead, blank=True)
    scanned_on = models.DateField("上传盖章件", null=True, blank=True)
    scanned_by_name = models.CharField("上传人", max_length=80, blank=True)

    class Meta:
        verbose_name = "答复函"
        verbose_name_plural = "答复函"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "serial"], name="letter_number_once"
            ),
            models.CheckConstraint(
                condition=Q(scan=None, scanned_on=None)
                | Q(scan__isnull=False, scanned_on__isnull=False),
                name="letter_scan_has_day",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "number"], name="letter_unit_number")]

    def __str__(self) -> str:
        return self.number or f"{self.reply_id}"


class ReplyDraft(Versioned):
    """The answer on its way inside the unit: clerk, section, head; nobody else reads it.

    `contents` holds what the form of the answer holds, by the names of its fields, so that a draft
    lacks nothing that an answer needs. Signing it makes the `reply`.
    """

    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.CASCADE, related_name="reply_drafts"
    )
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="drafts")
    round = models.PositiveSmallIntegerField("第几次办理", default=1)
    state = models.CharField("状态", max_length=10, choices=DraftState, default=DraftState.DRAFTING)
    contents = models.JSONField("答复稿", default=dict)
    drafted_by_name = models.CharField("起草人", max_length=80)
    checked_by_name = models.CharField("审核人", max_length=80, blank=True)
    reply = models.OneToOneField(
        Reply, on_delete=models.SET_NULL, null=True, blank=True, related_name="draft"
    )

    objects = ReplyDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "答复稿"
        verbose_name_plural = "答复稿"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment", "round"],
                condition=Q(state__in=sorted(LIVE_DRAFTS)),
                name="reply_draft_one_live",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What its duties and notices call it."""
        return f"{self.suggestion.number}答复稿"


class ReplyDraftVersion(models.Model):
    """What the draft said at a moment, kept whenever somebody saves another wording."""

    draft = models.ForeignKey(ReplyDraft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("第几稿")
    contents = models.JSONField("答复稿", default=dict)
    saved_at = models.DateTimeField("保存")
    by_name = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "答复稿历次稿"
        verbose_name_plural = "答复稿历次稿"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="reply_draft_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} 第{self.number}稿"


class ReplyDraftEvent(CaseEvent):
    """Who handed it up, passed it or sent it back, and with which words."""

    draft = models.ForeignKey(ReplyDraft, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "答复稿经过"
        verbose_name_plural = "答复稿经过"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.sentence
