"""Filters of the list: menus to choose from, chips that show and take away what is chosen."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict

from core import asked
from core.display import cn_num
from liaison.models import Seat, Session, Unit
from stations.models import Theme
from suggestions.choices import CheckResult, PublicationState, Rating, State
from suggestions.filters import DUE, SuggestionFilter
from suggestions.querysets import SuggestionQuerySet

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Menu:
    """One filter as a menu: its name in the address, its label, its choices."""

    name: str
    label: str
    options: Options


def menus_for(seat: Seat) -> list[Menu]:
    congress_id = seat.unit.congress_id or 0
    found = list(Theme.objects.filter(Q(congress_id=congress_id) | Q(congress=None)))
    own = [t for t in found if t.congress_id]
    sessions = Session.objects.filter(term__congress_id=congress_id, term__ends_on=None)
    units = Unit.objects.visible_to(seat).handlers().open().as_menu()
    return [
        Menu("theme", "主题", [(str(t.pk), t.name) for t in own or found]),
        Menu("unit", "承办单位", [(str(u.pk), u.short_name or u.name) for u in units]),
        Menu(
            "session",
            "会期/闭会",
            [
                *[(str(s.pk), f"{cn_num(s.number)}次会议") for s in sessions.order_by("-opens_on")],
                ("between", "闭会期间"),
            ],
        ),
        Menu("due", "期限", DUE),
        Menu("state", "状态", list(State.choices)),
        Menu("rating", "评价", list(Rating.choices)),
        Menu("checked", "抽评", list(CheckResult.choices)),
        Menu("publication", "公开", list(PublicationState.choices)),
        Menu("archived", "归档", [("true", "已归档"), ("false", "未归档")]),
    ]


def narrowed(rows: SuggestionQuerySet, request: HttpRequest) -> SuggestionQuerySet:
    """The same named filters as the API; the tab is counted apart."""
    if asked.is_lost(request, request.GET):
        return rows.none()
    query = asked.filled(request, request.GET)
    for name in ("tab", "cursor", "order"):
        query.pop(name, None)
    return SuggestionFilter(query, queryset=rows, request=request).qs


def without(query: QueryDict, *names: str) -> str:
    left = query.copy()
    for name in (*names, "cursor"):
        left.pop(name, None)
    return f"?{left.urlencode()}"


def with_value(query: QueryDict, name: str, value: str) -> str:
    changed = query.copy()
    changed[name] = value
    changed.pop("cursor", None)
    return f"?{changed.urlencode()}"


def open_menus(menus: list[Menu], query: QueryDict) -> list[dict[str, Any]]:
    """Menus of filters that are not in force; those in force are chips."""
    return [
        {
            "label": one.label,
            "options": [
                {"label": label, "url": with_value(query, one.name, value)}
                for value, label in one.options
            ],
        }
        for one in menus
        if one.options and query.get(one.name, "") not in dict(one.options)
    ]


def kept(menus: list[Menu], query: QueryDict) -> list[tuple[str, str]]:
    """Filters in force, for a search that goes on within them."""
    return [(one.name, query.get(one.name, "")) for one in menus if query.get(one.name)]


def chips(menus: list[Menu], query: QueryDict, text: str) -> list[dict[str, str]]:
    """`text` is what was looked for: it stands in the address, or the session has it."""
    found = []
    if text := text.strip():
        url = without(query, "q", asked.FIELD)
        found.append({"label": f"搜：{text[:20]}", "remove_url": url})
    for one in menus:
        label = dict(one.options).get(query.get(one.name, ""))
        if label:
            found.append({"label": f"{one.label}：{label}", "remove_url": without(query, one.name)})
    return found


def clear_url(request: HttpRequest, menus: list[Menu]) -> str:
    return without(request.GET, "q", asked.FIELD, *[one.name for one in menus])
