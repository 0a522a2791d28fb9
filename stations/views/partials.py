"""Small answers while somebody types. What a voter said or a phone never stands in an address."""

import re
from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from core.clock import today
from core.problems import Forbidden
from core.text import normal_name, normal_phone, phone_fault, whole_number
from liaison.choices import STATION_ROLES
from liaison.models import Deputy
from stations import services
from stations.choices import ENDING_ROUTES, Route
from stations.forms import own_station
from stations.models import Reception, Station
from stations.services.reception_hints import twins
from stations.views.visits import day_of

_ROW = re.compile(r"opinions-\d{1,2}")


def _station(request: HttpRequest) -> Station:
    station = own_station(request.seat) if request.seat.role in STATION_ROLES else None
    if station is None:
        raise Forbidden("登记接待要用联络站的岗位。")
    return station


@require_GET
def handling(request: HttpRequest) -> HttpResponse:
    """Who would handle it and by when, as soon as the route is chosen."""
    station = _station(request)
    row = request.GET.get("row", "")
    row = row if _ROW.fullmatch(row) else "opinions-0"
    route = request.GET.get(f"{row}-route", "")
    context: dict[str, object] = {"row": row}
    if route in Route.values and route not in ENDING_ROUTES:
        context |= {
            "due_on": services.due_preview(station, route, today()),
            "default": services.default_handler(station, route),
            "units": services.choices_for(station, route).as_menu(),
            "chosen": request.GET.get(f"{row}-unit", ""),
        }
    return render(request, "stations/_handling.html", context)


@require_POST
def returning(request: HttpRequest) -> HttpResponse:
    """How often and when last this phone was recorded at the own station, and whether the visit of
    this day is on record already; nothing else about the person. A wrong number is said at once."""
    station = _station(request)
    phone = normal_phone(request.POST.get("visitor_phone", ""))
    name = normal_name(request.POST.get("visitor_name", "")[:80])
    context: dict[str, Any] = {"twin": None, "fault": phone_fault(phone) if phone else ""}
    if len(phone) >= 7:
        rows = Reception.objects.filter(station=station, visitor_phone=phone)
        context |= rows.aggregate(times=Count("id"), last=Max("held_on"))
    if name or len(phone) >= 7:
        day = day_of(request.POST.get("held_on", ""))
        context["twin"] = twins(station, day, name=name, phone=phone).first()
    return render(request, "stations/_returning.html", context)


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Opinions of the county that sound like what is being typed; hidden ones as a number only."""
    _station(request)
    words = next((str(text) for name, text in request.POST.items() if name.endswith("_text")), "")
    hints = services.similar(words, seat=request.seat)
    return render(request, "stations/_similar.html", {"hints": hints})


@require_GET
def deputies(request: HttpRequest) -> HttpResponse:
    """Deputies of the county by name or initials, for a station that they do not belong to."""
    station = _station(request)
    text = request.GET.get("deputy_search", "")[:20]
    sent = map(whole_number, request.GET.getlist("deputies"))
    chosen = [pk for pk in sent if pk is not None][:50]
    attached = station.attachments.filter(until=None).values("deputy_id")
    outside = Deputy.objects.visible_to(request.seat).exclude(pk__in=attached)
    rows = list(outside.filter(pk__in=chosen))
    if text.strip():
        rows += list(outside.matching(text).exclude(pk__in=chosen).order_by("sort_key")[:8])
    options = [
        {"pk": row.pk, "name": row.name, "work": row.work, "on": row.pk in chosen} for row in rows
    ]
    return render(
        request, "stations/_deputies.html", {"options": options, "searched": text.strip()}
    )
