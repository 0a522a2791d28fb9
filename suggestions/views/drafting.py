"""A new suggestion: a deputy's own, or written by staff for a deputy; from opinions or not."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.problems import Forbidden
from core.text import whole_number
from core.web import attempt
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.models import Opinion
from suggestions import services
from suggestions.choices import FormedBy
from suggestions.forms import NewForm
from suggestions.models import Suggestion
from suggestions.views.context import author_of

DRAFTERS = frozenset({Role.DEPUTY, Role.OFFICE, Role.PRESIDIUM}) | STATION_ROLES


@once
@require_http_methods(["GET", "HEAD", "POST"])
def new_suggestion(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    if seat.role not in DRAFTERS:
        raise Forbidden("建议由代表提出，联络站和代工委可以代为录入。请换到有权办理的岗位。")
    opinions = _opinions(request)
    form = NewForm(
        request.POST or None,
        case=None,
        seat=seat,
        opinions=opinions,
        initial=_initial(opinions),
    )
    if request.method == "POST":
        case = attempt(form, lambda data: _start(seat, form))
        if case is not None:
            return redirect("suggestions:suggestion", pk=case.pk)
    context = {
        "form": form,
        "opinions": opinions,
        "on_behalf": seat.role != Role.DEPUTY,
        "similar_url": reverse("suggestions:similar"),
        "author": author_of(seat.deputy, seat.unit.congress_id),
    }
    return render(request, "suggestions/new.html", context)


def _start(seat: Seat, form: NewForm) -> Suggestion:
    given = form.kwargs()
    submit_now = given.pop("submit_now")
    with transaction.atomic():
        case = services.start(by=seat, **given)
        if submit_now:
            services.submit(case, by=seat)
    return case


def _opinions(request: HttpRequest) -> tuple[Opinion, ...]:
    """The opinions named in the address; one that the seat does not see is not there."""
    sent = request.POST if request.method == "POST" else request.GET
    given = sent.getlist("opinion")
    ids = {pk for pk in map(whole_number, given) if pk is not None}
    rows = Opinion.objects.visible_to(request.seat).filter(pk__in=ids).order_by("id")
    found = tuple(rows.select_related("station", "theme"))
    if len(found) != len(set(given)):
        raise Http404
    return found


def _initial(opinions: tuple[Opinion, ...]) -> dict[str, Any]:
    """A first wording from the station's summaries; the voter's own words stay where they are."""
    if not opinions:
        return {}
    first = opinions[0]
    title = first.title.removeprefix("关于").removesuffix("的建议")
    problem = "\n".join(one.summary or one.title for one in opinions)
    return {
        "title": f"关于{title}的建议"[:80],
        "problem": problem,
        "theme": first.theme_id,
        "formed_by": FormedBy.RECEPTION,
    }
