"""工作月报: one station's month, and the month of all stations that the seat sees."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from audit.services import record
from core.clock import today
from core.exports import XLSX
from core.papers import FORMATS, paper_response
from liaison.choices import STATION_ROLES, Role
from stations import services
from stations.models import Station
from stations.services import Figures, Month

READERS = STATION_ROLES | {Role.PRESIDIUM, Role.OFFICE, Role.LEADER, Role.COMMITTEE}
TILES = ("visits", "received", "handled", "told")


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """Every station by name, never by a number: what is behind is seen, nobody is ranked."""
    month = _month(request.GET.get("month", ""))
    if request.seat.role in STATION_ROLES:
        own = Station.objects.filter(unit_id=request.seat.unit_id).first()
        if own is not None:
            return _one(request, own, month)
    _require_reader(request)
    rows = _rows(request, month)
    total = Figures()
    for _, figures in rows:
        total.add(figures)
    context = _frame(month, reverse("stations:months")) | {
        "rows": rows,
        "total": total,
        "quiet": [place for place, figures in rows if not figures.days],
    }
    return render(request, "stations/months.html", context)


def _month(text: str) -> Month:
    return Month.read(text) if text else Month.of(today())


def _require_reader(request: HttpRequest) -> None:
    """Nobody else has a use for it (roles.md, deadlines and figures)."""
    if request.seat.role not in READERS:
        raise Http404


def _rows(request: HttpRequest, month: Month) -> list[tuple[Station, Figures]]:
    """Stations that were open in the month."""
    places = Station.objects.reported_to(request.seat).open_in(month.first, month.last)
    found = services.month_figures(places, month)
    ordered = places.select_related("township").order_by("township__code", "name")
    return [(place, found[place.pk]) for place in ordered]


def _frame(month: Month, url: str) -> dict[str, Any]:
    now = Month.of(today())
    return {
        "month": month,
        "is_now": month == now,
        "earlier_url": f"{url}?month={month.before.code}",
        "later_url": f"{url}?month={month.after.code}" if month.first < now.first else "",
    }


@require_GET
def station_month(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, _visible(request, pk), _month(request.GET.get("month", "")))


def _visible(request: HttpRequest, pk: int) -> Station:
    rows = Station.objects.reported_to(request.seat).select_related("unit", "township")
    place = rows.filter(pk=pk).first()
    if place is None:
        raise Http404
    return place


def _one(request: HttpRequest, place: Station, month: Month) -> HttpResponse:
    figures, before, year_before = _figures(place, month)
    url = reverse("stations:station-month", kwargs={"pk": place.pk})
    context = _frame(month, url) | {
        "station": place,
        "figures": figures,
        "tiles": [_tile(name, figures, before) for name in TILES],
        "rows": [
            (label, getattr(figures, name), getattr(before, name), getattr(year_before, name), why)
            for name, (label, why) in services.MEANINGS.items()
        ],
        "rates": [
            ("满意率", figures.well_rate, before.well_rate, year_before.well_rate),
            ("按期率", figures.in_time_rate, before.in_time_rate, year_before.in_time_rate),
        ],
        "routes": [(label, figures.by_route[code]) for code, label in services.route_rows(figures)],
        "activities": services.activities_of(place, month),
    }
    return render(request, "stations/month.html", context)


def _figures(place: Station, month: Month) -> tuple[Figures, Figures, Figures]:
    one = Station.objects.filter(pk=place.pk)
    return tuple(  # type: ignore[return-value]
        services.month_figures(one, each)[place.pk]
        for each in (month, month.before, month.year_before)
    )


def _tile(name: str, figures: Figures, before: Figures) -> dict[str, Any]:
    now, then = getattr(figures, name), getattr(before, name)
    unit = "次" if name == "visits" else "件"
    return {
        "label": services.MEANINGS[name][0],
        "value": now,
        "unit": unit,
        "note": f"上月{then}{unit}",
    }


@require_GET
def paper(request: HttpRequest, pk: int, month: str, form: str) -> HttpResponse:
    if form not in FORMATS:
        raise Http404
    place, chosen = _visible(request, pk), Month.read(month)
    figures, before, _ = _figures(place, chosen)
    made = services.month_paper(place, chosen, figures, before)
    return paper_response(made, f"工作月报-{place.name}-{chosen.label}", form)


@require_POST
def sheet(request: HttpRequest) -> HttpResponse:
    """The table as it is seen, in one sheet; who took it is recorded."""
    _require_reader(request)
    month = _month(request.POST.get("month", ""))
    rows = _rows(request, month)
    record(
        "station.months",
        by=request.seat,
        label="导出联络站月报",
        after={"month": month.code, "count": len(rows)},
    )
    who = f"{month.label} {request.seat.unit.name} {request.seat.person_name}导出"
    response = HttpResponse(services.month_sheet(rows, month, who), content_type=XLSX)
    name = f"联络站月报-{month.label}.xlsx"
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return response
