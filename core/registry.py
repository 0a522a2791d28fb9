"""Which kinds of case exist: lower apps can label, link and guard one without importing it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse


@dataclass(frozen=True)
class Subject:
    """`visible(seat)` is the queryset of that seat; `url_name` takes the id as `pk`.

    `dates_moved(ids)` is told when duties of these cases got another date, or turn amber on another
    day, without a deed on the case, because a year's days off were published. `year_loaded(year)`
    is told of that publication itself, and answers how many of its cases follow it.
    `opens_files(case, seat)`: whoever sees the case without being a party of it does not get its
    papers.
    """

    code: str
    label: str
    visible: Callable[[Any], Any]
    url_name: str
    dates_moved: Callable[[list[int]], None] | None = None
    opens_files: Callable[[Any, Any], bool] = lambda case, seat: True
    year_loaded: Callable[[int], int] | None = None

    def url(self, pk: int) -> str:
        return reverse(self.url_name, kwargs={"pk": pk})


@dataclass(frozen=True)
class Holding:
    """What a body may have in hand when a reform ends it; each app declares its own kind.

    `open_of(unit)` names the unfinished matters as (code of the subject, id).
    `hand_over(unit, heir, on, by)` gives them to the heir with their clocks as they run.
    """

    open_of: Callable[[Any], set[tuple[str, int]]]
    hand_over: Callable[[Any, Any, dt.date, Any], None]


_subjects: dict[str, Subject] = {}
_holdings: list[Holding] = []


def register(subject: Subject) -> None:
    _subjects[subject.code] = subject


def register_holding(holding: Holding) -> None:
    _holdings.append(holding)


def holdings() -> list[Holding]:
    """Those of upper apps first: what remains for a lower one is what none of them knew."""
    return list(reversed(_holdings))


def subject(code: str) -> Subject:
    return _subjects[code]


def subjects() -> list[Subject]:
    return list(_subjects.values())


def known(code: str) -> bool:
    return code in _subjects


def require_visible(code: str, pk: int, seat: Any) -> Any:
    """The case, or 404: existence is information too."""
    if code not in _subjects:
        raise Http404
    case = _subjects[code].visible(seat).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case
