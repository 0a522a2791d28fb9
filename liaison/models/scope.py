"""Scope columns: territorial roles see by equality on one of them."""

from django.db import models

from liaison.models.congress import Congress
from liaison.models.division import Division

SCOPE_COLUMNS = ("province_id", "prefecture_id", "county_id", "township_id")


class Scoped(models.Model):
    """A row that knows its place; filled from the parent chain of its unit when it is made.

    The columns carry no index of their own: lists index them together with their order.
    """

    province = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    prefecture = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    county = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    township = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    congress = models.ForeignKey(
        Congress, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def scope(self) -> dict[str, int | None]:
        """The scope columns as keyword arguments for a row that belongs to this one."""
        return {name: getattr(self, name) for name in (*SCOPE_COLUMNS, "congress_id")}
