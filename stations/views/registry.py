"""The registry of stations: list, one station, founding, changing, deputies in and out."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import once
from core.clock import today
from core.keyset import Keyset
from core.problems import Forbidden
from core.web import attempt, page_of
from liaison.choices import Level
from liaison.models import Deputy, Division
from stations import services
from stations.choices import StationKind
from stations.filters import StationFilter
from stations.forms import AttachForm, StationForm
from stations.models import Opinion, Reception, Station
from stations.permissions import may_found, may_keep
from stations.permissions.merging import merges_any
from stations.views.shared import chips_of, choice_menu
from stations.views.station_page import more_of

KEYSET = Keyset("id")


@require_GET
def stations(request: HttpRequest) -> HttpResponse:
    visible = Station.objects.visible_to(request.seat)
    counted = Count("attachments", filter=Q(attachments__until=None))
    if "closed" not in request.GET:
        visible = visible.open()
    rows = StationFilter(request.GET, visible, request=request).qs.select_related("township")
    context = page_of(request, rows.annotate(deputies=counted), KEYSET)
    townships = _townships(request)
    return render(
        request,
        "stations/station_list.html",
        context
        | {
            "total": visible.count(),
            "kinds": choice_menu(request, "kind", StationKind.choices),
            "townships": choice_menu(request, "township", townships),
            "chips": chips_of(
                request,
                {
                    "q": ("搜索", {}),
                    "kind": ("种类", dict(StationKind.choices)),
                    "township": ("乡镇街道", {str(pk): name for pk, name in townships}),
                },
            ),
            "may_found": may_found(request.seat),
            "may_merge": merges_any(request.seat),
        },
    )


def _townships(request: HttpRequest) -> list[tuple[int, str]]:
    """The townships of the seat's county; higher up there are too many for a menu."""
    county = request.seat.unit.county_id
    if county is None:
        return []
    rows = Division.objects.filter(parent_id=county, level=Level.TOWNSHIP, valid_to=None)
    return list(rows.order_by("code").values_list("pk", "name"))


@require_GET
def station(request: HttpRequest, pk: int) -> HttpResponse:
    place = _visible(request, pk)
    first = today().replace(day=1)
    return render(
        request,
        "stations/station.html",
        {
            "station": place,
            "attachments": place.attachments.filter(until=None)
            .select_related("deputy")
            .order_by("deputy__sort_key"),
            "figures": _figures(place, first),
            "may_keep": may_keep(request.seat, place) and place.closed_on is None,
            "may_merge": merges_any(request.seat),
            "absorbed": place.absorbed.order_by("closed_on", "id"),
            "sees_opinions": Opinion.objects.visible_to(request.seat)
            .filter(station=place)
            .exists(),
            "facts": _facts(place),
        }
        | more_of(request, place),
    )


def _visible(request: HttpRequest, pk: int) -> Station:
    rows = Station.objects.visible_to(request.seat).select_related(
        "unit", "township", "parent", "merged_into"
    )
    return get_object_or_404(rows, pk=pk)


def _figures(place: Station, first: dt.date) -> dict[str, Any]:
    """This month's numbers: a station is a public place, and so is what it does in sum."""
    visits = Reception.objects.filter(station=place, held_on__gte=first).aggregate(
        visits=Count("id", filter=Q(no_visitor=False)), days=Count("held_on", distinct=True)
    )
    matters = Opinion.objects.filter(station=place, received_on__gte=first).aggregate(
        opinions=Count("id"),
        told=Count("id", filter=Q(state="told")),
        satisfied=Count("id", filter=Q(satisfaction__in=["satisfied", "basic"])),
    )
    return visits | matters


def _facts(place: Station) -> list[dict[str, str]]:
    rows = [
        ("简码", place.code),
        ("种类", place.get_kind_display()),
        ("行业", place.trade),
        ("乡镇街道", place.township.name if place.township else ""),
        ("地址", place.address),
        ("电话", place.phone),
        ("开放时间", place.hours),
        ("上级站", place.parent.name if place.parent else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@require_http_methods(["GET", "POST"])
@once
def found(request: HttpRequest) -> HttpResponse:
    if not may_found(request.seat):
        raise Forbidden("设立联络站由代工委登记，请联系代工委。")
    form = StationForm(request.POST or None, seat=request.seat)
    made = request.method == "POST" and attempt(
        form, lambda data: services.create_station(by=request.seat, **data)
    )
    if made:
        return redirect("stations:station", pk=made.pk)
    return _form_page(request, form, "设立联络站", "/stations/")


@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    place = _visible(request, pk)
    _require_keeper(request, place)
    names = ("kind", "trade", "address", "phone", "hours", "latitude", "longitude")
    form = StationForm(
        request.POST or None,
        seat=request.seat,
        station=place,
        initial={name: getattr(place, name) for name in names},
    )
    changed = request.method == "POST" and attempt(
        form, lambda data: services.update_station(place, by=request.seat, **data)
    )
    if changed:
        return redirect("stations:station", pk=place.pk)
    return _form_page(request, form, f"修改{place.name}", f"/stations/{place.pk}/")


def _form_page(request: HttpRequest, form: Any, heading: str, back_url: str) -> HttpResponse:
    return render(
        request,
        "stations/station_form.html",
        {
            "form": form,
            "heading": heading,
            "back_url": back_url,
            "key": request.POST.get("idempotency_key", ""),
        },
    )


def _require_keeper(request: HttpRequest, place: Station) -> None:
    if not may_keep(request.seat, place):
        raise Forbidden("您的岗位不能改这个联络站，请找本站站长或代工委。")


@require_http_methods(["GET", "POST"])
@once
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    place = _visible(request, pk)
    _require_keeper(request, place)
    form = AttachForm(request.POST or None, seat=request.seat, station=place)
    added = request.method == "POST" and attempt(
        form, lambda data: services.attach(place, by=request.seat, **data)
    )
    if added:
        return redirect("stations:station", pk=place.pk)
    return _form_page(request, form, f"代表进站：{place.name}", f"/stations/{place.pk}/")


@require_POST
@once
def detach(request: HttpRequest, pk: int, deputy: int) -> HttpResponse:
    place = _visible(request, pk)
    _require_keeper(request, place)
    person = Deputy.objects.filter(pk=deputy, attachments__station=place).first()
    if person is None:
        raise Http404
    services.detach(place, person, by=request.seat)
    return redirect("stations:station", pk=place.pk)
