"""Merging stations: choose, look, do; the history of merges; the two maps; closing a station."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import once
from core.clock import today
from core.keyset import Keyset
from core.problems import Conflict, Forbidden, Problem
from core.web import attempt, page_of
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.choices import MergeState, MoveKind
from stations.forms.merging import IntoForm, MergeForm, ReverseForm
from stations.models import MergeMove, Opinion, Station, StationMerge
from stations.permissions import may_keep
from stations.permissions.merging import may_merge, merges_any
from stations.services.merge_compare import compare
from stations.services.merge_plan import preview
from stations.services.merge_reverse import refusal_of, reverse
from stations.services.merging import merge
from stations.workflow.merging import MERGE

KEYSET = Keyset("-id")
SHOWN = 200


def _station(request: HttpRequest, pk: int) -> Station:
    rows = Station.objects.visible_to(request.seat)
    return get_object_or_404(rows.select_related("unit", "township", "merged_into"), pk=pk)


@require_http_methods(["GET", "POST"])
@once
def merge_station(request: HttpRequest, pk: int) -> HttpResponse:
    """First which one takes over, then everything that would move, then the deed."""
    old = _station(request, pk)
    if not (merges_any(request.seat) and may_keep(request.seat, old)):
        raise Forbidden("联络站合并由本县代工委办理，请联系代工委。")
    chosen = request.POST if request.method == "POST" else request.GET
    into = IntoForm(chosen if "into" in chosen else None, seat=request.seat, station=old)
    context: dict[str, Any] = {"station": old, "into": into}
    if not (into.is_bound and into.is_valid()):
        return render(request, "stations/merge_choose.html", context)
    new = into.cleaned_data["into"]
    form = MergeForm(request.POST if request.method == "POST" else None)
    done = request.method == "POST" and attempt(
        form, lambda data: merge(old, new, by=request.seat, **data)
    )
    if done:
        return redirect("stations:merge", pk=done.pk)
    try:
        context["plan"] = preview(old, new)
    except Problem as problem:
        into.add_error("into", problem.detail)
        return render(request, "stations/merge_choose.html", context)
    context |= {"form": form, "new": new, "key": request.POST.get("idempotency_key", "")}
    return render(request, "stations/merge_preview.html", context)


def sees_merges(seat: Seat) -> bool:
    return seat.role in STATION_ROLES | {Role.OFFICE, Role.PRESIDIUM, Role.LEADER}


def _merges(seat: Seat) -> Any:
    rows = StationMerge.objects.visible_to(seat)
    return rows.select_related("old__unit", "new__unit", "new__merged_into")


@require_GET
def merges(request: HttpRequest) -> HttpResponse:
    if not sees_merges(request.seat):
        raise Http404
    context = page_of(request, _merges(request.seat), KEYSET)
    for row in context["rows"]:
        row.may_reverse = not _why_not(row, request.seat)
    return render(
        request, "stations/merge_list.html", context | {"may_merge": merges_any(request.seat)}
    )


def _why_not(row: StationMerge, seat: Seat) -> str:
    """Why this seat cannot put them back now; empty when it can."""
    refusal = MERGE.refusal(row, MERGE.steps["reverse"], seat)
    return refusal.detail if refusal else refusal_of(row)


@require_GET
def merge_done(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_merges(request.seat), pk=pk)
    why_not = _why_not(row, request.seat)
    return render(
        request,
        "stations/merge.html",
        {
            "merge": row,
            "groups": _moved(row, request.seat),
            "may_reverse": not why_not,
            "why_not": why_not if may_merge(request.seat, row.old, row.new) else "",
            "is_reversed": row.state == MergeState.REVERSED,
        },
    )


def _moved(row: StationMerge, seat: Seat) -> list[dict[str, Any]]:
    """How many of each, and of the opinions which, as far as the seat sees them."""
    moves = list(MergeMove.objects.filter(merge=row).order_by("kind", "object_id"))
    ids = [move.object_id for move in moves if move.kind == MoveKind.OPINION]
    seen = Opinion.objects.visible_to(seat).filter(pk__in=ids[:SHOWN])
    groups = []
    for kind in MoveKind:
        count = sum(move.kind == kind for move in moves)
        if count:
            rows = list(seen.select_related("handler")) if kind == MoveKind.OPINION else []
            groups.append({"label": kind.label, "count": count, "opinions": rows})
    return groups


@require_http_methods(["GET", "POST"])
@once
def reverse_merge(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_merges(request.seat), pk=pk)
    if not may_merge(request.seat, row.old, row.new):
        raise Forbidden("恢复联络站由本县代工委办理，请联系代工委。")
    if why := _why_not(row, request.seat):
        page = {"problem": Conflict(why), "back_url": f"/stations/merges/{row.pk}/"}
        return render(request, "errors/refused.html", page, status=409)
    form = ReverseForm(request.POST or None)
    done = request.method == "POST" and attempt(
        form, lambda data: reverse(row, by=request.seat, **data)
    )
    if done:
        return redirect("stations:merge", pk=row.pk)
    return render(
        request,
        "stations/merge_deed.html",
        {
            "form": form,
            "no": f"{row.old.name}并入{row.new.name}",
            "words": "合并带走的都回到老站；合并以后新来的留在新站，"
            "只有扫老站二维码来的归老站。编号和期限都不变。",
            "groups": _moved(row, request.seat),
            "until": row.reversible_until,
            "back_url": f"/stations/merges/{row.pk}/",
            "key": request.POST.get("idempotency_key", ""),
        },
    )


@require_GET
def two_maps(request: HttpRequest) -> HttpResponse:
    """合并前后对照 of a year, for whoever answers for several stations."""
    if request.seat.role not in {Role.OFFICE, Role.PRESIDIUM, Role.LEADER}:
        raise Http404
    year = _year(request.GET.get("year", ""))
    stations = Station.objects.worked_by(request.seat).select_related("merged_into")
    found = compare(
        stations.order_by("kept_by_id", "closed_on", "id"),
        dt.date(year, 1, 1),
        dt.date(year, 12, 31),
    )
    years = [{"label": f"{y}年", "url": f"?year={y}", "on": y == year} for y in _years()]
    return render(request, "stations/two_maps.html", {"found": found, "year": year, "years": years})


def _years() -> list[int]:
    return [today().year - back for back in range(4)]


def _year(text: str) -> int:
    known = {str(year): year for year in _years()}
    return known.get(text, today().year)
