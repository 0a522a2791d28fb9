"""Who handles: assignments, contacts, co-handling opinions, returns, extensions, presses."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from liaison.models import Unit
from suggestions.choices import (
    OPEN_ASSIGNMENTS,
    AssignmentPart,
    AssignmentState,
    ContactForm,
    ContactStage,
    ExtensionState,
    ReturnState,
)
from suggestions.models.suggestion import Suggestion


class Assignment(models.Model):
    """One unit's share of a suggestion: 主办, 会办 or 分办."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    unit_name = models.CharField("单位", max_length=80)
    part = models.CharField("分工", max_length=10, choices=AssignmentPart)
    state = models.CharField(
        "状态", max_length=10, choices=AssignmentState, default=AssignmentState.ASSIGNED
    )
    assigned_on = models.DateField("交办")
    signed_on = models.DateField("签收", null=True, blank=True)
    signed_by_name = models.CharField("签收人", max_length=80, blank=True)
    done_on = models.DateField("完成", null=True, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    amber_on = models.DateField(null=True, blank=True)
    bounced = models.PositiveSmallIntegerField("退办次数", default=0)

    class Meta:
        verbose_name = "承办"
        verbose_name_plural = "承办"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["suggestion", "unit"],
                condition=Q(state__in=sorted(OPEN_ASSIGNMENTS | {"done"})),
                name="assignment_unit_once",
            ),
            models.UniqueConstraint(
                fields=["suggestion"],
                condition=Q(state__in=sorted(OPEN_ASSIGNMENTS | {"done"}), part="main"),
                name="assignment_one_main",
            ),
            models.CheckConstraint(
                condition=~Q(state="handling") | Q(signed_on__isnull=False),
                name="assignment_handling_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False),
                name="assignment_done_has_day",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state", "id"], name="assignment_unit")]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.get_part_display()}"


class Contact(models.Model):
    """Contact with the deputy before, during and after handling (三见面)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="contacts")
    stage = models.CharField("阶段", max_length=8, choices=ContactStage)
    form = models.CharField("方式", max_length=10, choices=ContactForm)
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=120, blank=True)
    people = models.CharField("参加人员", max_length=200, blank=True)
    minutes = models.TextField("沟通情况")
    by_name = models.CharField("记录人", max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "沟通记录"
        verbose_name_plural = "沟通记录"
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.on}"


class CoOpinion(models.Model):
    """A co-handler's opinion to the main unit, which may send an empty one back, once a share."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="opinions")
    text = models.TextField("会办意见")
    given_on = models.DateField("送交")
    by_name = models.CharField("经办", max_length=80)
    returned_on = models.DateField("退回", null=True, blank=True)
    returned_by_name = models.CharField("退回人", max_length=80, blank=True)
    return_reason = models.CharField("退回理由", max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "会办意见"
        verbose_name_plural = "会办意见"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(returned_on__isnull=False),
                name="co_opinion_returned_once",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | ~Q(return_reason=""),
                name="co_opinion_return_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.given_on}"


class ReturnRequest(models.Model):
    """退办: the unit says "not ours", with a reason and a proposed unit; someone decides."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="returns")
    reason = models.TextField("理由")
    proposed_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_on = models.DateField("申请")
    asked_by_name = models.CharField("申请人", max_length=80)
    is_late = models.BooleanField("超过退办时限", default=False)
    state = models.CharField("状态", max_length=8, choices=ReturnState, default=ReturnState.ASKED)
    decision = models.TextField("裁定", blank=True)
    decided_on = models.DateField("裁定日期", null=True, blank=True)
    decided_by_name = models.CharField("裁定人", max_length=80, blank=True)

    class Meta:
        verbose_name = "退办申请"
        verbose_name_plural = "退办申请"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="asked"), name="return_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"


class Extension(models.Model):
    """延期: asked by the unit's head, agreed by the government office, granted by the congress.

    Never beyond six months from assignment (代表法 art. 51); deputies are told at once.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    reason = models.TextField("理由")
    until = models.DateField("延至")
    asked_on = models.DateField("申请")
    asked_by_name = models.CharField("申请人", max_length=80)
    state = models.CharField(
        "状态", max_length=8, choices=ExtensionState, default=ExtensionState.ASKED
    )
    agreed_by_name = models.CharField("同意人", max_length=80, blank=True)
    decision = models.CharField("意见", max_length=300, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by_name = models.CharField("决定人", max_length=80, blank=True)

    class Meta:
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=["asked", "agreed"]),
                name="extension_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.until}"


class Press(models.Model):
    """催办: one click by whoever may press, recorded with the unit's answer."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="presses")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="presses")
    words = models.CharField("催办意见", max_length=300, blank=True)
    by_name = models.CharField("催办人", max_length=80)
    by_title = models.CharField("职务", max_length=120, blank=True)
    pressed_on = models.DateField("催办")
    answer = models.TextField("回应", blank=True)
    answered_on = models.DateField("回应日期", null=True, blank=True)
    answered_by_name = models.CharField("回应人", max_length=80, blank=True)

    class Meta:
        verbose_name = "催办"
        verbose_name_plural = "催办"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.pressed_on}"
