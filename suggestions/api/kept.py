"""The two hottest reads, newest page and one case, with SQL made once for each kind of post."""

from typing import Any

from django.db.models import Q

from core.clock import today
from core.kept import Kept
from liaison.api.kept_seats import Shape, seat_like, shape_of, values_of
from liaison.choices import UNIT_ROLES
from liaison.models import Seat
from suggestions.api.output import ROW_COLUMNS
from suggestions.models import Party, Suggestion


def newest(seat: Seat, count: int) -> list[dict[str, Any]]:
    return _NEWEST.rows((shape_of(seat), count), **values_of(seat))


def one(seat: Seat, pk: int) -> Suggestion | None:
    """The case, if the seat sees it."""
    found = _ONE.rows(shape_of(seat), case=pk, **values_of(seat))
    return found[0] if found else None


def _newest(shape: tuple[Shape, int], **values: int | None) -> Any:
    kind, count = shape
    seat = seat_like(kind, values)
    rows = Suggestion.objects.visible_to(seat)
    if seat.role in UNIT_ROLES:
        rows = rows.filter(pk__in=_newest_of(values["unit_id"], count))
    return rows.values(*ROW_COLUMNS).order_by("-id")[:count]


def _newest_of(unit_id: int | None, count: int) -> Any:
    """Read in the order of the unit's own rows, however few they are among all."""
    live = Q(until=None) | Q(until__gte=today())
    rows = Party.objects.filter(live, suggestion__submitted_on__isnull=False, unit_id=unit_id or 0)
    return rows.order_by("-suggestion_id").values("suggestion_id").distinct()[:count]


def _one(shape: Shape, *, case: int, **values: int | None) -> Any:
    return Suggestion.objects.visible_to(seat_like(shape, values)).filter(pk=case)


_NEWEST, _ONE = Kept(_newest), Kept(_one)
