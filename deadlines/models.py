"""Every duty with a due date, of any app, in one table; its rules; the heartbeat of the clock."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from deadlines.choices import PeriodUnit, State
from deadlines.choices import kind as kind_of
from deadlines.querysets import DeadlineQuerySet, DeadlineRuleQuerySet
from liaison.choices import Role
from liaison.models import Congress, Deputy, Scoped, Seat, Unit


class DeadlineRule(models.Model):
    """How long a kind of duty lasts in a congress from a day on; congress None is the default.

    `reminders` are days before the due date (0 = on the day); late reminders repeat every
    `late_every` days. The light turns amber when at most amber_numerator/amber_denominator of
    the period is left, and never later than the last working day before the due date.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, null=True, blank=True)
    kind = models.CharField("事项", max_length=40)
    amount = models.PositiveSmallIntegerField("数量", default=0)
    unit = models.CharField("单位", max_length=12, choices=PeriodUnit)
    fixed_month = models.PositiveSmallIntegerField("月", null=True, blank=True)
    fixed_day = models.PositiveSmallIntegerField("日", null=True, blank=True)
    reminders = ArrayField(models.PositiveSmallIntegerField(), verbose_name="提前几天提醒")
    late_every = models.PositiveSmallIntegerField("逾期后每几天提醒", default=7)
    amber_numerator = models.PositiveSmallIntegerField(default=1)
    amber_denominator = models.PositiveSmallIntegerField(default=6)
    effective_from = models.DateField("生效", default="2000-01-01")
    source = models.CharField("依据", max_length=200, blank=True)
    made_by_name = models.CharField("设定人", max_length=80, blank=True)
    made_at = models.DateTimeField("设定时间", null=True, blank=True)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "期限规则"
        verbose_name_plural = "期限规则"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "kind", "effective_from"],
                nulls_distinct=False,
                name="deadline_rule_once",
            ),
            models.CheckConstraint(
                condition=Q(unit="fixed", fixed_month__isnull=False, fixed_day__isnull=False)
                | (~Q(unit="fixed") & Q(amount__gt=0)),
                name="deadline_rule_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{kind_of(self.kind).label}：{self.period}"

    @property
    def period(self) -> str:
        """3个月, 5个工作日, 每年6月30日."""
        if self.unit == PeriodUnit.FIXED:
            return f"每年{self.fixed_month}月{self.fixed_day}日"
        return f"{self.amount}{PeriodUnit(self.unit).label}"


class EscalationStep(models.Model):
    """The ladder of a late duty: after so many days late, who is told besides the owner.

    Default 承办人 → 单位负责人 → 政府督查室 → 代工委, one step a week; a key item adds its
    supervising leader (`role` leader).
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, null=True, blank=True)
    after_days = models.PositiveSmallIntegerField("逾期几天")
    role = models.CharField("报给", max_length=16, choices=Role)

    class Meta:
        verbose_name = "升级步骤"
        verbose_name_plural = "升级步骤"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "role"], nulls_distinct=False, name="escalation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.after_days} {self.role}"


class Deadline(Scoped):
    """A duty: whose, about what, since when, due when, and how that date was computed.

    Never edited in place: an extension, return or withdrawal supersedes it with a new row and a
    reason, so `due_on` stays a function of the recorded events. `ref` tells several open duties
    of one kind on one case apart (for example one per assignment).
    """

    kind = models.CharField("事项", max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    ref = models.CharField(max_length=60, blank=True)
    subject_label = models.CharField("对象", max_length=200)
    owner_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_roles = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    government = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    supervisor = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    rule = models.ForeignKey(
        DeadlineRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminders = ArrayField(models.PositiveSmallIntegerField(), default=list)
    late_every = models.PositiveSmallIntegerField(default=7)
    escalates = models.BooleanField(default=True)
    from_on = models.DateField("起算")
    due_on = models.DateField("期限")
    amber_on = models.DateField("转黄")
    calculation = models.JSONField("算法", default=dict)
    provisional = models.BooleanField("暂定", default=False)
    state = models.CharField("状态", max_length=12, choices=State, default=State.OPEN)
    closed_on = models.DateField("完成", null=True, blank=True)
    late_days = models.PositiveSmallIntegerField("逾期天数", default=0)
    superseded_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    reason = models.CharField("改期理由", max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = "期限"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "ref"],
                condition=Q(state="open"),
                name="deadline_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None)
                | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="deadline_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(owner_unit__isnull=False) | Q(owner_deputy__isnull=False),
                name="deadline_has_owner",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("from_on")), name="deadline_after_start"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on", "id"], name="deadline_open_due", condition=Q(state="open")
            ),
            models.Index(
                fields=["owner_unit", "due_on", "id"],
                name="deadline_open_unit",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["owner_deputy", "due_on", "id"],
                name="deadline_open_deputy",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["congress", "due_on", "id"],
                name="deadline_open_congress",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["government", "due_on", "id"],
                name="deadline_open_gov",
                condition=Q(state="open"),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="deadline_subject"),
            models.Index(
                fields=["due_on"],
                name="deadline_provisional",
                condition=Q(state="open", provisional=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label} {self.kind}"


class Heartbeat(models.Model):
    """When each trigger last ran the sweep, so that a silent beat is seen and covered for."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.name
