"""Divisions for the administrator: look up, walk down, load a new file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.keyset import Keyset
from core.web import page_of
from liaison.choices import Level
from liaison.filters import DivisionFilter
from liaison.forms.bodies import DivisionUploadForm
from liaison.models import Division
from liaison.permissions import may_manage_divisions
from liaison.services import divisions as services
from liaison.services.units import chain
from liaison.views.common import form_page, posted, seat_of, sent_files
from liaison.views.lists import chips, options

BELOW = {
    Level.NATIONAL: "省",
    Level.PROVINCE: "市州",
    Level.PREFECTURE: "县市区",
    Level.COUNTY: "乡镇街道",
    Level.TOWNSHIP: "村（社区）",
}


def _require_administrator(request: HttpRequest) -> None:
    if not may_manage_divisions(seat_of(request)):
        raise Http404


@require_safe
def divisions(request: HttpRequest) -> HttpResponse:
    """By name or code; without a question, the topmost places."""
    _require_administrator(request)
    rows = Division.objects.current().select_related("parent")
    asked = any(request.GET.get(name) for name in ("q", "level"))
    if not asked:
        rows = rows.filter(parent=None)
    found = DivisionFilter(request.GET, queryset=rows)
    context = page_of(request, found.qs, Keyset("code", "id"), 30)
    levels = [choice for choice in Level.choices if choice[0] != Level.NATIONAL]
    menus: list[Any] = [("level", "级别", levels)]
    context |= {
        "asked": asked,
        "text": request.GET.get("q", ""),
        "menus": [
            {"label": label, "options": options(request, name, values)}
            for name, label, values in menus
            if not request.GET.get(name)
        ],
        "chips": chips(request, menus),
    }
    return render(request, "liaison/divisions.html", context)


@require_safe
def division(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what is above, what is below, what it was called before."""
    _require_administrator(request)
    rows = Division.objects.select_related("successor", "parent__parent__parent__parent")
    place = get_object_or_404(rows, pk=pk)
    children = place.children.filter(valid_to=None)
    context = page_of(request, children, Keyset("code", "id"), 50)
    context |= {
        "place": place,
        "above": list(chain(place))[:0:-1],
        "below": BELOW.get(Level(place.level), ""),
        "former": place.predecessors.order_by("-valid_to"),
    }
    return render(request, "liaison/division.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def load(request: HttpRequest) -> HttpResponse:
    _require_administrator(request)
    form = DivisionUploadForm(posted(request), sent_files(request))

    def deed(data: dict[str, Any]) -> services.Loaded:
        upload = data.pop("file")
        if upload.size > services.LARGEST:
            raise services.bad_file("文件超过64MB，不像是区划文件，请核对。")
        done = services.load(upload.read(), by=seat_of(request), **data)
        messages.success(request, done.words())
        return done

    return form_page(
        request,
        form,
        deed,
        title="导入行政区划",
        above="行政区划",
        sub="有一行不对，就一行也不导入，并告诉您是哪一行。同一份文件再导入不会重复。",
        back=reverse("divisions"),
        button="导入",
    )
