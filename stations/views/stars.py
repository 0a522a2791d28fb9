"""星级申报: the list, one application with its grounds, and its deeds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import once
from core.clock import today
from core.keyset import Keyset
from core.problems import Invalid, Problem
from core.web import blame_fields, page_of
from liaison.choices import STATION_ROLES
from stations import services
from stations.choices import StarState
from stations.forms.reception import own_station
from stations.forms.standards import FillInForm, GrantForm, RegradeForm, SendBackForm
from stations.models import StarApplication
from stations.views.shared import address, timeline_of, version_of
from stations.workflow.stars import STARS

KEYSET = Keyset("-id")
TABS: dict[str, tuple[str, dict[str, Any]]] = {
    "waiting": ("待评定", {"state": StarState.APPLIED}),
    "own": ("填写中", {"state__in": [StarState.DRAFT, StarState.RETURNED]}),
    "granted": ("已评定", {"state": StarState.GRANTED}),
    "all": ("全部", {}),
}


@dataclass(frozen=True)
class Deed:
    """`make` builds the form, `do` calls the service with it."""

    heading: str
    button: str
    hint: str
    make: Callable[..., Any]
    do: Callable[..., Any]


DEEDS: dict[str, Deed] = {
    "fill_in": Deed(
        "填写自评",
        "保存",
        "每项分值以标准为限，写明在哪里能看到。保存后还可以改，提交才送去评定。",
        lambda case, *data: FillInForm(*data, application=case),
        lambda case, form, **kw: services.fill_in(
            case,
            asked=form.cleaned_data["asked"],
            statement=form.cleaned_data["statement"],
            claims=form.claims(),
            **kw,
        ),
    ),
    "send_back": Deed(
        "退回补充",
        "退回",
        "",
        lambda case, *data: SendBackForm(*data),
        lambda case, form, **kw: services.send_back(case, **form.cleaned_data, **kw),
    ),
    "grant": Deed(
        "评定",
        "评定",
        "各项得分是依据，星级是对这个站的整体判断。",
        lambda case, *data: GrantForm(*data, application=case),
        lambda case, form, **kw: services.grant(
            case,
            granted=form.cleaned_data["granted"],
            review_note=form.cleaned_data["review_note"],
            points=form.points(),
            **kw,
        ),
    ),
    "regrade": Deed(
        "重新评定",
        "重新评定",
        "星级可以升也可以降，请写明理由。",
        lambda case, *data: RegradeForm(*data),
        lambda case, form, **kw: services.regrade(case, **form.cleaned_data, **kw),
    ),
}
AT_ONCE = {"apply": services.apply_stars, "withdraw": services.withdraw_stars}


@require_GET
def stars(request: HttpRequest) -> HttpResponse:
    visible = StarApplication.objects.visible_to(request.seat)
    tab = request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    rows = visible.filter(**TABS[tab][1]).select_related("station__township")
    own = own_station(request.seat) if request.seat.role in STATION_ROLES else None
    year = today().year
    context = page_of(request, rows, KEYSET) | {
        "tabs": [
            {"label": label, "url": address(request, tab=code), "on": code == tab}
            for code, (label, _) in TABS.items()
        ],
        "may_start": own is not None and not own.stars.filter(year=year).exists(),
        "year": year,
    }
    return render(request, "stations/star_list.html", context)


@require_POST
@once
def start(request: HttpRequest) -> HttpResponse:
    own = own_station(request.seat) if request.seat.role in STATION_ROLES else None
    if own is None:
        raise Http404
    case = services.start_application(own, today().year, by=request.seat)
    return redirect("stations:star-deed", pk=case.pk, deed="fill_in")


def visible_star(request: HttpRequest, pk: int) -> StarApplication:
    rows = StarApplication.objects.visible_to(request.seat)
    case = rows.select_related("station__unit", "checklist").filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


@require_GET
def star(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, visible_star(request, pk))


def _page(
    request: HttpRequest, case: StarApplication, problem: Problem | None = None
) -> HttpResponse:
    evidence = list(case.evidence.select_related("item"))
    context = {
        "case": case,
        "problem": problem,
        "evidence": evidence,
        "claimed": sum(row.claimed for row in evidence),
        "reviewed": sum(row.reviewed or 0 for row in evidence),
        "whole": sum(row.item.weight for row in evidence),
        "granted": services.stars_of(case.granted) if case.granted is not None else "",
        "asked": services.stars_of(case.asked),
        "deeds": [_button(case, step) for step in STARS.available(case, request.seat)],
        "events": timeline_of(case.events.order_by("-at", "-id")),
    }
    status = problem.status if problem is not None else 200
    return render(request, "stations/star.html", context, status=status)


def _button(case: StarApplication, step: Any) -> dict[str, Any]:
    return {
        "code": step.code,
        "label": step.label,
        "primary": step.primary,
        "at_once": step.code in AT_ONCE,
        "url": reverse("stations:star-deed", kwargs={"pk": case.pk, "deed": step.code}),
    }


@require_http_methods(["GET", "POST"])
@never_cache
@once
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    case = visible_star(request, pk)
    if deed in AT_ONCE:
        return _at_once(request, case, deed)
    if deed not in DEEDS:
        raise Http404
    what = DEEDS[deed]
    if request.method == "GET":
        try:
            STARS.check(case, deed, request.seat)
        except Problem as problem:
            return _page(request, case, problem)
        return _deed_page(request, case, deed, what.make(case))
    form = what.make(case, request.POST)
    if not form.is_valid():
        return _deed_page(request, case, deed, form)
    try:
        what.do(case, form, by=request.seat, version=version_of(request))
    except Problem as problem:
        blame_fields(form, problem)
        status = 200 if isinstance(problem, Invalid) else problem.status
        return _deed_page(request, visible_star(request, pk), deed, form, status)
    return redirect("stations:star", pk=pk)


def _at_once(request: HttpRequest, case: StarApplication, deed: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("stations:star", pk=case.pk)
    try:
        AT_ONCE[deed](case, by=request.seat, version=version_of(request))
    except Problem as problem:
        return _page(request, visible_star(request, case.pk), problem)
    return redirect("stations:star", pk=case.pk)


def _deed_page(
    request: HttpRequest, case: StarApplication, deed: str, form: Any, status: int = 200
) -> HttpResponse:
    what = DEEDS[deed]
    context = {
        "case": case,
        "deed": deed,
        "what": what,
        "form": form,
        "lines": list(form.lines()) if hasattr(form, "lines") else [],
        "judging": deed == "grant",
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/star_deed.html", context, status=status)
