"""撤销联络站: what keeps it open, or with numbers what ends with it, then the deed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.problems import Conflict, Forbidden
from core.web import attempt
from stations.forms.merging import CloseForm
from stations.models import Station
from stations.permissions.registry import may_close
from stations.services import closing

SHOWN = 200


@require_http_methods(["GET", "POST"])
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Station.objects.visible_to(request.seat)
    place = get_object_or_404(rows.select_related("unit", "township", "parent"), pk=pk)
    if not may_close(request.seat, place):
        raise Forbidden("撤销联络站由本县代工委办理，请联系代工委。")
    if place.closed_on is not None:
        raise Conflict(f"「{place.name}」已经撤销，不用再办。")
    form = CloseForm(request.POST or None, station=place)
    done = request.method == "POST" and attempt(
        form, lambda data: closing.close_station(place, by=request.seat, **data)
    )
    if done:
        return redirect("stations:station", pk=place.pk)
    return render(
        request,
        "stations/station_close.html",
        {
            "form": form,
            "station": place,
            "plan": closing.preview(place),
            "shown": SHOWN,
            "key": request.POST.get("idempotency_key", ""),
        },
    )
