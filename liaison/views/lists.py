"""Filters of a list as links: menus to choose from, chips to take away."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

Menu = tuple[str, str, Sequence[tuple[Any, str]]]


def address(request: HttpRequest, **changes: Any) -> str:
    """The same list with some conditions changed, from its first page."""
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def options(
    request: HttpRequest, name: str, values: Sequence[tuple[Any, str]]
) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": address(request, **{name: value}), "on": False}
        for value, label in values
    ]


def chips(request: HttpRequest, menus: Sequence[Menu]) -> list[dict[str, str]]:
    """What is asked now, in words, each with the address without it."""
    found = []
    for name, label, values in menus:
        asked = request.GET.get(name, "")
        words = next((text for value, text in values if str(value) == asked), "")
        if asked:
            found.append(
                {
                    "label": f"{label}：{words or '不在您的范围内'}",
                    "remove_url": address(request, **{name: None}),
                }
            )
    return found


def tabs(request: HttpRequest, on: str) -> list[dict[str, Any]]:
    """Deputies and their groups are two lists of one menu entry."""
    return [
        {"label": "代表", "url": reverse("deputies"), "on": on == "deputies"},
        {"label": "代表小组", "url": reverse("groups"), "on": on == "groups"},
    ]
