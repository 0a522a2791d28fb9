"""接待日: the pattern by which a station repeats it, each day of it, and who is to receive."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.models import CaseEvent, Versioned
from liaison.models import Deputy, Scoped
from stations.choices import DutyState, PatternKind, RosterState
from stations.models.station import Station
from stations.querysets import RosterDayQuerySet


class RosterPattern(models.Model):
    """How a station repeats its reception day.

    `weekday` counts from Monday = 0. `nth` is 1 to 5, or -1 for the last one of the month.
    `days`: days of the month; for a market, the last digits on which it is held (2, 5, 8); for
    the lunar calendar, its days. `months`: those of the year in which it holds, empty for all.
    A market day never moves; whether a holiday or an ordinary weekend moves another one is part
    of the pattern. `by_lunar`: the market counts the days of the lunar month, as most do in Hunan.
    """

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="patterns")
    kind = models.CharField("规则", max_length=12, choices=PatternKind)
    weekday = models.PositiveSmallIntegerField("星期", null=True, blank=True)
    nth = models.SmallIntegerField("第几个", null=True, blank=True)
    days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="日", default=list, blank=True
    )
    months = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="月份", default=list, blank=True
    )
    by_lunar = models.BooleanField("按农历算", default=False)
    starts_at = models.TimeField("开始")
    ends_at = models.TimeField("结束")
    place = models.CharField("地点", max_length=120, blank=True)
    moves_on_holiday = models.BooleanField("遇节假日顺延", default=True)
    moves_on_weekend = models.BooleanField("遇周末顺延", default=True)
    deputies_per_day = models.PositiveSmallIntegerField("每次代表人数", default=2)
    since = models.DateField("起用")
    until = models.DateField("停用", null=True, blank=True)

    class Meta:
        verbose_name = "接待日规则"
        verbose_name_plural = "接待日规则"
        ordering: ClassVar = ["station_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="pattern_hours_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind="market") | Q(moves_on_holiday=False, moves_on_weekend=False),
                name="pattern_market_never_moves",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["nth_weekday", "weekly"]) | Q(weekday__range=(0, 6)),
                name="pattern_has_weekday",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.get_kind_display()}"


class RosterDay(Scoped, Versioned):
    """One reception day: planned by the pattern, held on `held_on`; `moved_why` if they differ.

    It is public only after its notice; a substitute named after that needs a new one. A day that
    somebody changed by hand (`is_edited`) is left alone when the year is planned again; one whose
    year has no published days off yet is provisional, and follows them until its notice is out.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="roster_days")
    pattern = models.ForeignKey(
        RosterPattern, on_delete=models.SET_NULL, null=True, blank=True, related_name="roster_days"
    )
    planned_on = models.DateField("原定日期")
    held_on = models.DateField("接待日期")
    moved_why = models.CharField("改期原因", max_length=120, blank=True)
    starts_at = models.TimeField("开始")
    ends_at = models.TimeField("结束")
    place = models.CharField("地点", max_length=120, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=RosterState, default=RosterState.PLANNED
    )
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    is_edited = models.BooleanField("人工调整", default=False)
    is_provisional = models.BooleanField("放假安排未公布", default=False)
    calendar_hint = models.CharField("放假安排提示", max_length=160, blank=True)
    asked_on = models.DateField("请代表确认", null=True, blank=True)
    missed_why = models.CharField("未接待原因", max_length=300, blank=True)
    notice_due_on = models.DateField("最迟公告")
    noticed_at = models.DateTimeField("公告时间", null=True, blank=True)
    notice_number = models.PositiveSmallIntegerField("公告次数", default=0)

    objects = RosterDayQuerySet.as_manager()

    class Meta:
        verbose_name = "接待日"
        verbose_name_plural = "接待日"
        indexes: ClassVar = [
            models.Index(fields=["station", "held_on"], name="roster_station"),
            models.Index(fields=["township", "held_on"], name="roster_township"),
            models.Index(fields=["county", "held_on"], name="roster_county"),
            models.Index(fields=["prefecture", "held_on"], name="roster_prefecture"),
            models.Index(fields=["province", "held_on"], name="roster_province"),
            models.Index(fields=["state", "held_on"], name="roster_clock"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["station", "planned_on", "starts_at"],
                condition=~Q(state="cancelled"),
                name="roster_once",
            ),
            models.CheckConstraint(
                condition=Q(held_on=F("planned_on")) | ~Q(moved_why=""),
                name="roster_moved_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="roster_hours_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="roster_cancelled_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="noticed") | Q(noticed_at__isnull=False, notice_number__gte=1),
                name="roster_noticed_has_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.held_on}"


class RosterDuty(models.Model):
    """A deputy who is to receive on that day; a substitute points to whom it replaces.

    Who is away for longer (`leave_until`) is given no other day until then.
    """

    day = models.ForeignKey(RosterDay, on_delete=models.CASCADE, related_name="duties")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="roster_duties")
    state = models.CharField("状态", max_length=12, choices=DutyState, default=DutyState.ASKED)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    leave_reason = models.CharField("请假原因", max_length=200, blank=True)
    leave_until = models.DateField("请假到", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    by_name = models.CharField("经办", max_length=80, blank=True)

    class Meta:
        verbose_name = "接待安排"
        verbose_name_plural = "接待安排"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["deputy", "state"], name="roster_duty_deputy")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "deputy"], name="roster_duty_once"),
            models.CheckConstraint(
                condition=~Q(state="on_leave") | ~Q(leave_reason=""), name="roster_leave_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.deputy_id}"


class RosterNotice(models.Model):
    """接待日公告 as published; a later change is published again under the next number."""

    day = models.ForeignKey(RosterDay, on_delete=models.CASCADE, related_name="notices")
    number = models.PositiveSmallIntegerField("第几次")
    words = models.TextField("公告内容")
    by_name = models.CharField("发布人", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "接待日公告"
        verbose_name_plural = "接待日公告"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "number"], name="roster_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.number}"


class RosterEvent(CaseEvent):
    """The day's history, written in the same transaction as the deed."""

    day = models.ForeignKey(RosterDay, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "接待日经过"
        verbose_name_plural = "接待日经过"
        indexes: ClassVar = [models.Index(fields=["day", "at", "id"], name="roster_history")]

    def __str__(self) -> str:
        return self.sentence


class CalendarFeed(models.Model):
    """日历订阅 of one deputy or station: the address holds a secret, kept here as a hash only."""

    station = models.OneToOneField(
        Station, on_delete=models.CASCADE, null=True, blank=True, related_name="feed"
    )
    deputy = models.OneToOneField(
        Deputy, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "日历订阅"
        verbose_name_plural = "日历订阅"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(station__isnull=False, deputy=None)
                | Q(station=None, deputy__isnull=False),
                name="feed_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
