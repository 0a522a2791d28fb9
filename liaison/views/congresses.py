"""Congresses with their terms and sessions."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.clock import today
from core.display import cn_num
from core.keyset import Keyset
from core.web import page_of
from liaison.choices import Role
from liaison.forms.bodies import CongressForm, SessionDatesForm, SessionForm, TermForm
from liaison.models import Congress, Division, Session, Term
from liaison.permissions import managed_congresses, may_manage_congress, may_manage_deputies
from liaison.querysets import open_on
from liaison.services import terms as services
from liaison.views.common import form_page, posted, require, root_of, seat_of

METHODS = ["GET", "HEAD", "POST"]


def _visible(request: HttpRequest) -> QuerySet[Congress]:
    """Every congress of the seat's area, its own, and those above its place."""
    seat = seat_of(request)
    if seat.role == Role.ADMIN:
        return Congress.objects.all()
    if seat.role in {Role.SECURITY_ADMIN, Role.AUDITOR}:
        return Congress.objects.none()
    root = root_of(seat)
    inside = Division.objects.within(root.pk).values("pk")
    above = [seat.unit.prefecture_id, seat.unit.province_id]
    return Congress.objects.filter(
        Q(pk=seat.unit.congress_id) | Q(division__in=inside) | Q(division__in=above)
    )


@require_safe
def congresses(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    require(may_manage_deputies(seat) or _visible(request).exists(), "查看届次")
    current = Prefetch("terms", Term.objects.filter(open_on(today())), to_attr="now")
    rows = _visible(request).select_related("division").prefetch_related(current)
    context = page_of(request, rows, Keyset("level", "id"), 50)
    sessions = Session.objects.filter(term__congress__in=[c.pk for c in context["rows"]])
    last: dict[int, Session] = {}
    for session in sessions.filter(opens_on__lte=today()).select_related("term"):
        last[session.term.congress_id] = session
    for congress in context["rows"]:
        congress.last = last.get(congress.pk)
    context["may_create"] = may_manage_deputies(seat) and seat.role in {Role.ADMIN, Role.OFFICE}
    return render(request, "liaison/congresses.html", context)


@require_safe
def congress(request: HttpRequest, pk: int) -> HttpResponse:
    """Terms with their sessions, the latest first."""
    one = get_object_or_404(_visible(request), pk=pk)
    sessions = Prefetch("sessions", Session.objects.order_by("-number"))
    terms = one.terms.prefetch_related(sessions).annotate(
        deputies=Count("mandates", filter=Q(mandates__ends_on=None), distinct=True)
    )
    rows = [
        {
            "term": term,
            "label": f"第{cn_num(term.number)}届",
            "now": term.starts_on <= today() and (term.ends_on is None or term.ends_on >= today()),
            "sessions": [_session(session) for session in term.sessions.all()],
        }
        for term in terms.order_by("-number")
    ]
    context = {
        "congress": one,
        "terms": rows,
        "sub": _sentence(one),
        "may_manage": may_manage_congress(seat_of(request), one),
    }
    return render(request, "liaison/congress.html", context)


def _session(session: Session) -> dict[str, Any]:
    if session.opens_on > today():
        state = "待召开"
    elif session.closes_on >= today():
        state = "正在召开"
    else:
        state = "已闭幕"
    return {"row": session, "label": f"第{cn_num(session.number)}次会议", "state": state}


def _sentence(one: Congress) -> str:
    term = services.term_on(one)
    if term is None:
        return "还没有现任的届，请先新开一届，再登记代表。"
    sitting, last = services.session_on(one), services.last_session(one)
    name = f"第{cn_num(term.number)}届"
    if sitting is not None:
        return f"{name}第{cn_num(sitting.number)}次会议正在召开，收到的建议按会议期间编号。"
    if last is None:
        return f"{name}，还没有开过会议。"
    return f"{name}第{cn_num(last.number)}次会议已闭幕，收到的建议按闭会期间编号。"


def _managed(request: HttpRequest, pk: int, deed: str) -> Congress:
    one = get_object_or_404(_visible(request), pk=pk)
    require(may_manage_congress(seat_of(request), one), deed)
    return one


def _page(pk: int) -> str:
    return reverse("congress", args=[pk])


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest) -> HttpResponse:
    """A congress for a place that has none yet."""
    seat = seat_of(request)
    require(managed_congresses(seat).exists() or seat.role == Role.ADMIN, "新建人民代表大会")
    require(seat.role in {Role.ADMIN, Role.OFFICE}, "新建人民代表大会")
    return form_page(
        request,
        CongressForm(posted(request), root=root_of(seat)),
        lambda data: services.create_congress(data.pop("place"), by=seat, **data),
        title="新建人民代表大会",
        above="届次与会议",
        back=reverse("congresses"),
        button="新建",
        done=lambda one: _page(one.pk),
    )


@never_cache
@require_http_methods(METHODS)
@once
def new_term(request: HttpRequest, pk: int) -> HttpResponse:
    one = _managed(request, pk, "新开一届")
    last = one.terms.order_by("-number").first()
    form = TermForm(posted(request), initial={"number": last.number + 1 if last else None})
    return form_page(
        request,
        form,
        lambda data: services.open_term(one, by=seat_of(request), **data),
        title="新开一届",
        above=one.name,
        back=_page(pk),
        button="新开",
    )


@never_cache
@require_http_methods(METHODS)
@once
def new_session(request: HttpRequest, pk: int) -> HttpResponse:
    """The next session of a term."""
    term = get_object_or_404(
        Term.objects.filter(congress__in=_visible(request)).select_related("congress"), pk=pk
    )
    require(may_manage_congress(seat_of(request), term.congress), "新开会议")
    last = term.sessions.order_by("-number").first()
    form = SessionForm(posted(request), initial={"number": last.number + 1 if last else 1})
    return form_page(
        request,
        form,
        lambda data: services.open_session(term, by=seat_of(request), **data),
        title="新开会议",
        above=str(term),
        sub="会议期间提出的建议按这次会议编号，闭幕后按闭会编号。",
        back=_page(term.congress_id),
        button="新开",
    )


@never_cache
@require_http_methods(METHODS)
@once
def edit_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(
        Session.objects.filter(term__congress__in=_visible(request)).select_related(
            "term__congress"
        ),
        pk=pk,
    )
    require(may_manage_congress(seat_of(request), session.term.congress), "更正会期")
    dates = {"opens_on": session.opens_on, "closes_on": session.closes_on}
    return form_page(
        request,
        SessionDatesForm(posted(request), initial=dates),
        lambda data: services.correct_session(session, by=seat_of(request), **data),
        title="更正会期",
        above=str(session),
        back=_page(session.term.congress_id),
    )
