"""Who hears of a reception day: the deputies whose turn it is, and the station's staff."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from audit.services import Actor
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from notifications.services import notify_seats
from stations.models import RosterDay, RosterEvent


def told_deputies(
    day: RosterDay, event: RosterEvent, *, heading: str, deputies: Iterable[int], by: Actor
) -> None:
    """Each deputy on the post of a deputy, wherever it sits."""
    seats = Q(role=Role.DEPUTY, deputy_id__in=list(deputies))
    _send(seats, day, event, heading, by=by)


def told_staff(day: RosterDay, event: RosterEvent, *, heading: str, by: Actor) -> None:
    """The station arranges what follows: a substitute, a reason, a new notice."""
    seats = Q(role__in=STATION_ROLES, unit_id=day.station.kept_by_id)
    _send(seats, day, event, heading, by=by)


def _send(seats: Q, day: RosterDay, event: RosterEvent, heading: str, *, by: Actor) -> None:
    actor = by.identity().get("user_id")
    notify_seats(
        Seat.objects.open().filter(seats).exclude(user_id=actor).order_by("id"),
        kind=f"roster_{event.code}",
        title=f"{heading}：{day.station.name}"[:120],
        body=event.sentence[:400],
        url=reverse("stations:roster-day", kwargs={"pk": day.pk}),
        subject=day,
        key=f"roster.{day.pk}.{event.pk}",
    )
