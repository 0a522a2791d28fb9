"""Home by post, the to-do list and the search."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.clock import today
from core.web import page_of
from liaison.choices import ADMIN_ROLES, STATION_ROLES, Role
from workbench import home, todo
from workbench.search import search


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    return redirect("workbench:today")


@require_GET
def today_page(request: HttpRequest) -> HttpResponse:
    """Each post opens on what it comes for."""
    seat = request.seat
    context: dict[str, Any] = {
        "day": today(),
        "duties": todo.first(seat, 6),
        "duty_count": todo.duties(seat).count(),
    }
    context["sentence"] = home.sentence(seat, context["duty_count"])
    if seat.role in STATION_ROLES:
        return render(request, "workbench/today_station.html", context | home.station(seat))
    if seat.role == Role.DEPUTY:
        return render(request, "workbench/today_deputy.html", context | home.deputy(seat))
    if seat.role in ADMIN_ROLES:
        return render(request, "workbench/today_admin.html", context | home.admin(seat))
    return render(request, "workbench/today_office.html", context | home.office(seat))


@require_GET
def todo_page(request: HttpRequest) -> HttpResponse:
    page = page_of(request, todo.duties(request.seat), todo.ORDER)
    page["rows"] = todo.lines(page["rows"])
    late = todo.duties(request.seat).late().count()
    return render(request, "workbench/todo.html", page | {"late": late})


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    found = search(request.seat, text)
    others = found.opinions or found.deputies or found.stations
    if len(found.suggestions) == 1 and not others:
        return redirect(reverse("suggestions:suggestion", kwargs={"pk": found.suggestions[0].pk}))
    return render(request, "workbench/search.html", {"found": found, "search_text": text})
