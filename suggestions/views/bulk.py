"""Deeds on many rows, and the sheet of what is seen."""

from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.idempotency import done, once
from audit.services import record
from core import exports
from core.clock import today
from core.display import full_day
from core.problems import Invalid, Problem
from core.text import whole_number
from liaison.models import Seat
from suggestions import services
from suggestions.choices import Rating
from suggestions.models import Suggestion
from suggestions.views import narrowing, tabs
from suggestions.views.rows import handler_of, short_number, with_counts, words_for

MOST = 100
COLUMNS = [
    ("编号", 22),
    ("题目", 46),
    ("领衔代表", 12),
    ("联名人数", 10),
    ("承办单位", 28),
    ("主题", 14),
    ("走到哪一步", 14),
    ("轮到谁", 24),
    ("期限", 16),
    ("结果类别", 10),
    ("对结果的评价", 14),
    ("重点督办", 10),
    ("提交日期", 16),
    ("交办日期", 16),
    ("答复日期", 16),
]


def chosen(request: HttpRequest) -> list[Suggestion]:
    """The ticked rows, as far as the acting seat sees them, in the order of their numbers."""
    given = request.POST.getlist("ids") or request.GET.getlist("ids")
    ids = [pk for pk in map(whole_number, given) if pk is not None][:MOST]
    rows = Suggestion.objects.visible_to(request.seat).filter(pk__in=ids)
    return list(with_counts(rows).order_by("session_id", "serial", "id"))


@once
@require_POST
def press_many(request: HttpRequest) -> HttpResponse:
    """催办 on each ticked row; the report says for each what became of it."""
    cases = chosen(request)
    if not cases:
        raise Invalid("还没有选中建议。请在每行左边勾选要催办的，再点催办。")
    lines = [_press(case, request.seat) for case in cases]
    pressed = sum(line["done"] for line in lines)
    context = {"lines": lines, "pressed": pressed, "left": len(lines) - pressed}
    return done(render(request, "suggestions/pressed.html", context))


def _press(case: Suggestion, seat: Seat) -> dict[str, Any]:
    line = {"case": case, "number": short_number(case), "done": True, "words": ""}
    try:
        with transaction.atomic():
            services.press(case, by=seat)
    except Problem as problem:
        line |= {"done": False, "words": problem.detail}
    return line


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows, as a sheet; beyond 100 rows a second person is needed (roles.md)."""
    seat: Seat = request.seat
    rows = narrowing.narrowed(Suggestion.objects.visible_to(seat), request)
    asked = (*tabs.tabs_for(seat), tabs.ALL)
    tab = next((tab for tab in asked if tab.key == request.GET.get("tab")), None)
    if tab is None:
        raise Http404
    found = with_counts(tab.narrow(rows, seat)).select_related("theme")
    cases = list(found.order_by("-id")[: MOST + 1])
    if len(cases) > MOST:
        raise Invalid(
            f"一次最多导出{MOST}件，现在选出来的超过了。"
            "请用主题、承办单位或期限缩小范围，分几次导出。"
        )
    note = f"{seat.unit.name}{seat.person_name}，{full_day(today())}导出，{tab.label}{len(cases)}件"
    with transaction.atomic():
        record(
            "suggestion.export",
            by=seat,
            label="导出建议",
            # What was looked for may be somebody's name, and nothing leaves the record again.
            after={"rows": len(cases), "query": narrowing.without(request.GET, "q")[1:]},
        )
        sheet = exports.xlsx("代表建议", COLUMNS, map(_line, cases), notes=[note])
    response = HttpResponse(sheet, content_type=exports.XLSX)
    name = quote(f"代表建议-{tab.label}-{today():%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _line(case: Suggestion) -> list[Any]:
    return [
        case.number or short_number(case),
        case.public_title,
        case.lead.name,
        case.cosigner_count,
        case.handler_text or handler_of(case),
        case.theme.name if case.theme else "",
        words_for(case),
        case.turn,
        case.due_on,
        case.outcome,
        dict(Rating.choices).get(case.result_rating, ""),
        case.is_key,
        case.submitted_on,
        case.assigned_on,
        case.replied_on,
    ]
