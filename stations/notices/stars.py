"""Who hears of an application for stars: the office that judges, the station that applied."""

from django.db.models import Q
from django.urls import reverse

from audit.services import Actor
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from notifications.services import notify_seats
from stations.models import StarApplication, StarEvent


def told_office(case: StarApplication, event: StarEvent, *, by: Actor) -> None:
    whom = Q(role=Role.OFFICE, unit__county_id=case.county_id or 0, unit__township_id=None)
    _tell(whom, case, event, "请评定联络站星级", by)


def told_station(case: StarApplication, event: StarEvent, *, by: Actor) -> None:
    whom = Q(role__in=STATION_ROLES, unit_id=case.station.unit_id)
    _tell(whom, case, event, "星级申报有进展", by)


def _tell(whom: Q, case: StarApplication, event: StarEvent, heading: str, by: Actor) -> None:
    actor = by.identity().get("user_id")
    notify_seats(
        Seat.objects.open().filter(whom).exclude(user_id=actor).order_by("id"),
        kind=f"star_{event.code}",
        title=f"{heading}：{case.station.name}"[:120],
        body=event.sentence[:400],
        url=reverse("stations:star", kwargs={"pk": case.pk}),
        subject=case,
        key=f"star.{case.pk}.{event.pk}",
    )
