"""The registry of stations and the deputies attached to them."""

import datetime as dt
import re
from collections import Counter
from typing import Any

from django.db import transaction

from audit.services import Actor, changes, record, snapshot
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import UnitKind
from liaison.models import Deputy, Division, Seat, Unit
from liaison.services.units import create_unit
from stations.choices import StationKind
from stations.models import Station, StationDeputy
from stations.permissions import may_found, may_keep
from stations.services import merge_plan
from stations.services.numbers import lock

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")


def create_station(
    *,
    by: Seat | Actor,
    division: Division,
    name: str,
    code: str,
    kind: str,
    opened_on: dt.date | None = None,
    unit: Unit | None = None,
    **details: Any,
) -> Station:
    """A station and its unit; the short code heads all its numbers and never changes."""
    if isinstance(by, Seat) and not may_found(by):
        raise Forbidden("设立联络站由代工委登记，请联系代工委。")
    code = code.strip().upper()
    _require_code(code)
    _require_kind(kind)
    day = opened_on or today()
    with transaction.atomic():
        if unit is None:
            unit = create_unit(
                name=name, kind=UnitKind.STATION, division=division, by=by, opened_on=day
            )
        station = Station.objects.create(
            unit=unit,
            code=code,
            name=name.strip(),
            kind=kind,
            opened_on=day,
            **_cleaned(details),
            **unit.scope(),
        )
        record(
            "station.create",
            by=by,
            label="设立联络站",
            subject=station,
            after=snapshot(station),
        )
    return station


def update_station(station: Station, *, by: Seat, **details: Any) -> Station:
    """Kind, trade, address, phone, hours; the code stays, the name changes with the unit's."""
    _require_keeper(by, station)
    _require_kind(details.get("kind", station.kind))
    with transaction.atomic():
        locked = lock(station)
        before = snapshot(locked)
        for name, value in _cleaned(details).items():
            setattr(locked, name, value)
        locked.save()
        old, new = changes(before, snapshot(locked))
        record("station.update", by=by, label="修改联络站", subject=locked, before=old, after=new)
    return locked


def close_station(station: Station, *, by: Seat, on: dt.date, reason: str) -> Station:
    """撤销: no more receptions from that day; what it recorded stays readable.

    Refused while anything there waits for somebody: a merge hands it on, a closing drops nothing.
    """
    if not may_found(by) or not may_keep(by, station):
        raise Forbidden("撤销联络站由代工委登记，请联系代工委。")
    with transaction.atomic():
        locked = lock(station)
        if locked.closed_on is not None:
            raise Conflict(f"「{locked.name}」已经撤销，不用再办。")
        _require_nothing_open(locked)
        if on < locked.opened_on:
            words = "撤销日期早于设立日期，请核对。"
            raise Invalid(words, errors={"on": [words]})
        locked.closed_on = on
        locked.save(update_fields=["closed_on"])
        record(
            "station.close",
            by=by,
            label="撤销联络站",
            subject=locked,
            after={"closed_on": on.isoformat()},
            reason=reason,
        )
    return locked


def open_work(station: Station) -> list[dict[str, Any]]:
    """What keeps a station from being closed, each with its address; names no voter."""
    return [
        {"kind": part.label, **{name: row.get(name, "") for name in ("label", "note", "url")}}
        for part in merge_plan.open_parts(station)
        for row in part.rows
    ]


def _require_nothing_open(station: Station) -> None:
    left = open_work(station)
    if left:
        counts = Counter(row["kind"] for row in left)
        words = "、".join(f"{kind}{count}项" for kind, count in counts.items())
        raise Conflict(
            f"「{station.name}」还有{words}，不能撤销。请先办完，或者改用「合并」交给另一个站。",
            open=left,
        )


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


def _require_kind(kind: str) -> None:
    if kind not in StationKind.values:
        words = "没有这个种类，请重选。"
        raise Invalid(words, errors={"kind": [words]})


def _cleaned(details: dict[str, Any]) -> dict[str, Any]:
    """Only what a registry row holds besides its identity."""
    known = ("kind", "trade", "parent", "address", "phone", "hours", "latitude", "longitude")
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in details.items()
        if name in known
    }
