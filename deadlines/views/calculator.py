"""期限计算: the product's own arithmetic for people, each skipped day named."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.clock import today
from core.display import WEEKDAYS
from deadlines import arithmetic
from deadlines.arithmetic import Calculation
from deadlines.choices import PeriodUnit
from liaison.calendar import calendar_of
from liaison.models.scope import SCOPE_COLUMNS

EFFECTS = {
    arithmetic.SKIPPED: "不计",
    arithmetic.COUNTED: "算工作日",
    arithmetic.MOVED: "顺延",
    arithmetic.WARNED: "不是工作日，但不顺延",
}


class CalculatorForm(forms.Form):
    """Where a term starts and how long it is, or the date that an authority fixed."""

    hide_optional = True

    start = forms.DateField(
        label="从哪一天起",
        help_text="当日不计，从次日起算。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    unit = forms.ChoiceField(label="怎么算", choices=PeriodUnit.choices, widget=forms.RadioSelect)
    amount = forms.IntegerField(
        label="多长", required=False, min_value=1, max_value=arithmetic.MAX_AMOUNT
    )
    fixed = forms.DateField(
        label="固定日期",
        required=False,
        help_text="上级定死的日子，只在选“固定日期”时填。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start, unit = data.get("start"), data.get("unit")
        if start and not 2000 <= start.year <= 2099:
            self.add_error("start", "请填2000年到2099年之间的日期。")
        wanted = "fixed" if unit == PeriodUnit.FIXED else "amount"
        if unit and wanted not in self.errors and not data.get(wanted):
            missing = {"fixed": "请填写固定日期。", "amount": "请填写数字，例如10。"}
            self.add_error(wanted, missing[wanted])
        day = data.get("fixed")
        if unit == PeriodUnit.FIXED and start and day and day < start:
            self.add_error("fixed", "固定日期不能早于起算的日子。")
        return data

    def period(self) -> tuple[int, str] | dt.date:
        data = self.cleaned_data
        if data["unit"] == PeriodUnit.FIXED:
            day: dt.date = data["fixed"]
            return day
        return data["amount"], data["unit"]


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    asked = bool(request.GET)
    first = {"start": today(), "unit": PeriodUnit.WORKING_DAYS, "amount": 10}
    form = CalculatorForm(request.GET) if asked else CalculatorForm(initial=first)
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        unit = request.seat.unit
        calendar = calendar_of(getattr(unit, column) for column in SCOPE_COLUMNS)
        found = arithmetic.of(form.cleaned_data["start"], form.period(), calendar)
        context |= {"found": found, "week": week(found.due_on), "days": days_of(found)}
    status = 400 if asked and form.errors else 200
    return render(request, "deadlines/calculator.html", context, status=status)


def days_of(found: Calculation) -> list[dict[str, Any]]:
    """Each day that made a difference, ready to be shown."""
    rows = []
    for step in found.steps:
        day = dt.date.fromisoformat(step["day"])
        rows.append(
            {"day": day, "week": week(day), "why": step["why"], "effect": EFFECTS[step["effect"]]}
        )
    return rows


def week(day: dt.date) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}"
