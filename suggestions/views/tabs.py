"""The questions above the list, each with its count, all counted in one query."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Subquery

from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from suggestions.choices import PublicationState, State
from suggestions.querysets import SuggestionQuerySet

# A number above this is said as "999+": counting a million rows answers nobody's question.
MOST = 999

HANDLING = (State.ACCEPTED, State.MERGED, State.ASSIGNED, State.HANDLING, State.REHANDLING)
TO_RATE = (State.REPLIED, State.STUDYING)

Narrow = Callable[[SuggestionQuerySet, Seat], SuggestionQuerySet]


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    narrow: Narrow
    by_due: bool = False


def waiting(rows: SuggestionQuerySet, seat: Seat) -> SuggestionQuerySet:
    return rows.waiting_for(seat)


def _mine(rows: SuggestionQuerySet, seat: Seat) -> SuggestionQuerySet:
    return rows.mine(seat)


def _in(*states: str) -> Narrow:
    return lambda rows, seat: rows.filter(state__in=states)


def _whole_term(rows: SuggestionQuerySet, seat: Seat) -> SuggestionQuerySet:
    return rows.filter(congress_id=seat.unit.congress_id, term__ends_on=None)


DRAFTS = Tab("drafts", "草稿和联名", _in(State.DRAFT, State.COSIGNING, State.SENT_BACK))
WAITING = Tab("waiting", "等我办", waiting, by_due=True)
MINE = Tab("mine", "我的", _mine)
BEING_HANDLED = Tab("handling", "办理中", _in(*HANDLING), by_due=True)
AWAITS_VERDICT = Tab("to_rate", "待评价", _in(*TO_RATE), by_due=True)
CLOSED = Tab("closed", "已办结", _in(State.CLOSED))
TO_PUBLISH = Tab(
    "to_publish", "待公开审查", lambda rows, seat: rows.with_publication(PublicationState.WAITING)
)
KEY = Tab("key", "重点", lambda rows, seat: rows.key())
ALL = Tab("all", "全部", lambda rows, seat: rows)
TERM = Tab("term", "本届全部", _whole_term)

_DEPUTY = (MINE, WAITING, BEING_HANDLED, AWAITS_VERDICT, CLOSED, KEY, TERM)
_READER = (BEING_HANDLED, AWAITS_VERDICT, CLOSED, KEY, ALL)
_WORKER = (WAITING, *_READER)
# Who writes for deputies goes on with what was begun.
_STATION = (DRAFTS, *_READER)
_OFFICE = (*_WORKER[:-1], TO_PUBLISH, DRAFTS, ALL)


def tabs_for(seat: Seat) -> tuple[Tab, ...]:
    if seat.role == Role.DEPUTY:
        return _DEPUTY
    if seat.role in STATION_ROLES:
        return _STATION
    if seat.role in {Role.OFFICE, Role.PRESIDIUM}:
        return _OFFICE
    if seat.role in {Role.COMMITTEE, Role.SECRETARIAT}:
        return _READER
    return _WORKER


class _Counted(Subquery):
    """How many rows, looking at no more than the query's own limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def count(seat: Seat, named: dict[str, SuggestionQuerySet]) -> dict[str, int]:
    """Every question's number in one query."""
    limited = {
        name: _Counted(rows.order_by().values("pk")[: MOST + 1]) for name, rows in named.items()
    }
    found = Seat.objects.filter(pk=seat.pk).values(**limited).get()
    # A question that nobody of this post may ask is empty, and an empty one has no number.
    return {name: number or 0 for name, number in found.items()}


def said(number: int) -> str:
    return f"{MOST}+" if number > MOST else str(number)


def chosen(tabs: tuple[Tab, ...], wanted: str, counts: dict[str, int]) -> Tab:
    """The tab of the address; without one the first that is not empty."""
    for tab in (*tabs, ALL):
        if tab.key == wanted:
            return tab
    return next((tab for tab in tabs if counts.get(tab.key)), tabs[-1])


def tab_links(
    tabs: tuple[Tab, ...], on: Tab, counts: dict[str, int], query: Any
) -> list[dict[str, Any]]:
    links = []
    for tab in tabs:
        address = query.copy()
        address["tab"] = tab.key
        address.pop("cursor", None)
        links.append(
            {
                "label": tab.label,
                "url": f"?{address.urlencode()}",
                "count": said(counts[tab.key]),
                "on": tab.key == on.key,
            }
        )
    return links
