"""承诺台账: what an answer promises, by when, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import CaseEvent, Versioned
from liaison.models import Deputy, Scoped, Unit
from suggestions.choices import LIVE_PROMISES, Given, PromiseState, Rating
from suggestions.models.reply import Reply
from suggestions.models.suggestion import Suggestion
from suggestions.querysets import PromiseQuerySet


class Promise(Scoped, Versioned):
    """A thing that the unit said it would do after answering (B类), with the day it named.

    It outlives the suggestion's closing, the year, the term and the unit: `unit` is who keeps it
    now, `unit_name` who gave it. `first_due_on` is the day of the answer, `due_on` the day that
    holds after `carried` postponements. `rating` repeats the deputy's last word on its fulfilment.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="promises")
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="promises")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="promises")
    unit_name = models.CharField("作出承诺的单位", max_length=80)
    what = models.CharField("承诺事项", max_length=300)
    made_on = models.DateField("承诺日期")
    made_by_name = models.CharField("经办", max_length=80)
    first_due_on = models.DateField("最初时限")
    due_on = models.DateField("完成时限")
    amber_on = models.DateField(null=True, blank=True)
    carried = models.PositiveSmallIntegerField("改期次数", default=0)
    state = models.CharField("状态", max_length=16, choices=PromiseState, default=PromiseState.OPEN)
    reported_on = models.DateField("报告落实", null=True, blank=True)
    kept_words = models.TextField("落实情况", blank=True)
    struck_on = models.DateField("销号", null=True, blank=True)
    struck_by_name = models.CharField("销号人", max_length=80, blank=True)
    struck_words = models.CharField("核实意见", max_length=300, blank=True)
    changed_on = models.DateField("变更", null=True, blank=True)
    change_words = models.TextField("变更说明", blank=True)
    change_signed_by = models.CharField("签发人", max_length=80, blank=True)
    rating = models.CharField("对兑现的评价", max_length=12, choices=Rating, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺"
        verbose_name_plural = "承诺"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="reported") | Q(reported_on__isnull=False),
                name="promise_reported_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="struck") | Q(struck_on__isnull=False),
                name="promise_struck_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="changed")
                | (Q(changed_on__isnull=False) & ~Q(change_words="") & ~Q(change_signed_by="")),
                name="promise_change_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("made_on")), name="promise_due_after_made"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["congress", "due_on", "id"], name="promise_congress_due"),
            models.Index(
                fields=["unit", "due_on"],
                condition=Q(state__in=sorted(LIVE_PROMISES)),
                name="promise_unit_live",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What notices, duties and the audit call it; of a confidential suggestion nothing."""
        what = "（保密件）" if self.suggestion.is_confidential else self.what
        return f"{self.suggestion.number}承诺：{what}"[:200]


class PromiseProgress(models.Model):
    """How far it is: entered by the unit, with evidence, until it is struck off."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="progress")
    on = models.DateField("日期")
    words = models.TextField("进展")
    by_name = models.CharField("记录人", max_length=80)
    unit_name = models.CharField("单位", max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "承诺进展"
        verbose_name_plural = "承诺进展"
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.on}"


class PromiseCarry(models.Model):
    """转下年 or put off: from which day to which, why, signed by the head; none is erased."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="carries")
    on = models.DateField("日期")
    from_due_on = models.DateField("原时限")
    to_due_on = models.DateField("新时限")
    reason = models.TextField("理由")
    signed_by_name = models.CharField("签发人", max_length=80)
    is_late = models.BooleanField("过期以后才改", default=False)

    class Meta:
        verbose_name = "承诺改期"
        verbose_name_plural = "承诺改期"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_due_on__gt=models.F("from_due_on")), name="carry_to_a_later_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.to_due_on}"


class PromiseVerdict(models.Model):
    """The deputy's second verdict: was the promise kept. A dated event; a later one adds a row."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="verdicts")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="+")
    rating = models.CharField("对兑现的评价", max_length=12, choices=Rating)
    reason = models.TextField("理由", blank=True)
    rated_on = models.DateField("评价日期")
    is_late = models.BooleanField("逾期评价", default=False)
    given = models.CharField("方式", max_length=8, choices=Given, default=Given.ONLINE)
    entered_by_name = models.CharField("代录人", max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "兑现评价"
        verbose_name_plural = "兑现评价"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(rating="unsatisfied") | ~Q(reason=""),
                name="promise_unsatisfied_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.rating}"


class PromiseEvent(CaseEvent):
    """The promise's history, written by its services in the same transaction as the deed."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "承诺经过"
        verbose_name_plural = "承诺经过"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.sentence
