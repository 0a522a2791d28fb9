"""建议规则和结果类别: what the congress settled; its office changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from audit.models import Entry
from core.problems import Forbidden, Problem
from core.web import attempt, blame_fields
from liaison.models import Congress, Seat
from liaison.permissions import is_congress_office
from liaison.views.common import bound
from suggestions import services
from suggestions.forms.settling import (
    ClassFormSet,
    FromDay,
    SwitchForm,
    initial_of,
    label_of,
    switches_of,
    value_words,
)
from suggestions.models import rule_of

METHODS = ["GET", "HEAD", "POST"]
SHOWN = 20


def _office(request: HttpRequest) -> tuple[Seat, Congress]:
    seat, congress = bound(request)
    if not is_congress_office(seat):
        raise Forbidden("建议规则由本级人大的代工委（乡镇人大主席团）来定，请联系他们。")
    return seat, congress


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    seat, congress = bound(request)
    rule = rule_of(congress.pk)
    context = {
        "congress": congress,
        "switches": switches_of(rule),
        "own": rule.congress_id is not None,
        "may_set": is_congress_office(seat),
        "changes": _changes(congress),
    }
    return render(request, "suggestions/rules.html", context)


def _changes(congress: Congress) -> list[dict[str, Any]]:
    """Who turned which switch, newest first."""
    entries = Entry.objects.filter(action="suggestionrule.set", congress_id=congress.pk)
    return [
        {
            "when": entry.at,
            "title": "；".join(
                f"{label_of(name)}：{value_words(name, entry.before.get(name))}"
                f"→{value_words(name, value)}"
                for name, value in entry.after.items()
            )
            or "没有变化",
            "text": "",
            "who": entry.user_name,
            "state": "done",
        }
        for entry in entries.order_by("-id")[:SHOWN]
    ]


@never_cache
@require_http_methods(METHODS)
@once
def edit_rules(request: HttpRequest) -> HttpResponse:
    seat, congress = _office(request)
    rule = rule_of(congress.pk)
    form = SwitchForm(request.POST if request.method == "POST" else None, instance=rule)
    if request.method == "POST":
        done = attempt(form, lambda data: services.set_rule(congress, data, by=seat))
        if done is not None:
            messages.success(request, "建议规则已保存，从现在起按新的办。")
            return redirect("suggestions:rules")
    context = {"congress": congress, "form": form}
    status = 400 if form.errors else 200
    return render(request, "suggestions/rules_edit.html", context, status=status)


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    seat, congress = bound(request)
    context = {
        "congress": congress,
        "schemes": services.schemes_of(congress.pk),
        "may_set": is_congress_office(seat),
    }
    return render(request, "suggestions/classes.html", context)


@never_cache
@require_http_methods(METHODS)
@once
def edit_classes(request: HttpRequest) -> HttpResponse:
    """The whole list anew, from a day on."""
    seat, congress = _office(request)
    sent = request.POST if request.method == "POST" else None
    now = list(services.classes_of(congress.pk).values())
    day = FromDay(sent)
    lines = ClassFormSet(sent, initial=None if sent else initial_of(now), prefix="lines")
    status = 200
    if sent is not None:
        status = 400
        if day.is_valid() and lines.is_valid():
            wanted = [
                one.line()
                for one in lines.forms
                if one.cleaned_data.get("code") and one not in lines.deleted_forms
            ]
            try:
                services.set_classes(
                    congress, wanted, starts_on=day.cleaned_data["starts_on"], by=seat
                )
            except Problem as problem:
                blame_fields(day, problem)
                status = problem.status
            else:
                messages.success(request, "结果类别已定，以前的答复保留原来的类别。")
                return redirect("suggestions:classes")
    context = {"congress": congress, "day": day, "lines": lines}
    return render(request, "suggestions/classes_edit.html", context, status=status)
