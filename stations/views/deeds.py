"""A deed on an opinion: its form by GET, the deed by POST; what was typed is never lost."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.idempotency import done, once
from core.problems import Invalid, Problem
from core.web import attempt, blame_fields
from stations import services
from stations.forms import DEED_FORMS, DeedForm
from stations.forms.deeds import RevealForm, VisitRevealForm
from stations.models import Opinion, Reception
from stations.services import Contact
from stations.views.opinions import visible_opinion
from stations.views.shared import version_of
from stations.views.story import sees_reception, visitor_of, where_of
from stations.workflow import OPINION, VISIT

_CHOICES = frozenset({"disposition", "elsewhere", "route", "unit", "words_of"})


@require_http_methods(["GET", "POST"])
@never_cache
@once
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    if deed not in DEED_FORMS:
        raise Http404
    case = visible_opinion(request, pk)
    if request.method == "GET":
        try:
            OPINION.check(case, deed, request.seat)
        except Problem as problem:
            return _refused(request, case, problem)
        return _form_page(request, case, deed, _form(request, case, deed))
    form = _form(request, case, deed, request.POST)
    if not form.is_valid():
        return _form_page(request, case, deed, form)
    try:
        result = form.do(version=version_of(request))
    except Problem as problem:
        blame_fields(form, problem)
        status = 200 if isinstance(problem, Invalid) else problem.status
        return _form_page(request, visible_opinion(request, pk), deed, form, status)
    return _answer(request, case, deed, form, result)


def _form(request: HttpRequest, case: Opinion, deed: str, data: Any = None) -> DeedForm:
    # A link may offer a choice, for example a unit from past routes; words that a stranger put
    # into an address would stand in the form as if they were the house's own.
    offered = () if data is not None else _CHOICES & request.GET.keys()
    first = {name: request.GET[name] for name in offered}
    return DEED_FORMS[deed](data, opinion=case, seat=request.seat, initial=first)


def _refused(request: HttpRequest, case: Opinion, problem: Problem) -> HttpResponse:
    """Too late, or not this post's to do: the reason, and the way back to the opinion."""
    page = {"problem": problem, "back_url": reverse("stations:opinion", kwargs={"pk": case.pk})}
    return render(request, "errors/refused.html", page, status=problem.status)


def _form_page(
    request: HttpRequest, case: Opinion, deed: str, form: DeedForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "stations/opinion_deed.html",
        {
            "opinion": case,
            "deed": deed,
            "form": form,
            "visitor": visitor_of(case, sees_visit=sees_reception(case, request.seat)),
            "key": request.POST.get("idempotency_key", ""),
        },
        status=status,
    )


def _answer(
    request: HttpRequest, case: Opinion, deed: str, form: DeedForm, result: Any
) -> HttpResponse:
    if isinstance(form, RevealForm):
        return done(_contact(request, case, result))
    if deed == "issue_slip":
        context = {
            "slips": [(case, result, where_of(case))],
            "back_url": f"/opinions/{case.pk}/",
            "station": case.station,
        }
        return done(render(request, "stations/slips.html", context))
    return redirect("stations:opinion", pk=case.pk)


def _contact(request: HttpRequest, case: Opinion, contact: Contact) -> HttpResponse:
    return render(request, "stations/contact.html", {"opinion": case, "contact": contact})


@require_http_methods(["GET", "POST"])
@never_cache
@once
def reveal_reception(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact of a visit, also of one that brought no opinion."""
    visit = Reception.objects.visible_to(request.seat).filter(pk=pk).first()
    if visit is None:
        raise Http404
    VISIT.check(visit, "reveal", request.seat)
    form = VisitRevealForm(request.POST if request.method == "POST" else None)
    contact = request.method == "POST" and attempt(
        form, lambda data: services.reveal(visit, by=request.seat, **data)
    )
    if contact:
        context = {"reception": visit, "contact": contact}
        return done(render(request, "stations/contact.html", context))
    context = {
        "form": form,
        "heading": "查看联系方式",
        "hint": RevealForm.hint,
        "button": RevealForm.button,
        "back_url": f"/receptions/{visit.pk}/",
        "action": request.path,
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/station_form.html", context)
