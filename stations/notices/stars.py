"""Who hears of an application for stars: the office that judges, the station that applied."""

from django.db.models import Q

from audit.services import Actor
from liaison.choices import STATION_ROLES, Role
from stations.models import StarApplication, StarEvent
from stations.notices.telling import tell_of


def told_office(case: StarApplication, event: StarEvent, *, by: Actor) -> None:
    whom = Q(role=Role.OFFICE, unit__county_id=case.county_id or 0, unit__township_id=None)
    _tell(whom, case, event, "请评定联络站星级", by)


def told_station(case: StarApplication, event: StarEvent, *, by: Actor) -> None:
    whom = Q(role__in=STATION_ROLES, unit_id=case.station.unit_id)
    _tell(whom, case, event, "星级申报有进展", by)


def _tell(whom: Q, case: StarApplication, event: StarEvent, heading: str, by: Actor) -> None:
    tell_of(whom, case, event, heading, of="star", title=case.station.name, by=by)
