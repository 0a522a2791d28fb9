"""Deeds on a mandate: opened, corrected, suspended, resumed, ended with a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.display import cn_num
from liaison.forms.deputies import EndMandateForm, MandateForm, ResumeForm, SuspendForm
from liaison.models import Deputy, Mandate
from liaison.permissions import managed_congresses, may_manage_congress, may_manage_deputies
from liaison.services import deputies as services
from liaison.views.common import form_page, posted, require, root_of, seat_of

METHODS = ["GET", "HEAD", "POST"]


def _mandate(request: HttpRequest, pk: int, deed: str) -> Mandate:
    """Of a visible person, in a congress that this seat keeps, and not ended."""
    seat = seat_of(request)
    rows = Mandate.objects.filter(deputy__in=Deputy.objects.visible_to(seat), ends_on=None)
    found: Mandate = get_object_or_404(
        rows.select_related("deputy", "term__congress", "elected_in__parent"), pk=pk
    )
    require(may_manage_congress(seat, found.term.congress), deed)
    return found


def _words(mandate: Mandate) -> str:
    term = mandate.term
    return f"{mandate.deputy.name}，{term.congress.short_name}第{cn_num(term.number)}届"


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Another level, another term, or a by-election; one person stays one person."""
    seat = seat_of(request)
    require(may_manage_deputies(seat), "登记代表资格")
    person = get_object_or_404(Deputy.objects.visible_to(seat), pk=pk)
    form = MandateForm(posted(request), congresses=managed_congresses(seat), root=root_of(seat))
    return form_page(
        request,
        form,
        lambda data: services.open_mandate(person, by=seat, **data),
        title="登记代表资格",
        above=person.name,
        back=reverse("deputy", args=[pk]),
        button="登记",
    )


@never_cache
@require_http_methods(METHODS)
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    mandate = _mandate(request, pk, "更正代表资格")
    form = MandateForm(
        posted(request),
        initial=MandateForm.seat_of(mandate),
        congresses=managed_congresses(seat),
        root=root_of(seat),
        mandate=mandate,
    )
    return form_page(
        request,
        form,
        lambda data: services.correct_mandate(mandate, by=seat, **data),
        title="更正代表资格",
        above=_words(mandate),
        sub="在县内搬家的，选区仍是当选时的选区，不用改。",
        back=reverse("deputy", args=[mandate.deputy_id]),
    )


@never_cache
@require_http_methods(METHODS)
@once
def end(request: HttpRequest, pk: int) -> HttpResponse:
    mandate = _mandate(request, pk, "终止代表资格")
    return form_page(
        request,
        EndMandateForm(posted(request)),
        lambda data: services.end_mandate(mandate, by=seat_of(request), **data),
        title="终止代表资格",
        above=_words(mandate),
        sub="已经提出的建议照常办理，答复交给本人。",
        back=reverse("deputy", args=[mandate.deputy_id]),
        button="终止",
        danger=True,
    )


@never_cache
@require_http_methods(METHODS)
@once
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    mandate = _mandate(request, pk, "暂停代表职务")
    return form_page(
        request,
        SuspendForm(posted(request)),
        lambda data: services.suspend(mandate, by=seat_of(request), **data),
        title="暂停执行代表职务",
        above=_words(mandate),
        sub="暂停期间不能提出建议，以前的记录都在（代表法第六十一条）。",
        back=reverse("deputy", args=[mandate.deputy_id]),
        button="暂停",
        danger=True,
    )


@never_cache
@require_http_methods(METHODS)
@once
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    mandate = _mandate(request, pk, "恢复代表职务")
    return form_page(
        request,
        ResumeForm(posted(request)),
        lambda data: services.resume(mandate, by=seat_of(request), **data),
        title="恢复执行代表职务",
        above=_words(mandate),
        back=reverse("deputy", args=[mandate.deputy_id]),
        button="恢复",
    )
