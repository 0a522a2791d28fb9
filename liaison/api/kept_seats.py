"""A post in a kept query: what of it decides the SQL, and what goes into the SQL as a value."""

from types import SimpleNamespace
from typing import Any

from liaison.models import Seat

Shape = tuple[str, str, str]
Values = dict[str, int | None]
_OWN = ("pk", "unit_id", "deputy_id", "session_id")
_OF_UNIT = (
    *("congress_id", "government_id"),
    *("province_id", "prefecture_id", "county_id", "township_id"),
)


def shape_of(seat: Seat) -> Shape:
    return seat.role, seat.unit.kind, seat.unit.division.level


def values_of(seat: Seat) -> Values:
    """All that a `visible_to` asks of a seat; asked for more, the post in its place has no
    answer."""
    return {name: getattr(seat, name) for name in _OWN} | {
        name: getattr(seat.unit, name) for name in _OF_UNIT
    }


def seat_like(shape: Shape, values: Values) -> Any:
    """Stands in the queryset where the seat would, with the query's marks for values."""
    role, kind, level = shape
    of_unit = {name: values[name] for name in _OF_UNIT}
    unit = SimpleNamespace(kind=kind, division=SimpleNamespace(level=level), **of_unit)
    return SimpleNamespace(role=role, unit=unit, **{name: values[name] for name in _OWN})
