"""Planning reception days: patterns of a station, a year of an area, coverage, subscriptions."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import done, once
from core.clock import today
from core.keyset import Keyset
from core.problems import Forbidden, Problem
from core.web import attempt, blame_fields, page_of
from liaison.choices import STATION_ROLES, Role
from liaison.models import Deputy
from stations.calendar import Planned, describe
from stations.choices import PatternKind, RosterState
from stations.forms.roster import PatternForm
from stations.models import RosterDay, RosterPattern, Station
from stations.permissions.roster import may_plan_area, may_plan_for
from stations.services import patterns, planning
from stations.services.coverage import coverage, stations_of
from stations.services.planning import FARTHEST
from stations.services.rules import rule_of
from stations.views.roster import COLOURS, plannable, tabs_of
from stations.views.shared import address, choice_menu

BY_NAME = Keyset("sort_key", "id")


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "") or request.POST.get("year", "")
    this = today().year
    year = int(text) if text.isdecimal() and len(text) == 4 else this
    return year if 2000 <= year <= this + FARTHEST else this


def _years(request: HttpRequest) -> list[dict[str, Any]]:
    this = today().year
    now = _year(request)
    return [
        {"label": f"{year}年", "url": address(request, year=str(year)), "on": year == now}
        for year in range(this - 1, this + FARTHEST + 1)
    ]


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """A year at a glance: each station's months, and its pattern in words."""
    seat, wanted = request.seat, _year(request)
    stations = Station.objects.worked_by(seat).open()
    context = page_of(request, stations.prefetch_related("patterns"), Keyset("id"), size=50)
    _fill_months(context["rows"], wanted)
    return render(
        request,
        "stations/roster_year.html",
        context
        | {
            "tabs": tabs_of(request, "year"),
            "year": wanted,
            "years": _years(request),
            "months": range(1, 13),
            "may_plan": seat.role in STATION_ROLES or may_plan_area(seat),
            "may_generate": wanted >= today().year
            and (seat.role in STATION_ROLES or may_plan_area(seat)),
            "several": may_plan_area(seat),
        },
    )


def _fill_months(stations: list[Any], year: int) -> None:
    """Twelve cells for each station, from one query."""
    days = RosterDay.objects.filter(
        station__in=[one.pk for one in stations], held_on__year=year
    ).exclude(state=RosterState.CANCELLED)
    found: dict[tuple[int, int], list[RosterDay]] = {}
    columns = ("id", "station_id", "held_on", "state", "is_provisional")
    for day in days.only(*columns).order_by("held_on", "id"):
        day.colour = COLOURS[RosterState(day.state)]
        found.setdefault((day.station_id, day.held_on.month), []).append(day)
    for one in stations:
        one.cells = [(n, found.get((one.pk, n), [])) for n in range(1, 13)]
        one.words = "；".join(describe(p) for p in one.patterns.all() if _in_use(p))


def _in_use(pattern: RosterPattern) -> bool:
    return pattern.until is None or pattern.until >= today()


@require_POST
@once
def generate(request: HttpRequest) -> HttpResponse:
    """All stations of the area that have a pattern, in one go."""
    seat, wanted = request.seat, _year(request)
    if not may_plan_area(seat) and seat.role not in STATION_ROLES:
        raise Forbidden("排接待日请用联络站、乡镇人大主席团或代工委的岗位。")
    stations = Station.objects.worked_by(seat).open().order_by("id")
    outcomes = planning.generate_all(stations, wanted, by=seat)
    without = stations.filter(patterns=None)
    context = {
        "year": wanted,
        "outcomes": outcomes,
        "without": without,
        "total": sum(one.made for one in outcomes),
        "back_url": f"{reverse('stations:roster-year')}?year={wanted}",
    }
    return done(render(request, "stations/roster_generated.html", context))


@require_GET
def station_patterns(request: HttpRequest, station: int) -> HttpResponse:
    """The patterns of a station with their next days, and planning its year."""
    place = Station.objects.worked_by(request.seat).filter(pk=station).first()
    if place is None:
        raise Http404
    rows = list(place.patterns.all())
    this = today().year
    return render(
        request,
        "stations/roster_patterns.html",
        {
            "station": place,
            "patterns": [
                {
                    "row": row,
                    "words": describe(row),
                    "ended": not _in_use(row),
                    "next": patterns.preview(row)[:3] if _in_use(row) else [],
                }
                for row in rows
            ],
            "kinds": PatternKind.choices,
            "may_plan": may_plan_for(request.seat, place) and place.closed_on is None,
            "years": range(this, this + FARTHEST + 1),
            "planned": _planned_years(place),
        },
    )


def _planned_years(place: Station) -> list[dict[str, Any]]:
    this = today().year
    rows = (
        RosterDay.objects.filter(station=place, held_on__year__gte=this)
        .exclude(state=RosterState.CANCELLED)
        .values("held_on__year")
        .annotate(n=Count("id"), open=Count("id", filter=Q(is_provisional=True)))
    )
    by_year = {row["held_on__year"]: row for row in rows}
    return [
        {"year": year, **by_year.get(year, {"n": 0, "open": 0})}
        for year in range(this, this + FARTHEST + 1)
    ]


