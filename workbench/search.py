"""One search for everything: a number finds its whole chain, a name its person."""

import re
from dataclasses import dataclass, field
from typing import Any

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
