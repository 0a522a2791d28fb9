"""活动: study, seminar, field visit, joint reception, expert clinic at a station."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from liaison.models import Deputy, Scoped, Unit
from stations.choices import ActivityKind, ActivityState, AttendeeRole
from stations.models.station import Station
from stations.models.theme import Theme
from stations.querysets import ActivityQuerySet


class Activity(Scoped, Versioned):
    """One activity: planned, told to those who come, held, summed up; findings become opinions."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField("种类", max_length=16, choices=ActivityKind)
    title = models.CharField("名称", max_length=80)
    held_on = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    purpose = models.TextField("目的", blank=True)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        "状态", max_length=12, choices=ActivityState, default=ActivityState.PLANNED
    )
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    noticed_at = models.DateTimeField("通知时间", null=True, blank=True)
    voters = models.PositiveSmallIntegerField("到场群众人数", default=0)
    summary = models.TextField("小结", blank=True)
    made_by_name = models.CharField("登记人", max_length=80, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"
        indexes: ClassVar = [
            models.Index(fields=["station", "-held_on", "-id"], name="activity_station"),
            models.Index(fields=["township", "-held_on", "-id"], name="activity_township"),
            models.Index(fields=["county", "-held_on", "-id"], name="activity_county"),
            models.Index(fields=["prefecture", "-held_on", "-id"], name="activity_prefecture"),
            models.Index(fields=["province", "-held_on", "-id"], name="activity_province"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(summary=""), name="activity_closed_has_summary"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="activity_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """议程: the first item is the study of theory, law and meeting spirit (第一议题)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议程", max_length=120)
    is_first_item = models.BooleanField("第一议题", default=False)
    minutes = models.TextField("记录", blank=True)

    class Meta:
        verbose_name = "议程"
        verbose_name_plural = "议程"
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "order"],
                name="agenda_order_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(is_first_item=True), name="agenda_one_first"
            ),
            models.CheckConstraint(
                condition=Q(is_first_item=False) | Q(order=1), name="agenda_first_is_first"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendee(models.Model):
    """Who comes and as what: an official who sits in is an attendee, not a handler by that."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attendees")
    role = models.CharField("身份", max_length=12, choices=AttendeeRole)
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("姓名", max_length=80)
    post = models.CharField("单位及职务", max_length=120, blank=True)
    attended = models.BooleanField("到场", null=True, blank=True)

    class Meta:
        verbose_name = "参加人员"
        verbose_name_plural = "参加人员"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "deputy"],
                condition=Q(deputy__isnull=False),
                name="attendee_deputy_once",
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | Q(role="deputy"), name="attendee_deputy_role"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Finding(models.Model):
    """发现的问题: solved there and then, or recorded as an opinion that has its own clock."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="findings")
    text = models.TextField("问题")
    place_text = models.CharField("地点", max_length=120, blank=True)
    solved_how = models.TextField("现场怎样解决", blank=True)
    opinion = models.OneToOneField(
        "stations.Opinion", on_delete=models.PROTECT, null=True, blank=True, related_name="finding"
    )
    by_name = models.CharField("记录人", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "发现的问题"
        verbose_name_plural = "发现的问题"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text[:40]


class ActivityEvent(CaseEvent):
    """The activity's history, written in the same transaction as the deed."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "活动经过"
        verbose_name_plural = "活动经过"
        indexes: ClassVar = [models.Index(fields=["activity", "at", "id"], name="activity_history")]

    def __str__(self) -> str:
        return self.sentence
