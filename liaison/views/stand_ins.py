"""请假代办: who stands in for whom, now and later; naming somebody and ending it early."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.clock import today
from core.display import cn_date
from core.keyset import Keyset
from core.web import page_of
from liaison.forms.stand_ins import StandInForm
from liaison.models import Seat, StandIn
from liaison.permissions import administered_seats, may_name_stand_in, seen_stand_ins
from liaison.services import stand_ins as services
from liaison.views.common import form_page, posted, seat_of

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def stand_ins(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    past = request.GET.get("tab") == "past"
    over = Q(ended_at__isnull=False) | Q(ends_on__lt=today())
    rows = seen_stand_ins(seat).with_people()
    context = page_of(request, rows.filter(over) if past else rows.exclude(over), Keyset("-id"))
    for row in context["rows"]:
        row.state_words = services.state_of(row)
        row.may_end = not past and may_name_stand_in(seat, row.absent)
    own = seat.role not in services.NEVER and not seat.stands_in_for
    context |= {
        "past": past,
        "may_name": own,
        "tabs": [
            {"label": "现在和以后", "url": "?", "on": not past},
            {"label": "已结束", "url": "?tab=past", "on": past},
        ],
        "own": seat,
    }
    return render(request, "liaison/stand_ins.html", context)


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """For the own post, or for one that this administrator looks after."""
    by = seat_of(request)
    absent = absent_of(by, pk)
    if not services.candidates(absent).exists():
        words = "本单位没有别的同志可以代。请先给一位同志开通岗位，再来登记。"
        return render(
            request, "liaison/stand_in_nobody.html", {"absent": absent, "words": words}, status=200
        )

    def deed(data: dict[str, Any]) -> StandIn:
        row = services.name_stand_in(absent, data.pop("stand_in"), by=by, **data)
        messages.success(
            request,
            f"{cn_date(row.starts_on)}到{cn_date(row.ends_on)}由{row.stand_in.user.name}代。",
        )
        return row

    return form_page(
        request,
        StandInForm(posted(request), absent=absent),
        deed,
        title=f"请假代办：{absent.user.name}（{absent.label}）",
        above="请假代办",
        sub="那几天的待办和通知也会到代班的人那里，办的每一步都记明是代的。",
        back=reverse("stand_ins"),
        button="登记",
    )


def absent_of(by: Seat, pk: int) -> Seat:
    """A post in whose name leave may be taken; any other one is not there."""
    rows = Seat.objects.usable().filter(Q(pk=by.pk) | Q(pk__in=administered_seats(by).values("pk")))
    found: Seat = get_object_or_404(rows.select_related("user", "unit"), pk=pk)
    if not may_name_stand_in(by, found) or found.role in services.NEVER:
        raise Http404
    return found


@never_cache
@require_http_methods(METHODS)
@once
def end(request: HttpRequest, pk: int) -> HttpResponse:
    by = seat_of(request)
    row = get_object_or_404(seen_stand_ins(by).with_people(), pk=pk)
    form = forms.Form(posted(request))
    return form_page(
        request,
        form,
        lambda data: services.end_stand_in(row, by=by),
        title=f"结束代班：{row.stand_in.user.name}代{row.absent.user.name}",
        above="请假代办",
        sub="马上结束，代班的人不再看到这个岗位的事。办过的都留着。",
        back=reverse("stand_ins"),
        button="结束",
    )
