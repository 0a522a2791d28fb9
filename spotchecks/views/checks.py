"""随机抽评: the list, the plan with its live count, one check, and its deeds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.keyset import Keyset
from core.papers import FORMATS, paper_response
from core.problems import Forbidden, Invalid, Problem
from core.web import attempt, blame_fields, page_of
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat
from liaison.permissions import is_congress_office
from spotchecks import forms, services
from spotchecks.choices import State
from spotchecks.models import SpotCheck, SpotCheckCase
from spotchecks.permissions import is_person
from spotchecks.services.drawing import size_of
from spotchecks.workflow import SPOT_CHECK
from stations.views.shared import timeline_of, version_of

KEYSET = Keyset("-id")
METHODS = ["GET", "HEAD", "POST"]
_WAY = [
    (State.PLANNED, "筹备"),
    (State.PUBLISHED, "公布名单"),
    (State.DRAWN, "抽取"),
    (State.REVIEWING, "现场评议"),
    (State.CONCLUDED, "确定结果"),
]


@dataclass(frozen=True)
class Deed:
    """`make` builds the form, `do` calls the service with it."""

    heading: str
    button: str
    hint: str
    make: Callable[..., Any]
    do: Callable[..., Any]
    danger: bool = False


def _plain(form: Any) -> Callable[..., Any]:
    return lambda check, seat, *data: form(*data)


DEEDS: dict[str, Deed] = {
    "edit": Deed(
        "修改抽评方案",
        "保存",
        "公布以前都可以改。",
        lambda check, seat, *data: forms.PlanForm(*data, seat=seat, initial=forms.plan_of(check)),
        lambda check, form, **kw: services.edit(
            check, plan=form.plan(), reviewers=form.reviewers(), **kw
        ),
    ),
    "publish": Deed(
        "公布名单",
        "公布",
        "公布以后，名单、抽多少和公开来源都不能再改，平台和数据库都会拒绝。",
        _plain(forms.NothingForm),
        lambda check, form, **kw: services.publish(check, **kw),
    ),
    "draw": Deed(
        "抽取",
        "抽取",
        "抽中哪些只由名单和来源的数值决定，只能抽一次。填之前请和见证的人一起核对。",
        _plain(forms.DrawForm),
        lambda check, form, **kw: services.draw(
            check, value=form.cleaned_data["value"], witnesses=form.people(), **kw
        ),
    ),
    "assign": Deed(
        "安排评议人",
        "确定",
        "已经轮流排好，可以调整。领衔、联名的代表不评议自己的建议。",
        lambda check, seat, *data: forms.AssignForm(*data, check=check),
        lambda check, form, **kw: services.assign(check, given=form.given(), **kw),
    ),
    "conclude": Deed(
        "确定结果",
        "确定结果",
        "确定以后，结果记到每件建议，统计以抽评为准；没有完全解决的由您研究是否重新办理。",
        _plain(forms.ConcludeForm),
        lambda check, form, **kw: services.conclude(check, **form.cleaned_data, **kw),
    ),
    "cancel": Deed(
        "取消抽评",
        "取消抽评",
        "已经公布的名单和抽取结果会照原样留着，写明理由。",
        _plain(forms.CancelForm),
        lambda check, form, **kw: services.cancel(check, **form.cleaned_data, **kw),
        danger=True,
    ),
}


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    page = page_of(request, SpotCheck.objects.visible_to(seat), KEYSET)
    cases = SpotCheckCase.objects.visible_to(seat).filter(spot_check__in=page["rows"])
    by_check: dict[int, list[SpotCheckCase]] = {}
    for case in cases:
        by_check.setdefault(case.spot_check_id, []).append(case)
    for row in page["rows"]:
        row.rates = services.rates_of(by_check.get(row.pk, []))
        row.size_words = services.size_words(row.strata, row.size_rule, row.size)
    return render(request, "spotchecks/list.html", page | {"may_plan": is_congress_office(seat)})


def check_for(request: HttpRequest, pk: int) -> SpotCheck:
    rows = SpotCheck.objects.visible_to(request.seat).select_related("congress")
    check = rows.prefetch_related("people").filter(pk=pk).first()
    if check is None:
        raise Http404
    return check


def _require_office(seat: Seat) -> None:
    if not is_congress_office(seat):
        raise Forbidden("随机抽评由本级人大的代工委（乡镇人大主席团）组织，请联系他们。")


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest) -> HttpResponse:
    _require_office(request.seat)
    sent = request.method == "POST"
    form = forms.PlanForm(
        request.POST if sent else None, seat=request.seat, initial=forms.first_plan()
    )
    if sent:
        made = attempt(
            form,
            lambda data: services.plan_check(
                form.plan(), by=request.seat, reviewers=form.reviewers()
            ),
        )
        if made is not None:
            return redirect("spotchecks:check", pk=made.pk)
    context = {
        "form": form,
        "heading": "筹备随机抽评",
        "back_url": reverse("spotchecks:list"),
        "draft": "spot-check-new",
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "spotchecks/plan.html", context, status=400 if form.errors else 200)


@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """How many the list holds and how many would be drawn, while the plan is being written."""
    _require_office(request.seat)
    form = forms.ListForm(request.GET, seat=request.seat)
    found = form.found() if form.is_valid() else None
    return render(request, "spotchecks/_count.html", {"found": found, "form": form})


@require_safe
def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, check_for(request, pk))


def _page(request: HttpRequest, check: SpotCheck, problem: Problem | None = None) -> HttpResponse:
    seat: Seat = request.seat
    rows = SpotCheckCase.objects.visible_to(seat).filter(spot_check=check)
    cases = list(rows.order_by("drawn_no").select_related("suggestion__main_unit", "reviewer"))
    for case in cases:
        case.is_mine = case.reviewer is not None and is_person(seat, case.reviewer)
    narrow = _is_narrow(seat)
    context = {
        "check": check,
        "problem": problem,
        "cases": cases,
        "mine": [case for case in cases if case.is_mine and not case.verdict],
        "narrow": narrow,
        "rates": services.rates_of(cases),
        "steps": _steps(check),
        "size_words": services.size_words(check.strata, check.size_rule, check.size),
        "found": services.list_of(check) if check.state == State.PLANNED else None,
        "groups": _groups(check),
        "witnesses": [row for row in check.people.all() if row.part == "witness"],
        "reviewers": [row for row in check.people.all() if row.part == "reviewer"],
        "deeds": [_button(check, step) for step in SPOT_CHECK.available(check, seat)],
        "events": timeline_of(_events(check, seat, narrow=narrow)),
        "public_url": _public_url(request, check),
    }
    status = problem.status if problem is not None else 200
    return render(request, "spotchecks/check.html", context, status=status)


def _is_narrow(seat: Seat) -> bool:
    """Units and their government's office read what is their own, not the whole check."""
    return seat.role in UNIT_ROLES or seat.role == Role.GOVOFFICE


