"""发文字号: the unit's own number sequence, seen by its posts, settled by its head."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.clock import today
from core.problems import Forbidden
from core.web import attempt
from suggestions import services
from suggestions.forms.letters import SeriesForm
from suggestions.permissions import letters as may


@once
@require_http_methods(["GET", "HEAD", "POST"])
def letter_series(request: HttpRequest) -> HttpResponse:
    """Every year's sequence, and the form of this year's."""
    seat = request.seat
    if not may.reads_letter_series(seat):
        raise Forbidden("发文字号由各承办单位自己设定，您的岗位不用管。")
    rows = services.series_of(seat.unit)
    form = SeriesForm(request.POST or None, initial=_initial(rows))
    if request.method == "POST":
        done = attempt(form, lambda data: services.set_series(by=seat, **data))
        if done is not None:
            messages.success(request, f"已保存，下一封答复函编{services.next_number(seat.unit)}。")
            return redirect("suggestions:letter-series")
    page = {
        "rows": rows,
        "form": form,
        "may_set": may.may_set_letter_series(seat),
        "next_number": services.next_number(seat.unit),
    }
    return render(request, "suggestions/letter_series.html", page)


def _initial(rows: list[Any]) -> dict[str, Any]:
    """This year's row, or last year's 代字 from 0 on."""
    if not rows:
        return {}
    newest = rows[0]
    return {"prefix": newest.prefix, "last": newest.last if newest.year == today().year else 0}
