"""Who may do what with receptions and opinions (roles.md)."""

from liaison.choices import STATION_ROLES, UNIT_ROLES, Role
from liaison.models import Seat
from stations.choices import OpinionPart
from stations.models import Opinion, Reception, Station, Submission
from stations.permissions.area import is_office_over


def is_staff_of(seat: Seat, opinion: Opinion) -> bool:
    """A clerk or head of the station that recorded it; the county's office where that station is
    closed and no other goes on."""
    if seat.role == Role.OFFICE:
        return is_office_over(seat, opinion) and opinion.station.is_left_alone
    return seat.role in STATION_ROLES and opinion.station.kept_by_id == seat.unit_id


def may_record(seat: Seat) -> bool:
    """Receptions are recorded by the station's staff."""
    return seat.role in STATION_ROLES


def is_receiver(seat: Seat, opinion: Opinion) -> bool:
    """A deputy who received the voter or whom the voter addressed."""
    if seat.role != Role.DEPUTY:
        return False
    return opinion.parties.filter(deputy_id=seat.deputy_id or 0, until=None).exists()


def is_handler(seat: Seat, opinion: Opinion) -> bool:
    """Someone of the unit to which the opinion is routed now."""
    if seat.role == Role.PRESIDIUM:
        return opinion.handler_id == seat.unit_id or (
            opinion.route == "township" and is_office_over(seat, opinion)
        )
    if seat.role in UNIT_ROLES | {Role.GOVOFFICE, Role.OFFICE}:
        return opinion.handler_id == seat.unit_id
    return False


def decides_route(seat: Seat, opinion: Opinion) -> bool:
    """Its station, its township's presidium, its county's office; a government among its own."""
    if is_staff_of(seat, opinion):
        return True
    if is_office_over(seat, opinion):
        return True
    if seat.role == Role.GOVOFFICE:
        return opinion.parties.filter(
            part=OpinionPart.HANDLER, government_id=seat.unit.government_id or 0, until=None
        ).exists()
    return False


def may_bounce(seat: Seat, opinion: Opinion) -> bool:
    """Whoever handles it now."""
    return is_handler(seat, opinion)


def may_report_result(seat: Seat, opinion: Opinion) -> bool:
    """The handler, or the station entering what the handler said."""
    return is_staff_of(seat, opinion) or is_handler(seat, opinion)


def may_tell_back(seat: Seat, opinion: Opinion) -> bool:
    """A clerk or head of the station that recorded it."""
    return is_staff_of(seat, opinion)


def may_add(seat: Seat, opinion: Opinion) -> bool:
    """The station's staff, and the deputies who received it or were addressed."""
    return is_staff_of(seat, opinion) or is_receiver(seat, opinion)


def may_link(seat: Seat, opinion: Opinion) -> bool:
    """A receiving deputy takes it up; staff, presidium or office may on a deputy's behalf."""
    return is_office_over(seat, opinion) or is_staff_of(seat, opinion) or is_receiver(seat, opinion)


def may_reveal(seat: Seat, opinion: Opinion) -> bool:
    """Personal data, with a reason: staff, the offices; a deputy only what he received himself."""
    if is_staff_of(seat, opinion):
        return True
    if seat.role == Role.DEPUTY:
        if opinion.reception is not None:
            return _received(seat, opinion.reception)
        # Sent to this deputy's own code.
        sent = Submission.objects.filter(opinion_id=opinion.pk, deputy_id=seat.deputy_id or 0)
        return sent.exists()
    return is_office_over(seat, opinion)


def may_see_contact(seat: Seat, reception: Reception) -> bool:
    """The same rule for a visit that brought no opinion."""
    if seat.role in STATION_ROLES:
        return reception.station.kept_by_id == seat.unit_id
    if seat.role == Role.DEPUTY:
        return _received(seat, reception)
    return is_office_over(seat, reception)


def _received(seat: Seat, reception: Reception) -> bool:
    return reception.receivers.filter(deputy_id=seat.deputy_id or 0).exists()


def may_found(seat: Seat) -> bool:
    """The deputy-work office keeps the registry of its county's stations."""
    return seat.role in {Role.OFFICE, Role.ADMIN}


def may_keep(seat: Seat, station: Station) -> bool:
    """Its own head, or who keeps the registry, changes a station and its deputies."""
    if seat.role == Role.HEAD:
        return station.kept_by_id == seat.unit_id
    if seat.role == Role.OFFICE:
        return station.county_id == seat.unit.county_id
    return seat.role == Role.ADMIN


def system_decides(seat: object, opinion: Opinion) -> bool:
    """A consequence of another deed, whose own table has asked who may."""
    return True