def _events(check: SpotCheck, seat: Seat, *, narrow: bool) -> Any:
    """What concerns single cases of others is not a unit's."""
    rows = check.events.order_by("-at", "-id")
    return rows.filter(case=None) if narrow else rows


def _public_url(request: HttpRequest, check: SpotCheck) -> str:
    if not check.code:
        return ""
    return request.build_absolute_uri(reverse("spotchecks:draw", kwargs={"code": check.code}))


def _steps(check: SpotCheck) -> list[dict[str, Any]]:
    days = {
        State.PUBLISHED: check.published_on,
        State.DRAWN: check.drawn_at,
        State.CONCLUDED: check.concluded_on,
    }
    order = [state for state, _ in _WAY]
    place = order.index(State(check.state)) if check.state in order else -1
    found = []
    for number, (state, label) in enumerate(_WAY):
        done = number < place or check.state == State.CONCLUDED or bool(days.get(state))
        mark = "done" if done else "now" if number == place else ""
        found.append({"label": label, "note": days.get(state) or "", "state": mark})
    if check.state == State.CANCELLED:
        found.append({"label": "已取消", "note": check.cancelled_on or "", "state": "now"})
    return found


def _groups(check: SpotCheck) -> list[dict[str, Any]]:
    """How many of each group are on the frozen list and are drawn."""
    if not check.published_at:
        return []
    names: dict[int, dict[str, Any]] = {}
    for group, name in check.cases.order_by("position").values_list("group", "group_name"):
        row = names.setdefault(group, {"number": group, "name": name or "全部", "members": 0})
        row["members"] += 1
    for row in names.values():
        row["drawn"] = size_of(check.size_rule, check.size, row["members"])
    return [names[group] for group in sorted(names)]


def _button(check: SpotCheck, step: Any) -> dict[str, Any]:
    return {
        "code": step.code,
        "label": step.label,
        "primary": step.primary,
        "danger": step.code == "cancel",
        "url": reverse("spotchecks:deed", kwargs={"pk": check.pk, "deed": step.code}),
    }


@never_cache
@require_http_methods(METHODS)
@once
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    check = check_for(request, pk)
    if deed not in DEEDS:
        raise Http404
    try:
        SPOT_CHECK.check(check, deed, request.seat)
    except Problem as problem:
        return _page(request, check, problem)
    what = DEEDS[deed]
    if request.method != "POST":
        return _deed_page(request, check, deed, what.make(check, request.seat))
    form = what.make(check, request.seat, request.POST)
    if not form.is_valid():
        return _deed_page(request, check, deed, form, 400)
    try:
        what.do(check, form, by=request.seat, version=version_of(request))
    except Problem as problem:
        blame_fields(form, problem)
        status = 400 if isinstance(problem, Invalid) else problem.status
        return _deed_page(request, check_for(request, pk), deed, form, status)
    return redirect("spotchecks:check", pk=pk)


def _deed_page(
    request: HttpRequest, check: SpotCheck, deed: str, form: Any, status: int = 200
) -> HttpResponse:
    what = DEEDS[deed]
    context = {
        "check": check,
        "deed": deed,
        "what": what,
        "form": form,
        "heading": what.heading,
        "back_url": reverse("spotchecks:check", kwargs={"pk": check.pk}),
        "draft": f"spot-check-{check.pk}-{deed}",
        "key": request.POST.get("idempotency_key", ""),
        "found": services.list_of(check) if deed == "publish" else None,
        "size_words": services.size_words(check.strata, check.size_rule, check.size),
    }
    template = "spotchecks/plan.html" if deed == "edit" else "spotchecks/deed.html"
    return render(request, template, context, status=status)


@require_safe
def whole_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen list by number, as the hash covers it."""
    check = check_for(request, pk)
    if not check.published_at:
        raise Http404
    rows = check.cases.order_by("position").values("position", "number", "group", "drawn_no")
    return render(request, "spotchecks/whole_list.html", {"check": check, "rows": rows})


@require_safe
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """抽评结果表 as Word and PDF, for whoever reads the whole check."""
    check = check_for(request, pk)
    seat: Seat = request.seat
    if form not in FORMATS or not check.drawn_at or _is_narrow(seat):
        raise Http404
    rows = SpotCheckCase.objects.visible_to(seat).filter(spot_check=check).order_by("drawn_no")
    cases = list(rows.select_related("suggestion__main_unit").prefetch_related("reviews"))
    return paper_response(services.result_paper(check, cases), f"抽评结果表-{check.name}", form)
