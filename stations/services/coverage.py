"""Who has received how often this year: whom to ask next, never a ranking."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.clock import today
from liaison.models import Deputy
from stations.choices import Channel, DutyState, RosterState
from stations.models import ReceptionDeputy, RosterDuty, Station, StationDeputy

# At the station, on its day or by appointment; a walk through the village is counted elsewhere.
RECEIVED = (Channel.RECEPTION_DAY, Channel.MARKET_DAY, Channel.APPOINTMENT)


def coverage(stations: "QuerySet[Station]", year: int) -> "QuerySet[Any]":
    """The deputies of these stations: `received` days in the year, `coming` ones still planned.

    Several visitors on one day are one reception. What a deputy received at another station
    counts, because the duty is the deputy's. Reception days are ≥ N a year; N is a row.
    """
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    there = StationDeputy.objects.filter(
        deputy_id=OuterRef("pk"), station__in=stations, since__lte=last
    ).filter(Q(until=None) | Q(until__gte=min(today(), last)))
    received = ReceptionDeputy.objects.filter(
        deputy_id=OuterRef("pk"),
        reception__held_on__range=(first, last),
        reception__channel__in=RECEIVED,
    )
    coming = RosterDuty.objects.filter(
        deputy_id=OuterRef("pk"),
        state__in=[DutyState.ASKED, DutyState.CONFIRMED],
        day__state__in=[RosterState.PLANNED, RosterState.NOTICED],
        day__held_on__range=(max(today(), first), last),
    )
    found: QuerySet[Any] = Deputy.objects.filter(Exists(there)).annotate(
        received=_count(received, Count("reception__held_on", distinct=True)),
        coming=_count(coming, Count("id")),
    )
    return found


def _count(rows: QuerySet, what: Count) -> Coalesce:
    grouped = rows.order_by().values("deputy_id").annotate(n=what).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def stations_of(deputies: list[Deputy], stations: "QuerySet[Station]") -> dict[int, list[str]]:
    """The names of each deputy's stations, for a page of them, in one query."""
    found: dict[int, list[str]] = {deputy.pk: [] for deputy in deputies}
    rows = StationDeputy.objects.filter(deputy_id__in=found, until=None, station__in=stations)
    for deputy, name in rows.order_by("station__name").values_list("deputy_id", "station__name"):
        found[deputy].append(name)
    return found