@require_POST
@once
def generate_one(request: HttpRequest, station: int) -> HttpResponse:
    place = plannable(request, station)
    wanted = _year(request)
    try:
        outcomes = [planning.generate(place, wanted, by=request.seat)]
    except Problem as problem:
        back = reverse("stations:roster-patterns", kwargs={"station": place.pk})
        page = {"problem": problem, "back_url": back}
        return render(request, "errors/refused.html", page, status=problem.status)
    context = {
        "year": wanted,
        "outcomes": outcomes,
        "without": [],
        "total": outcomes[0].made,
        "back_url": reverse("stations:roster-patterns", kwargs={"station": place.pk}),
    }
    return done(render(request, "stations/roster_generated.html", context))


@require_http_methods(["GET", "POST"])
@once
def new_pattern(request: HttpRequest, station: int) -> HttpResponse:
    place = plannable(request, station)
    kind = request.GET.get("kind", PatternKind.NTH_WEEKDAY)
    if kind not in PatternKind.values:
        kind = PatternKind.NTH_WEEKDAY
    return _pattern(request, place, kind, None)


@require_http_methods(["GET", "POST"])
@once
def pattern(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible_pattern(request, pk)
    return _pattern(request, row.station, row.kind, row)


def _visible_pattern(request: HttpRequest, pk: int) -> RosterPattern:
    row = RosterPattern.objects.select_related("station__unit").filter(pk=pk).first()
    if row is None:
        raise Http404
    plannable(request, row.station_id)
    return row


def _pattern(
    request: HttpRequest, place: Station, kind: str, row: RosterPattern | None
) -> HttpResponse:
    """The form with its next twelve days; 看日子 shows them without saving."""
    data = request.POST if request.method == "POST" else None
    form = PatternForm(data, kind=kind, station=place, pattern=row)
    looks = request.method == "POST" and "look" in request.POST
    if request.method == "POST" and not looks:
        saved = attempt(form, lambda _: form.save(by=request.seat))
        if saved:
            return redirect("stations:roster-patterns", station=place.pk)
    days = _look(form, row, looks=looks)
    if "HX-Request" in request.headers and looks:
        return render(request, "stations/_roster_days.html", {"days": days})
    return render(
        request,
        "stations/roster_pattern.html",
        {
            "form": form,
            "station": place,
            "pattern": row,
            "days": days,
            "kinds": [
                {"label": label, "url": f"?kind={code}", "on": code == kind}
                for code, label in PatternKind.choices
            ],
            "key": request.POST.get("idempotency_key", ""),
        },
    )


def _look(form: PatternForm, row: RosterPattern | None, *, looks: bool) -> list[Planned]:
    if looks:
        if not form.is_valid():
            return []
        try:
            return patterns.preview(form.draft())
        except Problem as problem:
            blame_fields(form, problem)
            return []
    return patterns.preview(row) if row is not None and not form.is_bound else []


@require_POST
@once
def end_pattern(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible_pattern(request, pk)
    patterns.end_pattern(row, by=request.seat)
    return redirect("stations:roster-patterns", station=row.station_id)


@require_GET
def covered(request: HttpRequest) -> HttpResponse:
    """Who has received how often; those who have not yet can be shown alone. No order of merit."""
    seat, wanted = request.seat, _year(request)
    stations = _stations_for(request)
    number = rule_of(seat.unit.congress_id).receptions_per_deputy
    rows = coverage(stations, wanted)
    if seat.role == Role.DEPUTY:
        rows = rows.filter(pk=seat.deputy_id or 0)
    lacking = rows.filter(received__lt=number)
    only = request.GET.get("only") == "lacking"
    context = page_of(request, lacking if only else rows, BY_NAME, size=50)
    _name_stations(context["rows"], stations)
    return render(
        request,
        "stations/roster_coverage.html",
        context
        | {
            "tabs": tabs_of(request, "coverage"),
            "year": wanted,
            "years": _years(request)[:2],
            "number": number,
            "only": only,
            "options": choice_menu(request, "only", [("lacking", "还没接待够的")]),
            "lacking": lacking.count(),
            "total": rows.count(),
        },
    )


def _stations_for(request: HttpRequest) -> "QuerySet[Station]":
    seat = request.seat
    if seat.role == Role.DEPUTY:
        return Station.objects.filter(attachments__deputy_id=seat.deputy_id or 0)
    found: QuerySet[Station] = Station.objects.worked_by(seat).open()
    return found


def _name_stations(rows: list[Deputy], stations: "QuerySet[Station]") -> None:
    names = stations_of(rows, stations)
    for row in rows:
        row.station_names = "、".join(names[row.pk])  # type: ignore[attr-defined]
