"""One visit of a voter (接待选民登记表); it may bring several opinions, or none."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import now
from core.display import mask_name
from core.models import Versioned
from liaison.choices import Gender
from liaison.models import Deputy, Division, Scoped
from stations.choices import AgeBand, Channel, OwnVoter
from stations.models.roster import RosterDay
from stations.models.station import Station
from stations.querysets import ReceptionQuerySet


class Reception(Scoped, Versioned):
    """A visit: who came (or nobody did), who received, when it was and when it was entered.

    The visitor's name and phone are personal data: masked by default, revealed with a reason.
    An anonymous visitor is still recorded; the answer is then a public notice
    (信访工作条例 art. 23). A day without a visitor is a valid reception.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="receptions")
    number = models.CharField("登记编号", max_length=32, unique=True)
    channel = models.CharField("接待形式", max_length=16, choices=Channel)
    held_on = models.DateField("接待日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    place = models.CharField("接待地点", max_length=120, blank=True)
    visitor_name = models.CharField("来访人", max_length=80, blank=True)
    visitor_phone = models.CharField("联系电话", max_length=20, blank=True)
    visitor_gender = models.CharField("性别", max_length=6, choices=Gender, blank=True)
    visitor_age = models.CharField("年龄段", max_length=8, choices=AgeBand, blank=True)
    visitor_village = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    visitor_address = models.CharField("住址", max_length=120, blank=True)
    visitor_workplace = models.CharField("单位", max_length=120, blank=True)
    is_anonymous = models.BooleanField("匿名", default=False)
    own_voter = models.CharField(
        "本选区选民", max_length=8, choices=OwnVoter, default=OwnVoter.UNKNOWN
    )
    keep_secret = models.BooleanField("要求保密", default=False)
    people = models.PositiveSmallIntegerField("人数", default=1)
    companions = models.TextField("同来人员", blank=True)
    no_visitor = models.BooleanField("当日无人来访", default=False)
    guardian_name = models.CharField("监护人", max_length=80, blank=True)
    guardian_consents = models.BooleanField("监护人同意", default=False)
    in_crisis = models.BooleanField("情况危急", default=False)
    paper_number = models.CharField("纸质登记号", max_length=32, blank=True)
    roster_day = models.ForeignKey(
        RosterDay, on_delete=models.PROTECT, null=True, blank=True, related_name="receptions"
    )
    deputies: "models.ManyToManyField[Deputy, ReceptionDeputy]" = models.ManyToManyField(
        Deputy, through="ReceptionDeputy", related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_by_name = models.CharField("记录人", max_length=80)
    entered_at = models.DateTimeField("录入时间", default=now, editable=False)
    is_backdated = models.BooleanField("补录", default=False)
    state = models.CharField(max_length=12, default="recorded", editable=False)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "接待登记"
        verbose_name_plural = "接待登记"
        indexes: ClassVar = [
            models.Index(fields=["station", "-held_on", "-id"], name="reception_station"),
            models.Index(fields=["township", "-held_on", "-id"], name="reception_township"),
            models.Index(fields=["county", "-held_on", "-id"], name="reception_county"),
            models.Index(fields=["prefecture", "-held_on", "-id"], name="reception_prefecture"),
            models.Index(fields=["province", "-held_on", "-id"], name="reception_province"),
            models.Index(fields=["station", "visitor_phone"], name="reception_phone"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(visitor_name="", visitor_phone=""),
                name="reception_anonymous_empty",
            ),
            models.CheckConstraint(
                condition=Q(no_visitor=False) | Q(visitor_name="", visitor_phone=""),
                name="reception_no_visitor_empty",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="reception_people"),
            models.UniqueConstraint(
                fields=["station", "paper_number"],
                condition=~Q(paper_number=""),
                name="reception_paper_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def visitor_label(self) -> str:
        """Who came, as much as everybody may see."""
        if self.no_visitor:
            return "当日无人来访"
        name = mask_name(self.visitor_name) or "匿名来访人"
        return f"{name}等{self.people}人" if self.people > 1 else name

    @property
    def receiver_names(self) -> str:
        return "、".join(row.deputy.name for row in self.receivers.all())


class ReceptionDeputy(models.Model):
    """Who received, with the level of the mandate as it was on that day."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="receivers")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="receptions")
    mandate_label = models.CharField("代表层级", max_length=80, blank=True)

    class Meta:
        verbose_name = "接待代表"
        verbose_name_plural = "接待代表"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reception", "deputy"], name="receiver_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reception} {self.deputy}"


class ReceptionAddendum(models.Model):
    """更正或补充: what was entered first stays as it was, the correction stands beside it."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="addenda")
    text = models.TextField("补充内容")
    by_name = models.CharField("记录人", max_length=80)
    at = models.DateTimeField("时间", default=now, editable=False)

    class Meta:
        verbose_name = "接待登记补充"
        verbose_name_plural = "接待登记补充"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.reception_id} {self.at:%Y-%m-%d}"
