"""Who may correct and complete the record of a visit."""

from liaison.choices import STATION_ROLES
from liaison.models import Seat
from stations.choices import AgeBand
from stations.models import Reception


def keeps_visit(seat: Seat, reception: Reception) -> bool:
    """A clerk or head of the station that recorded it."""
    return seat.role in STATION_ROLES and reception.station.kept_by_id == seat.unit_id


def lacks_guardian(reception: Reception) -> bool:
    """A child came, and whom to ask is not on record yet."""
    known = reception.guardian_name or reception.is_anonymous
    return reception.visitor_age == AgeBand.MINOR and not known
