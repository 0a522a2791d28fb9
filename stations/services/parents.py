"""上级站: which station stands above which, by date; today's parent is a column besides."""

import datetime as dt
from typing import Any

from django.db.models import Max, QuerySet

from core.clock import today
from core.problems import Invalid
from stations.models import Station, StationParent

ONE = dt.timedelta(days=1)


def put_under(child: Station, parent: Station | None, *, on: dt.date | None = None) -> None:
    """From that day on it stands under this one, or under none; what was before stays on record.

    The caller has locked what it changes. A second change on one day corrects the first.
    """
    if child.parent_id == (parent.pk if parent else None):
        return
    last = child.parents.aggregate(last=Max("until"))["last"]
    day = on or today()
    if last is not None and day <= last:
        day = last + ONE
    for row in child.parents.filter(until=None):
        if row.since >= day:
            row.delete()
        else:
            row.until = day - ONE
            row.save(update_fields=["until"])
    if parent is not None:
        StationParent.objects.create(station=child, parent=parent, since=day)
    child.parent = parent
    Station.objects.filter(pk=child.pk).update(parent=parent)


def possible_parents(station: Station | None, county_id: int | None) -> "QuerySet[Station]":
    """Open stations of the same county, but neither itself nor one below it."""
    rows: QuerySet[Station] = Station.objects.open().filter(county_id=county_id)
    if station is not None:
        rows = rows.exclude(pk__in=[station.pk, *below(station)])
    return rows.select_related("township").order_by("township__code", "name", "id")


def below(station: Station) -> set[int]:
    """Every station under it, at any depth."""
    found: set[int] = set()
    layer = {station.pk}
    while layer:
        rows = Station.objects.filter(parent_id__in=layer).exclude(pk__in=found)
        layer = set(rows.values_list("pk", flat=True))
        found |= layer
    return found


def require_parent(
    station: Station | None, parent: Station | None, county_id: int | None, *, field: str = "parent"
) -> None:
    """Of the same county, open, and never in a circle."""
    if parent is None:
        return
    words = ""
    if parent.county_id != county_id or county_id is None:
        words = "上级站只能选本县的联络站，请另选。"
    elif parent.closed_on is not None:
        words = f"「{parent.name}」已经撤销，请选现在开放的站。"
    elif station is not None and parent.pk == station.pk:
        words = "上级站不能是它自己，请另选。"
    elif station is not None and parent.pk in below(station):
        words = f"「{parent.name}」是它的下级站，不能又做它的上级站，请另选。"
    if words:
        raise Invalid(words, errors={field: [words]})


def open_children(station: Station) -> "QuerySet[Station]":
    rows: QuerySet[Station] = Station.objects.open().filter(parent=station)
    return rows.order_by("name", "id")


def standing(station: Station | None) -> Station | None:
    """The station itself, or the one that keeps it today; None where it was closed for good."""
    while station is not None and station.closed_on is not None:
        station = station.merged_into
    return station


def story_of(station: Station) -> list[dict[str, Any]]:
    """Under which stations it stood before, the last one first."""
    rows = station.parents.filter(until__isnull=False).select_related("parent")
    return [
        {"parent": row.parent, "since": row.since, "until": row.until}
        for row in rows.order_by("-since", "-id")
    ]
