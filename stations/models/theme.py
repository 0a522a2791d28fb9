"""Themes of opinions and suggestions, two levels, as data per congress."""

from typing import ClassVar

from django.db import models

from liaison.models import Congress
from stations.querysets import ThemeQuerySet


class Theme(models.Model):
    """A theme; congress None is the list that a new congress starts with."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, null=True, blank=True)
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "主题"
        verbose_name_plural = "主题"
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["congress", "code"], nulls_distinct=False, name="theme_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
