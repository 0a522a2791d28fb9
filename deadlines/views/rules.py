"""期限规则: what holds, why, what held before; an office settles a new one after looking."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from audit.services import snapshot
from core.clock import today
from core.display import cn_date
from core.problems import Conflict, Forbidden, Problem
from core.web import blame_fields
from deadlines import services
from deadlines.choices import OTHER, Kind, kinds
from deadlines.forms import RuleForm
from deadlines.models import DeadlineRule
from deadlines.services import Effect, Line
from deadlines.views.calculator import days_of, week
from liaison.models import Congress, Seat
from liaison.permissions import is_congress_office
from liaison.views.common import bound, posted

METHODS = ["GET", "HEAD", "POST"]


def _kind(code: str) -> Kind:
    found = next((kind for kind in kinds() if kind.code == code), None)
    if found is None:
        raise Http404
    return found


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    seat, congress = bound(request)
    calendar = services.calendar_for(seat)
    subjects: dict[str, list[dict[str, Any]]] = {}
    for line in services.book(congress.pk):
        found = None if line.kind.from_case else line.example(calendar)
        subjects.setdefault(line.subject, []).append({"line": line, "found": found})
    context = {
        "congress": congress,
        "subjects": [
            {"label": label, "rows": rows} for label, rows in sorted(subjects.items(), key=_place)
        ],
        "may_set": is_congress_office(seat),
        "today": today(),
    }
    return render(request, "deadlines/rules.html", context)


def _place(subject: tuple[str, Any]) -> int:
    """As in the menu, the longest chapter first; what has no heading of its own last."""
    label, rows = subject
    return 1 if label == OTHER else -len(rows)


@require_safe
def rule(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: what holds, explained with a duty that begins today, and its history."""
    seat, congress = bound(request)
    _kind(kind)
    line = services.line(congress.pk, kind)
    context: dict[str, Any] = {
        "line": line,
        "congress": congress,
        "facts": facts_of(line),
        "past": services.history(congress.pk, kind),
        "may_set": is_congress_office(seat) and not line.kind.from_case,
        "may_set_ladder": is_congress_office(seat),
    }
    if not line.kind.from_case:
        found = line.example(services.calendar_for(seat))
        context |= {"found": found, "week": week(found.due_on), "days": days_of(found)}
    return render(request, "deadlines/rule.html", context)


def facts_of(line: Line) -> list[dict[str, Any]]:
    kind = line.kind
    ladder = "按升级步骤逐级上报" if kind.escalates else "只提醒本人，不上报"
    rows = [
        ("谁来办", line.owes),
        ("多长", line.period),
        ("从哪天起算的", f"{cn_date(line.since)}起" if line.since else "一直如此"),
        ("依据", line.source),
        ("谁定的", "本级人大" if line.is_own else "平台默认"),
    ]
    if not kind.is_window:
        rows += [
            ("提醒", line.reminders),
            ("变黄", f"期限剩{line.amber}以内，最晚到期前一个工作日"),
            ("逾期", ladder),
        ]
    if kind.limit:
        amount, unit = kind.limit
        words = services.period_words(amount, unit)
        rows.append(("法定上限", f"{words}（{kind.law}），固定日期晚于它的，按它算"))
    return [{"label": label, "value": value} for label, value in rows]


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """First look what it moves, then settle it; the form keeps what was written."""
    seat, congress = bound(request)
    found = _kind(kind)
    if not is_congress_office(seat) or found.from_case:
        raise Forbidden("期限规则由本级人大的代工委（乡镇人大主席团）来定，请联系他们。")
    line = services.line(congress.pk, kind)
    form = RuleForm(posted(request), initial=RuleForm.from_line(line), window=found.is_window)
    effect, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            row = form.rule(found, congress)
            try:
                services.check(row, seat)
                effect, status = services.effect_of(row), 200
                if "confirm" in request.POST and request.POST.get("looked") == _mark(row):
                    services.add_rule(row, by=seat, moving=_seen(request))
                    messages.success(request, _done(row, effect))
                    return redirect("deadlines:rule", kind=kind)
            except Problem as problem:
                blame_fields(form, problem)
                status = problem.status
                if not isinstance(problem, Conflict):
                    effect = None
    context = {"line": line, "form": form, "effect": effect, "congress": congress}
    if effect is not None:
        context |= _example(form, found, congress, seat)
        context["named"] = services.named_for(seat, effect.first)
    return render(request, "deadlines/rule_new.html", context, status=status)


def _example(form: RuleForm, kind: Kind, congress: Congress, seat: Seat) -> dict[str, Any]:
    row = form.rule(kind, congress)
    start = max(row.effective_from, today())
    found = services.terms_of(row).calculate(start, services.calendar_for(seat))
    return {
        "row": row,
        "start": start,
        "found": found,
        "week": week(found.due_on),
        "looked": _mark(row),
    }


def _mark(row: DeadlineRule) -> str:
    """What was looked at: a form that was changed since is looked at again."""
    facts = snapshot(row, without=("id", "made_at", "made_by_name"))
    return hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:16]


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("moving", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _done(row: DeadlineRule, effect: Effect) -> str:
    text = f"已定：{cn_date(row.effective_from)}起算的按{row.period}。"
    return text + (f"有{len(effect.moves)}个期限改了日期，已告诉责任单位。" if effect.moves else "")


@never_cache
@require_http_methods(METHODS)
@once
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a rule that has not begun."""
    seat, congress = bound(request)
    row = get_object_or_404(DeadlineRule.objects.visible_to(seat), pk=pk, congress=congress)
    if not is_congress_office(seat):
        raise Forbidden("期限规则由本级人大的代工委（乡镇人大主席团）来定，请联系他们。")
    back = reverse("deadlines:rule", kwargs={"kind": row.kind})
    context: dict[str, Any] = {"row": row, "back": back, "words": ""}
    status = 200
    if request.method == "POST":
        try:
            services.withdraw_rule(row, by=seat)
        except Problem as problem:
            context["words"], status = problem.detail, problem.status
        else:
            messages.success(request, "已撤回，原来的规则照旧。")
            return redirect(back)
    return render(request, "deadlines/rule_withdraw.html", context, status=status)
