"""Who plans reception days and who answers for a deputy's turn (roles.md, column 1)."""

from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.choices import DutyState
from stations.models import RosterDay, Station
from stations.permissions.area import is_office_over

_ANSWERED_FROM = {"confirm": (DutyState.ASKED,), "leave": (DutyState.ASKED, DutyState.CONFIRMED)}


def may_plan_for(seat: Seat, station: Station) -> bool:
    """The station's staff for the own one; presidium and office for those of their area."""
    if seat.role in STATION_ROLES:
        return station.unit_id == seat.unit_id
    return is_office_over(seat, station)


def may_plan(seat: Seat, day: RosterDay) -> bool:
    """The station's staff; presidium and office for the stations of their area."""
    if seat.role in STATION_ROLES:
        return day.station.kept_by_id == seat.unit_id
    return is_office_over(seat, day)


def may_plan_area(seat: Seat) -> bool:
    """Whoever plans several stations at once."""
    return seat.role in {Role.PRESIDIUM, Role.OFFICE}


def is_station_staff(seat: Seat, day: RosterDay) -> bool:
    """A clerk or head of the station: for them to say why a day was missed."""
    return seat.role in STATION_ROLES and day.station.kept_by_id == seat.unit_id


def may_confirm(seat: Seat, day: RosterDay) -> bool:
    """The deputy for the own turn, the station's staff for whoever answered by phone."""
    return _may_answer(seat, day, "confirm")


def may_ask_leave(seat: Seat, day: RosterDay) -> bool:
    """The deputy for the own turn, the station's staff for whoever asked by phone."""
    return _may_answer(seat, day, "leave")


def _may_answer(seat: Seat, day: RosterDay, deed: str) -> bool:
    turns = day.duties.filter(state__in=_ANSWERED_FROM[deed])
    if seat.role == Role.DEPUTY:
        return turns.filter(deputy_id=seat.deputy_id or 0).exists()
    return is_station_staff(seat, day) and turns.exists()


def clock_decides(seat: object, day: RosterDay) -> bool:
    """A consequence of the date or of a reception that was recorded, not a person's choice."""
    return True
