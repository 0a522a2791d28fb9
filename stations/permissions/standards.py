"""Who checks a station against the standard, who writes the standard, who grants stars."""

from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.models import StarApplication, Station
from stations.permissions.area import is_office_over


def may_check(seat: Seat, station: Station) -> bool:
    """Its own staff; the presidium and the office of its area when they come to look."""
    if seat.role in STATION_ROLES:
        return station.unit_id == seat.unit_id
    return is_office_over(seat, station)


def may_write_standard(seat: Seat) -> bool:
    """The deputy-work office of the congress."""
    return seat.role == Role.OFFICE


def may_apply(seat: Seat, application: StarApplication) -> bool:
    """The head or a clerk of the station itself."""
    return seat.role in STATION_ROLES and application.station.unit_id == seat.unit_id


def may_judge(seat: Seat, application: StarApplication) -> bool:
    """The deputy-work office of its county."""
    return seat.role == Role.OFFICE and is_office_over(seat, application)
