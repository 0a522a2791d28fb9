"""二维码 for those who keep a station: see, print, make, renew, end."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import once
from core.keyset import Keyset
from core.papers import FORMATS, paper_response
from core.text import whole_number
from core.web import attempt, page_of
from liaison.choices import STATION_ROLES, Role
from liaison.models import Deputy
from stations.forms.public import CodeReasonForm
from stations.models import PublicCode, PublicNotice, Station, StationDeputy
from stations.permissions import public as may
from stations.services import codes, public_notices
from stations.services.code_paper import poster

BY_ID = Keyset("id")
_WORDS = {
    "renew": (
        "换新二维码",
        "换新",
        "旧的立即停用，不会再用；请把墙上的换下来。",
        codes.renew_code,
    ),
    "revoke": ("停用二维码", "停用", "停用后扫码的人会看到已经停用，不能恢复。", codes.revoke_code),
}


@require_GET
def code_list(request: HttpRequest) -> HttpResponse:
    """Stations with their codes; `tab=deputies`: the deputies who sit in them."""
    own_only = request.seat.role == Role.DEPUTY
    tab = "deputies" if own_only or request.GET.get("tab") == "deputies" else "stations"
    places = Station.objects.visible_to(request.seat).open()
    if request.seat.unit_id and places.filter(unit_id=request.seat.unit_id).exists():
        places = places.filter(unit_id=request.seat.unit_id)
    context = _deputies(request, places) if tab == "deputies" else _stations(request, places)
    return render(
        request,
        "stations/code_list.html",
        context
        | {
            "tab": tab,
            "tabs": []
            if own_only
            else [
                {"label": "联络站", "url": "?tab=stations", "on": tab == "stations"},
                {"label": "代表", "url": "?tab=deputies", "on": tab == "deputies"},
            ],
        },
    )


def _stations(request: HttpRequest, places: Any) -> dict[str, Any]:
    context = page_of(request, places.select_related("unit"), BY_ID)
    rows = context["rows"]
    mine = PublicCode.objects.visible_to(request.seat).live()
    live = {c.station_id: c for c in mine.filter(station__in=rows)}
    for row in rows:
        row.live_code = live.get(row.pk)
        row.may_make = may.keeps_code_of(request.seat, row)
    return context


def _deputies(request: HttpRequest, places: Any) -> dict[str, Any]:
    sitting = StationDeputy.objects.filter(station__in=places, until=None)
    if request.seat.role == Role.DEPUTY:
        sitting = sitting.filter(deputy_id=request.seat.deputy_id)
    context = page_of(request, sitting.select_related("station__unit", "deputy"), BY_ID)
    rows = context["rows"]
    people = [row.deputy_id for row in rows]
    mine = PublicCode.objects.visible_to(request.seat).live()
    live = {c.deputy_id: c for c in mine.filter(deputy__in=people)}
    for row in rows:
        row.live_code = live.get(row.deputy_id)
        row.may_make = may.keeps_code_of(request.seat, row.station)
    return context


@require_POST
@once
def make(request: HttpRequest) -> HttpResponse:
    places = Station.objects.visible_to(request.seat).open()
    station = deputy = None
    if pk := whole_number(request.POST.get("station", "")):
        station = get_object_or_404(places.select_related("unit"), pk=pk)
    else:
        pk = whole_number(request.POST.get("deputy", "")) or 0
        sitting = StationDeputy.objects.filter(station__in=places, until=None, deputy_id=pk)
        deputy = get_object_or_404(Deputy, pk=pk) if sitting.exists() else None
        if deputy is None:
            raise Http404
    made = codes.make_code(by=request.seat, station=station, deputy=deputy)
    return redirect("stations:code", pk=made.pk)


def _visible(request: HttpRequest, pk: int) -> PublicCode:
    rows = PublicCode.objects.visible_to(request.seat)
    return get_object_or_404(
        rows.select_related("station__unit", "leads_to__unit", "deputy"), pk=pk
    )


@require_GET
def code(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    return render(
        request,
        "stations/code.html",
        {
            "code": row,
            "picture": codes.picture_of(row),
            "address": codes.address_of(row),
            "keeps": row.revoked_at is None and may.keeps_code(request.seat, row),
            "facts": _facts(row),
        },
    )


def _facts(row: PublicCode) -> list[dict[str, Any]]:
    owner = row.station or row.deputy
    facts = [
        {"label": "代表" if row.deputy else "联络站", "value": str(owner)},
        {"label": "短码", "value": row.code},
        {"label": "制作", "value": f"{row.made_by_name}"},
    ]
    if row.leads_to is not None:
        facts.append({"label": "现在通到", "value": row.leads_to.name})
    if row.revoked_at is not None:
        facts.append({"label": "停用原因", "value": row.revoked_why})
    return facts


@require_GET
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    if form not in FORMATS:
        raise Http404
    row = _visible(request, pk)
    door = codes.open_door(row.code)
    name = door.deputy.name if door.deputy else door.station.name
    return paper_response(poster(door), f"二维码海报-{name}", form)


@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    if deed not in _WORDS:
        raise Http404
    row = _visible(request, pk)
    heading, button, hint, service = _WORDS[deed]
    form = CodeReasonForm(request.POST or None)
    result = request.method == "POST" and attempt(
        form, lambda data: service(row, by=request.seat, **data)
    )
    if result:
        return redirect("stations:code", pk=result.pk)
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "hint": hint,
        "back_url": f"/codes/{row.pk}/",
        "action": request.path,
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/station_form.html", context)


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """公示 as staff keep it."""
    rows = PublicNotice.objects.visible_to(request.seat).select_related("station", "opinion")
    context = page_of(request, rows, Keyset("-id"))
    context["releases"] = request.seat.role in STATION_ROLES
    return render(request, "stations/public_notice_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    rows = PublicNotice.objects.visible_to(request.seat).select_related("opinion__station")
    notice = get_object_or_404(rows, pk=pk)
    form = CodeReasonForm(request.POST or None)
    down = request.method == "POST" and attempt(
        form, lambda data: public_notices.take_down(notice, by=request.seat, **data)
    )
    if down:
        return redirect("stations:published")
    context = {
        "form": form,
        "heading": "撤下公示" if notice.published_at else "不用这份公示稿",
        "button": "撤下",
        "hint": "撤下后外人看不到，记录里还在。",
        "back_url": "/public-notices/",
        "action": request.path,
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/station_form.html", context)
