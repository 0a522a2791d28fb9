"""Administrative divisions: 12-digit codes, dated."""

from typing import ClassVar

from django.db import models

from liaison.choices import Level
from liaison.querysets import DivisionQuerySet


class Division(models.Model):
    """A place with its code (GB/T 2260 and the statistical 12 digits) while it was valid.

    The parent is a column and never cut from the digits: pseudo-zones and province-run counties
    do not follow them. `valid_to` is the last day. The row in force keeps its id through a change
    of name; what it was before becomes a row of its own that points to it as successor.
    """

    code = models.CharField("代码", max_length=12, db_collation="C")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField("起始", default="1949-10-01")
    valid_to = models.DateField("截止", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="division_code_dated"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to=None), name="division_code_current"
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{12}$"), name="division_code_12_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="division_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["national", "province"])
                | models.Q(parent__isnull=False),
                name="division_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
