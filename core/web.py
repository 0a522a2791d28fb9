"""Helpers that pages share: form deeds with the message beside the field, keyset pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.keyset import Keyset
from core.problems import Problem


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page left open too long: say so; the draft is still in the browser."""
    return render(request, "errors/csrf.html", status=403)


def blame_fields(form: BaseForm, problem: Problem) -> None:
    """Put a refusal where the person can act on it: beside its field, else above the form."""
    placed = False
    for name, messages in problem.errors.items():
        if name in form.fields:
            form.add_error(name, messages)
            placed = True
    if not placed:
        form.add_error(None, problem.detail)


def attempt(form: BaseForm, deed: Callable[[dict[str, Any]], Any]) -> Any | None:
    """Run a deed from a valid form; a refusal lands in the form and None comes back."""
    if not form.is_valid():
        return None
    try:
        return deed(form.cleaned_data)
    except Problem as problem:
        blame_fields(form, problem)
        return None


def asked_once(request: HttpRequest, name: str, ask: Callable[[], Any]) -> Any:
    """What a page and its frame both show is asked of the database by whoever needs it first."""
    known = request.__dict__.setdefault("asked_once", {})
    if name not in known:
        known[name] = ask()
    return known[name]


def page_of(request: HttpRequest, rows: QuerySet, keyset: Keyset, size: int = 20) -> dict[str, Any]:
    """One page for a list template: rows and the addresses of its neighbours."""
    page = keyset.page(rows, request.GET.get("cursor", ""), size)

    def url(cursor: str) -> str:
        query = request.GET.copy()
        query["cursor"] = cursor
        return f"?{query.urlencode()}"

    return {
        "rows": page.rows,
        "next_url": url(page.next) if page.next else "",
        "previous_url": url(page.previous) if page.previous else "",
        "first_url": f"?{_without_cursor(request)}" if request.GET.get("cursor") else "",
    }


def _without_cursor(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    return query.urlencode()
