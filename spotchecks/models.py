"""随机抽评: a sample that nobody can steer, looked at on the spot, its result beside the claim."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.models import CaseEvent, Versioned
from liaison.models import Deputy, Scoped, Seat
from spotchecks.choices import PersonPart, SizeRule, State, Strata
from spotchecks.querysets import SpotCheckCaseQuerySet, SpotCheckQuerySet
from suggestions.choices import CheckResult
from suggestions.models import Suggestion


class SpotCheck(Scoped, Versioned):
    """One check of one congress.

    First the hash of the sorted list, the size and a public source of a coming day are published;
    the value that the source then brings, with the hash, gives the draw. From publication on the
    database refuses to change any of it; a check may be cancelled with a reason and stays.
    """

    name = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=12, choices=State, default=State.PLANNED)
    wanted = models.JSONField("名单范围", default=dict)
    wanted_text = models.CharField("名单范围的文字", max_length=600)
    strata = models.CharField("分组", max_length=8, choices=Strata, default=Strata.NONE)
    size_rule = models.CharField("抽多少", max_length=8, choices=SizeRule)
    size = models.PositiveSmallIntegerField("数量")
    source_name = models.CharField("公开来源", max_length=120)
    source_day = models.DateField("来源公布的日子")
    list_count = models.PositiveIntegerField("名单件数", default=0)
    list_hash = models.CharField("名单的SHA-256", max_length=64, blank=True)
    code = models.CharField("公开页的短码", max_length=12, blank=True)
    published_on = models.DateField("公布", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by_name = models.CharField("公布人", max_length=80, blank=True)
    source_value = models.CharField("来源的数值", max_length=200, blank=True)
    source_entered_by_name = models.CharField("录入人", max_length=80, blank=True)
    seed = models.CharField("抽取的种子", max_length=64, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    concluded_on = models.DateField("结果确定", null=True, blank=True)
    conclusion = models.TextField("结论", blank=True)
    cancelled_on = models.DateField("取消", null=True, blank=True)
    cancel_reason = models.CharField("取消的理由", max_length=300, blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "随机抽评"
        verbose_name_plural = "随机抽评"
        indexes: ClassVar = [models.Index(fields=["congress", "-id"], name="spot_check_congress")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gte=1) & (~Q(size_rule="share") | Q(size__lte=100)),
                name="spot_check_size",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, published_at=None, list_hash="", code="")
                | (
                    Q(published_on__isnull=False, published_at__isnull=False, list_count__gte=1)
                    & ~Q(list_hash="")
                    & ~Q(code="")
                ),
                name="spot_check_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(source_day__gt=F("published_on")),
                name="spot_check_source_is_to_come",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="", source_value="")
                | (
                    Q(drawn_at__isnull=False, published_at__isnull=False)
                    & ~Q(seed="")
                    & ~Q(source_value="")
                ),
                name="spot_check_drawn_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "drawn", "reviewing", "concluded"])
                | Q(published_at__isnull=False),
                name="spot_check_state_is_published",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["drawn", "reviewing", "concluded"])
                | Q(drawn_at__isnull=False),
                name="spot_check_state_is_drawn",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled")
                | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                name="spot_check_cancelled_has_reason",
            ),
            models.UniqueConstraint(
                fields=["list_hash"],
                condition=~Q(list_hash="") & ~Q(state="cancelled"),
                name="spot_check_list_drawn_once",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="spot_check_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpotCheckPerson(models.Model):
    """Who was present when it was drawn, and who looks on the spot."""

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.CASCADE, related_name="people")
    part = models.CharField("身份", max_length=8, choices=PersonPart)
    name = models.CharField("姓名", max_length=80)
    title = models.CharField("单位职务", max_length=120, blank=True)
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "抽评人员"
        verbose_name_plural = "抽评人员"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(part="witness", deputy=None, seat=None)
                | Q(part="reviewer", deputy__isnull=False, seat=None)
                | Q(part="reviewer", deputy=None, seat__isnull=False),
                name="spot_check_person_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpotCheckCase(models.Model):
    """One line of the frozen list; `drawn_no` says as which one it was drawn, if it was.

    What the reply claimed is kept as it was when the list was published.
    """

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.CASCADE, related_name="cases")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="spot_checks")
    position = models.PositiveIntegerField("序号")
    number = models.CharField("编号", max_length=60)
    group = models.PositiveSmallIntegerField("组", default=1)
    group_name = models.CharField("组名", max_length=80, blank=True)
    claimed = models.CharField("答复类别", max_length=8)
    claimed_label = models.CharField("答复类别的含义", max_length=60, blank=True)
    claimed_tag = models.CharField("答复的统计归类", max_length=12, blank=True)
    drawn_no = models.PositiveSmallIntegerField("抽取次序", null=True, blank=True)
    reviewer = models.ForeignKey(
        SpotCheckPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="assigned"
    )
    verdict = models.CharField("评议结论", max_length=8, choices=CheckResult, blank=True)

    objects = SpotCheckCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "抽评名单"
        verbose_name_plural = "抽评名单"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["spot_check", "position"], name="spot_case_position_once"
            ),
            models.UniqueConstraint(fields=["spot_check", "number"], name="spot_case_number_once"),
            models.UniqueConstraint(
                fields=["spot_check", "suggestion"], name="spot_case_suggestion_once"
            ),
            models.UniqueConstraint(
                fields=["spot_check", "drawn_no"],
                condition=Q(drawn_no__isnull=False),
                name="spot_case_drawn_once",
            ),
            models.CheckConstraint(
                condition=Q(drawn_no__isnull=False) | Q(reviewer=None, verdict=""),
                name="spot_case_reviewed_if_drawn",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SpotCheckReview(models.Model):
    """What was found on the spot; a later one of the same case stands beside the first and counts.

    Photos hang on the case with the purpose `review:<id>`.
    """

    case = models.ForeignKey(SpotCheckCase, on_delete=models.CASCADE, related_name="reviews")
    visited_on = models.DateField("到现场的日子")
    place = models.CharField("地点", max_length=120)
    people = models.CharField("参加的人", max_length=300, blank=True)
    findings = models.TextField("看到的情况")
    verdict = models.CharField("结论", max_length=8, choices=CheckResult)
    reason = models.TextField("没有解决的地方", blank=True)
    by_name = models.CharField("评议人", max_length=80)
    entered_by_name = models.CharField("代录人", max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "现场评议"
        verbose_name_plural = "现场评议"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict="solved") | ~Q(reason=""), name="spot_review_short_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.verdict}"


class SpotCheckEvent(CaseEvent):
    """The check's history, written in the same transaction as the deed."""

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.CASCADE, related_name="events")
    case = models.ForeignKey(
        SpotCheckCase, on_delete=models.CASCADE, null=True, blank=True, related_name="events"
    )

    class Meta:
        verbose_name = "抽评经过"
        verbose_name_plural = "抽评经过"
        indexes: ClassVar = [
            models.Index(fields=["spot_check", "at", "id"], name="spot_check_history")
        ]

    def __str__(self) -> str:
        return self.sentence
