"""邀请码: the office invites a body outside its tree; whoever has the code opens the post."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.devices import address
from accounts.idempotency import done, once
from accounts.public import public_page
from accounts.quotas import network_of
from accounts.views import let_in
from core.clock import today
from core.keyset import Keyset
from core.problems import TooOften
from core.web import attempt, page_of
from liaison.choices import Role
from liaison.forms.invitations import CodeForm, InviteForm, InviteUnitForm, JoinForm
from liaison.middleware import has_session
from liaison.models import Invitation, Seat, Unit
from liaison.permissions import administered_units, may_invite
from liaison.services import invitations as services
from liaison.services.seats import CHOSEN

METHODS = ["GET", "HEAD", "POST"]


def _office(request: HttpRequest) -> Seat:
    """These pages are the office's; for anybody else they do not exist."""
    seat: Seat | None = request.seat
    if seat is None or seat.role != Role.OFFICE or seat.stands_in_for:
        raise Http404
    return seat


def state_of(row: Invitation) -> tuple[str, str]:
    """Level and words of the light."""
    if row.used_at is not None:
        return "g", "已使用"
    if row.revoked_at is not None:
        return "x", "已收回"
    return ("x", "已过期") if row.ends_on < today() else ("a", "等对方使用")


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Every code that was given out, to whom, and what became of it; never the code."""
    seat = _office(request)
    rows = Invitation.objects.visible_to(seat).select_related("unit", "used_by")
    page = page_of(request, rows, Keyset("-id"))
    for row in page["rows"]:
        row.level, row.words = state_of(row)
    return render(request, "liaison/invitations.html", page)


@never_cache
@require_http_methods(METHODS)
@once
def new_unit(request: HttpRequest) -> HttpResponse:
    """The body is entered and invited in one deed."""
    seat = _office(request)
    form = InviteUnitForm(request.POST or None)
    made = attempt(form, lambda data: services.invite_new_unit(by=seat, **data))
    return _shown(request, made) if made else _form(request, form, None)


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest, pk: int) -> HttpResponse:
    seat = _office(request)
    unit = get_object_or_404(administered_units(seat), pk=pk)
    if not may_invite(seat, unit):
        raise Http404
    form = InviteForm(request.POST or None)
    made = attempt(form, lambda data: services.invite(unit, by=seat, **data))
    return _shown(request, made) if made else _form(request, form, unit)


def _form(request: HttpRequest, form: Any, unit: Unit | None) -> HttpResponse:
    status = 400 if form.errors else 200
    context = {"form": form, "unit": unit}
    return render(request, "liaison/invitation_new.html", context, status=status)


def _shown(request: HttpRequest, made: tuple[Invitation, str]) -> HttpResponse:
    """The code, shown this once; it is stored nowhere but as a hash."""
    row, code = made
    link = request.build_absolute_uri(reverse("join"))
    context = {"invitation": row, "code": code, "link": link}
    return done(render(request, "liaison/invitation_code.html", context))


@never_cache
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    seat = _office(request)
    row = get_object_or_404(Invitation.objects.visible_to(seat), pk=pk)
    services.revoke(row, by=seat)
    messages.success(request, f"发给{row.unit.short_name}的邀请码已收回。")
    return redirect("invitations")


@public_page
@never_cache
@sensitive_post_parameters()
@require_http_methods(METHODS)
def join(request: HttpRequest) -> HttpResponse:
    """With the code a newcomer opens an account and the post; who is signed in, the post alone."""
    known = has_session(request)
    form = (CodeForm if known else JoinForm)(request.POST or None)
    seat, status = None, 200
    if request.method == "POST":
        try:
            seat = attempt(form, lambda data: _take(request, data, known=known))
            status = 400
        except TooOften as wait:
            form.add_error(None, wait.detail)
            status = wait.status
    if seat is None:
        context = {"form": form, "known": known}
        return render(request, "accounts/join.html", context, status=status)
    if known:
        request.session[CHOSEN] = seat.pk
        messages.success(request, f"已为您开通{seat.unit.name}的{seat.label}岗位。")
        return redirect("/")
    return let_in(request, seat.user)


def _take(request: HttpRequest, data: dict[str, Any], *, known: bool) -> Seat:
    here = address(request)
    network = network_of(here, bits4=32) or here
    if known:
        return services.accept(data["code"], request.user, network=network)
    person = services.Newcomer(data["login"], data["name"], data["new"], data["phone"])
    return services.accept_as_newcomer(data["code"], person, network=network)
