"""Who may correct and complete the record of a visit."""

from liaison.choices import STATION_ROLES
from liaison.models import Seat
from stations.models import Reception


def keeps_visit(seat: Seat, reception: Reception) -> bool:
    """A clerk or head of the station that recorded it."""
    return seat.role in STATION_ROLES and reception.station.kept_by_id == seat.unit_id
