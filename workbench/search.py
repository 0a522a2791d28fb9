"""One search for everything: a number finds its whole chain, a name its person."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from core.text import half_width, serial_in
from liaison.models import Deputy, Seat
from stations.models import Opinion, Station
from suggestions.models import Suggestion

LIMIT = 10
# 站点简码-20251120-02, or the part of it that stands on the slip
TRACE = re.compile(r"(?:[A-Za-z0-9]{1,12}-)?\d{8}(?:-\d{0,3})?")


@dataclass
class Found:
    """What one search brought, each kind capped; `more` names the kinds with further matches."""

    text: str
    suggestions: list[Suggestion] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    deputies: list[Deputy] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    more: set[str] = field(default_factory=set)

    @property
    def nothing(self) -> bool:
        return not (self.suggestions or self.opinions or self.deputies or self.stations)


@dataclass(frozen=True)
class Section:
    """One kind of what was found, as a table: each row a link and a few cells."""

    key: str
    title: str
    heads: list[str]
    rows: list[dict[str, Any]]
    all_url: str


def sections(found: Found, query: QueryDict) -> list[Section]:
    """The kinds that have something, cases before people and places; `query` is the address's."""
    tables: list[tuple[str, str, list[str], Callable[[Any], dict[str, Any]]]] = [
        ("suggestions", "代表建议", ["编号", "题目", "领衔代表", "状态"], _suggestion),
        ("opinions", "群众意见", ["编号", "问题", "站", "状态"], _opinion),
        ("deputies", "代表", ["姓名", "单位及职务"], _deputy),
        ("stations", "联络站", ["名称", "地址"], _station),
    ]
    return [
        Section(
            key, title, heads, list(map(line, getattr(found, key))), _all_url(found, key, query)
        )
        for key, title, heads, line in tables
        if getattr(found, key)
    ]


def _all_url(found: Found, key: str, query: QueryDict) -> str:
    """The whole list, where it can be asked for the same words, which no link repeats."""
    asked = {"suggestions": "suggestions:list", "opinions": "stations:opinions"}.get(key)
    if asked is None or key not in found.more:
        return ""
    same = QueryDict(mutable=True)
    same["tab"] = "all"
    for name in ("q", "asked"):
        if name in query:
            same[name] = str(query[name])
    return f"{reverse(asked)}?{same.urlencode()}"


def _row(name: str, pk: int, title: str, *cells: tuple[str, str], **more: Any) -> dict[str, Any]:
    url = reverse(name, kwargs={"pk": pk})
    return {"url": url, "title": title, "cells": cells, "number": None} | more


def _suggestion(case: Suggestion) -> dict[str, Any]:
    cells = ("领衔代表", case.lead.name), ("状态", case.get_state_display())
    return _row("suggestions:suggestion", case.pk, case.title, *cells, number=case.number or "")


def _opinion(case: Opinion) -> dict[str, Any]:
    cells = ("站", case.station.name), ("状态", case.get_state_display())
    return _row("stations:opinion", case.pk, case.title, *cells, number=case.number)


def _deputy(person: Deputy) -> dict[str, Any]:
    return _row("deputy", person.pk, person.name, ("单位及职务", person.work))


def _station(station: Station) -> dict[str, Any]:
    return _row("stations:station", station.pk, station.name, ("地址", station.address))


def search(seat: Seat, text: str) -> Found:
    """All in the seat's scope; one letter finds names and titles only."""
    text = half_width(text).strip()
    found = Found(text)
    if not text:
        return found
    found.suggestions = _take(
        found,
        "suggestions",
        Suggestion.objects.visible_to(seat).matching(text).select_related("lead").order_by("-id"),
    )
    found.opinions = _take(found, "opinions", _opinions(seat, text).order_by("-id"))
    if serial_in(text) is None:
        found.deputies = _take(
            found,
            "deputies",
            Deputy.objects.visible_to(seat).matching(text).order_by("sort_key", "id"),
        )
        found.stations = _take(
            found,
            "stations",
            Station.objects.visible_to(seat).filter(name__contains=text).order_by("id"),
        )
    _add_chain(seat, found)
    return found


def _take(found: Found, name: str, rows: Any) -> list[Any]:
    taken = list(rows[: LIMIT + 1])
    if len(taken) > LIMIT:
        found.more.add(name)
    return taken[:LIMIT]


def _opinions(seat: Seat, text: str) -> Any:
    visible = Opinion.objects.visible_to(seat).select_related("station")
    if TRACE.fullmatch(text):
        return visible.filter(number__icontains=text)
    if serial_in(text) is not None:
        return visible.none()
    return visible.matching(text)


def _add_chain(seat: Seat, found: Found) -> None:
    """A search for a number finds the whole chain: opinions of a suggestion and back."""
    if len(found.suggestions) == 1 and not found.opinions:
        found.opinions = list(
            Opinion.objects.visible_to(seat)
            .filter(suggestion_links__suggestion=found.suggestions[0])
            .select_related("station")
            .order_by("-id")[:LIMIT]
        )
    elif len(found.opinions) == 1 and not found.suggestions:
        found.suggestions = list(
            Suggestion.objects.visible_to(seat)
            .filter(opinion_links__opinion=found.opinions[0])
            .select_related("lead")
            .order_by("-id")[:LIMIT]
        )
