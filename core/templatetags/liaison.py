"""Filters and tags that every page uses; the rules themselves are in core.display."""

from functools import lru_cache
from pathlib import Path
from re import DOTALL, finditer
from typing import Any
from uuid import uuid4

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core import display

register = template.Library()

for shown in ("cn_date", "cn_date_week", "cn_datetime", "days_ago", "cn_num"):
    register.filter(shown, getattr(display, shown))
for shown in ("mask_phone", "mask_name", "initial"):
    register.filter(shown, getattr(display, shown))

SPRITE = Path(__file__).resolve().parents[2] / "static" / "img" / "icons.svg"


@lru_cache(maxsize=1)
def sprite() -> dict[str, str]:
    """Name and drawing of every icon in the sprite."""
    pattern = r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>'
    found = finditer(pattern, SPRITE.read_text(encoding="utf-8"), DOTALL)
    return {symbol[1]: symbol[2] for symbol in found}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A picture beside words; hidden from screen readers because the words say it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def icon_inline(name: str) -> SafeString:
    """The same picture drawn in place, for public pages that load no sprite."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(sprite().get(name, "")),  # noqa: S308 - our own file
    )


@register.simple_tag
def heads(*names: str, hidden: bool = False) -> SafeString:
    """The head of a table, from names or one list of them; `hidden`: read out, not shown."""
    words = names[0] if len(names) == 1 and not isinstance(names[0], str) else names
    cells = format_html_join("", '<th scope="col">{}</th>', ((word,) for word in words))
    css = mark_safe(' class="visually-hidden"') if hidden else ""
    return format_html("<thead{}><tr>{}</tr></thead>", css, cells)


@register.simple_tag
def once_key(key: str = "") -> SafeString:
    """A key that travels with a form, so that one form sent twice is one deed."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', key or uuid4())


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The address of the same list with some filters changed; None takes one away."""
    params = context["request"].GET.copy() if "request" in context else None
    if params is None:
        return "?"
    for name, value in changes.items():
        if value is None or value == "":
            params.pop(name, None)
        elif isinstance(value, list | tuple):
            params.setlist(name, [str(one) for one in value])
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}"
