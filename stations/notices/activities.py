"""Who hears of an activity: the deputies and the departments that were asked to come."""

from collections.abc import Iterable

from django.db.models import Q

from audit.services import Actor
from liaison.choices import UNIT_ROLES, Role
from stations.models import Activity, ActivityEvent, Attendee
from stations.notices.telling import tell_of


def told_people(
    activity: Activity,
    event: ActivityEvent,
    *,
    heading: str,
    by: Actor,
    only: Iterable[Attendee] | None = None,
) -> None:
    """Everybody on the list who has a seat; experts without one are phoned by the station."""
    people = list(activity.attendees.all()) if only is None else list(only)
    deputies = {row.deputy_id for row in people if row.deputy_id}
    units = {row.unit_id for row in people if row.unit_id}
    seats = Q(role=Role.DEPUTY, deputy_id__in=deputies) | Q(
        role__in=[*UNIT_ROLES, Role.OFFICE, Role.GOVOFFICE], unit_id__in=units
    )
    tell_of(
        seats,
        activity,
        event,
        heading,
        of="activity",
        title=activity.title,
        by=by,
        before=f"{activity.station.name}，",
    )
