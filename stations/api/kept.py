"""The lists that a station opens all day, newest page, with SQL made once for each kind of post."""

from types import SimpleNamespace
from typing import Any

from core.kept import Kept
from liaison.models import Seat
from stations.api.output import OPINION_COLUMNS, VISIT_COLUMNS, with_counts
from stations.models import Opinion, Reception

Shape = tuple[str, str, int]
_OF_UNIT = ("province_id", "prefecture_id", "county_id", "township_id", "government_id")


def newest_opinions(seat: Seat, count: int) -> list[dict[str, Any]]:
    return _OPINIONS.rows(_shape(seat, count), **_values(seat))


def newest_visits(seat: Seat, count: int) -> list[dict[str, Any]]:
    return _VISITS.rows(_shape(seat, count), **_values(seat))


def _shape(seat: Seat, count: int) -> Shape:
    return seat.role, seat.unit.division.level, count


def _values(seat: Seat) -> dict[str, int | None]:
    """All that `visible_to` asks of a seat; asked for more, the stand-in has no answer."""
    of_unit = {name: getattr(seat.unit, name) for name in _OF_UNIT}
    return {"unit_id": seat.unit_id, "deputy_id": seat.deputy_id, **of_unit}


def _stand_in(shape: Shape, values: dict[str, int | None]) -> Any:
    role, level, _ = shape
    own = {name: value for name, value in values.items() if name not in _OF_UNIT}
    of_unit = {name: values[name] for name in _OF_UNIT}
    unit = SimpleNamespace(division=SimpleNamespace(level=level), **of_unit)
    return SimpleNamespace(role=role, unit=unit, **own)


def _opinions(shape: Shape, **values: int | None) -> Any:
    rows = Opinion.objects.visible_to(_stand_in(shape, values))
    return rows.values(*OPINION_COLUMNS).order_by("-id")[: shape[2]]


def _visits(shape: Shape, **values: int | None) -> Any:
    rows = with_counts(Reception.objects.visible_to(_stand_in(shape, values)))
    return rows.values(*VISIT_COLUMNS).order_by("-held_on", "-id")[: shape[2]]


_OPINIONS, _VISITS = Kept(_opinions), Kept(_visits)
