"""A deputy's suggestion, criticism or comment (代表建议、批评和意见)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from liaison.models import Deputy, Division, Scoped, Session, Term, Unit
from stations.models import Opinion, Theme
from suggestions.choices import (
    CheckResult,
    Consent,
    FormedBy,
    Given,
    Part,
    Remedy,
    SignerState,
    State,
)
from suggestions.querysets import SuggestionQuerySet, due_key


class Suggestion(Scoped, Versioned):
    """One matter that a deputy puts to the congress; anyone may do so alone (代表法 arts. 24, 36).

    The number is unique in (congress, term, session or 闭会): gaps are allowed, a withdrawn
    number is not used again. A motion turned into a suggestion keeps its `first_number`, which
    `number` has in brackets. Parts that were split off carry it with `split_no` (0123-1). One that
    is handled in another's file (并案) names that file in `merged_into`, also once answered.
    `assigned_on` is clock zero (代表法 art. 51). `due_on`, `amber_on` and `turn` repeat the most
    pressing open duty, so that a list is one query; `reply_due_on` is the statutory one. `outcome`
    is the class of the case: the worst of its live replies. `checked_result` is what the last spot
    check found, in the row `checked_row`; it stands beside the class and counts in statistics.
    """

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="届")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    serial = models.PositiveIntegerField("号", null=True, blank=True)
    split_no = models.PositiveSmallIntegerField("分件号", default=0)
    number = models.CharField("编号", max_length=40, blank=True)
    first_number = models.CharField("原议案号", max_length=20, blank=True)
    title = models.CharField("题目", max_length=80)
    problem = models.TextField("反映的问题", blank=True)
    proposal = models.TextField("具体建议", blank=True)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    formed_by = models.CharField("形成方式", max_length=12, choices=FormedBy, blank=True)
    lead = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="suggestions", verbose_name="领衔代表"
    )
    cosigner_count = models.PositiveSmallIntegerField("联名人数", default=0)
    wished_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="希望承办单位",
    )
    consents_to_publish = models.BooleanField("同意公开", default=True)
    is_confidential = models.BooleanField("要求保密", default=False)
    wants_meeting = models.BooleanField("希望面商", default=False)
    address = models.CharField("通信地址和邮编", max_length=120, blank=True)
    drafted_by_name = models.CharField("代录人", max_length=80, blank=True)
    drafted_by_unit = models.CharField("代录单位", max_length=80, blank=True)
    state = models.CharField("状态", max_length=14, choices=State, default=State.DRAFT)
    state_note = models.CharField("说明", max_length=300, blank=True)
    withdrawal_reason = models.CharField("申请撤回的理由", max_length=300, blank=True)
    withdrawal_asked_on = models.DateField("申请撤回", null=True, blank=True)
    refusal_ground = models.ForeignKey(
        "RefusalGround",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="不予受理的情形",
    )
    remedy = models.CharField("怎么处理", max_length=10, choices=Remedy, blank=True)
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    created_on = models.DateField("起草")
    submitted_on = models.DateField("提交", null=True, blank=True)
    accepted_on = models.DateField("受理", null=True, blank=True)
    assigned_on = models.DateField("交办", null=True, blank=True)
    signed_on = models.DateField("签收", null=True, blank=True)
    replied_on = models.DateField("答复", null=True, blank=True)
    rated_on = models.DateField("评价", null=True, blank=True)
    closed_on = models.DateField("办结", null=True, blank=True)
    archived_on = models.DateField("归档", null=True, blank=True)
    imported_on = models.DateField("导入", null=True, blank=True)
    main_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主办单位",
    )
    handler_text = models.CharField("承办单位", max_length=120, blank=True)
    is_key = models.BooleanField("重点督办", default=False)
    outcome = models.CharField("结果类别", max_length=8, blank=True)
    result_rating = models.CharField("对结果的评价", max_length=12, blank=True)
    checked_result = models.CharField("抽评结果", max_length=8, choices=CheckResult, blank=True)
    checked_on = models.DateField("抽评", null=True, blank=True)
    checked_row = models.PositiveBigIntegerField(null=True, blank=True)
    check_pending = models.BooleanField("抽评结果待研究", default=False)
    round = models.PositiveSmallIntegerField("第几次办理", default=1)
    reply_due_on = models.DateField("答复期限", null=True, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    amber_on = models.DateField(null=True, blank=True)
    turn = models.CharField("轮到谁", max_length=80, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "代表建议"
        verbose_name_plural = "代表建议"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "term", "session", "serial", "split_no"],
                condition=Q(serial__isnull=False),
                nulls_distinct=False,
                name="suggestion_number_once",
            ),
            models.UniqueConstraint(
                fields=["congress", "term", "session", "first_number"],
                condition=~Q(first_number=""),
                nulls_distinct=False,
                name="suggestion_motion_once",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=["accepted", "merged", "assigned", "handling", "replied", "closed"]
                )
                | (Q(serial__isnull=False) & ~Q(number="") & Q(accepted_on__isnull=False)),
                name="suggestion_numbered_once_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "handling", "replied", "rehandling"])
                | Q(assigned_on__isnull=False),
                name="suggestion_assigned_has_clock",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="suggestion_merged_has_file",
            ),
            models.CheckConstraint(
                condition=Q(split_no=0, split_from=None)
                | Q(split_no__gt=0, split_from__isnull=False),
                name="suggestion_part_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="replied") | Q(replied_on__isnull=False),
                name="suggestion_replied_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False),
                name="suggestion_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(archived_on=None)
                | Q(state__in=["closed", "withdrawn", "not_admitted"]),
                name="suggestion_archived_is_ended",
            ),
            models.CheckConstraint(
                condition=Q(checked_result="", checked_on=None)
                | (~Q(checked_result="") & Q(checked_on__isnull=False)),
                name="suggestion_checked_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(title=""), name="suggestion_has_title"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cosigning", "withdrawn"])
                | Q(submitted_on__isnull=False),
                name="suggestion_handed_in_has_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index("congress", "state", due_key(), "id", name="sug_congress_list"),
            models.Index(fields=["congress", "-id"], name="sug_congress_newest"),
            models.Index("congress", due_key(), "id", name="sug_congress_due"),
            models.Index(fields=["congress", "serial"], name="sug_congress_serial"),
            models.Index(fields=["first_number"], name="sug_motion", condition=~Q(first_number="")),
            models.Index("township", "state", due_key(), "id", name="sug_township_list"),
            models.Index(fields=["lead", "-id"], name="sug_lead"),
            models.Index("main_unit", "state", due_key(), "id", name="sug_main_unit"),
            models.Index(
                fields=["congress", "due_on", "id"], name="sug_key", condition=Q(is_key=True)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What lists, notices and the audit call it; a confidential title is masked."""
        return f"{self.number} {self.public_title}".strip()

    @property
    def public_title(self) -> str:
        return "（保密件）" if self.is_confidential else self.title

    @property
    def elected_in(self) -> Division | None:
        return self.township


