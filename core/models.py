"""Abstract bases only: core owns no table."""

from django.db import models


class Versioned(models.Model):
    """A case that two people may edit at once: a form that began earlier is refused."""

    version = models.PositiveIntegerField("版本", default=1)
    updated_at = models.DateTimeField("最近变动", auto_now=True)
    updated_by_name = models.CharField("最近变动人", max_length=80, blank=True)

    class Meta:
        abstract = True


class CaseEvent(models.Model):
    """One sentence of a case's history; it feeds the timeline and the notices alike."""

    at = models.DateTimeField("时间")
    code = models.CharField("事项", max_length=40)
    sentence = models.CharField("经过", max_length=300)
    note = models.TextField("说明", blank=True)
    by_name = models.CharField("经办", max_length=80, blank=True)
    by_unit = models.CharField("单位", max_length=120, blank=True)

    class Meta:
        abstract = True
