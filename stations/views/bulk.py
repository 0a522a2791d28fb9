"""Many opinions, one decision: each is its own deed, and the report says how each one went."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.idempotency import done, once
from core.problems import Problem
from core.text import whole_number
from stations import services
from stations.forms.bulk import BulkRouteForm
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
        for case in cases:
            case.barred = _barred(case, request.seat)  # type: ignore[attr-defined]
        context = {
            "form": form,
            "cases": cases,
            "ready": sum(not case.barred for case in cases),  # type: ignore[attr-defined]
            "key": request.POST.get("idempotency_key", ""),
        }
        return render(request, "stations/bulk_route.html", context)
    rows = [_one(case, request.seat, form.given()) for case in cases]
    finished = sum(not row["problem"] for row in rows)
    context = {"rows": rows, "finished": finished, "left": len(rows) - finished}
    return done(render(request, "stations/bulk_report.html", context))


def _barred(case: Opinion, seat: Any) -> str:
    """Why this one will not be routed; said before the deed, not after it."""
    refusal = OPINION.refusal(case, OPINION.steps["route"], seat)
    return refusal.detail if refusal else ""


def _chosen(request: HttpRequest) -> list[Opinion]:
    """What the seat sees of the ticked rows; an id of somebody else's is as good as none."""
    sent = map(whole_number, request.POST.getlist("ids"))
    ids = [pk for pk in sent if pk is not None][:MOST]
    rows = Opinion.objects.visible_to(request.seat).filter(pk__in=ids).order_by("id")
    return list(rows.select_related("station__unit", "handler"))


def _one(case: Opinion, seat: Any, given: dict[str, Any]) -> dict[str, Any]:
    try:
        services.route(case, by=seat, **given)
    except Problem as problem:
        words = next(iter(problem.errors.values()), [problem.detail])[0]
        return {"case": case, "problem": words}
    return {"case": Opinion.objects.select_related("handler").get(pk=case.pk), "problem": ""}
