"""Which kinds of case exist: lower apps can label, link and guard one without importing it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse


@dataclass(frozen=True)
class Subject:
    """`visible(seat)` is the queryset of that seat; `url_name` takes the id as `pk`.

    `dates_moved(ids)` is told when duties of these cases got another date without a deed on the
    case, because a year's days off were published. `year_loaded(year)` is told of that publication
    itself, and answers how many of its cases follow it. `opens_files(case, seat)`: whoever sees the case
    without being a party of it does not get its papers.
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


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    _subjects[subject.code] = subject


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
