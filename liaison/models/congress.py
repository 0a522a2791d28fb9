"""Congresses of all levels, their terms and sessions."""

from typing import ClassVar

from django.db import models

from core.display import cn_num
from liaison.choices import Level
from liaison.models.division import Division


class Congress(models.Model):
    """One people's congress: five levels, the unit of scope for suggestions and rules."""

    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=30)
    level = models.CharField("级别", max_length=10, choices=Level)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="congresses")

    class Meta:
        verbose_name = "人民代表大会"
        verbose_name_plural = "人民代表大会"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["division"], name="congress_once_per_division"),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """第N届: from the opening of its first session to that of the next (代表法 art. 2)."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField("届次")
    starts_on = models.DateField("起始")
    ends_on = models.DateField("截止", null=True, blank=True)

    class Meta:
        verbose_name = "届"
        verbose_name_plural = "届"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["congress", "number"], name="term_number_once"),
            models.UniqueConstraint(
                fields=["congress"], condition=models.Q(ends_on=None), name="term_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.congress.short_name}第{cn_num(self.number)}届"


class Session(models.Model):
    """第N次会议: suggestions made in it are numbered by it; those after it are 闭会."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField("次")
    opens_on = models.DateField("开幕")
    closes_on = models.DateField("闭幕")

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering: ClassVar = ["opens_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "number"], name="session_number_once"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="session_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}第{cn_num(self.number)}次会议"
