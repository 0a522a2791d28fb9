"""Bodies of every kind: congresses, offices, government units, courts, stations."""

from typing import ClassVar

from django.db import models

from core.models import Versioned
from liaison.choices import UnitKind
from liaison.models.division import Division
from liaison.models.scope import Scoped
from liaison.querysets import UnitQuerySet


class Unit(Scoped, Versioned):
    """A body while it exists; reform gives it a successor and keeps its old papers under its name.

    `government` is the government whose office distributes to it and chases it: its own row for a
    government from the county up, that of the county for a township government;
    `congress` is the congress that it serves or answers to.
    """

    kind = models.CharField("种类", max_length=20, choices=UnitKind)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="units")
    government = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField("设立", null=True, blank=True)
    closed_on = models.DateField("撤销", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        indexes: ClassVar = [
            models.Index(fields=["congress", "kind", "id"], name="unit_congress_kind"),
            models.Index(fields=["county", "kind", "id"], name="unit_county_kind"),
            models.Index(fields=["township", "kind", "id"], name="unit_township_kind"),
            models.Index(fields=["government", "id"], name="unit_government"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "name"],
                condition=models.Q(closed_on=None),
                name="unit_name_once_per_place",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """The name valid at the time: old papers keep the old name (代表法 art. 12 renamed many)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    name = models.CharField("名称", max_length=80)
    valid_from = models.DateField("起始")
    valid_to = models.DateField("截止", null=True, blank=True)

    class Meta:
        verbose_name = "单位曾用名"
        verbose_name_plural = "单位曾用名"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_name_dated"),
        ]

    def __str__(self) -> str:
        return self.name
