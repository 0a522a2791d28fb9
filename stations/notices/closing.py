"""Who hears that a station is closed: its staff and the deputies who sat there."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from audit.services import Actor
from core.clock import today
from core.display import cn_date
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from liaison.querysets import standing_on
from notifications.services import notify_seats
from stations.models import Station, StationDeputy


def closed(
    station: Station, *, on: dt.date, reason: str, by: Actor, deputies: Iterable[StationDeputy]
) -> None:
    """Told while their posts and attachments still stand."""
    ids = [row.deputy_id for row in deputies]
    seats = Seat.objects.open().filter(
        Q(role__in=STATION_ROLES, unit_id=station.unit_id)
        | Q(role=Role.PRESIDIUM, unit__township_id=station.township_id or 0)
        | Q(role=Role.DEPUTY, deputy_id__in=ids)
    )
    notify_seats(
        seats.filter(standing_on(today(), "unit__"))
        .exclude(user_id=by.identity().get("user_id"))
        .order_by("id"),
        kind="station_closed",
        title=f"「{station.name}」已撤销"[:120],
        body=f"撤销日期{cn_date(on)}，依据：{reason}。进站代表另行安排。"[:400],
        url=reverse("stations:station", kwargs={"pk": station.pk}),
        subject=station,
        key=f"station.{station.pk}.closed",
    )
