"""Menus and chips that the lists of this app share."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from core.models import CaseEvent


def address(request: HttpRequest, **changes: str) -> str:
    """The same list with some filters changed; an empty value takes one away."""
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def version_of(request: HttpRequest) -> int | None:
    """The version that the form started from."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def choice_menu(
    request: HttpRequest, name: str, choices: Iterable[tuple[Any, str]]
) -> list[dict[str, Any]]:
    now = request.GET.get(name, "")
    menu = [{"label": "全部", "url": address(request, **{name: ""}), "on": not now}]
    for code, label in choices:
        url = address(request, **{name: str(code)})
        menu.append({"label": label, "url": url, "on": now == str(code)})
    return menu


def chips_of(
    request: HttpRequest, known: dict[str, tuple[str, dict[Any, str]]]
) -> list[dict[str, str]]:
    """What the list is narrowed to; each chip takes its filter away."""
    chips = []
    for name, (label, words) in known.items():
        value = request.GET.get(name, "")
        if not value:
            continue
        shown = words.get(value, value)
        text = f"{label}：{shown}" if label else shown
        chips.append({"label": text, "remove_url": address(request, **{name: ""})})
    return chips


def timeline_of(rows: Iterable[CaseEvent]) -> list[dict[str, Any]]:
    """A case's history as the timeline shows it."""
    return [
        {
            "when": row.at,
            "title": row.sentence,
            "text": row.note,
            "who": " · ".join(part for part in (row.by_unit, row.by_name) if part),
            "state": "done",
        }
        for row in rows
    ]
