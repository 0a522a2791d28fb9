"""The map of the stations, and the list beside it that says the same."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from stations.filters import StationFilter
from stations.models import Station


@require_GET
def station_map(request: HttpRequest) -> HttpResponse:
    """Which stations are where; those whose place nobody has entered yet are named as well."""
    rows = StationFilter(
        request.GET, Station.objects.visible_to(request.seat).open(), request=request
    ).qs.select_related("township")
    ordered = list(rows.order_by("township__code", "name")[:500])
    context = {
        "placed": [row for row in ordered if row.latitude is not None],
        "unplaced": [row for row in ordered if row.latitude is None],
        "tiles": settings.TILES,
        "credit": settings.TILES_CREDIT,
    }
    return render(request, "stations/station_map.html", context)
