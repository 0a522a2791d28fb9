"""One page for every deed on a promise: GET shows its form, POST does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.problems import Conflict, Forbidden, Problem
from core.text import whole_number
from core.web import blame_fields
from suggestions import forms, services
from suggestions.models import Promise
from suggestions.views.common import uploaded
from suggestions.views.promises.page import promise_for
from suggestions.workflow import PROMISE


@dataclass(frozen=True)
class Deed:
    form: type[forms.DeedForm]
    do: Callable[..., Any]
    button: str
    hint: str


DEEDS: dict[str, Deed] = {
    "add_progress": Deed(
        forms.ProgressForm,
        services.add_progress,
        "保存",
        "办到哪一步随时记，代表和代工委都能看到。",
    ),
    "report_kept": Deed(
        forms.KeptForm,
        services.report_kept,
        "报告落实",
        "代工委核实以后销号；还没到位的会退回来继续办。",
    ),
    "carry_over": Deed(
        forms.CarryForm,
        services.carry_over,
        "签发",
        "原来的时限留在台账里。一次最多改到下一年年底。",
    ),
    "change_promise": Deed(
        forms.ChangeForm,
        services.change_promise,
        "签发变更说明",
        "情况变了、确实不能兑现的，由负责人书面说明。代表可以评价，不满意的由代工委研究。",
    ),
    "strike_off": Deed(
        forms.StrikeForm, services.strike_off, "销号", "看过确实落实了再销号，接着请代表评价。"
    ),
    "not_kept": Deed(forms.NotKeptForm, services.not_kept, "退回", "单位继续办，时限不变。"),
    "rate_promise": Deed(
        forms.RatePromiseForm,
        services.rate_promise,
        "送出评价",
        "答复里说的事办成没有，您再评一次。不满意的，代工委会研究。",
    ),
    "study_promise": Deed(
        forms.StudyPromiseForm,
        services.study_promise,
        "确定",
        "没有兑现到位的，请单位限期继续落实；确实办不了的，向代表说明。",
    ),
}


@once
@require_http_methods(["GET", "HEAD", "POST"])
def promise_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """A step that the promise does not allow says why."""
    if deed not in DEEDS:
        raise Http404
    promise = promise_for(request, pk)
    row = DEEDS[deed]
    if request.method == "POST":
        return _do(request, promise, deed)
    try:
        PROMISE.check(promise, deed, request.seat)
    except Problem as problem:
        back = reverse("suggestions:promise", kwargs={"pk": promise.pk})
        page = {"problem": problem, "back_url": back}
        return render(request, "suggestions/refused.html", page, status=problem.status)
    return _draw(request, promise, deed, row.form(case=promise, seat=request.seat))


def _do(request: HttpRequest, promise: Promise, deed: str) -> HttpResponse:
    row = DEEDS[deed]
    form = row.form(request.POST, request.FILES, case=promise, seat=request.seat)
    if not form.is_valid():
        return _draw(request, promise, deed, form)
    version = whole_number(request.POST.get("version", ""))
    try:
        with transaction.atomic():
            given = uploaded(form.kwargs(), by=request.seat)
            row.do(promise, by=request.seat, version=version, **given)
    except (Conflict, Forbidden) as problem:
        return _draw(request, promise_for(request, promise.pk), deed, form, problem)
    except Problem as problem:
        blame_fields(form, problem)
        return _draw(request, promise, deed, form)
    return redirect("suggestions:promise", pk=promise.pk)


def _draw(
    request: HttpRequest, promise: Promise, deed: str, form: Any, problem: Problem | None = None
) -> HttpResponse:
    """The form with what was written in it; a refusal above it."""
    step = PROMISE.steps[deed]
    page = {
        "promise": promise,
        "case": promise.suggestion,
        "form": form,
        "deed": DEEDS[deed],
        "code": deed,
        "title": step.label,
        "problem": problem,
        "stopped": problem is not None and PROMISE.refusal(promise, step, request.seat) is not None,
    }
    status = problem.status if problem is not None else 200
    return render(request, "suggestions/promise_deed.html", page, status=status)
