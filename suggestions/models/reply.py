"""Replies with their class, verdicts on them, and the study of an unsatisfied one."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from liaison.models import Congress, Deputy
from suggestions.choices import Given, Rating, Solved, Tag, Talked, ThirdStep
from suggestions.models.assignment import Assignment
from suggestions.models.suggestion import Suggestion

# What the consultation form asks besides attitude, result and reason.
SURVEY = (
    "got_reply",
    "contact_before",
    "contact_during",
    "contact_after",
    "solved",
    "wants_rehandling",
    "agrees_to_publish",
)


class OutcomeClass(models.Model):
    """A / B / C … as the congress writes them, each with its canonical tag.

    `rank` orders from best to worst: the class of a case with several replies is the worst. A
    class is used by answers of its days only; an answer keeps its class and the words of then.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, null=True, blank=True)
    code = models.CharField("类别", max_length=8)
    label = models.CharField("含义", max_length=60)
    tag = models.CharField("统计归类", max_length=12, choices=Tag)
    rank = models.PositiveSmallIntegerField("次序")
    starts_on = models.DateField("启用", default=dt.date(2000, 1, 1))
    ends_on = models.DateField("最后一天", null=True, blank=True)

    class Meta:
        verbose_name = "结果类别"
        verbose_name_plural = "结果类别"
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "code", "starts_on"],
                nulls_distinct=False,
                name="outcome_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}类（{self.label}）"


class Reply(models.Model):
    """The unit's answer, signed by its head; a second letter is a new version, all are kept."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="replies")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="replies")
    round = models.PositiveSmallIntegerField("第几次办理", default=1)
    version = models.PositiveSmallIntegerField("第几稿", default=1)
    letter_no = models.CharField("发文字号", max_length=40, blank=True)
    outcome = models.CharField("类别", max_length=8)
    outcome_label = models.CharField("类别含义", max_length=60, blank=True)
    asks_promise = models.BooleanField("要写明时限", default=False)
    text = models.TextField("答复内容")
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=20)
    without_co_opinion = models.CharField("缺会办意见的说明", max_length=300, blank=True)
    replied_on = models.DateField("答复日期")
    signed_by_name = models.CharField("签发人", max_length=80)
    is_late = models.BooleanField("逾期答复", default=False)
    recalled_on = models.DateField("撤回", null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment", "round", "version"], name="reply_version_once"
            ),
            models.UniqueConstraint(
                fields=["assignment", "round"],
                condition=Q(recalled_on=None),
                name="reply_one_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.outcome}类"


class Verdict(models.Model):
    """A deputy's verdict on a round: attitude and result apart; 不满意 needs reasons.

    A later one does not erase the first: both are kept as dated events. The other fields of the
    consultation form (征询意见表) may stay unsaid.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="verdicts")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField("第几次办理", default=1)
    attitude = models.CharField("办理态度", max_length=12, choices=Rating)
    result = models.CharField("办理结果", max_length=12, choices=Rating)
    reason = models.TextField("理由和要求", blank=True)
    got_reply = models.BooleanField("收到答复", null=True, blank=True)
    contact_before = models.CharField("办理前沟通", max_length=8, choices=Talked, blank=True)
    contact_during = models.CharField("办理中沟通", max_length=8, choices=Talked, blank=True)
    contact_after = models.CharField("办理后沟通", max_length=8, choices=Talked, blank=True)
    solved = models.CharField("问题是否解决", max_length=8, choices=Solved, blank=True)
    wants_rehandling = models.BooleanField("要求重新办理", null=True, blank=True)
    agrees_to_publish = models.BooleanField("同意公开", null=True, blank=True)
    rated_on = models.DateField("评价日期")
    is_late = models.BooleanField("逾期评价", default=False)
    given = models.CharField("方式", max_length=8, choices=Given, default=Given.ONLINE)
    entered_by_name = models.CharField("代录人", max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "代表评价"
        verbose_name_plural = "代表评价"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~Q(attitude="unsatisfied") & ~Q(result="unsatisfied")) | ~Q(reason=""),
                name="verdict_unsatisfied_has_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["suggestion", "round", "id"], name="verdict_round")
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.result}"


class Study(models.Model):
    """The office studies an unsatisfied verdict: re-handle (own clock) or explain and close."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="studies")
    round = models.PositiveSmallIntegerField(default=1)
    rehandle = models.BooleanField("重新办理")
    words = models.TextField("研究意见")
    by_name = models.CharField("经办", max_length=80)
    on = models.DateField("日期")

    class Meta:
        verbose_name = "不满意研究"
        verbose_name_plural = "不满意研究"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.on}"


class Coordination(models.Model):
    """第三步, after a second 不满意: how, who, when, what came of it; then closed or once more."""

    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.CASCADE, related_name="coordinations"
    )
    round = models.PositiveSmallIntegerField("第几次办理")
    form = models.CharField("方式", max_length=12, choices=ThirdStep)
    held_on = models.DateField("日期")
    participants = models.CharField("参加人员", max_length=300)
    outcome = models.TextField("结果")
    again = models.BooleanField("再办一次")
    by_name = models.CharField("经办", max_length=80)
    on = models.DateField("登记")

    class Meta:
        verbose_name = "再次不满意的协调"
        verbose_name_plural = "再次不满意的协调"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.held_on}"
