"""The registry of stations and the deputies attached to them."""

import datetime as dt
import re
from typing import Any

from django.db import transaction

from audit.services import Actor, changes, record, snapshot
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import UnitKind
from liaison.models import Deputy, Division, Seat, Unit
from liaison.services.units import congress_for, create_unit
from stations.models import Station, StationDeputy
from stations.permissions import may_found, may_keep
from stations.services import parents
from stations.services.kinds import fitting_kind, hold_registry
from stations.services.numbers import lock

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")


def create_station(
    *,
    by: Seat | Actor,
    division: Division,
    name: str,
    code: str,
    kind: Any,
    opened_on: dt.date | None = None,
    unit: Unit | None = None,
    parent: Station | None = None,
    **details: Any,
) -> Station:
    """A station and its unit; the short code heads all its numbers and never changes."""
    if isinstance(by, Seat) and not may_found(by):
        raise Forbidden("设立联络站由代工委登记，请联系代工委。")
    code = code.strip().upper()
    _require_code(code)
    day = opened_on or today()
    with transaction.atomic():
        congress = congress_for(UnitKind.STATION, division) if unit is None else unit.congress
        hold_registry(congress.pk if congress else None)
        given = _cleaned(details)
        trade = given.get("trade", "")
        row = fitting_kind(congress.pk if congress else None, kind, trade)
        if unit is None:
            unit = create_unit(
                name=name, kind=UnitKind.STATION, division=division, by=by, opened_on=day
            )
        station = Station.objects.create(
            unit=unit,
            code=code,
            name=name.strip(),
            kind=row,
            opened_on=day,
            **given,
            **unit.scope(),
        )
        parents.require_parent(station, parent, station.county_id)
        parents.put_under(station, parent, on=day)
        record(
            "station.create",
            by=by,
            label="设立联络站",
            subject=station,
            after=snapshot(station),
        )
    return station


def update_station(station: Station, *, by: Seat, **details: Any) -> Station:
    """Kind, trade, address, phone, hours, parent; the code stays, the name is the unit's."""
    _require_keeper(by, station)
    with transaction.atomic():
        hold_registry(station.congress_id)
        locked = lock(station)
        _require_open(locked)
        before = snapshot(locked)
        given = _cleaned(details)
        for name, value in given.items():
            setattr(locked, name, value)
        if "kind" in details or "trade" in given:
            wanted = details.get("kind", station.kind)
            locked.kind = fitting_kind(locked.congress_id, wanted, locked.trade, station=station)
        locked.save()
        if "parent" in details:
            parents.require_parent(locked, details["parent"], locked.county_id)
            parents.put_under(locked, details["parent"])
        old, new = changes(before, snapshot(locked))
        record("station.update", by=by, label="修改联络站", subject=locked, before=old, after=new)
    return locked


def attach(
    station: Station, deputy: Deputy, *, by: Seat | Actor, since: dt.date | None = None
) -> StationDeputy:
    """进站: a deputy of any level, where he or she lives or works."""
    _require_keeper(by, station)
    day = since or today()
    with transaction.atomic():
        locked = lock(station)
        if locked.closed_on is not None:
            raise Conflict(f"「{locked.name}」已经撤销，代表请进现在开放的站。")
        if locked.attachments.filter(deputy=deputy, until=None).exists():
            words = f"{deputy.name}已经在「{station.name}」，不用再加。"
            raise Invalid(words, errors={"deputy": [words]})
        row = StationDeputy.objects.create(station=station, deputy=deputy, since=day)
        record(
            "station.attach",
            by=by,
            label="代表进站",
            subject=station,
            after={"deputy": deputy.name, "since": day.isoformat()},
        )
    return row


def detach(
    station: Station, deputy: Deputy, *, by: Seat, until: dt.date | None = None
) -> StationDeputy:
    """离站: what the deputy received here stays his or hers."""
    _require_keeper(by, station)
    day = until or today()
    with transaction.atomic():
        row = (
            StationDeputy.objects.select_for_update(of=("self",))
            .filter(station=station, deputy=deputy, until=None)
            .first()
        )
        if row is None:
            raise Conflict(f"{deputy.name}现在不在「{station.name}」，请刷新后再看。")
        row.until = max(day, row.since)
        row.save(update_fields=["until"])
        record(
            "station.detach",
            by=by,
            label="代表离站",
            subject=station,
            after={"deputy": deputy.name, "until": row.until.isoformat()},
        )
    return row


def _require_keeper(by: Seat | Actor, station: Station) -> None:
    if isinstance(by, Seat) and not may_keep(by, station):
        raise Forbidden("您的岗位不能改这个联络站，请找本站站长或代工委。")


def _require_code(code: str) -> None:
    words = ""
    if not _CODE.fullmatch(code):
        words = "简码用2到12个大写字母和数字，以字母开头，例如QX。"
    elif Station.objects.filter(code=code).exists():
        words = f"简码{code}已经有站用了，请换一个。"
    if words:
        raise Invalid(words, errors={"code": [words]})


def _require_open(station: Station) -> None:
    if station.closed_on is not None:
        raise Conflict(f"「{station.name}」已经撤销，登记内容不能再改。")


def _cleaned(details: dict[str, Any]) -> dict[str, Any]:
    """Only what a registry row holds besides its identity."""
    known = ("trade", "address", "phone", "hours", "latitude", "longitude")
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in details.items()
        if name in known
    }
