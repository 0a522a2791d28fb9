"""What the public reads of an answer: the unit's wish, the office's review, the public copy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import Versioned
from liaison.models import Scoped, Unit
from suggestions.choices import PublicationState, PublicKind
from suggestions.models.reply import Reply
from suggestions.models.suggestion import Suggestion
from suggestions.querysets import PublicationQuerySet


class Publication(Scoped, Versioned):
    """One answer before the public: content, handling and result may be public (代表法 art. 58),
    except what is secret, private, or not agreed to by the deputy.

    The public copy (`title`, `problem`, `proposal`, `answer`) stands apart from the case: phones,
    addresses and voters' names are taken out of it. `objected`: the deputy's word stopped it.
    """

    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.CASCADE, related_name="publications"
    )
    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="publication")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("承办单位", max_length=80)
    wish = models.CharField("公开属性", max_length=8, choices=PublicKind, default=PublicKind.FULL)
    wish_reason = models.CharField("理由", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=PublicationState, default=PublicationState.WAITING
    )
    kind = models.CharField("怎么公开", max_length=8, choices=PublicKind, blank=True)
    title = models.CharField("公开的题目", max_length=80, blank=True)
    problem = models.TextField("公开的问题", blank=True)
    proposal = models.TextField("公开的建议", blank=True)
    answer = models.TextField("公开的答复", blank=True)
    opened_on = models.DateField("开始审查")
    published_on = models.DateField("公开", null=True, blank=True)
    decided_on = models.DateField("审查", null=True, blank=True)
    decided_by_name = models.CharField("审查人", max_length=80, blank=True)
    words = models.CharField("审查意见", max_length=300, blank=True)
    objected = models.BooleanField("代表不同意公开", default=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "答复公开"
        verbose_name_plural = "答复公开"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(wish="full") | ~Q(wish_reason=""), name="publication_wish_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (
                    Q(published_on__isnull=False)
                    & Q(kind__in=["full", "abstract"])
                    & ~Q(title="")
                    & ~Q(answer="")
                ),
                name="publication_public_has_copy",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "taken_down"]) | ~Q(words=""),
                name="publication_refused_has_words",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["congress", "state", "id"], name="publication_congress"),
            models.Index(
                fields=["suggestion"], condition=Q(state="published"), name="publication_public"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.suggestion.label
