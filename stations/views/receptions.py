"""Recording a visit, the list of visits, one visit and its papers."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import done, once
from core.clock import today
from core.display import cn_date
from core.keyset import Keyset
from core.problems import Forbidden, Invalid, Problem
from core.web import blame_fields, page_of
from liaison.choices import STATION_ROLES
from stations import services
from stations.choices import Channel
from stations.filters import ReceptionFilter
from stations.forms import OpinionRows, ReceptionForm, entry_forms, own_station
from stations.forms.reception import entry_of
from stations.models import Opinion, Reception, Station
from stations.views.shared import chips_of, choice_menu
from stations.views.story import times_of, where_of
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
    if sent:
        reception = _record(request, station, form, rows)
        if reception is not None:
            return redirect("stations:reception", pk=reception.pk)
    key = request.POST.get("idempotency_key", "")
    entry = entry_of(request.seat, station, form, rows, key)
    return render(request, "stations/reception_new.html", {"entry": entry})


def _station_of(request: HttpRequest) -> Station:
    station = own_station(request.seat) if request.seat.role in STATION_ROLES else None
    if station is None:
        raise Forbidden("登记接待要用联络站的岗位。请在右上角换到联络站的岗位再登记。")
    return station


def _record(
    request: HttpRequest, station: Station, form: ReceptionForm, rows: OpinionRows
) -> Reception | None:
    nobody = bool(form.is_valid() and form.cleaned_data["no_visitor"])
    matters = [row for row in rows.live() if not (nobody and _is_blank(row))]
    right = [row.is_valid() for row in matters]
    if not form.is_valid() or not all(right):
        return None
    try:
        return services.record_reception(
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
        return None


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
    visit = _visible(request, pk)
    opinions = Opinion.objects.visible_to(request.seat).filter(reception=visit)
    return render(
        request,
        "stations/reception.html",
        {
            "reception": visit,
            "opinions": opinions.select_related("handler", "station").order_by("id"),
            "receivers": visit.receivers.select_related("deputy"),
            "times": times_of(visit),
            "may_see": bool(visit.visitor_phone) and bool(VISIT.available(visit, request.seat)),
            "is_staff": _is_staff(request, visit),
        },
    )


def _visible(request: HttpRequest, pk: int) -> Reception:
    rows = Reception.objects.visible_to(request.seat)
    return get_object_or_404(rows.select_related("station__unit", "visitor_village"), pk=pk)


def _is_staff(request: HttpRequest, visit: Reception) -> bool:
    return request.seat.role in STATION_ROLES and visit.station.unit_id == request.seat.unit_id


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """接待选民登记表, as it is filed; name and phone stay masked on paper from the screen."""
    visit = _visible(request, pk)
    opinions = Opinion.objects.visible_to(request.seat).filter(reception=visit)
    return render(
        request,
        "stations/reception_print.html",
        {
            "reception": visit,
            "opinions": opinions.select_related("handler", "theme")
            .prefetch_related("tellings")
            .order_by("id"),
            "receivers": visit.receivers.select_related("deputy"),
            "channels": Channel.choices,
            "times": times_of(visit),
            "backdated": f"（{cn_date(visit.entered_at)}补录）" if visit.is_backdated else "",
            "back_url": f"/receptions/{visit.pk}/",
        },
    )


@require_POST
@never_cache
@once
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """The voter's slips with the codes: shown for this one answer only, stored as hashes."""
    visit = _visible(request, pk)
    opinions = list(
        Opinion.objects.visible_to(request.seat)
        .filter(reception=visit)
        .select_related("handler", "station")
        .order_by("id")
    )
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
    """The day's visits on one sheet for the file."""
    day = _day(request.GET.get("day", ""))
    rows = (
        Reception.objects.visible_to(request.seat)
        .filter(held_on=day)
        .select_related("station")
        .prefetch_related("receivers__deputy", "opinions__handler")
        .order_by("station_id", "id")[:200]
    )
    return render(
        request, "stations/daily.html", {"day": day, "rows": rows, "back_url": "/receptions/"}
    )


def _day(text: str) -> dt.date:
    try:
        return parse_date(text) or today()
    except ValueError:
        return today()
