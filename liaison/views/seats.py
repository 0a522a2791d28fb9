"""A unit's administrator opens and closes posts and resets passwords."""

from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import done, once
from core.clock import today
from core.keyset import Keyset
from core.web import attempt, page_of
from liaison.choices import UNIT_ADMIN_ROLES, Role
from liaison.forms.seats import CloseForm, SeatForm, choose_roles
from liaison.models import Seat, Unit
from liaison.permissions import (
    SELF_ADMINISTERED,
    administered_seats,
    administered_units,
    may_administer_seats,
    may_invite,
    may_reset,
    openable_roles,
)
from liaison.querysets import open_on
from liaison.services import seats as services
from liaison.services import stand_ins


def _by(request: HttpRequest) -> Seat:
    """The acting seat, of an administrator; for anybody else these pages do not exist."""
    seat: Seat | None = request.seat
    if seat is None or not may_administer_seats(seat):
        raise Http404
    return seat


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units whose posts are in this administrator's hands; a single one opens at once."""
    by = _by(request)
    mine = administered_units(by)
    if len(mine[:2]) < 2:
        return redirect("seats_unit", pk=by.unit_id)
    text = request.GET.get("q", "").strip()[:40]
    orphans = request.GET.get("tab") == "orphans"
    rows = _searched(mine, text).annotate(**_unit_columns())
    if orphans:
        rows = rows.filter(administered=False, kind__in=SELF_ADMINISTERED)
    rows = rows.ranked().select_related("division")
    context = page_of(request, rows, Keyset("rank", "name", "id"))
    for unit in context["rows"]:
        unit.kind_label = unit.get_kind_display()
        unit.who = "、".join(unit.administrators)
        unit.needs_one = unit.kind in SELF_ADMINISTERED and not unit.administered
    context |= {"text": text, "tabs": _unit_tabs(orphans=orphans), "orphans": orphans}
    context["invites"] = by.role == Role.OFFICE
    return render(request, "liaison/seats.html", context)


def _searched(rows: QuerySet, text: str) -> QuerySet:
    if not text:
        return rows
    people = Seat.objects.open().filter(unit=OuterRef("pk"), user__name__contains=text)
    return rows.filter(Q(name__contains=text) | Q(short_name__contains=text) | Exists(people))


def _unit_columns() -> dict[str, Any]:
    admins = Seat.objects.open().filter(unit=OuterRef("pk"), role__in=UNIT_ADMIN_ROLES)
    alive = open_on(today(), "seats__starts_on", "seats__ends_on")
    names = admins.order_by("id").values("user__name")
    return {
        "open_seats": Count("seats", filter=alive),
        "administered": Exists(admins),
        "administrators": ArraySubquery(names[:3]),
    }


def _unit_tabs(*, orphans: bool) -> list[dict[str, Any]]:
    return [
        {"label": "全部单位", "url": "?", "on": not orphans},
        {"label": "还没有管理员", "url": "?tab=orphans", "on": orphans},
    ]


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The posts of one unit, those in use and those that ended."""
    by = _by(request)
    body = get_object_or_404(administered_units(by).select_related("division"), pk=pk)
    ended = request.GET.get("tab") == "ended"
    text = request.GET.get("q", "").strip()[:40]
    alive = open_on(today(), end="ends_on") | Q(starts_on__gt=today())
    seats = administered_seats(by).filter(unit=body).select_related("user", "unit", "deputy")
    seats = seats.exclude(alive) if ended else seats.filter(alive)
    if text:
        seats = seats.filter(Q(user__name__contains=text) | Q(user__login__contains=text.lower()))
    context = page_of(request, seats, Keyset("role", "id"), 50)
    context |= {
        "never_stood_in_for": stand_ins.NEVER,
        "unit": body,
        "tabs": _seat_tabs(ended=ended),
        "ended": ended,
        "text": text,
        "may_open": bool(openable_roles(by, body)),
        "may_invite": may_invite(by, body),
        "acting": by,
        "several": administered_units(by).count() > 1,
    }
    return render(request, "liaison/seats_unit.html", context)


def _seat_tabs(*, ended: bool) -> list[dict[str, Any]]:
    return [
        {"label": "在用", "url": "?", "on": not ended},
        {"label": "已停用", "url": "?tab=ended", "on": ended},
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a post for a new person or for somebody who has an account."""
    by = _by(request)
    body = get_object_or_404(administered_units(by), pk=pk)
    possible = openable_roles(by, body)
    if not possible:
        raise Http404
    existing = request.GET.get("who") == "existing"
    roles = choose_roles(possible, request.GET.get("role", ""))
    form = SeatForm(request.POST or None, unit=body, by=by, roles=roles, existing=existing)
    if request.method == "POST":
        deed = _open_for_existing if existing else _open_for_new
        opened = attempt(form, lambda data: deed(body, by, data))
        if opened is not None:
            return _opened(request, *opened, draft_role=roles[0])
    context = {"form": form, "unit": body, "existing": existing}
    context["role_tabs"] = _role_tabs(possible, roles, "existing" if existing else "new")
    context["role_chosen"] = roles[0].value
    status = 400 if form.errors else 200
    return render(request, "liaison/seats_new.html", context, status=status)


