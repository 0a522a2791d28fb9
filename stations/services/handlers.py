"""Which unit handles a routed opinion when nobody names one, and which may be named."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from core.problems import Invalid
from deadlines.services import terms_for
from liaison.calendar import calendar_of
from liaison.choices import STATION_ROLES, UnitKind
from liaison.models import Seat, Unit
from liaison.models.scope import SCOPE_COLUMNS
from liaison.querysets import UnitQuerySet
from stations.choices import KEPT_ROUTES, Route
from stations.models import Station
from stations.services.summary import handling_kind

_TOWNSHIP_KINDS = [UnitKind.GOVERNMENT, UnitKind.PRESIDIUM, UnitKind.STREET_COMMITTEE]
_NOT_HANDLERS = [UnitKind.STATION, UnitKind.PLATFORM, UnitKind.CONGRESS, UnitKind.PARTY_COMMITTEE]


def choices_for(station: Station, route: str) -> UnitQuerySet:
    """The township's bodies for the township route; the county's, and the governments of its
    townships, for the county route."""
    units: UnitQuerySet = Unit.objects.open().exclude(kind__in=_NOT_HANDLERS)
    if route == Route.TOWNSHIP and station.township_id:
        return units.filter(township_id=station.township_id)
    if route == Route.COUNTY:
        local = Q(township_id=None) | Q(kind=UnitKind.GOVERNMENT)
        return units.filter(local, county_id=station.county_id)
    return units.none()


def default_handler(station: Station, route: str) -> Unit | None:
    """Township: its government, or the presidium where only that one has people here.

    County: the deputy-work office of the county's congress. Else the station itself.
    """
    if route in KEPT_ROUTES:
        return station.keeper
    units = choices_for(station, route)
    if route == Route.TOWNSHIP:
        staffed = Exists(
            Seat.objects.open().exclude(role__in=STATION_ROLES).filter(unit_id=OuterRef("pk"))
        )
        found = units.filter(kind__in=_TOWNSHIP_KINDS).annotate(staffed=staffed)
        rank = {kind: place for place, kind in enumerate(_TOWNSHIP_KINDS)}
        ordered = sorted(found, key=lambda unit: (not unit.staffed, rank[UnitKind(unit.kind)]))
        return ordered[0] if ordered else None
    if route == Route.COUNTY:
        return units.filter(kind=UnitKind.DEPUTY_WORK).order_by("id").first()
    return None


def handler_for(station: Station, route: str, unit: Unit | None) -> Unit:
    """The named unit if it may handle this route, or the default one."""
    if route in KEPT_ROUTES:
        return station.keeper
    if unit is None:
        found = default_handler(station, route)
        if found is None:
            words = "没有找到默认的办理单位，请选一个。"
            raise Invalid(words, errors={"unit": [words]})
        return found
    if not choices_for(station, route).filter(pk=unit.pk).exists():
        words = f"「{unit.name}」不能办这个去向的意见，请另选单位。"
        raise Invalid(words, errors={"unit": [words]})
    return unit


def due_preview(station: Station, route: str, on: dt.date) -> dt.date:
    """The day by which the handler would owe a result, before anything is saved."""
    calendar = calendar_of(getattr(station, column) for column in SCOPE_COLUMNS)
    terms = terms_for(handling_kind(route), station.congress_id, on)
    return terms.calculate(on, calendar).due_on
