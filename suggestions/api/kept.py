"""The two hottest reads, newest page and one case, with SQL made once for each kind of post."""

from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from core.clock import today
from core.kept import Kept
from liaison.choices import UNIT_ROLES
from liaison.models import Seat
from suggestions.api.output import ROW_COLUMNS
from suggestions.models import Party, Suggestion


def newest(seat: Seat, count: int) -> list[dict[str, Any]]:
    return _NEWEST.rows((*_shape(seat), count), **_values(seat))


def one(seat: Seat, pk: int) -> Suggestion | None:
    """The case, if the seat sees it."""
    found = _ONE.rows(_shape(seat), case=pk, **_values(seat))
    return found[0] if found else None


def _shape(seat: Seat) -> tuple[str, str]:
    return seat.role, seat.unit.kind


def _values(seat: Seat) -> dict[str, int | None]:
    """All that `visible_to` asks of a seat; asked for more, the stand-in has no answer."""
    return {
        "pk": seat.pk,
        "unit_id": seat.unit_id,
        "deputy_id": seat.deputy_id,
        "session_id": seat.session_id,
        "congress_id": seat.unit.congress_id,
        "government_id": seat.unit.government_id,
        "township_id": seat.unit.township_id,
    }


def _stand_in(role: str, kind: str, values: dict[str, int | None]) -> Any:
    of_unit = ("congress_id", "government_id", "township_id")
    unit = SimpleNamespace(kind=kind, **{name: values[name] for name in of_unit})
    own = {name: value for name, value in values.items() if name not in of_unit}
    return SimpleNamespace(role=role, unit=unit, **own)


def _newest(shape: tuple[str, str, int], **values: int | None) -> Any:
    role, kind, count = shape
    rows = Suggestion.objects.visible_to(_stand_in(role, kind, values))
    if role in UNIT_ROLES:
        rows = rows.filter(pk__in=_newest_of(values["unit_id"], count))
    return rows.values(*ROW_COLUMNS).order_by("-id")[:count]


def _newest_of(unit_id: int | None, count: int) -> Any:
    """Read in the order of the unit's own rows, however few they are among all."""
    live = Q(until=None) | Q(until__gte=today())
    rows = Party.objects.filter(live, suggestion__submitted_on__isnull=False, unit_id=unit_id or 0)
    return rows.order_by("-suggestion_id").values("suggestion_id").distinct()[:count]


def _one(shape: tuple[str, str], *, case: int, **values: int | None) -> Any:
    rows = Suggestion.objects.visible_to(_stand_in(*shape, values))
    return rows.filter(pk=case)


_NEWEST, _ONE = Kept(_newest), Kept(_one)
