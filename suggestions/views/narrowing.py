"""Filters of the list: menus to choose from, chips that show and take away what is chosen."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict

from core.clock import today
from liaison.models import Seat, Session, Unit
from stations.models import Theme
from suggestions.choices import Rating, State
from suggestions.querysets import SuggestionQuerySet

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """One filter: its name in the address, its label, its choices and what each keeps."""

    name: str
    label: str
    options: Options
    keep: Any


WHEN = [("late", "逾期"), ("week", "7天内到期"), ("fortnight", "15天内到期")]


def _when(value: str) -> Q:
    day = today()
    if value == "late":
        return Q(due_on__lt=day)
    last = day + dt.timedelta(days=7 if value == "week" else 15)
    return Q(due_on__gte=day, due_on__lte=last)


def _session(value: str) -> Q:
    return Q(session=None) if value == "between" else Q(session_id=value)


def filters_for(seat: Seat) -> list[Filter]:
    congress_id = seat.unit.congress_id
    own = Theme.objects.filter(congress_id=congress_id)
    themes = own if congress_id and own.exists() else Theme.objects.filter(congress=None)
    sessions = Session.objects.filter(
        term__congress_id=congress_id, term__ends_on=None
    ).select_related("term")
    units = Unit.objects.visible_to(seat).handlers().open().order_by("township_id", "kind", "id")
    return [
        Filter(
            "theme",
            "主题",
            [(str(t.pk), t.name) for t in themes],
            lambda value: Q(theme_id=value) | Q(theme__parent_id=value),
        ),
        Filter(
            "unit",
            "承办单位",
            [(str(u.pk), u.short_name or u.name) for u in units],
            lambda value: Q(main_unit_id=value),
        ),
        Filter(
            "session",
            "会期/闭会",
            [
                *[(str(s.pk), f"第{s.number}次会议") for s in sessions.order_by("-opens_on")],
                ("between", "闭会期间"),
            ],
            _session,
        ),
        Filter("due", "期限", WHEN, _when),
        Filter("state", "状态", list(State.choices), lambda value: Q(state=value)),
        Filter(
            "rating",
            "评价",
            list(Rating.choices),
            lambda value: Q(result_rating=value),
        ),
    ]


def narrowed(
    rows: SuggestionQuerySet, filters: list[Filter], query: QueryDict
) -> SuggestionQuerySet:
    """An address holds only choices that the menus offer; others are left aside."""
    for one in filters:
        value = query.get(one.name, "")
        if value in dict(one.options):
            rows = rows.filter(one.keep(value))
    text = query.get("q", "").strip()
    return rows.matching(text[:80]) if text else rows


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


def menus(filters: list[Filter], query: QueryDict) -> list[dict[str, Any]]:
    """Menus of the filters that are not in force; those in force are chips."""
    return [
        {
            "label": one.label,
            "options": [
                {"label": label, "url": with_value(query, one.name, value)}
                for value, label in one.options
            ],
        }
        for one in filters
        if one.options and query.get(one.name, "") not in dict(one.options)
    ]


def chips(filters: list[Filter], query: QueryDict) -> list[dict[str, str]]:
    found = []
    if text := query.get("q", "").strip():
        found.append({"label": f"搜：{text[:20]}", "remove_url": without(query, "q")})
    for one in filters:
        label = dict(one.options).get(query.get(one.name, ""))
        if label:
            found.append({"label": f"{one.label}：{label}", "remove_url": without(query, one.name)})
    return found


def clear_url(request: HttpRequest, filters: list[Filter]) -> str:
    return without(request.GET, "q", *[one.name for one in filters])
