"""Who may plan and run an activity: its station, its township's presidium, its county's office."""

from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.models import Activity, Station
from stations.permissions.area import is_office_over


def may_plan_any(seat: Seat) -> bool:
    return seat.role in STATION_ROLES | {Role.PRESIDIUM, Role.OFFICE}


def may_plan(seat: Seat, station: Station) -> bool:
    if seat.role in STATION_ROLES:
        return station.kept_by_id == seat.unit_id
    return is_office_over(seat, station)


def may_run(seat: Seat, activity: Activity) -> bool:
    """The station's staff, the presidium of its township, the office of its county."""
    return may_plan(seat, activity.station)


def may_find(seat: Seat, activity: Activity) -> bool:
    """Whoever runs it, and each deputy who was asked to come."""
    if seat.role == Role.DEPUTY:
        return activity.attendees.filter(deputy_id=seat.deputy_id or 0).exists()
    return may_run(seat, activity)
