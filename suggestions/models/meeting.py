"""The assignment meeting (交办会): a table of suggestions with the units that will handle them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from liaison.models import Scoped, Session, Unit
from suggestions.choices import AssignmentPart, MeetingState, PlannedState
from suggestions.models.assignment import Assignment
from suggestions.models.suggestion import Suggestion
from suggestions.querysets import AssignmentMeetingQuerySet


class AssignmentMeeting(Scoped, Versioned):
    """One meeting of one congress. `day` is clock zero of all that it hands over (代表法 art. 51).

    `due_on` is the fixed day for the whole batch, never later than the law allows.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField("名称", max_length=80)
    day = models.DateField("日期")
    place = models.CharField("地点", max_length=80, blank=True)
    due_on = models.DateField("统一的答复日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=MeetingState, default=MeetingState.DRAFT
    )
    held_on = models.DateField("办理交办", null=True, blank=True)
    held_by_name = models.CharField("交办人", max_length=80, blank=True)

    objects = AssignmentMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "交办会"
        verbose_name_plural = "交办会"
        indexes: ClassVar = [
            models.Index(fields=["congress", "-day", "-id"], name="meeting_congress_day")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="held", held_on__isnull=False)
                | (~Q(state="held") & Q(held_on=None)),
                name="meeting_held_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlannedCase(Versioned):
    """One line of the table; two people may plan the same meeting, a later one is told who did
    what. `routes` are past suggestions of the same matter that went to a unit, when it was put in.
    """

    meeting = models.ForeignKey(AssignmentMeeting, on_delete=models.CASCADE, related_name="rows")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="planned")
    state = models.CharField(
        "状态", max_length=10, choices=PlannedState, default=PlannedState.PLANNED
    )
    due_on = models.DateField("另定答复日期", null=True, blank=True)
    note = models.CharField("备注", max_length=120, blank=True)
    routes = models.JSONField("往年去向", default=list)
    assigned_on = models.DateField("交办", null=True, blank=True)
    problem = models.CharField("没有交办的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "拟交办的建议"
        verbose_name_plural = "拟交办的建议"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(state="planned"), name="planned_in_one_meeting"
            ),
            models.UniqueConstraint(fields=["meeting", "suggestion"], name="planned_once"),
            models.CheckConstraint(
                condition=Q(state="assigned", assigned_on__isnull=False)
                | (~Q(state="assigned") & Q(assigned_on=None)),
                name="planned_assigned_has_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.suggestion)


class PlannedShare(models.Model):
    """Which unit takes which part; `assignment` is the share that the meeting made of it."""

    planned = models.ForeignKey(PlannedCase, on_delete=models.CASCADE, related_name="shares")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField("分工", max_length=10, choices=AssignmentPart)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "拟定的承办单位"
        verbose_name_plural = "拟定的承办单位"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["planned", "unit"], name="planned_unit_once"),
            models.UniqueConstraint(
                fields=["planned"], condition=Q(part="main"), name="planned_one_main"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_id} {self.unit_id}"


class AssignmentMeetingEvent(CaseEvent):
    """What was done with the meeting; `unit` is the one that was pressed to sign."""

    meeting = models.ForeignKey(AssignmentMeeting, on_delete=models.CASCADE, related_name="events")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "交办会经过"
        verbose_name_plural = "交办会经过"
        indexes: ClassVar = [models.Index(fields=["meeting", "at", "id"], name="meeting_history")]

    def __str__(self) -> str:
        return self.sentence
