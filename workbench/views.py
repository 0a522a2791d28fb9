"""Home by post, the to-do list and the search."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit import chain
from audit.services import record
from core import asked
from core.clock import today
from core.problems import Forbidden
from core.web import page_of
from liaison.choices import ADMIN_ROLES, STATION_ROLES, Role
from workbench import home, todo
from workbench import record as deeds
from workbench.forms import RecordQuestion
from workbench.search import search, sections


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    return redirect("workbench:today")


@require_GET
def today_page(request: HttpRequest) -> HttpResponse:
    """Each post opens on what it comes for."""
    seat = request.seat
    number = todo.numbers(request)
    context: dict[str, Any] = {
        "day": today(),
        "duties": todo.first(seat, 8 if seat.role in STATION_ROLES else 6),
        "duty_count": number["waiting"],
        "sentence": home.sentence(number),
    }
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
    return render(request, "workbench/todo.html", page | {"late": todo.numbers(request)["late"]})


@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """It reaches voters' words, so what is typed comes by POST and stays out of the address."""
    if asked.must_move(request):
        return redirect(asked.address(request, request.POST or request.GET))
    text = asked.filled(request, request.GET).get("q", "")[: asked.LONGEST]
    found = search(request.seat, text)
    others = found.opinions or found.deputies or found.stations
    if len(found.suggestions) == 1 and not others:
        return redirect(reverse("suggestions:suggestion", kwargs={"pk": found.suggestions[0].pk}))
    context = {
        "found": found,
        "sections": sections(found, request.GET),
        "search_text": text,
        "lost": asked.LOST if asked.is_lost(request, request.GET) else "",
    }
    return render(request, "workbench/search.html", context)


@require_GET
def record_page(request: HttpRequest) -> HttpResponse:
    """The record of deeds is for the auditor alone; reading it changes nothing (roles.md)."""
    _require_auditor(request)
    form = RecordQuestion(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = page_of(request, deeds.entries(asked), deeds.ORDER, 50)
    page["rows"] = [{"entry": row, "subject": deeds.subject_of(row)} for row in page["rows"]]
    return render(request, "workbench/record.html", page | {"form": form})


@require_POST
def verify_record(request: HttpRequest) -> HttpResponse:
    """Walks the whole chain and says whether it is whole; the check itself is a deed."""
    _require_auditor(request)
    broken = [found.what for found in chain.verify()]
    record(
        "audit.verify",
        by=request.seat,
        label="核对审计记录",
        after={"breaks": len(broken)},
    )
    return render(request, "workbench/record_verified.html", {"broken": broken})


def _require_auditor(request: HttpRequest) -> None:
    if request.seat.role != Role.AUDITOR:
        raise Forbidden("操作记录只给审计管理员看。需要核对，请找审计管理员。")
