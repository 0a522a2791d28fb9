"""The lists that a station opens all day, newest page, with SQL made once for each kind of post."""

from typing import Any

from core.kept import Kept
from liaison.api.kept_seats import Shape, seat_like, shape_of, values_of
from liaison.models import Seat
from stations.api.output import OPINION_COLUMNS, VISIT_COLUMNS, with_counts
from stations.models import Opinion, Reception


def newest_opinions(seat: Seat, count: int) -> list[dict[str, Any]]:
    return _OPINIONS.rows((shape_of(seat), count), **values_of(seat))


def newest_visits(seat: Seat, count: int) -> list[dict[str, Any]]:
    return _VISITS.rows((shape_of(seat), count), **values_of(seat))


def _opinions(shape: tuple[Shape, int], **values: int | None) -> Any:
    kind, count = shape
    rows = Opinion.objects.visible_to(seat_like(kind, values))
    return rows.values(*OPINION_COLUMNS).order_by("-id")[:count]


def _visits(shape: tuple[Shape, int], **values: int | None) -> Any:
    kind, count = shape
    rows = with_counts(Reception.objects.visible_to(seat_like(kind, values)))
    return rows.values(*VISIT_COLUMNS).order_by("-held_on", "-id")[:count]


_OPINIONS, _VISITS = Kept(_opinions), Kept(_visits)
