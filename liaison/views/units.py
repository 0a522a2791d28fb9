"""Bodies: the list, a body's page with its names over time, and the deeds on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.display import cn_date
from core.keyset import Keyset
from core.web import page_of
from liaison.choices import KINDS_IN_ORDER, Level, UnitKind
from liaison.filters import UnitFilter
from liaison.forms.bodies import CloseUnitForm, RenameForm, UnitEditForm, UnitForm
from liaison.models import Division, Unit
from liaison.permissions import (
    managed_units,
    may_administer_seats,
    may_manage_unit,
    may_manage_units,
)
from liaison.querysets import county_of
from liaison.services import units as services
from liaison.views.common import form_page, posted, posted_version, require, root_of, seat_of
from liaison.views.lists import address, chips, options

METHODS = ["GET", "HEAD", "POST"]
CLOSED = "closed"


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Bodies in force; those that a reform ended are a tab of their own."""
    seat = seat_of(request)
    closed = request.GET.get("tab") == CLOSED
    visible = Unit.objects.visible_to(seat).exclude(kind=UnitKind.PLATFORM)
    visible = visible.exclude(pk__in=visible.open().values("pk")) if closed else visible.open()
    found = UnitFilter(request.GET, queryset=visible)
    rows = found.qs.select_related("parent", "division", "successor")
    context = page_of(request, rows.ranked(), Keyset("rank", "name", "id"), 30)
    towns = Division.objects.current().filter(level=Level.TOWNSHIP, parent_id=county_of(seat))
    kinds = [(kind, kind.label) for kind in KINDS_IN_ORDER if kind != UnitKind.PLATFORM]
    menus: list[Any] = [
        ("kind", "种类", kinds),
        ("township", "乡镇", list(towns.order_by("code").values_list("pk", "name"))),
    ]
    context |= {
        "closed": closed,
        "text": request.GET.get("q", ""),
        "tabs": [
            {"label": "现有单位", "url": address(request, tab=None), "on": not closed},
            {"label": "已撤销", "url": address(request, tab=CLOSED), "on": closed},
        ],
        "menus": [
            {"label": label, "options": options(request, name, values)}
            for name, label, values in menus
            if values and not request.GET.get(name)
        ],
        "chips": chips(request, menus),
        "may_manage": may_manage_units(seat),
    }
    return render(request, "liaison/units.html", context)


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is called and was called, whose it is, who came before and after."""
    seat = seat_of(request)
    body = _visible(request, pk)
    may_manage = body.closed_on is None and may_manage_unit(seat, body)
    names = body.names.order_by("-valid_from")
    context = {
        "unit": body,
        "facts": _facts(body),
        "names": [_name_event(row) for row in names],
        "predecessors": body.predecessors.order_by("closed_on"),
        "children": body.children.open().in_order()[:50],
        "may_manage": may_manage,
        "may_seats": may_administer_seats(seat),
    }
    return render(request, "liaison/unit.html", context)


def _visible(request: HttpRequest, pk: int) -> Unit:
    rows = Unit.objects.visible_to(seat_of(request)).exclude(kind=UnitKind.PLATFORM)
    found: Unit = get_object_or_404(
        rows.select_related("parent", "division", "congress", "government", "successor"), pk=pk
    )
    return found


def _managed(request: HttpRequest, pk: int, deed: str) -> Unit:
    body = _visible(request, pk)
    require(may_manage_unit(seat_of(request), body), deed)
    return body


def _page(body: Unit) -> str:
    return reverse("unit", args=[body.pk])


def _facts(body: Unit) -> list[dict[str, Any]]:
    facts = [
        {"label": "种类", "value": body.get_kind_display()},
        {"label": "简称", "value": body.short_name},
        {"label": "所在地区", "value": body.division.name},
        _link("上级单位", body.parent),
    ]
    if body.government is not None and body.government != body:
        facts.append(_link("所属政府", body.government))
    if body.congress is not None:
        facts.append({"label": "所在人大", "value": body.congress.name})
    if body.opened_on:
        facts.append({"label": "设立", "value": cn_date(body.opened_on)})
    return facts


def _link(label: str, body: Unit | None) -> dict[str, Any]:
    return {"label": label, "value": body.name if body else "", "url": _page(body) if body else ""}


def _name_event(row: Any) -> dict[str, Any]:
    until = f"至{cn_date(row.valid_to)}" if row.valid_to else "至今"
    since = "原先" if row.valid_from == services.LONG_AGO else f"{cn_date(row.valid_from)}起"
    return {
        "when": since,
        "title": row.name,
        "text": until,
        "state": "now" if row.valid_to is None else "done",
    }


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    require(may_manage_units(seat), "新建单位")
    root = root_of(seat)
    form = UnitForm(posted(request), root=root, units=managed_units(seat))

    def create(data: dict[str, Any]) -> Unit:
        return services.create_unit(by=seat, division=data.pop("place") or root, **data)

    return form_page(
        request,
        form,
        create,
        title="新建单位",
        above="单位",
        sub="联络站请在「站点」里新建。单位多的，可以用表格导入。",
        back=reverse("units"),
        button="新建",
        done=_page,
    )


@never_cache
@require_http_methods(METHODS)
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    body = _managed(request, pk, "修改单位")
    form = UnitEditForm(
        posted(request),
        initial=UnitEditForm.initial_of(body),
        root=body.division,
        units=managed_units(seat).exclude(pk=pk),
    )
    return form_page(
        request,
        form,
        lambda data: services.update_unit(body, by=seat, version=posted_version(request), **data),
        title="修改单位信息",
        above=body.name,
        sub="改名称请用「更名」，原名称会留在历史里。",
        back=_page(body),
        version=body.version,
    )


@never_cache
@require_http_methods(METHODS)
@once
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    body = _managed(request, pk, "给单位更名")
    return form_page(
        request,
        RenameForm(posted(request)),
        lambda data: services.rename(
            body, data.pop("name"), by=seat_of(request), version=posted_version(request), **data
        ),
        title="单位更名",
        above=body.name,
        back=_page(body),
        button="更名",
        version=body.version,
    )


@never_cache
@require_http_methods(METHODS)
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    body = _managed(request, pk, "撤销单位")
    form = CloseUnitForm(posted(request), units=managed_units(seat).exclude(pk=pk))
    return form_page(
        request,
        form,
        lambda data: services.close_unit(body, by=seat, version=posted_version(request), **data),
        title="撤销单位",
        above=body.name,
        back=_page(body),
        button="撤销",
        danger=True,
        version=body.version,
    )
