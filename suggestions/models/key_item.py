"""重点督办件: what the 主任会议 presses, who leads, what was planned, seen and written."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from liaison.models import Congress, Scoped, Seat, Unit
from suggestions.choices import KeyGround, KeyState, Part, VisitKind
from suggestions.models.suggestion import Suggestion
from suggestions.querysets import KeyItemQuerySet

LEADING_PARTS = [(Part.SUPERVISOR, "督办领导"), (Part.HANDLING_LEADER, "领办领导")]


class KeyItem(Scoped, Versioned):
    """One matter that the 主任会议 fixes as key (代表法 art. 52); it may bundle many suggestions.

    The office proposes it with grounds, a meeting decides, a committee follows it with a plan,
    and it ends with a report. The mark on each suggestion (`KeyDecision`, `KeyLeader`, `is_key`)
    is written by the item's deeds alone.
    """

    title = models.CharField("督办事项", max_length=120)
    state = models.CharField("状态", max_length=12, choices=KeyState, default=KeyState.CANDIDATE)
    grounds = ArrayField(
        models.CharField(max_length=8, choices=KeyGround),
        verbose_name="理由",
        default=list,
        blank=True,
    )
    reason = models.TextField("理由说明", blank=True)
    proposed_on = models.DateField("提出候选")
    proposed_by_name = models.CharField("提出人", max_length=80)
    meeting = models.CharField("会议", max_length=80, blank=True)
    decided_on = models.DateField("确定日期", null=True, blank=True)
    committee = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="key_items",
        verbose_name="督办委员会",
    )
    plan = models.TextField("督办方案", blank=True)
    planned_on = models.DateField("定方案", null=True, blank=True)
    closed_on = models.DateField("督办办结", null=True, blank=True)
    report = models.TextField("督办报告", blank=True)
    dropped_on = models.DateField("未列入", null=True, blank=True)
    drop_reason = models.CharField("未列入的理由", max_length=300, blank=True)

    objects = KeyItemQuerySet.as_manager()

    class Meta:
        verbose_name = "重点督办件"
        verbose_name_plural = "重点督办件"
        indexes: ClassVar = [models.Index(fields=["congress", "-id"], name="key_item_congress")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "supervised", "closed"])
                | (Q(decided_on__isnull=False) & ~Q(meeting="")),
                name="key_item_decided_by_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(state="supervised") | (Q(planned_on__isnull=False) & ~Q(plan="")),
                name="key_item_supervised_has_plan",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_on__isnull=False) & ~Q(report="")),
                name="key_item_closed_has_report",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | (Q(dropped_on__isnull=False) & ~Q(drop_reason="")),
                name="key_item_dropped_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class KeyItemCase(models.Model):
    """A suggestion of the bundle; it hangs in one item at a time."""

    item = models.ForeignKey(KeyItem, on_delete=models.CASCADE, related_name="cases")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="key_cases")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "督办件中的建议"
        verbose_name_plural = "督办件中的建议"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(until=None), name="key_case_in_one_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.suggestion_id}"


class KeyItemLeader(models.Model):
    """督办领导 and 领办领导 of the item, two people; a change is dated and the former one kept."""

    item = models.ForeignKey(KeyItem, on_delete=models.CASCADE, related_name="leaders")
    part = models.CharField(max_length=16, choices=LEADING_PARTS)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=80)
    title = models.CharField("职务", max_length=120)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "督办件的领导"
        verbose_name_plural = "督办件的领导"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "part"], condition=Q(until=None), name="key_item_leader_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["seat", "until"], name="key_item_leader_seat")]

    def __str__(self) -> str:
        return f"{self.name} {self.part}"


class KeyStep(models.Model):
    """One line of the plan: what, by when, which unit; the next open one is the next step."""

    item = models.ForeignKey(KeyItem, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField("事项", max_length=200)
    due_on = models.DateField("完成日期")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    done_on = models.DateField("完成", null=True, blank=True)
    done_words = models.CharField("完成情况", max_length=300, blank=True)
    done_by_name = models.CharField("记录人", max_length=80, blank=True)

    class Meta:
        verbose_name = "督办方案事项"
        verbose_name_plural = "督办方案事项"
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_words="")
                | (Q(done_on__isnull=False) & ~Q(done_words="")),
                name="key_step_done_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class KeyVisit(models.Model):
    """A meeting or a visit: the day, who, what was agreed; photos hang on the item."""

    item = models.ForeignKey(KeyItem, on_delete=models.CASCADE, related_name="visits")
    kind = models.CharField("形式", max_length=8, choices=VisitKind)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=120)
    people = models.CharField("参加的人", max_length=300)
    agreed = models.TextField("议定事项")
    by_name = models.CharField("记录人", max_length=80)

    class Meta:
        verbose_name = "督办活动"
        verbose_name_plural = "督办活动"
        ordering: ClassVar = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.held_on}"


class SupervisingNote(models.Model):
    """督办函: one numbered letter to one unit, and the unit's answer by its own clock."""

    item = models.ForeignKey(KeyItem, on_delete=models.CASCADE, related_name="notes")
    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("函号", max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supervising_notes")
    unit_name = models.CharField("发往单位", max_length=80)
    text = models.TextField("督办意见")
    sent_on = models.DateField("发函")
    due_on = models.DateField("回复期限")
    signed_by_name = models.CharField("签发人", max_length=80)
    signed_by_title = models.CharField("职务", max_length=120)
    answer = models.TextField("回复", blank=True)
    answered_on = models.DateField("回复日期", null=True, blank=True)
    answered_by_name = models.CharField("回复人", max_length=80, blank=True)

    class Meta:
        verbose_name = "督办函"
        verbose_name_plural = "督办函"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "year", "serial"], name="supervising_note_number_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="")
                | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="supervising_note_answered_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit"], condition=Q(answered_on=None), name="note_unit_open")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        """Answered after its day."""
        return self.answered_on is not None and self.answered_on > self.due_on


class KeyItemEvent(CaseEvent):
    """The item's history, written by its deeds in their own transaction."""

    item = models.ForeignKey(KeyItem, on_delete=models.CASCADE, related_name="events")
    is_inner = models.BooleanField(default=False)

    class Meta:
        verbose_name = "督办经过"
        verbose_name_plural = "督办经过"
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["item", "-at"], name="key_item_history")]

    def __str__(self) -> str:
        return self.sentence
