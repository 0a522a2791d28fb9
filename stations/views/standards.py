"""建站标准: a station's check with photos, the list of a year, and how all stations stand."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import once
from core.clock import today
from core.problems import Forbidden
from core.web import attempt
from stations import services
from stations.forms.standards import CheckForm, StandardForm, as_lines
from stations.models import Station
from stations.permissions.standards import may_check, may_write_standard


def visible_station(request: HttpRequest, pk: int) -> Station:
    rows = Station.objects.visible_to(request.seat).select_related("unit", "congress")
    place = rows.filter(pk=pk).first()
    if place is None:
        raise Http404
    return place


@require_http_methods(["GET", "POST"])
@once
def standard_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Read by whoever sees the station, filled in by its staff and by who comes to look."""
    place = visible_station(request, pk)
    standing = services.standing_of(place)
    may = may_check(request.seat, place)
    if request.method == "POST":
        if not may:
            raise Forbidden("核对标准由本站、乡镇人大主席团或代工委办理。")
        form = CheckForm(request.POST, request.FILES, standing=standing)
        done = attempt(
            form,
            lambda data: services.check_station(
                place, by=request.seat, marks=form.marks(), on=data["on"]
            ),
        )
        if done:
            return redirect("stations:station-standard", pk=pk)
    else:
        form = CheckForm(standing=standing)
    context = {
        "station": place,
        "standing": standing,
        "form": form if may else None,
        "groups": _grouped(form),
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/standard.html", context)


def _grouped(form: CheckForm) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in form.lines():
        groups.setdefault(line["item"].group, []).append(line)
    return list(groups.items())


@require_GET
def standards(request: HttpRequest) -> HttpResponse:
    """Every station with what it still lacks, by name; no order by points."""
    if request.seat.unit.congress_id is None and request.seat.unit.county_id is None:
        raise Http404
    checklist = services.checklist_of(request.seat.unit.congress_id)
    items = list(checklist.items.all())
    rows = Station.objects.visible_to(request.seat).open().with_points(checklist, len(items))
    context = {
        "checklist": checklist,
        "items": items,
        "whole": sum(item.weight for item in items),
        "rows": rows.select_related("township").order_by("township__code", "name")[:500],
        "may_write": may_write_standard(request.seat),
    }
    return render(request, "stations/standards.html", context)


@require_http_methods(["GET", "POST"])
@once
def write(request: HttpRequest) -> HttpResponse:
    """The form opens with the list in force, so that next year begins with this year's."""
    if not may_write_standard(request.seat):
        raise Forbidden("建站标准由代工委制定。")
    congress = request.seat.unit.congress
    if congress is None:
        raise Http404
    now = services.checklist_of(congress.pk)
    first = {
        "year": today().year,
        "name": now.name,
        "items": as_lines(list(now.items.all())),
    }
    form = StandardForm(request.POST or None, initial=first)
    written = request.method == "POST" and attempt(
        form,
        lambda data: services.write_standard(
            congress, data["year"], by=request.seat, name=data["name"], items=data["items"]
        ),
    )
    if written:
        return redirect("stations:standards")
    context = {
        "form": form,
        "heading": "制定建站标准",
        "hint": "已经按某年标准核对过的，那一年不能再改，请写下一年的。",
        "back_url": "/stations/standards/",
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/station_form.html", context)
