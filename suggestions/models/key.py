"""The mark on a suggestion that a key item bundles: the decision and its two leaders.

Lists, figures and scope read these rows; only the deeds of the item write them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from liaison.models import Seat
from suggestions.models.key_item import LEADING_PARTS, KeyItem
from suggestions.models.suggestion import Suggestion


class KeyDecision(models.Model):
    """A key suggestion is fixed by the 主任会议 (代表法 art. 52): grounds, meeting, day."""

    suggestion = models.OneToOneField(
        Suggestion, on_delete=models.CASCADE, related_name="key_decision"
    )
    item = models.ForeignKey(KeyItem, on_delete=models.PROTECT, related_name="decisions")
    grounds = models.TextField("理由")
    meeting = models.CharField("会议", max_length=80)
    decided_on = models.DateField("确定日期")
    by_name = models.CharField("经办", max_length=80)

    class Meta:
        verbose_name = "重点建议决定"
        verbose_name_plural = "重点建议决定"

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.meeting}"


class KeyLeader(models.Model):
    """督办领导 (congress or party side) and 领办领导 (government side): two people, dated."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="key_leaders")
    part = models.CharField(max_length=16, choices=LEADING_PARTS)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="key_items")
    name = models.CharField("姓名", max_length=80)
    title = models.CharField("职务", max_length=120)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "领衔领导"
        verbose_name_plural = "领衔领导"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["suggestion", "part"], condition=Q(until=None), name="key_leader_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["seat", "until"], name="key_leader_seat")]

    def __str__(self) -> str:
        return f"{self.name} {self.part}"
