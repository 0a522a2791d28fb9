"""A voter's opinion: the words as spoken, where it went, and that the voter was told."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from deadlines.lights import GREY, Light, light_of
from liaison.models import Deputy, Division, Scoped, Unit
from stations.choices import (
    Channel,
    DispositionState,
    Nature,
    OpinionPart,
    OpinionState,
    Route,
    Satisfaction,
    TellMethod,
)
from stations.models.activity import Activity
from stations.models.reception import Reception
from stations.models.station import Station
from stations.models.theme import Theme
from stations.querysets import OpinionQuerySet


class Opinion(Scoped, Versioned):
    """One matter that a voter raised.

    `raw_text` is the voter's own words: stored once, a trigger refuses to change it; what staff
    make of it is `title` and `summary`, what came later is an addendum. `number` is the trace
    number on the slip; the voter follows by a separate secret code, kept as a hash. `station`
    looks after it now, `origin` is where it was raised: they differ after stations were merged.
    `due_on`, `amber_on` and `turn` repeat the case's most pressing open duty so that a list is
    one query; the same service that opens and closes duties keeps them.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="opinions")
    reception = models.ForeignKey(
        Reception, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    origin = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    folded_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="folded"
    )
    number = models.CharField("编号", max_length=32, unique=True)
    secret_hash = models.CharField(max_length=64, blank=True)
    channel = models.CharField("来源", max_length=16, choices=Channel)
    received_on = models.DateField("反映日期")
    title = models.CharField("题目", max_length=80)
    raw_text = models.TextField("反映内容（原话）")
    summary = models.TextField("摘要", blank=True)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    nature = models.CharField("性质", max_length=12, choices=Nature, blank=True)
    place = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place_text = models.CharField("涉及地点", max_length=120, blank=True)
    keep_secret = models.BooleanField("要求保密", default=False)
    is_urgent = models.BooleanField("紧急", default=False)
    state = models.CharField(
        "状态", max_length=12, choices=OpinionState, default=OpinionState.RECORDED
    )
    route = models.CharField("去向", max_length=16, choices=Route, blank=True)
    handler = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    result = models.TextField("办理结果", blank=True)
    bounced = models.PositiveSmallIntegerField("退回次数", default=0)
    handled_on = models.DateField("办结", null=True, blank=True)
    told_on = models.DateField("回复来访人", null=True, blank=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    amber_on = models.DateField(null=True, blank=True)
    turn = models.CharField("轮到谁", max_length=80, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "群众意见"
        verbose_name_plural = "群众意见"
        indexes: ClassVar = [
            models.Index(fields=["station", "state", "-id"], name="opinion_station_state"),
            models.Index(fields=["township", "state", "-id"], name="opinion_township_state"),
            models.Index(fields=["county", "state", "-id"], name="opinion_county_state"),
            models.Index(fields=["station", "-id"], name="opinion_station"),
            models.Index(fields=["township", "-id"], name="opinion_township"),
            models.Index(fields=["county", "-id"], name="opinion_county"),
            models.Index(fields=["prefecture", "-id"], name="opinion_prefecture"),
            models.Index(fields=["province", "-id"], name="opinion_province"),
            models.Index(fields=["origin", "received_on"], name="opinion_origin"),
            models.Index(
                fields=["secret_hash"], name="opinion_secret", condition=~Q(secret_hash="")
            ),
            models.Index(
                fields=["station", "due_on", "id"],
                name="opinion_station_due",
                condition=Q(due_on__isnull=False),
            ),
            models.Index(
                fields=["township", "due_on", "id"],
                name="opinion_township_due",
                condition=Q(due_on__isnull=False),
            ),
            models.Index(
                fields=["county", "due_on", "id"],
                name="opinion_county_due",
                condition=Q(due_on__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(raw_text=""), name="opinion_has_words"),
            models.CheckConstraint(
                condition=Q(state__in=["recorded", "folded", "withdrawn"]) | ~Q(route=""),
                name="opinion_routed_has_route",
            ),
            models.CheckConstraint(
                condition=~Q(state="told")
                | (Q(told_on__isnull=False) & (~Q(satisfaction="") | Q(route="not_taken"))),
                name="opinion_told_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handled", "told"]) | ~Q(result=""),
                name="opinion_handled_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state="folded", folded_into__isnull=False)
                | (~Q(state="folded") & Q(folded_into=None)),
                name="opinion_folded_has_other",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def light(self) -> Light:
        """Its most pressing duty; one that went into a suggestion follows that one's clock, unless
        a further way that it went is still open."""
        if self.state == OpinionState.SUGGESTED and self.due_on is None:
            return Light(GREY, "随建议")
        if self.state in {OpinionState.FOLDED, OpinionState.WITHDRAWN}:
            return Light(GREY, self.get_state_display())
        done = self.state == OpinionState.TOLD and self.due_on is None
        return light_of(self.due_on, self.amber_on, done=done)

    @property
    def still_going(self) -> bool:
        """The voter has been told, and a further way that it went is not over yet."""
        return self.state == OpinionState.TOLD and self.due_on is not None

    @property
    def where(self) -> str:
        """去向 as a list shows it: the unit where there is one, else the route."""
        if self.route in {Route.TOWNSHIP, Route.COUNTY} and self.handler is not None:
            return self.handler.short_name
        return self.get_route_display() if self.route else "未定"


class OpinionParty(models.Model):
    """Who sees the opinion besides its area: receiving or addressed deputies, handling units."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(max_length=12, choices=OpinionPart)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    government = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "意见关系人"
        verbose_name_plural = "意见关系人"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, deputy=None) | Q(unit=None, deputy__isnull=False),
                name="opinion_party_one",
            ),
            models.UniqueConstraint(
                fields=["opinion", "part", "unit", "deputy"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="opinion_party_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.part}"


class Disposition(models.Model):
    """One route that the opinion took: by whom, to whom, why, and how it ended.

    An opinion may go several ways at once (当场答复 and 拟提建议): the main one moves the
    opinion's state, each other one has its own unit, clock and result. `contact` is the other
    side's number (12345 工单号) or the higher deputy's name.
    """

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="dispositions")
    route = models.CharField("去向", max_length=16, choices=Route)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        "状态", max_length=8, choices=DispositionState, default=DispositionState.OPEN
    )
    is_main = models.BooleanField("主要去向", default=True)
    contact = models.CharField("对方编号或联系人", max_length=120, blank=True)
    extended = models.PositiveSmallIntegerField("延期次数", default=0)
    reason = models.CharField("理由", max_length=300, blank=True)
    result = models.TextField("结果", blank=True)
    by_name = models.CharField("经办", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "去向"
        verbose_name_plural = "去向"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            # The few further ways that are open, for 等我办.
            models.Index(
                fields=["opinion", "unit"],
                name="disposition_open_ways",
                condition=Q(state="open", is_main=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opinion"],
                condition=Q(state="open", is_main=True),
                name="disposition_one_main",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.route}"


class Addendum(models.Model):
    """A later correction or completion; the first words stay as they were."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="addenda")
    text = models.TextField("补充内容")
    by_name = models.CharField("记录人", max_length=80)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "补充"
        verbose_name_plural = "补充"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.at:%Y-%m-%d}"


class TellingBack(models.Model):
    """The voter was told: when, how, by whom, in which words, and how satisfied the voter is."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="tellings")
    told_on = models.DateField("回复日期")
    method = models.CharField("回复方式", max_length=8, choices=TellMethod)
    words = models.TextField("回复内容")
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction, blank=True)
    remark = models.CharField("来访人的话", max_length=300, blank=True)
    by_voter = models.BooleanField("来访人自己评价", default=False)
    by_name = models.CharField("回复人", max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "回复来访人"
        verbose_name_plural = "回复来访人"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.told_on}"


class OpinionEvent(CaseEvent):
    """The opinion's history, written by its services in the same transaction as the deed."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "意见经过"
        verbose_name_plural = "意见经过"
        indexes: ClassVar = [models.Index(fields=["opinion", "at", "id"], name="opinion_history")]

    def __str__(self) -> str:
        return self.sentence


class OpinionGrams(models.Model):
    """Hashes of all two-letter pieces of title and words, for the search."""

    opinion = models.OneToOneField(
        Opinion, on_delete=models.CASCADE, primary_key=True, related_name="grams"
    )
    grams = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = "意见检索"
        verbose_name_plural = "意见检索"
        indexes: ClassVar = [GinIndex(fields=["grams"], name="opinion_grams", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.opinion_id)
