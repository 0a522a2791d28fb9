"""Recording a visit, the list of visits, one visit and its papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import done, once
from core.clock import today
from core.keyset import Keyset
from core.papers import for_page
from core.problems import Forbidden, Invalid, Problem
from core.web import blame_fields, page_of
from liaison.choices import STATION_ROLES
from stations import services
from stations.choices import Channel
from stations.filters import ReceptionFilter
from stations.forms import OpinionRows, ReceptionForm, entry_forms, own_station
from stations.forms.reception import entry_of
from stations.models import Reception, Station
from stations.services.reception_hints import MOST_SPOKESMEN, entry_mark
from stations.services.reception_later import sheets_of
from stations.services.reception_paper import times, visit_paper
from stations.services.rules import rule_of
from stations.services.visitors import wording_of_visit
from stations.views.shared import chips_of, choice_menu
from stations.views.story import where_of
from stations.views.visits import (
    day_of,
    links_of,
    opinions_of,
    register_links,
    register_of,
    visible_visit,
)
from stations.workflow import VISIT

KEYSET = Keyset("-held_on", "-id")


@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Everything that was typed comes back when something is wrong."""
    station = _station_of(request)
    sent = request.method == "POST"
    form, rows = entry_forms(
        request.seat, station, request.POST if sent else None, request.FILES if sent else None
    )
    twin = None
    if sent:
        reception, twin = _record(request, station, form, rows)
        if reception is not None:
            return redirect("stations:reception", pk=reception.pk)
    else:
        # A reception day that went by leads here with its date.
        form.initial["held_on"] = day_of(request.GET.get("held_on", ""))
        form.fields["visitor_name"].widget.attrs["autofocus"] = True
    key = request.POST.get("idempotency_key", "")
    entry = entry_of(request.seat, station, form, rows, key, twin)
    return render(request, "stations/reception_new.html", {"entry": entry})


def _station_of(request: HttpRequest) -> Station:
    station = own_station(request.seat) if request.seat.role in STATION_ROLES else None
    if station is None:
        raise Forbidden("登记接待要用联络站的岗位。请在右上角换到联络站的岗位再登记。")
    return station


def _record(
    request: HttpRequest, station: Station, form: ReceptionForm, rows: OpinionRows
) -> tuple[Reception | None, dict[str, Any] | None]:
    """The visit, or the other record that it may be the same as."""
    nobody = bool(form.is_valid() and form.cleaned_data["no_visitor"])
    matters = []
    for row in rows.live():
        if nobody and _is_blank(row):
            # Nobody came, so nothing is missing here.
            row.empty_permitted = True
        else:
            matters.append(row)
    right = [row.is_valid() for row in matters]
    if not form.is_valid() or not all(right):
        return None, None
    try:
        visit = services.record_reception(
            by=request.seat,
            station=station,
            opinions=[
                row.as_matter() | {"photos": request.FILES.getlist(f"{row.prefix}-photos")}
                for row in matters
            ],
            **form.cleaned_data,
        )
    except Problem as problem:
        _blame(form, matters, problem)
        return None, problem.extra.get("reception")
    return visit, None


def _is_blank(row: Any) -> bool:
    return not str(row["raw_text"].value() or "").strip()


def _blame(form: ReceptionForm, matters: list[Any], problem: Problem) -> None:
    """A refusal of one matter stands beside that matter."""
    errors = problem.errors.get("opinions")
    if not errors or not isinstance(errors[0], dict):
        blame_fields(form, problem)
        return
    for row, wrong in zip(matters, errors, strict=False):
        for name, messages in wrong.items():
            row.add_error(name if name in row.fields else None, messages)


@require_GET
def receptions(request: HttpRequest) -> HttpResponse:
    seat = request.seat
    found = ReceptionFilter(request.GET, Reception.objects.visible_to(seat), request=request).qs
    rows = found.select_related("station").prefetch_related("receivers__deputy", "opinions")
    context = page_of(request, rows, KEYSET)
    rule = rule_of(seat.unit.congress_id)
    for row in context["rows"]:
        row.mark = entry_mark(row, rule)
    return render(
        request,
        "stations/reception_list.html",
        context
        | {
            "may_record": seat.role in STATION_ROLES,
            "channels": choice_menu(request, "channel", Channel.choices),
            "chips": chips_of(request, {"channel": ("接待形式", dict(Channel.choices))}),
            "today": today(),
        },
    )


@require_GET
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    visit = visible_visit(request, pk)
    opinions = opinions_of(request, visit)
    deeds = {step.code for step in VISIT.available(visit, request.seat)}
    said, addenda = wording_of_visit(request.seat, visit), list(visit.addenda.all())
    for row in addenda:
        row.text = said(row.text)
    return render(
        request,
        "stations/reception.html",
        {
            "reception": visit,
            "opinions": opinions.select_related("handler", "station"),
            "receivers": visit.receivers.select_related("deputy"),
            "times": times(visit),
            "mark": entry_mark(visit, rule_of(visit.station.congress_id)),
            "many": visit.people > MOST_SPOKESMEN,
            "deeds": deeds,
            "may_see": bool(visit.visitor_name) and "reveal" in deeds,
            "masked_papers": links_of(visit, "reception-paper"),
            "whole_papers": links_of(visit, "reception-paper-whole"),
            "sheets": sheets_of(visit),
            "addenda": addenda,
        },
    )


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """接待选民登记表, as it is filed; name and phone stay masked on paper from the screen."""
    visit = visible_visit(request, pk)
    made = visit_paper(visit, opinions_of(request, visit))
    page = {"paper": for_page(made), "number": visit.number, "back_url": f"/receptions/{visit.pk}/"}
    return render(request, "stations/reception_print.html", page)


@require_POST
@never_cache
@once
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """The voter's slips with the codes: shown for this one answer only, stored as hashes."""
    visit = visible_visit(request, pk)
    opinions = list(opinions_of(request, visit).select_related("handler", "station"))
    if not opinions:
        raise Invalid("这次接待没有登记意见，没有回执可以打印。")
    printed = [
        (opinion, services.issue_slip(opinion, by=request.seat), where_of(opinion))
        for opinion in opinions
    ]
    response = render(
        request,
        "stations/slips.html",
        {"slips": printed, "back_url": f"/receptions/{visit.pk}/", "station": visit.station},
    )
    return done(response)


@require_GET
def daily(request: HttpRequest) -> HttpResponse:
    """接待日登记簿: the day's visits on one sheet for the file."""
    day = day_of(request.GET.get("day", ""))
    context = {
        "paper": for_page(register_of(request, day)),
        "files": register_links(day),
        "back_url": "/receptions/",
    }
    return render(request, "stations/daily.html", context)
