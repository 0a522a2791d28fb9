"""Deputies: one person, several mandates; groups with dated membership."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from core.models import Versioned
from liaison.choices import EndReason, Gender, GroupKind
from liaison.models.congress import Congress, Term
from liaison.models.division import Division
from liaison.querysets import DeputyQuerySet, GroupQuerySet, MandateQuerySet


class Deputy(Versioned):
    """One person, whatever the number of mandates; same-name people are told apart by card no.

    `initials` hold every reading of the name's first character for the search.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy",
    )
    name = models.CharField("姓名", max_length=80)
    name_raw = models.CharField("姓名原样", max_length=80, blank=True)
    initials = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    sort_key = models.CharField(max_length=200, blank=True)
    gender = models.CharField("性别", max_length=6, choices=Gender, blank=True)
    work = models.CharField("单位及职务", max_length=120, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    home = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="居住或工作地",
    )
    without_fixed_income = models.BooleanField("无固定工资收入", default=False)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = "代表"
        verbose_name_plural = "代表"
        indexes: ClassVar = [
            GinIndex(fields=["initials"], name="deputy_initials"),
            models.Index(fields=["name", "id"], name="deputy_name"),
            models.Index(fields=["sort_key", "id"], name="deputy_sort"),
        ]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """The mandate of one deputy in one term; a by-elected deputy starts mid-term.

    County and township deputies answer to an electoral district, the others to the congress that
    elected them (组织法 art. 8); `elected_in` is the place either way.
    """

    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="mandates")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="mandates")
    district = models.CharField("选区或选举单位", max_length=80)
    elected_in = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delegation = models.CharField("代表团", max_length=40, blank=True)
    card_no = models.CharField("代表证号", max_length=20)
    starts_on = models.DateField("起始")
    ends_on = models.DateField("终止", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=12, choices=EndReason, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "代表资格"
        verbose_name_plural = "代表资格"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "card_no"], name="mandate_card_once"),
            models.UniqueConstraint(
                fields=["deputy", "term"],
                condition=models.Q(ends_on=None),
                name="mandate_one_open_per_term",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None, end_reason="")
                | (models.Q(ends_on__isnull=False) & ~models.Q(end_reason="")),
                name="mandate_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} {self.term}"


class Suspension(models.Model):
    """暂停执行代表职务 (代表法 art. 61): no submitting while it lasts, the record stays."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="suspensions")
    starts_on = models.DateField("暂停自")
    ends_on = models.DateField("恢复于", null=True, blank=True)
    reason = models.CharField("原因", max_length=120)

    class Meta:
        verbose_name = "暂停职务"
        verbose_name_plural = "暂停职务"

    def __str__(self) -> str:
        return f"{self.mandate} {self.starts_on}"


class DeputyGroup(Versioned):
    """代表小组, by area or by field (代表法 art. 27)."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("种类", max_length=12, choices=GroupKind)
    field = models.CharField("领域或片区", max_length=60, blank=True)
    opened_on = models.DateField("成立")
    closed_on = models.DateField("撤销", null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = "代表小组"
        verbose_name_plural = "代表小组"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "name"],
                condition=models.Q(closed_on=None),
                name="group_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """Dated membership; at most one open head per group."""

    group = models.ForeignKey(DeputyGroup, on_delete=models.CASCADE, related_name="members")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="group_memberships")
    is_head = models.BooleanField("组长", default=False)
    since = models.DateField("加入")
    until = models.DateField("退出", null=True, blank=True)

    class Meta:
        verbose_name = "小组成员"
        verbose_name_plural = "小组成员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "deputy"], condition=models.Q(until=None), name="member_once"
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(until=None, is_head=True),
                name="group_one_head",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.deputy}"
