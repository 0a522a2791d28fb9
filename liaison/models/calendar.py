"""State Council days off and make-up working days, as rows."""

from typing import ClassVar

from django.db import models

from liaison.choices import DayKind
from liaison.models.division import Division


class CalendarYear(models.Model):
    """A year whose arrangement has been published; region None is the whole country."""

    year = models.PositiveSmallIntegerField("年份")
    region = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField("依据", max_length=200)
    loaded_at = models.DateTimeField("载入时间", auto_now_add=True)

    class Meta:
        verbose_name = "节假日年份"
        verbose_name_plural = "节假日年份"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "region"], nulls_distinct=False, name="calendar_year_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"


class CalendarDay(models.Model):
    """A weekday off or a weekend day worked; ordinary weekends are not stored."""

    day = models.DateField("日期")
    kind = models.CharField("种类", max_length=8, choices=DayKind)
    name = models.CharField("名称", max_length=20)
    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")

    class Meta:
        verbose_name = "节假日"
        verbose_name_plural = "节假日"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "day"], name="calendar_day_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="calendar_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
