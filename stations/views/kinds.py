"""种类设置: the office's list of kinds, in its order, with those that were retired."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import once
from core.problems import Forbidden
from core.web import attempt
from stations.forms.registry import KindForm
from stations.models import StationKind
from stations.permissions.registry import may_set_kinds
from stations.services import kinds as services

DEEDS: dict[str, Callable[..., StationKind]] = {
    "retire": services.retire_kind,
    "restore": services.restore_kind,
    "up": lambda code, *, by: services.move_kind(code, by=by, up=True),
    "down": lambda code, *, by: services.move_kind(code, by=by, up=False),
}


def _require_office(request: HttpRequest) -> int:
    congress = request.seat.unit.congress_id
    if not may_set_kinds(request.seat) or congress is None:
        raise Forbidden("站点种类由本级代工委设置，请联系代工委。")
    return int(congress)


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """How many stations have each: of this congress, whoever else has the default list."""
    congress = _require_office(request)
    mine = Q(stations__congress_id=congress)
    now = mine & Q(stations__closed_on=None)
    rows = services.kinds_of(congress).annotate(
        used=Count("stations", filter=now), gone=Count("stations", filter=mine & ~now)
    )
    context = {"rows": rows, "is_default": all(row.congress_id is None for row in rows)}
    return render(request, "stations/station_kinds.html", context)


@require_http_methods(["GET", "POST"])
@once
def add(request: HttpRequest) -> HttpResponse:
    _require_office(request)
    form = KindForm(request.POST or None)
    done = request.method == "POST" and attempt(
        form, lambda data: services.add_kind(by=request.seat, **data)
    )
    return _answer(request, form, done, "加一个种类")


@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, code: str) -> HttpResponse:
    kind = _own(request, code)
    first = {"name": kind.name, "is_of_trade": kind.is_of_trade}
    form = KindForm(request.POST or None, initial=first)
    done = request.method == "POST" and attempt(
        form, lambda data: services.change_kind(code, by=request.seat, **data)
    )
    hint = "改名以后，这一种类的站都显示新名称，已撤销的站也一样。"
    return _answer(request, form, done, f"修改{kind.name}", hint)


@require_POST
@once
def deed(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """停用, 恢复使用, 上移, 下移: one press each."""
    _own(request, code)
    if deed not in DEEDS:
        raise Http404
    DEEDS[deed](code, by=request.seat)
    return redirect("stations:station-kinds")


def _own(request: HttpRequest, code: str) -> StationKind:
    """Of the own list; a code that only another congress has does not exist here."""
    return get_object_or_404(services.kinds_of(_require_office(request)), code=code)


def _answer(
    request: HttpRequest, form: Any, done: Any, heading: str, hint: str = ""
) -> HttpResponse:
    if done:
        return redirect("stations:station-kinds")
    return render(
        request,
        "stations/station_form.html",
        {
            "form": form,
            "heading": heading,
            "hint": hint,
            "action": request.path,
            "back_url": "/stations/kinds/",
            "key": request.POST.get("idempotency_key", ""),
        },
    )
