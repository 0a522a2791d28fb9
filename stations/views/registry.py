"""The registry of stations: list, one station, founding, changing, deputies in and out."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import once
from core.clock import today
from core.display import cn_date
from core.keyset import Keyset
from core.problems import Forbidden
from core.web import attempt, page_of
from liaison.choices import Level
from liaison.models import Deputy, Division
from stations import services
from stations.filters import STARS, StationFilter
from stations.forms import AttachForm, StationForm
from stations.models import Opinion, Reception, Station, StationKind
from stations.permissions import may_found, may_keep
from stations.permissions.merging import merges_any
from stations.permissions.registry import may_close, may_set_kinds
from stations.services import parents
from stations.views.shared import address, chips_of, choice_menu
from stations.views.station_page import more_of

KEYSET = Keyset("id")


OPEN_OR_NOT = (("", "开放"), ("true", "已撤销"), ("all", "全部"))


@require_GET
def stations(request: HttpRequest) -> HttpResponse:
    """Open ones unless others are asked for; a station that went keeps its line."""
    visible = Station.objects.visible_to(request.seat)
    if not request.GET.get("closed"):
        visible = visible.open()
    counted = Count("attachments", filter=Q(attachments__until=None))
    found = StationFilter(request.GET, visible, request=request).qs
    rows = found.with_star(today().year).annotate(deputies=counted)
    context = page_of(request, rows.select_related("township", "kind"), KEYSET)
    for row in context["rows"]:
        row.star_words = "" if row.star is None else services.stars_of(row.star)
    choices = _choices(request)
    return render(
        request,
        "stations/station_list.html",
        context
        | {
            "total": found.count(),
            "menus": [
                {"label": label, "options": _menu(request, name, rows)}
                for name, (label, rows) in choices.items()
                if len(rows) > 1
            ],
            "kept": [(name, request.GET[name]) for name in choices if request.GET.get(name)],
            "chips": chips_of(
                request,
                {"q": ("搜索", {})}
                | {name: (label, dict(rows)) for name, (label, rows) in choices.items()},
            ),
            "may_found": may_found(request.seat),
            "may_merge": merges_any(request.seat),
            "may_set_kinds": may_set_kinds(request.seat),
        },
    )


def _choices(request: HttpRequest) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    kinds = StationKind.objects.visible_to(request.seat).order_by("order", "id")
    return {
        "kind": ("种类", list(kinds.values_list("code", "name"))),
        "star": ("今年星级", [(code, label) for code, label in STARS]),
        "township": ("乡镇街道", _townships(request)),
        "closed": ("状态", list(OPEN_OR_NOT)),
    }


def _menu(request: HttpRequest, name: str, rows: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Without a word about it the list shows the open ones, so that menu has no other "all"."""
    if name != "closed":
        return choice_menu(request, name, rows)
    now = request.GET.get(name, "")
    return [
        {"label": label, "url": address(request, **{name: code}), "on": now == code}
        for code, label in rows
    ]


def _townships(request: HttpRequest) -> list[tuple[str, str]]:
    """The townships of the seat's county; higher up there are too many for a menu."""
    county = request.seat.unit.county_id
    if county is None:
        return []
    rows = Division.objects.filter(parent_id=county, level=Level.TOWNSHIP, valid_to=None)
    return [(str(pk), name) for pk, name in rows.order_by("code").values_list("pk", "name")]


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
            "may_close": may_close(request.seat, place) and place.closed_on is None,
            "children": parents.open_children(place).select_related("kind"),
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
        "unit", "township", "kind", "parent", "merged_into"
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
        ("种类", place.kind.name),
        ("行业", place.trade),
        ("乡镇街道", place.township.name if place.township else ""),
        ("地址", place.address),
        ("电话", place.phone),
        ("开放时间", place.hours),
    ]
    facts = [{"label": label, "value": value} for label, value in rows if value]
    if place.parent is not None:
        url = reverse("stations:station", kwargs={"pk": place.parent_id})
        facts.append({"label": "上级站", "value": place.parent.name, "url": url})
    for row in parents.story_of(place):
        time = f"{cn_date(row['since'])}至{cn_date(row['until'])}"
        facts.append({"label": "曾经属于", "value": f"{row['parent'].name}，{time}"})
    return facts


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
    names = ("trade", "parent", "address", "phone", "hours", "latitude", "longitude")
    form = StationForm(
        request.POST or None,
        seat=request.seat,
        station=place,
        initial={name: getattr(place, name) for name in names} | {"kind": place.kind.code},
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
