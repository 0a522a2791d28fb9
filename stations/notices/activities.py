"""Who hears of an activity: the deputies and the departments that were asked to come."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from audit.services import Actor
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat
from notifications.services import notify_seats
from stations.models import Activity, ActivityEvent, Attendee


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
    seats = Seat.objects.open().filter(
        Q(role=Role.DEPUTY, deputy_id__in=deputies)
        | Q(role__in=[*UNIT_ROLES, Role.OFFICE, Role.GOVOFFICE], unit_id__in=units)
    )
    actor = by.identity().get("user_id")
    notify_seats(
        seats.exclude(user_id=actor).order_by("id"),
        kind=f"activity_{event.code}",
        title=f"{heading}：{activity.title}"[:120],
        body=f"{activity.station.name}，{event.sentence}"[:400],
        url=reverse("stations:activity", kwargs={"pk": activity.pk}),
        subject=activity,
        key=f"activity.{activity.pk}.{event.pk}",
    )
