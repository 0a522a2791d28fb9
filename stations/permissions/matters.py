"""Who may move an opinion on: several ways, more time, same matter, a fresh start."""

from liaison.choices import Role, UnitKind
from liaison.models import Seat, Unit
from stations.choices.matters import BOUNCES_TO_OFFICE
from stations.models import Opinion
from stations.permissions.area import is_office_over
from stations.permissions.cases import decides_route, is_handler, is_staff_of


def office_of(opinion: Opinion) -> Unit | None:
    """The deputy-work office of the county's congress."""
    offices = Unit.objects.open().filter(kind=UnitKind.DEPUTY_WORK, county_id=opinion.county_id)
    return offices.filter(township_id=None).order_by("id").first()


def may_route(seat: Seat, opinion: Opinion) -> bool:
    """Its station, its township's presidium, its county's office.

    What came back twice is decided by the county's office alone, where there is one.
    """
    if not decides_route(seat, opinion):
        return False
    if opinion.bounced < BOUNCES_TO_OFFICE or seat.role == Role.OFFICE:
        return True
    return office_of(opinion) is None


def may_finish_way(seat: Seat, opinion: Opinion) -> bool:
    """The unit that has one of the further ways, or the station entering what it was told."""
    if is_staff_of(seat, opinion):
        return True
    return opinion.dispositions.filter(
        is_main=False, state="open", unit_id=seat.unit_id or 0
    ).exists()


def may_ask_extension(seat: Seat, opinion: Opinion) -> bool:
    """Whoever handles it now, on the main way or on a further one."""
    return is_handler(seat, opinion) or may_finish_way(seat, opinion)


def may_extend(seat: Seat, opinion: Opinion) -> bool:
    """The head of the station, the presidium of its township, the office of its county."""
    if seat.role == Role.HEAD:
        return is_staff_of(seat, opinion)
    return is_office_over(seat, opinion)


def may_match(seat: Seat, opinion: Opinion) -> bool:
    """The station's staff; across stations the presidium of the township, the county's office."""
    return is_office_over(seat, opinion) or is_staff_of(seat, opinion)
