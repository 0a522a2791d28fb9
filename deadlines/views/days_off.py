"""载入放假安排: look first what would change, then load; for the system's administrator."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View
from django.views.decorators.http import require_safe

from core.clock import today
from core.problems import Problem
from core.web import blame_fields
from deadlines import services
from deadlines.choices import kind
from liaison.calendar import calendar_of
from liaison.choices import DayKind, Role
from liaison.services.calendar import (
    MAX_BYTES,
    YearDraft,
    load_calendar_year,
    read_year,
    refuse_faulty,
    template,
)

COUNTED_AT_MOST = 2000
CALENDAR_PAGE = "/calendar/"


class YearFile(forms.Form):
    file = forms.FileField(
        label="放假安排文件",
        help_text="用下载的模板填写，另存为CSV。",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class Confirmed(forms.Form):
    """The looked-at text comes back with the confirmation, so nothing is kept in between."""

    file = forms.CharField(max_length=MAX_BYTES, widget=forms.HiddenInput)


class DaysOff(View):
    """An administrator sees numbers of duties, never a case."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.seat.role != Role.ADMIN:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, YearFile())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "confirm" in request.POST:
            return self.load(request)
        form = YearFile(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(request, form, 400)
        content = form.cleaned_data["file"].read(MAX_BYTES + 1)
        try:
            draft = read_year(content)
            refuse_faulty(draft, None)
        except Problem as problem:
            blame_fields(form, problem)
            return self.show(request, form, problem.status)
        return render(request, "deadlines/days_off_preview.html", preview(draft))

    def load(self, request: HttpRequest) -> HttpResponse:
        form = Confirmed(request.POST)
        if not form.is_valid():
            return self.show(request, YearFile(), 400)
        try:
            draft = read_year(form.cleaned_data["file"].encode())
            load_calendar_year(draft, by=request.seat)
        except Problem as problem:
            again = YearFile({})
            again.errors.clear()
            blame_fields(again, problem)
            return self.show(request, again, problem.status)
        moved = services.recompute_provisional(draft.year)
        messages.success(request, f"已载入{draft.year}年放假安排，有{moved}个期限改了日期。")
        return HttpResponseRedirect(CALENDAR_PAGE)

    def show(self, request: HttpRequest, form: YearFile, status: int = 200) -> HttpResponse:
        return render(
            request,
            "deadlines/days_off.html",
            {"form": form, "next_year": next_year()},
            status=status,
        )


def preview(draft: YearDraft) -> dict[str, Any]:
    """The days in words, and how many duties of each kind would move from when to when."""
    changes = services.changes_by(draft.year, draft.days, limit=COUNTED_AT_MOST)
    groups = Counter(
        (change.deadline.due_on, change.due_on, change.deadline.kind) for change in changes
    )
    return {
        "year": draft.year,
        "source": draft.source,
        "text": as_text(draft),
        "off": [(day, name) for day, (what, name) in rows(draft) if what == DayKind.HOLIDAY],
        "worked": [(day, name) for day, (what, name) in rows(draft) if what == DayKind.MAKE_UP],
        "known": calendar_of().knows(draft.year),
        "total": len(changes),
        "more": len(changes) == COUNTED_AT_MOST,
        "groups": [
            {"kind": kind(code).label, "old": old, "new": new, "count": count}
            for (old, new, code), count in sorted(groups.items())
        ],
    }


def rows(draft: YearDraft) -> list[Any]:
    return sorted(draft.days.items())


def as_text(draft: YearDraft) -> str:
    lines = [f"{day},{what},{name}" for day, (what, name) in rows(draft)]
    return "\n".join([f"# {draft.source}", *lines])


def next_year() -> int:
    """The first year that is still missing."""
    calendar, year = calendar_of(), today().year
    while calendar.knows(year):
        year += 1
    return year


@require_safe
def download_template(request: HttpRequest) -> HttpResponse:
    year = next_year()
    response = HttpResponse(template(year), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="holidays-{year}.csv"'
    return response
