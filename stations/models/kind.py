"""Kinds of stations (中心站, 片区站 …) as data per congress."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from liaison.models import Congress
from stations.querysets import StationKindQuerySet


class StationKind(models.Model):
    """A kind of station; congress None is the list that a congress starts with.

    A congress that changes anything has a list of its own from then on. A kind is never deleted:
    one that is retired takes no new stations, and those that have it keep showing it.
    """

    congress = models.ForeignKey(
        Congress, on_delete=models.CASCADE, null=True, blank=True, related_name="station_kinds"
    )
    code = models.SlugField("代码", max_length=12)
    name = models.CharField("名称", max_length=20)
    order = models.PositiveSmallIntegerField("顺序")
    is_of_trade = models.BooleanField("要填行业", default=False)
    retired_on = models.DateField("停用", null=True, blank=True)

    objects = StationKindQuerySet.as_manager()

    class Meta:
        verbose_name = "站点种类"
        verbose_name_plural = "站点种类"
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "code"], nulls_distinct=False, name="station_kind_once"
            ),
            models.UniqueConstraint(
                fields=["congress", "name"], nulls_distinct=False, name="station_kind_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="station_kind_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
