"""A visit after it was recorded: corrections, the signed sheet, its papers."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import once
from core.clock import today
from core.display import full_day
from core.papers import FORMATS, Paper, paper_response
from core.web import attempt
from files.responses import send
from stations.forms.deeds import VisitRevealForm
from stations.forms.visits import REASON_HINT, CorrectForm, GuardianForm, SheetForm
from stations.models import Opinion, Reception
from stations.services.guardians import record_guardian
from stations.services.reception_later import add_sheets, correct_reception, open_sheet, sheets_of
from stations.services.reception_paper import (
    file_name,
    register_paper,
    revealed_paper,
    visit_paper,
)
from stations.views.shared import version_of
from stations.workflow import VISIT

MOST_LINES = 500
FORMAT_NAMES = {"pdf": "PDF", "docx": "Word"}


def visible_visit(request: HttpRequest, pk: int) -> Reception:
    rows = Reception.objects.visible_to(request.seat)
    return get_object_or_404(
        rows.select_related("station__unit", "visitor_village", "roster_day"), pk=pk
    )


@require_http_methods(["GET", "POST"])
@once
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正补充: it stands beside what was entered first."""
    visit = visible_visit(request, pk)
    VISIT.check(visit, "add", request.seat)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda data: correct_reception(visit, by=request.seat, version=version_of(request), **data),
    ):
        return redirect("stations:reception", pk=visit.pk)
    hint = "原来登记的内容不会改动，更正和补充另外记下，写明时间和记录人。"
    return _deed_page(request, visit, form, "更正补充", hint, draft=f"reception-{visit.pk}-add")


@require_http_methods(["GET", "POST"])
@once
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """存签名表: the scan of the sheet that was signed at the desk."""
    visit = visible_visit(request, pk)
    VISIT.check(visit, "add_sheet", request.seat)
    sent = request.method == "POST"
    form = SheetForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and attempt(form, lambda data: add_sheets(visit, by=request.seat, **data)):
        return redirect("stations:reception", pk=visit.pk)
    hint = "签过名的登记表拍照或扫描存进来。以后要看，需填写理由。"
    return _deed_page(request, visit, form, "存签名表", hint)


@require_http_methods(["GET", "POST"])
@once
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """记监护人: whom the child belongs to, or why nobody was asked."""
    visit = visible_visit(request, pk)
    VISIT.check(visit, "guardian", request.seat)
    form = GuardianForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda data: record_guardian(visit, by=request.seat, version=version_of(request), **data),
    ):
        return redirect("stations:reception", pk=visit.pk)
    hint = "不满14岁的，记下来访人的信息要监护人同意（《个人信息保护法》第三十一条）。"
    return _deed_page(request, visit, form, "记监护人", hint)


def _deed_page(
    request: HttpRequest, visit: Reception, form: Any, heading: str, hint: str, draft: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "hint": hint,
        "draft": draft,
        "visit": visit,
        "action": request.path,
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/visit_deed.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def open_scan(request: HttpRequest, pk: int, token: UUID) -> HttpResponseBase:
    """The signed sheet shows who came: a reason first, and it is recorded."""
    visit = visible_visit(request, pk)
    VISIT.check(visit, "reveal", request.seat)
    if not sheets_of(visit).filter(token=token).exists():
        raise Http404
    form = VisitRevealForm(request.POST if request.method == "POST" else None)
    opened = request.method == "POST" and attempt(
        form, lambda data: open_sheet(visit, token, by=request.seat, **data)
    )
    if not opened:
        return _reason_page(request, visit, form, "查看签名表", "打开")
    response = send(request, opened)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """接待选民登记表 as a file; name and phone stay masked."""
    visit = visible_visit(request, pk)
    _require_format(form)
    return paper_response(visit_paper(visit, opinions_of(request, visit)), file_name(visit), form)


@require_http_methods(["GET", "POST"])
@never_cache
def whole_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same with name and phone, for signing: a reason first, and it is recorded."""
    visit = visible_visit(request, pk)
    _require_format(form)
    VISIT.check(visit, "reveal", request.seat)
    asked = VisitRevealForm(request.POST if request.method == "POST" else None)
    opinions = opinions_of(request, visit)
    made = request.method == "POST" and attempt(
        asked, lambda data: revealed_paper(visit, opinions, by=request.seat, **data)
    )
    if made:
        return paper_response(made, file_name(visit), form)
    return _reason_page(request, visit, asked, "带姓名电话的登记表", "下载")


def _reason_page(
    request: HttpRequest, visit: Reception, form: VisitRevealForm, heading: str, button: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "hint": REASON_HINT,
        "button": button,
        "visit": visit,
        "action": request.path,
        "stays": True,
    }
    return render(request, "stations/visit_deed.html", context)


def opinions_of(request: HttpRequest, visit: Reception) -> Any:
    return Opinion.objects.visible_to(request.seat).filter(reception=visit).order_by("id")


def _require_format(form: str) -> None:
    if form not in FORMATS:
        raise Http404


def day_of(text: str) -> dt.date:
    """A day from an address; what is no date is today."""
    try:
        return parse_date(text[:10]) or today()
    except ValueError:
        return today()


@require_GET
def register(request: HttpRequest, form: str) -> HttpResponse:
    """接待日登记簿 of one day as a file."""
    _require_format(form)
    day = day_of(request.GET.get("day", ""))
    made = register_of(request, day)
    name = f"接待日登记簿-{made.title}-{full_day(day)}"
    return paper_response(made, name, form)


def register_of(request: HttpRequest, day: dt.date) -> Paper:
    visits = visits_of(request, day)
    places = {visit.station.name for visit in visits}
    return register_paper(day, visits, places.pop() if len(places) == 1 else request.seat.unit.name)


def register_links(day: dt.date) -> list[dict[str, str]]:
    return [
        {
            "label": label,
            "url": f"{reverse('stations:daily-paper', kwargs={'form': form})}?day={day}",
        }
        for form, label in FORMAT_NAMES.items()
    ]


def visits_of(request: HttpRequest, day: dt.date) -> list[Reception]:
    rows = Reception.objects.visible_to(request.seat).filter(held_on=day)
    rows = rows.select_related("station").prefetch_related("receivers__deputy", "opinions__handler")
    return list(rows.order_by("station_id", "id")[:MOST_LINES])


def links_of(visit: Reception, name: str) -> list[dict[str, str]]:
    """Addresses of the visit's paper in each format."""
    return [
        {
            "label": label,
            "url": reverse(f"stations:{name}", kwargs={"pk": visit.pk, "form": form}),
        }
        for form, label in FORMAT_NAMES.items()
    ]
