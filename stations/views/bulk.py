"""Many opinions, one decision: each is its own deed, and the report says how each one went."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.idempotency import done, once
from core.problems import Problem
from core.text import whole_number
from stations import services
from stations.forms.bulk import BulkRouteForm, BulkTellForm
from stations.models import Opinion
from stations.workflow import OPINION

MOST = 50


@require_POST
@never_cache
@once
def route(request: HttpRequest) -> HttpResponse:
    """First which ones and where to; then a row for each with what became of it."""
    cases = _chosen(request)
    if not cases:
        return redirect("stations:opinions")
    asked = "route" in request.POST
    form = BulkRouteForm(request.POST if asked else None, seat=request.seat)
    if not asked or not form.is_valid():
        return _ask(request, "stations/bulk_route.html", "route", form, cases)
    rows = [_one(services.route, case, request.seat, form.given()) for case in cases]
    return _report(request, "一起分办", "已分办", rows)


@require_POST
@never_cache
@once
def tell(request: HttpRequest) -> HttpResponse:
    """One answer for several voters; each has a record and a verdict of his or her own."""
    cases = _chosen(request)
    if not cases:
        return redirect("stations:opinions")
    open_ones = [case for case in cases if not _barred(case, "tell_back", request.seat)]
    asked = "words" in request.POST
    form = BulkTellForm(request.POST if asked else None, cases=open_ones)
    if not asked or not form.is_valid():
        return _ask(request, "stations/bulk_tell.html", "tell_back", form, cases)
    told = [(case, form.given(case)) for case in open_ones]
    rows = [_one(services.tell_back, case, request.seat, given) for case, given in told if given]
    return _report(request, "一起回复", "已记下回复", rows)


def _ask(
    request: HttpRequest, template: str, step: str, form: Any, cases: list[Opinion]
) -> HttpResponse:
    for case in cases:
        case.barred = _barred(case, step, request.seat)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "cases": cases,
        "ready": sum(not case.barred for case in cases),  # type: ignore[attr-defined]
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, template, context)


def _report(
    request: HttpRequest, heading: str, words: str, rows: list[dict[str, Any]]
) -> HttpResponse:
    finished = sum(not row["problem"] for row in rows)
    context = {
        "heading": f"{heading}的结果",
        "words": words,
        "rows": rows,
        "finished": finished,
        "left": len(rows) - finished,
    }
    return done(render(request, "stations/bulk_report.html", context))


def _barred(case: Opinion, step: str, seat: Any) -> str:
    """Why this one will not be done; said before the deed, not after it."""
    refusal = OPINION.refusal(case, OPINION.steps[step], seat)
    return refusal.detail if refusal else ""


def _chosen(request: HttpRequest) -> list[Opinion]:
    """What the seat sees of the ticked rows; an id of somebody else's is as good as none."""
    sent = map(whole_number, request.POST.getlist("ids"))
    ids = [pk for pk in sent if pk is not None][:MOST]
    rows = Opinion.objects.visible_to(request.seat).filter(pk__in=ids).order_by("id")
    return list(rows.select_related("station__unit", "handler", "reception"))


def _one(
    deed: Callable[..., Any], case: Opinion, seat: Any, given: dict[str, Any]
) -> dict[str, Any]:
    try:
        deed(case, by=seat, **given)
    except Problem as problem:
        words = next(iter(problem.errors.values()), [problem.detail])[0]
        return {"case": case, "problem": words}
    return {"case": Opinion.objects.select_related("handler").get(pk=case.pk), "problem": ""}