class Serial(models.Model):
    """The last number given in (congress, term, session or 闭会); locked while one is taken."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号"
        verbose_name_plural = "编号"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "session"], nulls_distinct=False, name="serial_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.last)


class CoSigner(models.Model):
    """An invited co-signer confirms that it is his or her true will, or declines.

    One who denies it after the handing in is off the list until assignment; later it is noted.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="cosigners")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="cosignatures")
    state = models.CharField(
        "状态", max_length=10, choices=SignerState, default=SignerState.INVITED
    )
    given = models.CharField("方式", max_length=8, choices=Given, blank=True)
    entered_by_name = models.CharField("代录人", max_length=80, blank=True)
    consent = models.CharField("撤回的意见", max_length=8, choices=Consent, blank=True)
    denied_on = models.DateField("声明不是本人联名", null=True, blank=True)
    denial = models.CharField("声明", max_length=300, blank=True)
    invited_at = models.DateTimeField("邀请", auto_now_add=True)
    answered_at = models.DateTimeField("答复", null=True, blank=True)

    class Meta:
        verbose_name = "联名代表"
        verbose_name_plural = "联名代表"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion", "deputy"], name="cosigner_once"),
            models.CheckConstraint(
                condition=Q(state="invited", answered_at=None)
                | (~Q(state="invited") & Q(answered_at__isnull=False)),
                name="cosigner_answer_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.deputy}"


class OpinionLink(models.Model):
    """From a voter's opinion to the suggestion that took it up; many to many."""

    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.CASCADE, related_name="opinion_links"
    )
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="suggestion_links")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "来源意见"
        verbose_name_plural = "来源意见"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion", "opinion"], name="opinion_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.opinion_id}"


class Party(models.Model):
    """(case, unit or deputy, part, since, until): how units and deputies see what is theirs.

    It repeats the columns that lists filter and sort by, so that "mine" is as fast as
    "my county's"; the services that write the case write them.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(max_length=16, choices=Part)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    government = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "建议关系人"
        verbose_name_plural = "建议关系人"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, deputy=None) | Q(unit=None, deputy__isnull=False),
                name="party_one",
            ),
            models.UniqueConstraint(
                fields=["suggestion", "part", "unit", "deputy"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="party_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "suggestion"], name="party_unit"),
            models.Index(fields=["deputy", "suggestion"], name="party_deputy"),
            models.Index(fields=["government", "suggestion"], name="party_government"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.part}"


class SuggestionEvent(CaseEvent):
    """The case's history, written by its services in the same transaction as the deed.

    `is_inner`: only handlers and offices see it (a returned assignment, an escalation).
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="events")
    is_inner = models.BooleanField(default=False)

    class Meta:
        verbose_name = "建议经过"
        verbose_name_plural = "建议经过"
        indexes: ClassVar = [models.Index(fields=["suggestion", "at", "id"], name="sug_history")]

    def __str__(self) -> str:
        return self.sentence


class SuggestionGrams(models.Model):
    """Hashes of all two-letter pieces of title and text, for the search."""

    suggestion = models.OneToOneField(
        Suggestion, on_delete=models.CASCADE, primary_key=True, related_name="grams"
    )
    grams = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = "建议检索"
        verbose_name_plural = "建议检索"
        indexes: ClassVar = [GinIndex(fields=["grams"], name="sug_grams", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.suggestion_id)
