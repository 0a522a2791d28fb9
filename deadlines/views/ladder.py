"""逾期上报: who hears of a late duty and when; an office changes it after a look."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.idempotency import once
from core.problems import Forbidden, Problem
from core.web import blame_fields
from deadlines import services
from deadlines.choices import OFFICE_CLOSES, OFFICE_OPENS
from deadlines.forms import LadderForm
from deadlines.views.rules import METHODS
from liaison.models import Congress, Seat
from liaison.permissions import is_congress_office
from liaison.views.common import bound, posted


@require_safe
def ladder(request: HttpRequest) -> HttpResponse:
    seat, congress = bound(request)
    context = {
        "congress": congress,
        "rungs": services.ladder_of(congress.pk),
        "own": services.has_own_ladder(congress.pk),
        "kinds": services.climbing_kinds(),
        "hours": f"{OFFICE_OPENS:%H:%M}到{OFFICE_CLOSES:%H:%M}",
        "may_set": is_congress_office(seat),
    }
    return render(request, "deadlines/ladder.html", context)


def _office(request: HttpRequest) -> tuple[Seat, Congress]:
    seat, congress = bound(request)
    if not is_congress_office(seat):
        raise Forbidden("逾期上报由本级人大的代工委（乡镇人大主席团）来定，请联系他们。")
    return seat, congress


@never_cache
@require_http_methods(METHODS)
@once
def edit_ladder(request: HttpRequest) -> HttpResponse:
    """First the effect, then the deed."""
    seat, congress = _office(request)
    now = LadderForm.from_ladder(services.ladder_of(congress.pk))
    form = LadderForm(posted(request), initial=now)
    context: dict[str, Any] = {"form": form, "congress": congress}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            days = form.cleaned_data
            try:
                services.check_ladder(days)
                if request.POST.get("looked") == _mark(days):
                    services.set_ladder(congress, days, by=seat)
                    messages.success(request, "逾期上报已改，从下一次提醒起按新的报。")
                    return redirect("deadlines:ladder")
                context |= {
                    "effects": services.ladder_effect(congress.pk, days),
                    "looked": _mark(days),
                }
                status = 200
            except Problem as problem:
                blame_fields(form, problem)
    return render(request, "deadlines/ladder_edit.html", context, status=status)


def _mark(days: dict[str, Any]) -> str:
    return ",".join(f"{role}:{after}" for role, after in sorted(days.items()))


@require_POST
@once
def restore_ladder(request: HttpRequest) -> HttpResponse:
    seat, congress = _office(request)
    services.reset_ladder(congress, by=seat)
    messages.success(request, "已恢复成默认的逾期上报。")
    return redirect("deadlines:ladder")