def _role_tabs(possible: list[Role], roles: list[Role], who: str) -> list[dict[str, Any]]:
    """One tab for each form; a single form needs none."""
    forms = []
    for role in possible:
        shared = choose_roles(possible, role.value)
        if shared not in forms:
            forms.append(shared)
    if len(forms) < 2:
        return []
    return [
        {
            "label": "、".join(str(role.label) for role in shared),
            "url": f"?who={who}&role={shared[0].value}",
            "on": shared == roles,
        }
        for shared in forms
    ]


def _open_for_existing(body: Unit, by: Seat, data: dict[str, Any]) -> tuple[Seat, str]:
    user = services.find_account(data.pop("account"), data.pop("name"))
    return services.open_seat(body, by=by, user=user, **data), ""


def _open_for_new(body: Unit, by: Seat, data: dict[str, Any]) -> tuple[Seat, str]:
    return services.open_seat_for_new_person(body, by=by, **data)


def _opened(request: HttpRequest, seat: Seat, password: str, *, draft_role: Role) -> HttpResponse:
    if password:
        return _show_password(request, seat, password, "岗位已开通", draft_role.value)
    messages.success(request, f"已为{seat.user.name}开通「{seat.label}」。")
    return redirect("seats_unit", pk=seat.unit_id)


def _show_password(
    request: HttpRequest, seat: Seat, password: str, title: str, draft_role: str = ""
) -> HttpResponse:
    """Shown this once; it is stored nowhere but as a hash."""
    context = {
        "seat_opened": seat,
        "password": password,
        "title": title,
        "draft_role": draft_role,
    }
    return done(render(request, "liaison/seats_password.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    by = _by(request)
    target = _mine(by, pk)
    last = services.is_last_administrator(target)
    form = CloseForm(request.POST or None, last_administrator=last)
    if request.method == "POST":
        closed = attempt(form, lambda data: services.close_seat(target, by=by, **data))
        if closed is not None:
            messages.success(request, f"{closed.user.name}的「{closed.label}」已停用。")
            return redirect("seats_unit", pk=closed.unit_id)
    context = {"form": form, "target": target, "last": last}
    status = 400 if form.errors else 200
    return render(request, "liaison/seats_close.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    by = _by(request)
    target = _mine(by, pk)
    if request.method == "POST":
        password = services.reset_password(target.user, by=by)
        return _show_password(request, target, password, "密码已重置")
    context = {
        "target": target,
        "allowed": may_reset(by, target.user),
        "oneself": target.user_id == by.user_id,
    }
    return render(request, "liaison/seats_reset.html", context)


def _mine(by: Seat, pk: int) -> Seat:
    seats = administered_seats(by).select_related("user", "unit")
    found: Seat = get_object_or_404(seats, pk=pk)
    return found
