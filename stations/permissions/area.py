"""Whose area a place lies in: asked in one way by every rule of a station's cases."""

from typing import Protocol

from liaison.choices import Role
from liaison.models import Seat


class Placed(Protocol):
    """Anything with the scope columns."""

    township_id: int | None
    county_id: int | None


def is_office_over(seat: Seat, place: Placed) -> bool:
    """The presidium of its township, the office of its county; a place without one has none."""
    if seat.role == Role.PRESIDIUM:
        return place.township_id is not None and place.township_id == seat.unit.township_id
    if seat.role == Role.OFFICE:
        return place.county_id is not None and place.county_id == seat.unit.county_id
    return False
