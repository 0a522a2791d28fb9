"""Why a suggestion is not admitted, and which suggestions are handled as one file."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from liaison.models import Congress
from suggestions.choices import Remedy
from suggestions.models.suggestion import Suggestion


class RefusalGround(models.Model):
    """A ground on which a congress does not admit a suggestion, and what happens instead.

    Rows without a congress hold for those that wrote none. A ground once used is retired, not
    deleted: old refusals keep its words.
    """

    congress = models.ForeignKey(
        Congress, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    code = models.SlugField("代码", max_length=24)
    label = models.CharField("情形", max_length=60)
    remedy = models.CharField("怎么处理", max_length=10, choices=Remedy)
    source = models.CharField("依据", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=0)
    retired_on = models.DateField("停用", null=True, blank=True)

    class Meta:
        verbose_name = "不予受理的情形"
        verbose_name_plural = "不予受理的情形"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "code"], nulls_distinct=False, name="refusal_ground_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SuggestionMerge(models.Model):
    """并案: a suggestion of the same matter goes into another's file until it is answered.

    Reversible; each proposer keeps the number, gets an own reply and gives an own verdict.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="absorbed")
    reason = models.CharField("理由", max_length=300)
    merged_on = models.DateField("并案")
    merged_by_name = models.CharField("经办", max_length=80)
    undone_on = models.DateField("恢复", null=True, blank=True)
    undone_by_name = models.CharField("恢复经办", max_length=80, blank=True)
    undone_reason = models.CharField("恢复理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "并案"
        verbose_name_plural = "并案"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(undone_on=None), name="merge_open_once"
            ),
            models.CheckConstraint(condition=~Q(suggestion=F("into")), name="merge_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.into_id}"


class SuggestionVersion(models.Model):
    """What the text said at a moment: kept whenever its authors save another wording."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("第几稿")
    title = models.CharField("题目", max_length=80, blank=True)
    problem = models.TextField("反映的问题", blank=True)
    proposal = models.TextField("具体建议", blank=True)
    saved_at = models.DateTimeField("保存")
    by_name = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "建议稿"
        verbose_name_plural = "建议稿"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion", "number"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} 第{self.number}稿"
