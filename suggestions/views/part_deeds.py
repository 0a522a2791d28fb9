"""One page for every deed on what hangs on suggestions: a promise, an answer before the public,
a key item. GET shows its form, POST does it; what was written is never lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.problems import Conflict, Forbidden, Problem
from core.text import whole_number
from core.web import blame_fields
from core.workflow import Workflow
from suggestions.forms import DeedForm
from suggestions.views.common import uploaded


@dataclass(frozen=True)
class Deed:
    """The row of one deed: its form, the service, the button and one sentence above the form."""

    form: type[DeedForm]
    do: Callable[..., Any]
    button: str
    hint: str
    wide: bool = False
    danger: bool = False


@dataclass(frozen=True)
class DeedPages:
    """`find` gives the part as the acting seat sees it, or 404; `home` and `address` name the
    pages of the part and of its deeds, `back` the way back in words; the templates know the part
    as `variable`."""

    workflow: Workflow
    deeds: Mapping[str, Deed]
    find: Callable[[HttpRequest, int], Any]
    variable: str
    home: str
    address: str
    back: str
    template: str

    def page(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        """A step that the part does not allow says why."""
        if code not in self.deeds:
            raise Http404
        part = self.find(request, pk)
        if request.method == "POST":
            return self._do(request, part, code)
        try:
            self.workflow.check(part, code, request.seat)
        except Problem as problem:
            page = {"problem": problem, "back_url": self._home_of(part)}
            return render(request, "suggestions/refused.html", page, status=problem.status)
        return self._draw(request, part, code, self.deeds[code].form(case=part, seat=request.seat))

    def _do(self, request: HttpRequest, part: Any, code: str) -> HttpResponse:
        row = self.deeds[code]
        form = row.form(request.POST, request.FILES, case=part, seat=request.seat)
        if not form.is_valid():
            return self._draw(request, part, code, form)
        version = whole_number(request.POST.get("version", ""))
        try:
            with transaction.atomic():
                given = uploaded(form.kwargs(), by=request.seat)
                row.do(part, by=request.seat, version=version, **given)
        except (Conflict, Forbidden) as problem:
            return self._draw(request, self.find(request, part.pk), code, form, problem)
        except Problem as problem:
            blame_fields(form, problem)
            return self._draw(request, part, code, form)
        return redirect(self._home_of(part))

    def _draw(
        self,
        request: HttpRequest,
        part: Any,
        code: str,
        form: DeedForm,
        problem: Problem | None = None,
    ) -> HttpResponse:
        """The form with what was written in it; a refusal above it, no button that cannot work."""
        step, row = self.workflow.steps[code], self.deeds[code]
        refusal = self.workflow.refusal(part, step, request.seat) if problem else None
        page = {
            self.variable: part,
            "part": part,
            "form": form,
            "deed": row,
            "code": code,
            "title": step.label,
            "hint": row.hint,
            "button": row.button,
            "problem": problem,
            "stopped": refusal is not None,
            "action": reverse(self.address, kwargs={"pk": part.pk, "deed": code}),
            "back": self.back,
            "back_url": self._home_of(part),
            "draft": self.variable,
        }
        status = problem.status if problem is not None else 200
        return render(request, self.template, page, status=status)

    def _home_of(self, part: Any) -> str:
        return reverse(self.home, kwargs={"pk": part.pk})
