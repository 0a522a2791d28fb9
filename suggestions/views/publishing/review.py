"""The office's page of one answer before the public, and its deeds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import once
from core.display import cn_date
from core.problems import Conflict, Forbidden, Problem
from core.text import whole_number
from core.web import blame_fields
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from suggestions import forms, services
from suggestions.choices import PublicationState
from suggestions.models import Publication
from suggestions.workflow import PUBLICATION


@dataclass(frozen=True)
class Deed:
    form: type[forms.DeedForm]
    do: Callable[..., Any]
    button: str
    hint: str
    wide: bool = False


_COPY_HINT = "电话、证件号码、住址和来访群众的姓名已经去掉，请再看一遍，不该公开的删去。"
DEEDS: dict[str, Deed] = {
    "release": Deed(forms.ReleaseForm, services.release, "公开", _COPY_HINT, wide=True),
    "decline": Deed(
        forms.DeclineForm, services.decline, "不予公开", "理由告诉代表和承办单位。以后可以再公开。"
    ),
    "correct": Deed(forms.CorrectForm, services.correct, "更正", _COPY_HINT, wide=True),
    "take_down": Deed(
        forms.TakeDownForm, services.take_down, "撤下", "公开页上马上看不到。以后可以再公开。"
    ),
}


def publication_for(request: HttpRequest, pk: int) -> Publication:
    rows = Publication.objects.visible_to(request.seat)
    found: Publication | None = (
        rows.select_related("suggestion__lead", "reply", "unit").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


@require_GET
def publication_page(request: HttpRequest, pk: int) -> HttpResponse:
    publication = publication_for(request, pk)
    context = {
        "publication": publication,
        "case": publication.suggestion,
        "light": _light(publication),
        "facts": _facts(publication),
        "actions": [
            {
                "code": step.code,
                "label": step.label,
                "primary": step.primary,
                "wide": DEEDS[step.code].wide,
                "url": reverse(
                    "suggestions:publication-deed",
                    kwargs={"pk": pk, "deed": step.code},
                ),
            }
            for step in PUBLICATION.available(publication, request.seat)
        ],
    }
    return render(request, "suggestions/publication.html", context)


def _light(publication: Publication) -> Light | None:
    if publication.state != PublicationState.WAITING:
        return None
    duty = (
        Deadline.objects.open()
        .filter(subject_type="publication", subject_id=publication.pk)
        .first()
    )
    return light_of(duty.due_on, duty.amber_on) if duty is not None else None


def _facts(publication: Publication) -> list[dict[str, Any]]:
    case = publication.suggestion
    wish = publication.get_wish_display()
    if publication.wish_reason:
        wish = f"{wish}：{publication.wish_reason}"
    found = [
        {"label": "承办单位", "value": publication.unit_name},
        {"label": "单位的意见", "value": wish},
        {"label": "领衔代表", "value": f"{case.lead.name}，{_word(publication)}"},
        {"label": "答复", "value": cn_date(publication.reply.replied_on)},
    ]
    if publication.decided_on:
        day, name = cn_date(publication.decided_on), publication.decided_by_name
        found.append({"label": "审查", "value": f"{day}，{name}"})
    if publication.words:
        found.append({"label": "审查意见", "value": publication.words})
    return found


def _word(publication: Publication) -> str:
    return "同意公开" if publication.suggestion.consents_to_publish else "不同意公开"


@once
@require_http_methods(["GET", "HEAD", "POST"])
def publication_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """A step that the state or the deputy's word does not allow says why."""
    if deed not in DEEDS:
        raise Http404
    publication = publication_for(request, pk)
    row = DEEDS[deed]
    if request.method == "POST":
        return _do(request, publication, deed)
    try:
        PUBLICATION.check(publication, deed, request.seat)
    except Problem as problem:
        back = reverse("suggestions:publication", kwargs={"pk": pk})
        page = {"problem": problem, "back_url": back}
        return render(request, "suggestions/refused.html", page, status=problem.status)
    return _draw(request, publication, deed, row.form(case=publication, seat=request.seat))


def _do(request: HttpRequest, publication: Publication, deed: str) -> HttpResponse:
    row = DEEDS[deed]
    form = row.form(request.POST, case=publication, seat=request.seat)
    if not form.is_valid():
        return _draw(request, publication, deed, form)
    version = whole_number(request.POST.get("version", ""))
    try:
        row.do(publication, by=request.seat, version=version, **form.kwargs())
    except (Conflict, Forbidden) as problem:
        return _draw(request, publication_for(request, publication.pk), deed, form, problem)
    except Problem as problem:
        blame_fields(form, problem)
        return _draw(request, publication, deed, form)
    return redirect("suggestions:publication", pk=publication.pk)


def _draw(
    request: HttpRequest,
    publication: Publication,
    deed: str,
    form: Any,
    problem: Problem | None = None,
) -> HttpResponse:
    """The form with what was written in it; the original beside the copy."""
    step = PUBLICATION.steps[deed]
    page = {
        "publication": publication,
        "case": publication.suggestion,
        "form": form,
        "deed": DEEDS[deed],
        "code": deed,
        "title": step.label,
        "problem": problem,
        "stopped": problem is not None
        and PUBLICATION.refusal(publication, step, request.seat) is not None,
    }
    status = problem.status if problem is not None else 200
    return render(request, "suggestions/publication_deed.html", page, status=status)
