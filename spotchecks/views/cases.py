"""One drawn case: what was claimed, what was found on the spot, and the form to say it."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.problems import Forbidden, Invalid, Problem
from core.web import blame_fields
from files.models import StoredFile
from files.services import store
from spotchecks import services
from spotchecks.forms import ReviewForm
from spotchecks.models import SpotCheckCase
from spotchecks.permissions import may_review_case
from spotchecks.workflow import SPOT_CHECK
from stations.views.shared import version_of
from suggestions.models import Reply, Suggestion


def case_for(request: HttpRequest, pk: int) -> SpotCheckCase:
    rows = SpotCheckCase.objects.visible_to(request.seat).select_related(
        "spot_check", "suggestion__main_unit", "suggestion__lead", "reviewer"
    )
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def _may(request: HttpRequest, case: SpotCheckCase) -> bool:
    step = SPOT_CHECK.steps["review"]
    open_now = SPOT_CHECK.refusal(case.spot_check, step, request.seat) is None
    return open_now and may_review_case(request.seat, case)


@require_safe
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_for(request, pk)
    photos: dict[str, list[StoredFile]] = {}
    kept = StoredFile.objects.filter(subject_type="spotcheckcase", subject_id=case.pk)
    for photo in kept.order_by("id"):
        photos.setdefault(photo.purpose, []).append(photo)
    reviews: list[Any] = list(case.reviews.order_by("-id"))
    for row in reviews:
        row.photos = photos.get(f"review:{row.pk}", [])
    seen = Suggestion.objects.visible_to(request.seat).filter(pk=case.suggestion_id).exists()
    context = {
        "case": case,
        "check": case.spot_check,
        "suggestion": case.suggestion,
        "suggestion_url": _url(case) if seen else "",
        "reviews": reviews,
        "reply": _reply(case) if seen and not case.suggestion.is_confidential else None,
        "may_review": _may(request, case),
    }
    return render(request, "spotchecks/case.html", context)


def _url(case: SpotCheckCase) -> str:
    return reverse("suggestions:suggestion", kwargs={"pk": case.suggestion_id})


def _reply(case: SpotCheckCase) -> Reply | None:
    rows = Reply.objects.filter(suggestion_id=case.suggestion_id, recalled_on=None)
    return rows.order_by("-id").first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def review(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_for(request, pk)
    SPOT_CHECK.check(case.spot_check, "review", request.seat)
    if not may_review_case(request.seat, case):
        raise Forbidden("这件由别的评议人负责，请看分给您的。")
    if request.method != "POST":
        return _draw(request, case, ReviewForm(case=case))
    form = ReviewForm(request.POST, request.FILES, case=case)
    if not form.is_valid():
        return _draw(request, case, form, 400)
    try:
        with transaction.atomic():
            kept = [
                store(photo, by=request.seat, purpose="review")
                for photo in form.cleaned_data["photos"]
            ]
            services.review(case, form.finding(kept), by=request.seat, version=version_of(request))
    except Problem as problem:
        blame_fields(form, problem)
        return _draw(request, case, form, 400 if isinstance(problem, Invalid) else problem.status)
    return redirect("spotchecks:case", pk=pk)


def _draw(
    request: HttpRequest, case: SpotCheckCase, form: ReviewForm, status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "check": case.spot_check,
        "form": form,
        "reply": None if case.suggestion.is_confidential else _reply(case),
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "spotchecks/review.html", context, status=status)
