"""The own account: posts, devices, password, large text."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import services as accounts
from accounts.models import ClientToken
from accounts.passwords import LIFETIME
from accounts.public import first_password_page, seatless_page
from accounts.views import next_address
from core.text import whole_number
from liaison.services.seats import choose_seat, seats_to_act_in


@require_POST
@seatless_page
def switch_seat(request: HttpRequest) -> HttpResponse:
    """One click to another own post; it starts at its home page, or where the button said."""
    wanted = whole_number(request.POST.get("seat", ""))
    if wanted is None:
        raise Http404
    choose_seat(request.session, request.user, wanted)
    request.session.cycle_key()
    return HttpResponseRedirect(next_address(request))


@never_cache
@require_safe
@first_password_page
def account(request: HttpRequest) -> HttpResponse:
    user = request.user
    acting = request.seat.pk if request.seat else None
    seats = seats_to_act_in(user)
    context = {
        "facts": _facts(user),
        "own_seats": [{"seat": seat, "on": seat.pk == acting} for seat in seats],
        "devices": _devices(user, {seat.pk: seat for seat in seats}),
        "base": "base.html" if request.seat else "bare_base.html",
    }
    return render(request, "accounts/account.html", context)


def _facts(user: Any) -> list[dict[str, Any]]:
    facts = [
        {"label": "姓名", "value": user.name},
        {"label": "登录名", "value": user.login},
        {"label": "手机号", "value": user.phone or "没有登记"},
    ]
    if user.password_changed_at and not user.is_demo:
        until = user.password_changed_at + LIFETIME
        facts.append({"label": "密码最晚更换", "value": until})
    return facts


def _devices(user: Any, seats: dict[int, Any]) -> list[dict[str, Any]]:
    tokens = ClientToken.objects.filter(user=user).order_by("-created")[:100]
    return [{"token": token, "seat": seats.get(token.seat_id)} for token in tokens]


@require_POST
@seatless_page
def revoke_device(request: HttpRequest, public_id: UUID) -> HttpResponse:
    by = request.seat or accounts.Oneself(request.user)
    if not accounts.revoke_token(request.user, public_id, by=by):
        raise Http404
    messages.success(request, "这个设备已经停用，再用要重新登录。")
    return redirect("account")


@require_POST
@seatless_page
def large_text(request: HttpRequest) -> HttpResponse:
    """Remembered for the person, so that the phone app and other computers follow."""
    on = request.POST.get("on") == "1"
    accounts.set_large_text(request.user, on=on)
    response = redirect("account")
    response.set_cookie("large", "1" if on else "0", max_age=365 * 24 * 3600, samesite="Lax")
    return response
