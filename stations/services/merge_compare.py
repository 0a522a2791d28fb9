"""合并前后对照: the same receptions and opinions, as it was and on today's map of stations."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from stations.models import Opinion, Reception, Station

NAMES = ("visits", "opinions", "told")


@dataclass
class Line:
    """One station; `was` counts what arose there, `now` also what arose at those it took over."""

    station: Station
    was: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    now: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))


@dataclass
class Comparison:
    lines: list[Line]
    was: dict[str, int]
    now: dict[str, int]
    stations_was: int
    stations_now: int


def compare(stations: Iterable[Station], first: dt.date, last: dt.date) -> Comparison:
    """Each visit and each opinion of the time once in either column, so the sums are the same."""
    lines = {row.pk: Line(row) for row in stations}
    rows = {
        "visits": Reception.objects.filter(
            station__in=lines, held_on__range=(first, last), no_visitor=False
        ),
        "opinions": Opinion.objects.filter(origin__in=lines, received_on__range=(first, last)),
    }
    rows["told"] = rows["opinions"].filter(told_on__isnull=False)
    for name, found in rows.items():
        for map_name, on_map in (("was", found.as_it_was()), ("now", found.on_todays_map())):
            for place, count in _counts(on_map):
                getattr(lines[place], map_name)[name] = count
    return Comparison(
        lines=list(lines.values()),
        was=_sum(line.was for line in lines.values()),
        now=_sum(line.now for line in lines.values()),
        stations_was=sum(line.station.opened_on <= last for line in lines.values()),
        stations_now=sum(line.station.closed_on is None for line in lines.values()),
    )


def _counts(rows: Any) -> Any:
    return rows.order_by().values("counts_at").annotate(n=Count("id")).values_list("counts_at", "n")


def _sum(columns: Iterable[dict[str, int]]) -> dict[str, int]:
    found = dict.fromkeys(NAMES, 0)
    for column in columns:
        for name in NAMES:
            found[name] += column[name]
    return found
