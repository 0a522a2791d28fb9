"""Who may do what with receptions and opinions (roles.md)."""

from liaison.choices import STATION_ROLES, UNIT_ROLES, Role
from liaison.models import Seat
from stations.choices import OpinionPart
from stations.models import Opinion


def is_staff_of(seat: Seat, opinion: Opinion) -> bool:
    """A clerk or head of the station that recorded it."""
    return seat.role in STATION_ROLES and opinion.station.unit_id == seat.unit_id


def may_record(seat: Seat) -> bool:
    """Receptions are recorded by the station's staff."""
    return seat.role in STATION_ROLES


def is_receiver(seat: Seat, opinion: Opinion) -> bool:
    """A deputy who received the voter or whom the voter addressed."""
    if seat.role != Role.DEPUTY:
        return False
    return opinion.parties.filter(deputy_id=seat.deputy_id, until=None).exists()


def is_handler(seat: Seat, opinion: Opinion) -> bool:
    """Someone of the unit to which the opinion is routed now."""
    if seat.role == Role.PRESIDIUM:
        return opinion.handler_id == seat.unit_id or (
            opinion.route == "township" and opinion.township_id == seat.unit.township_id
        )
    if seat.role in UNIT_ROLES | {Role.GOVOFFICE, Role.OFFICE}:
        return opinion.handler_id == seat.unit_id
    return False


def decides_route(seat: Seat, opinion: Opinion) -> bool:
    """Presidium decides the township route, the office the county route; the station its own."""
    if is_staff_of(seat, opinion):
        return True
    if seat.role == Role.PRESIDIUM:
        return opinion.township_id == seat.unit.township_id
    if seat.role == Role.OFFICE:
        return opinion.county_id == seat.unit.county_id
    if seat.role == Role.GOVOFFICE:
        return opinion.parties.filter(
            part=OpinionPart.HANDLER, government_id=seat.unit.government_id, until=None
        ).exists()
    return False


def may_bounce(seat: Seat, opinion: Opinion) -> bool:
    return is_handler(seat, opinion)


def may_report_result(seat: Seat, opinion: Opinion) -> bool:
    """The handler, or the station entering what the handler said."""
    return is_staff_of(seat, opinion) or is_handler(seat, opinion)


def may_tell_back(seat: Seat, opinion: Opinion) -> bool:
    return is_staff_of(seat, opinion)


def may_add(seat: Seat, opinion: Opinion) -> bool:
    return is_staff_of(seat, opinion) or is_receiver(seat, opinion)


def may_link(seat: Seat, opinion: Opinion) -> bool:
    """A receiving deputy takes it up, or staff on a deputy's behalf."""
    return is_staff_of(seat, opinion) or is_receiver(seat, opinion)


def may_reveal(seat: Seat, opinion: Opinion) -> bool:
    """Personal data, with a reason: staff, the offices; a deputy only what he received himself."""
    if is_staff_of(seat, opinion):
        return True
    if seat.role == Role.DEPUTY:
        reception = opinion.reception
        return bool(reception) and reception.receivers.filter(deputy_id=seat.deputy_id).exists()
    if seat.role == Role.PRESIDIUM:
        return opinion.township_id == seat.unit.township_id
    if seat.role == Role.OFFICE:
        return opinion.county_id == seat.unit.county_id
    return False
