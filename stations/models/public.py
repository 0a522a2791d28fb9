"""The voters' own door: codes on walls, what comes in by them, questions asked back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.clock import now
from core.models import Versioned
from liaison.models import Deputy, Scoped
from stations.choices import HeldWhy, SubmissionState
from stations.models.opinion import Opinion
from stations.models.station import Station
from stations.querysets import PublicCodeQuerySet, PublicNoticeQuerySet, SubmissionQuerySet


class PublicCode(models.Model):
    """二维码: the short code printed for one station or deputy.

    Stable, so that a poster stays good; revocable; never given twice. After a merge it stays
    valid and leads to the station that took over (`leads_to`). `code` holds a check sign, so
    that a code made up is told from one that was revoked.
    """

    code = models.CharField("短码", max_length=16, unique=True)
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, null=True, blank=True, related_name="codes"
    )
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    leads_to = models.ForeignKey(
        Station, on_delete=models.PROTECT, null=True, blank=True, related_name="led_codes"
    )
    made_at = models.DateTimeField("制作时间", auto_now_add=True)
    made_by_name = models.CharField("制作人", max_length=80)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_why = models.CharField("停用原因", max_length=200, blank=True)

    objects = PublicCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "二维码"
        verbose_name_plural = "二维码"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(station__isnull=False, deputy=None)
                | Q(station=None, deputy__isnull=False),
                name="code_of_one",
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=Q(revoked_at=None, station__isnull=False),
                name="code_one_per_station",
            ),
            models.UniqueConstraint(
                fields=["deputy"],
                condition=Q(revoked_at=None, deputy__isnull=False),
                name="code_one_per_deputy",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_why=""), name="code_revoked_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Submission(Scoped, Versioned):
    """来件: what a voter sent, untouched, until the station takes it in as an opinion.

    Nothing of it is public. `key` is made by the sender's page, so that a form sent twice over a
    dead network is one submission. `secret_hash` is of the code by which the voter follows it;
    with a phone the code is short and asks for the last four digits as well (`phone_hash`),
    without one it is long. `network` is a keyed hash of the sender's network, erased after the
    days that the limits need.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="submissions")
    code = models.ForeignKey(PublicCode, on_delete=models.PROTECT, related_name="submissions")
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.UUIDField(unique=True)
    raw_text = models.TextField("反映内容（原话）")
    place_text = models.CharField("地点", max_length=120, blank=True)
    visitor_name = models.CharField("称呼", max_length=80, blank=True)
    visitor_phone = models.CharField("电话", max_length=20, blank=True)
    is_minor = models.BooleanField("未满14岁", default=False)
    guardian_consents = models.BooleanField("监护人同意", default=False)
    in_crisis = models.BooleanField("情况危急", default=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=64, blank=True)
    held_why = models.CharField("后看原因", max_length=12, choices=HeldWhy, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=SubmissionState, default=SubmissionState.WAITING
    )
    refused_why = models.CharField("未受理原因", max_length=300, blank=True)
    opinion = models.OneToOneField(
        Opinion, on_delete=models.PROTECT, null=True, blank=True, related_name="submission"
    )
    sent_at = models.DateTimeField("提交时间", auto_now_add=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by_name = models.CharField("处理人", max_length=80, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    amber_on = models.DateField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "扫码来件"
        verbose_name_plural = "扫码来件"
        indexes: ClassVar = [
            models.Index(fields=["station", "state", "-id"], name="submission_station"),
            models.Index(fields=["township", "state", "-id"], name="submission_township"),
            models.Index(fields=["county", "state", "-id"], name="submission_county"),
            models.Index(fields=["network", "sent_at"], name="submission_network"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(raw_text=""), name="submission_has_words"),
            models.CheckConstraint(
                condition=Q(state="accepted", opinion__isnull=False)
                | Q(state="withdrawn")
                | (Q(state__in=["waiting", "refused"]) & Q(opinion=None)),
                name="submission_accepted_has_opinion",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_why=""),
                name="submission_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False) | Q(guardian_consents=True) | Q(visitor_phone=""),
                name="submission_minor_needs_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.sent_at:%Y-%m-%d}"


class VoterQuestion(models.Model):
    """What the station or the handler asks the voter, and the voter's answer."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField("问题", max_length=300)
    asked_by_name = models.CharField("提问人", max_length=80)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField("回答", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "向来访人提问"
        verbose_name_plural = "向来访人提问"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text


class PublicNotice(Scoped):
    """公示: the answer to an opinion in words that staff released; all that is public of it.

    A voter who left no name is told in this way (信访工作条例 art. 23): `tells` says that the
    release is the telling. It names nobody. Nothing of it is public before `published_at`; a
    correction is a row of its own that takes the place of the one it `corrects`.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="public_notices")
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="public_notices")
    title = models.CharField("题目", max_length=80)
    words = models.TextField("公示内容")
    tells = models.BooleanField("用来回复来访人", default=False)
    drafted_at = models.DateTimeField("拟稿时间", default=now, editable=False)
    drafted_by_name = models.CharField("拟稿人", max_length=80)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    by_name = models.CharField("发布人", max_length=80, blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_down_at = models.DateTimeField("撤下时间", null=True, blank=True)
    taken_down_why = models.CharField("撤下原因", max_length=200, blank=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        indexes: ClassVar = [
            models.Index(
                fields=["station", "-id"],
                name="public_notice_station",
                condition=Q(taken_down_at=None, published_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opinion"],
                condition=Q(taken_down_at=None, published_at__isnull=False),
                name="public_notice_once",
            ),
            models.UniqueConstraint(
                fields=["opinion"],
                condition=Q(taken_down_at=None, published_at=None),
                name="public_notice_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(by_name=""),
                name="public_notice_says_who_released",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None) | ~Q(taken_down_why=""),
                name="public_notice_down_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title
