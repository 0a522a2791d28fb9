"""What a congress settles for itself about suggestions, where regions differ."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from liaison.models import Congress
from suggestions.choices import Asked, LateReturn, SatisfiedBase, Silence, ThirdStep, WithdrawUntil

if TYPE_CHECKING:
    from suggestions.models.suggestion import Suggestion


class SuggestionRule(models.Model):
    """The switches of a congress; congress None is the default. Numbers of days are deadline rules.

    `basic_counts`, `silence` and `satisfied_base` are the formula of the satisfied rate, shown
    under every figure. A league of units shows only those with `league_minimum` cases or more.
    """

    congress = models.OneToOneField(
        Congress, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    withdraw_until = models.CharField(
        "可以撤回到", max_length=12, choices=WithdrawUntil, default=WithdrawUntil.ASSIGNMENT
    )
    withdrawn_by = models.CharField(
        "联名建议由谁撤回", max_length=8, choices=Asked, default=Asked.LEAD
    )
    late_return = models.CharField(
        "超过退办时限", max_length=8, choices=LateReturn, default=LateReturn.MARKED
    )
    rated_by = models.CharField("由谁评价", max_length=8, choices=Asked, default=Asked.LEAD)
    basic_counts = models.BooleanField("基本满意算满意", default=True)
    silence = models.CharField("逾期未评", max_length=10, choices=Silence, default=Silence.LEFT_OUT)
    satisfied_base = models.CharField(
        "满意率的基数", max_length=10, choices=SatisfiedBase, default=SatisfiedBase.RATED
    )
    league_minimum = models.PositiveSmallIntegerField("分单位比较最少件数", default=5)
    publication_named = models.BooleanField("答复要写明公开属性", default=False)
    scan_required = models.BooleanField("要上传盖章的答复函", default=False)
    third_step = models.CharField(
        "再次不满意", max_length=12, choices=ThirdStep, default=ThirdStep.INTERVIEW
    )

    class Meta:
        verbose_name = "建议规则"
        verbose_name_plural = "建议规则"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress"], nulls_distinct=False, name="suggestion_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(league_minimum__gte=1), name="suggestion_rule_league_minimum"
            ),
        ]

    def __str__(self) -> str:
        return str(self.congress or "默认")


def rule_of(congress_id: int | None) -> SuggestionRule:
    """The congress's rule; where it set none, the row without a congress holds for it."""
    rows = {
        row.congress_id: row
        for row in SuggestionRule.objects.filter(
            Q(congress__isnull=True) | Q(congress_id=congress_id or 0)
        )
    }
    return rows.get(congress_id) or rows.get(None) or SuggestionRule()


def rules_for(case: "Suggestion") -> SuggestionRule:
    """The rule of the case's congress, asked for once a case; `fill` brings it along."""
    known: SuggestionRule | None = vars(case).get("rules")
    if known is None:
        known = vars(case)["rules"] = rule_of(case.congress_id)
    return known
