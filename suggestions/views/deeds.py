"""One page for every deed: GET shows its form, POST does it."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.problems import Conflict, Forbidden, Problem
from core.text import whole_number
from core.web import blame_fields
from suggestions import services
from suggestions.models import Suggestion, fill
from suggestions.views import context
from suggestions.views.common import case_for, keep_arrived, uploaded
from suggestions.views.table import DEEDS, Deed
from suggestions.workflow import SUGGESTION


@once
@require_http_methods(["GET", "HEAD", "POST"])
def deed_page(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """The form page of one step; a step that the case does not allow says why and what would."""
    if deed not in DEEDS:
        raise Http404
    case = fill(case_for(request, pk))
    if request.method == "POST":
        return _do(request, case, deed)
    try:
        SUGGESTION.check(case, deed, request.seat)
    except Problem as problem:
        return refused(request, case, problem)
    if deed == "rate":
        # Its page shows the answer, which so has been read.
        services.note_opened(case, request.seat)
    row = DEEDS[deed]
    form = row.form(case=case, seat=request.seat, initial=context.initial(case, deed, request.seat))
    return _draw(request, case, deed, form)


def _do(request: HttpRequest, case: Suggestion, deed: str) -> HttpResponse:
    row = DEEDS[deed]
    form = row.form(request.POST, request.FILES, case=case, seat=request.seat)
    if not form.is_valid():
        stopped = SUGGESTION.refusal(case, SUGGESTION.steps[deed], request.seat)
        return _draw(request, case, deed, form, stopped)
    extra = {"version": _version(request)} if row.versioned and _version(request) else {}
    try:
        if row.keeps_uploads:
            keep_arrived(form, by=request.seat)
        with transaction.atomic():
            given = uploaded(form.kwargs(), by=request.seat)
            row.do(case, by=request.seat, **given, **extra)
    except (Conflict, Forbidden) as problem:
        case = fill(case_for(request, case.pk))
        return _draw(request, case, deed, form, problem)
    except Problem as problem:
        blame_fields(form, problem)
        return _draw(request, case, deed, form)
    return redirect(_after(request, case, deed))


def _draw(
    request: HttpRequest,
    case: Suggestion,
    deed: str,
    form: Any,
    problem: Problem | None = None,
) -> HttpResponse:
    """The form with what was written in it; a refusal above it, and no button that cannot work."""
    row: Deed = DEEDS[deed]
    step = SUGGESTION.steps[deed]
    stopped = problem is not None and SUGGESTION.refusal(case, step, request.seat) is not None
    page = {
        "case": case,
        "form": form,
        "deed": row,
        "code": deed,
        "title": step.label,
        "problem": problem,
        "last": context.last_event(case) if problem else None,
        "stopped": stopped,
        "next": _back(request),
        **context.for_deed(case, deed, request.seat),
    }
    status = problem.status if problem is not None else 200
    return render(request, row.template, page, status=status)


def refused(request: HttpRequest, case: Suggestion, problem: Problem) -> HttpResponse:
    """Yours to see, not yours to do, or too late: the reason, who did what last, the way back."""
    page = {
        "problem": problem,
        "last": context.last_event(case),
        "back_url": reverse("suggestions:suggestion", kwargs={"pk": case.pk}),
    }
    return render(request, "suggestions/refused.html", page, status=problem.status)


def _version(request: HttpRequest) -> int | None:
    return whole_number(request.POST.get("version", ""))


def _back(request: HttpRequest) -> str:
    """The board or list from which a button was pressed, when it is a page of ours."""
    wanted = request.POST.get("next", "")
    fine = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return urlsplit(wanted)._replace(fragment="").geturl() if fine else ""


def _after(request: HttpRequest, case: Suggestion, deed: str) -> str:
    """Back to where the person was; what they can no longer see leads to their list."""
    if deed == "press":
        messages.success(request, f"已催办{case.number}，承办单位收到后要限期回应。")
    if back := _back(request):
        return back
    if Suggestion.objects.visible_to(request.seat).filter(pk=case.pk).exists():
        return reverse("suggestions:suggestion", kwargs={"pk": case.pk})
    return reverse("suggestions:list")
