"""Bodies: made, renamed, closed by reform; each keeps the names it bore."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q

from audit.services import Actor, record
from core.clock import today
from core.problems import Conflict, Invalid
from liaison.choices import Level, UnitKind
from liaison.models import Congress, Division, Unit, UnitName
from liaison.services import reform
from liaison.services.editing import editing

_COLUMNS = {
    Level.PROVINCE: "province_id",
    Level.PREFECTURE: "prefecture_id",
    Level.COUNTY: "county_id",
    Level.TOWNSHIP: "township_id",
}
# Part of, or led by, the government of their place.
GOVERNED = frozenset({UnitKind.GOVERNMENT_OFFICE, UnitKind.DEPARTMENT})
# The first name of a body whose founding day nobody entered: valid as far back as anyone asks.
LONG_AGO = dt.date(1949, 10, 1)


def chain(division: Division) -> Iterator[Division]:
    """The place and every place above it, nearest first; the parent column is the truth."""
    place: Division | None = division
    while place is not None:
        yield place
        place = place.parent


def scope_of(division: Division) -> dict[str, int | None]:
    """The scope columns of whatever sits in this place."""
    found: dict[str, int | None] = dict.fromkeys(_COLUMNS.values())
    for place in chain(division):
        if place.level in _COLUMNS:
            found[_COLUMNS[Level(place.level)]] = place.pk
    return found


def congress_for(kind: str, division: Division) -> Congress | None:
    """The congress that a body serves or answers to: that of its place, else the next above.

    A station answers to the county's congress, because its standing committee runs the stations.
    """
    places = list(chain(division))
    if kind == UnitKind.STATION:
        local = {Level.TOWNSHIP, Level.VILLAGE}
        places = [place for place in places if place.level not in local] or places
    found = {c.division_id: c for c in Congress.objects.filter(division__in=places)}
    return next((found[place.pk] for place in places if place.pk in found), None)


def government_for(kind: str, division: Division) -> Unit | None:
    """The government whose office distributes and chases; None for courts, companies, congresses.

    A township government has no such office: it belongs to the government of its county.
    """
    if kind not in GOVERNED and not _is_township_government(kind, division):
        return None
    places = list(chain(division))
    if division.level in {Level.TOWNSHIP, Level.VILLAGE}:
        places = [place for place in places if place.level not in {Level.TOWNSHIP, Level.VILLAGE}]
    rows = Unit.objects.open().filter(kind=UnitKind.GOVERNMENT, division__in=places)
    found = {unit.division_id: unit for unit in rows}
    return next((found[place.pk] for place in places if place.pk in found), None)


def _is_township_government(kind: str, division: Division) -> bool:
    return kind == UnitKind.GOVERNMENT and division.level == Level.TOWNSHIP


def create_unit(
    *,
    name: str,
    kind: str,
    division: Division,
    by: Actor,
    short_name: str = "",
    parent: Unit | None = None,
    congress: Congress | None = None,
    government: Unit | None = None,
    opened_on: dt.date | None = None,
) -> Unit:
    """A new body in its place; congress and government are found when they are not given."""
    name = name.strip()
    if not name:
        raise Invalid("请填写单位名称。", errors={"name": ["请填写单位名称。"]})
    _require_free_name(name, division)
    with transaction.atomic():
        unit = Unit.objects.create(
            name=name,
            short_name=short_name.strip() or name,
            kind=kind,
            division=division,
            parent=parent,
            congress=congress or congress_for(kind, division),
            government=government or government_for(kind, division),
            opened_on=opened_on,
            **scope_of(division),
        )
        if kind == UnitKind.GOVERNMENT and unit.government_id is None:
            unit.government = unit
            unit.save(update_fields=["government"])
        UnitName.objects.create(unit=unit, name=name, valid_from=opened_on or LONG_AGO)
        after: dict[str, Any] = {"name": name, "kind": kind, "division": division.code}
        record("unit.create", by=by, label="新建单位", subject=unit, after=after)
    return unit


def _require_free_name(name: str, division: Division, *, but: int | None = None) -> None:
    taken = Unit.objects.filter(division=division, name=name, closed_on=None).exclude(pk=but)
    if taken.exists():
        words = f"{division.name}已经有「{name}」了，请核对，或用能区分的名称。"
        raise Invalid(words, errors={"name": [words]})


def update_unit(
    unit: Unit,
    *,
    by: Actor,
    kind: str,
    short_name: str,
    parent: Unit | None = None,
    version: int | None = None,
) -> Unit:
    """Correct what is not a name: kind, short name, the body above."""
    if parent is not None and unit.pk in {above.pk for above in _above(parent)}:
        words = "上级单位不能是它自己或它的下级，请另选一个。"
        raise Invalid(words, errors={"parent": [words]})
    with editing(unit, "unit.update", by=by, label="修改单位", version=version) as row:
        _require_open(row)
        row.kind, row.parent = kind, parent
        row.short_name = short_name.strip() or row.name
    return unit


def _above(unit: Unit) -> Iterator[Unit]:
    place: Unit | None = unit
    while place is not None:
        yield place
        place = place.parent


def rename(
    unit: Unit,
    name: str,
    *,
    on: dt.date,
    by: Actor,
    short_name: str = "",
    version: int | None = None,
) -> Unit:
    """From the day on it bears the new name; papers of earlier days keep the old one.

    A second name on the day of the last one is a correction of that one.
    """
    name = name.strip()
    if on > today():
        words = "更名日期在今天之后，请在更名当天或以后登记。"
        raise Invalid(words, errors={"on": [words]})
    with editing(unit, "unit.rename", by=by, label="单位更名", version=version) as row:
        _require_open(row)
        _require_free_name(name, row.division, but=row.pk)
        last = row.names.order_by("-valid_from").first()
        if last is not None and on < last.valid_from:
            words = f"早于现用名称「{last.name}」的启用日期，请核对更名日期。"
            raise Invalid(words, errors={"on": [words]})
        if last is not None and last.valid_from == on:
            last.name = name
            last.save(update_fields=["name"])
        else:
            row.names.filter(valid_to=None).update(valid_to=on - dt.timedelta(days=1))
            UnitName.objects.create(unit=row, name=name, valid_from=on)
        row.name, row.short_name = name, short_name.strip() or name
    return unit


def close_unit(
    unit: Unit,
    *,
    on: dt.date,
    by: Actor,
    successor: Unit | None = None,
    reason: str = "",
    version: int | None = None,
) -> Unit:
    """Reform: from the day on the body is gone; its successor takes over what is open.

    Without a successor it may only go when nothing is open.
    """
    if successor is not None:
        _require_successor(unit, successor, on)
    label = "撤销单位"
    with editing(unit, "unit.close", by=by, label=label, version=version, reason=reason) as row:
        _require_open(row)
        if row.opened_on and on < row.opened_on:
            words = "撤销日期早于设立日期，请核对。"
            raise Invalid(words, errors={"on": [words]})
        reform.settle(row, successor, on=on, by=by)
        row.closed_on, row.successor = on, successor
        row.names.filter(valid_to=None, valid_from__lt=on).update(
            valid_to=on - dt.timedelta(days=1)
        )
    return unit


def _require_open(unit: Unit) -> None:
    if unit.closed_on is not None:
        raise Conflict(f"「{unit.name}」已经撤销，不能再改。")


def _require_successor(unit: Unit, successor: Unit, on: dt.date) -> None:
    words = ""
    if successor.pk == unit.pk:
        words = "承接单位不能是它自己，请另选一个。"
    elif successor.closed_on is not None and successor.closed_on <= on:
        words = f"「{successor.name}」那天已经撤销，请另选承接单位。"
    if words:
        raise Invalid(words, errors={"successor": [words]})


def find_units(rows: Any, text: str) -> Any:
    """Bodies whose present or earlier name holds the text."""
    text = text.strip()
    if not text:
        return rows
    former = UnitName.objects.filter(name__contains=text).values("unit_id")
    return rows.filter(Q(name__contains=text) | Q(short_name__contains=text) | Q(pk__in=former))
