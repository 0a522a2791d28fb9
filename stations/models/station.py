"""Liaison stations: each is exactly one unit, its registry row points to it."""

from typing import Any, ClassVar

from django.db import models

from liaison.models import Deputy, Scoped, Unit
from stations.models.kind import StationKind
from stations.querysets import StationQuerySet


class Station(Scoped):
    """A deputy liaison station (组织法 art. 60); its staff are seats on its unit.

    `code` is the short code of its opinions' trace numbers and never changes. Latitude and
    longitude are in degrees as the map of the site counts them (GCJ-02 on Chinese tiles).
    `kept_by` is the unit whose staff answers for it today: its own, or after any number of
    merges that of the station into which it went. `parent` is the station above it today; the
    rows of `StationParent` say since when, and what was before.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="station")
    code = models.CharField("简码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=80)
    kind = models.ForeignKey(
        StationKind, on_delete=models.PROTECT, verbose_name="种类", related_name="stations"
    )
    trade = models.CharField("行业", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    hours = models.CharField("开放时间", max_length=120, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    opened_on = models.DateField("设立")
    closed_on = models.DateField("撤销", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )
    kept_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="kept_stations")

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "联络站"
        verbose_name_plural = "联络站"
        indexes: ClassVar = [
            models.Index(fields=["county", "kind", "id"], name="station_county_kind"),
            models.Index(fields=["township", "id"], name="station_township"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="station_place_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(closed_on__isnull=False),
                name="station_merged_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=False) | models.Q(kept_by=models.F("unit")),
                name="station_keeps_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="station_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new station is looked after by its own staff."""
        if self.kept_by_id is None:
            self.kept_by_id = self.unit_id
        super().save(*args, **kwargs)

    @property
    def keeper(self) -> Unit:
        """Whose staff answers for it today."""
        return self.unit if self.kept_by_id == self.unit_id else self.kept_by

    @property
    def is_left_alone(self) -> bool:
        """Closed without a station that goes on: nobody of its own answers for it any more."""
        return self.keeper.closed_on is not None


class StationParent(models.Model):
    """上级站 from day to day: under which station another one stood; `until` is its last day."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "上级站"
        verbose_name_plural = "上级站"
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["station"], condition=models.Q(until=None), name="station_one_parent"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="station_parent_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("station")), name="station_parent_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.parent_id}"


class StationDeputy(models.Model):
    """A deputy of any level attached where he or she lives or works, not where elected."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="attachments")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="attachments")
    since = models.DateField("进站")
    until = models.DateField("离站", null=True, blank=True)

    class Meta:
        verbose_name = "进站代表"
        verbose_name_plural = "进站代表"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["station", "deputy"],
                condition=models.Q(until=None),
                name="station_deputy_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.deputy}"
