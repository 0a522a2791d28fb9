"""Who sets the kinds of stations and who closes one: the office that keeps the registry."""

from liaison.choices import Role
from liaison.models import Seat
from stations.models import Station
from stations.permissions.cases import may_found, may_keep


def may_set_kinds(seat: Seat) -> bool:
    """The deputy-work office, for the list of its own congress."""
    return seat.role == Role.OFFICE and seat.unit.congress_id is not None


def may_close(seat: Seat, station: Station) -> bool:
    """The office of the station's county; the platform's administrator decides no closing."""
    return seat.role == Role.OFFICE and may_found(seat) and may_keep(seat, station)
