"""Who hears of a reception day: the deputies whose turn it is, and the station's staff."""

from collections.abc import Iterable

from django.db.models import Q

from audit.services import Actor
from liaison.choices import STATION_ROLES, Role
from stations.models import RosterDay, RosterEvent
from stations.notices.telling import tell_of


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
    tell_of(seats, day, event, heading, of="roster", title=day.station.name, by=by)
