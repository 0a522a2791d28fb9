"""The congress's list of grounds on which a suggestion is not admitted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.problems import Forbidden
from core.web import attempt
from liaison.permissions import is_congress_office
from suggestions.forms import GroundForm
from suggestions.services import grounds_of, retire_ground, save_ground


@once
@require_http_methods(["GET", "HEAD", "POST"])
def grounds(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The list, and below it the form to add one or to change the one that was clicked."""
    if not is_congress_office(request.seat):
        raise Forbidden("不予受理的情形由代工委（乡镇由主席团）规定，请找他们修改。")
    rows = grounds_of(request.seat.unit.congress_id)
    chosen = next((row for row in rows if row.pk == pk), None)
    if pk is not None and chosen is None:
        raise Http404
    shown = ("label", "remedy", "source")
    initial = {name: getattr(chosen, name) for name in shown} if chosen else None
    form = GroundForm(request.POST or None, initial=initial)
    if request.method == "POST":
        if chosen is not None and "retire" in request.POST:
            done = attempt(form, lambda _: retire_ground(by=request.seat, ground=chosen))
        else:
            done = attempt(form, lambda data: save_ground(by=request.seat, ground=chosen, **data))
        if done is not None:
            words = "已停用" if "retire" in request.POST else "已保存"
            messages.success(request, f"{words}“{done.label}”。")
            return redirect("suggestions:grounds")
    page = {"rows": rows, "chosen": chosen, "form": form}
    return render(request, "suggestions/grounds.html", page)
