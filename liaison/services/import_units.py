"""Bodies from a sheet; one that is there already is left as it is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from audit.services import Actor, name_of, record
from liaison.choices import UnitKind
from liaison.models import Congress, Division, Unit, UnitName
from liaison.services import sheets
from liaison.services.importing import Done, Places, places_in
from liaison.services.sheets import Column, Faults, Sheet
from liaison.services.units import LONG_AGO, congress_for, government_for, scope_of

COLUMNS = (
    Column("name", "单位名称", ("单位全称", "名称", "单位"), required=True, width=30),
    Column("short_name", "简称", ("单位简称",), width=16),
    Column("kind", "种类", ("单位种类", "单位类别", "类别"), required=True, width=18),
    Column("place", "所在地区", ("地区", "所属地区", "乡镇"), width=16),
    Column("parent", "上级单位", ("主管单位",), width=26),
    Column("opened_on", "设立日期", ("成立日期",)),
)
_KINDS = [kind for kind in UnitKind if kind not in {UnitKind.PLATFORM, UnitKind.STATION}]
NOTES = (
    "带*的必填。种类填：" + "、".join(kind.label for kind in _KINDS),
    "联络站请在「站点」里新建。所在地区不填就是上传时选的地区；上级单位可以是本表里的另一行。已有的单位不会重复。",
)
_WORDS = {kind.label: kind for kind in _KINDS} | {
    "部门": UnitKind.DEPARTMENT,
    "政府工作部门": UnitKind.DEPARTMENT,
    "政府": UnitKind.GOVERNMENT,
    "乡镇人民政府": UnitKind.GOVERNMENT,
    "政府办": UnitKind.GOVERNMENT_OFFICE,
    "政府办公室": UnitKind.GOVERNMENT_OFFICE,
    "代工委": UnitKind.DEPUTY_WORK,
    "专委会": UnitKind.COMMITTEE,
    "主席团": UnitKind.PRESIDIUM,
    "街道工委": UnitKind.STREET_COMMITTEE,
    "人大": UnitKind.CONGRESS,
    "常委会": UnitKind.STANDING_COMMITTEE,
    "法院": UnitKind.COURT,
    "检察院": UnitKind.PROCURATORATE,
    "监委": UnitKind.SUPERVISORY,
    "垂直管理": UnitKind.VERTICAL,
}


@dataclass
class Body:
    """One row, read and found in order by itself."""

    line: int
    name: str
    short_name: str
    kind: UnitKind
    division: Division
    parent: str
    opened_on: dt.date | None


@dataclass
class Links:
    """Congress, government and scope of a place, looked up once for all its bodies."""

    congresses: dict[tuple[bool, int], Congress | None] = field(default_factory=dict)
    governments: dict[tuple[str, int], Unit | None] = field(default_factory=dict)
    scopes: dict[int, dict[str, int | None]] = field(default_factory=dict)

    def congress(self, kind: str, division: Division) -> Congress | None:
        key = (kind == UnitKind.STATION, division.pk)
        if key not in self.congresses:
            self.congresses[key] = congress_for(kind, division)
        return self.congresses[key]

    def government(self, kind: str, division: Division) -> Unit | None:
        key = (kind, division.pk)
        if key not in self.governments:
            self.governments[key] = government_for(kind, division)
        return self.governments[key]

    def scope(self, division: Division) -> dict[str, int | None]:
        if division.pk not in self.scopes:
            self.scopes[division.pk] = scope_of(division)
        return self.scopes[division.pk]


def template() -> bytes:
    return sheets.template("单位", COLUMNS, NOTES)


def import_units(data: bytes, *, division: Division, by: Actor, file_name: str = "") -> Done:
    """`division` is the place of rows that name none, and the area beyond which none may lie."""
    sheet = sheets.open_sheet(data, COLUMNS)
    faults = Faults()
    places = places_in(division)
    bodies = [
        body
        for line, cells in sheet.lines
        if (body := _body(sheet, line, cells, division, places, faults)) is not None
    ]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('units'))")
        done = _store(bodies, division, faults, by)
        if done.added:
            after = {"file": file_name, "added": done.added, "division": division.code}
            record("unit.import", by=by, label="导入单位", after=after)
    done.rows, done.bad = len(sheet.lines), len(faults.cells)
    if done.bad:
        done.returned = sheets.annotated("没有导入的单位", sheet, faults)
    return done


def _body(
    sheet: Sheet,
    line: int,
    cells: Sequence[Any],
    division: Division,
    places: Places,
    faults: Faults,
) -> Body | None:
    name = sheet.text(cells, "name")
    if not name:
        faults.add(line, "name", "请填写单位名称")
    elif len(name) > 80:
        faults.add(line, "name", "单位名称最多80个字")
    short_name = sheet.text(cells, "short_name")
    if len(short_name) > 40:
        faults.add(line, "short_name", "简称最多40个字")
    kind = _WORDS.get(sheet.text(cells, "kind"))
    if kind is None:
        faults.add(line, "kind", "种类不认识，请照表头上方的说明填，如政府部门")
    place = sheet.text(cells, "place")
    found = places.find(place) if place else division
    if isinstance(found, str):
        faults.add(line, "place", found)
    opened = _opened(sheet.value(cells, "opened_on"), line, faults)
    if line in faults or kind is None or isinstance(found, str):
        return None
    return Body(
        line=line,
        name=name,
        short_name=short_name or name[:40],
        kind=kind,
        division=found,
        parent=sheet.text(cells, "parent"),
        opened_on=opened,
    )


def _opened(value: Any, line: int, faults: Faults) -> dt.date | None:
    text = sheets.plain(value)
    day = sheets.parse_date(value) if text else None
    if text and day is None:
        faults.add(line, "opened_on", f"看不懂「{text}」，请写成2021年12月3日这样")
    return day


def _store(bodies: Sequence[Body], division: Division, faults: Faults, by: Actor) -> Done:
    done = Done()
    here = Division.objects.current().within(division.pk)
    known = {
        (unit.division_id, unit.name): unit
        for unit in Unit.objects.open().filter(division__in=here)
    }
    fresh = _without_doubles(bodies, known, faults, done)
    fresh = _with_parents(fresh, {unit.name for unit in known.values()}, faults)
    links, who = Links(), name_of(by)
    # Governments first: their departments look for them.
    fresh.sort(key=lambda body: body.kind != UnitKind.GOVERNMENT)
    governments = [body for body in fresh if body.kind == UnitKind.GOVERNMENT]
    for batch in (governments, fresh[len(governments) :]):
        for unit in _make(batch, links, who):
            known[(unit.division_id, unit.name)] = unit
    _set_parents(fresh, known)
    done.added = len(fresh)
    return done


def _without_doubles(
    bodies: Sequence[Body], known: dict[tuple[int, str], Unit], faults: Faults, done: Done
) -> list[Body]:
    lines: dict[tuple[int, str], int] = {}
    fresh = []
    for body in bodies:
        key = (body.division.pk, body.name)
        if key in lines:
            faults.add(body.line, "name", f"与第{lines[key]}行重复，请删去一行")
        elif key in known:
            done.same += 1
        else:
            fresh.append(body)
        lines.setdefault(key, body.line)
    return fresh


def _with_parents(bodies: Sequence[Body], names: set[str], faults: Faults) -> list[Body]:
    """Those whose body above is on record or in the sheet; a circle of bodies never gets there."""
    taken: list[Body] = []
    waiting = list(bodies)
    while waiting:
        ready = [body for body in waiting if not body.parent or body.parent in names]
        if not ready:
            break
        taken += ready
        lines = {body.line for body in ready}
        waiting = [body for body in waiting if body.line not in lines]
        names = names | {body.name for body in ready}
    for body in waiting:
        faults.add(body.line, "parent", f"没有找到「{body.parent}」，请填全称，或者不填")
    return taken


def _make(bodies: Sequence[Body], links: Links, who: str) -> list[Unit]:
    units = [
        Unit(
            name=body.name,
            short_name=body.short_name,
            kind=body.kind,
            division=body.division,
            congress=links.congress(body.kind, body.division),
            government=links.government(body.kind, body.division),
            opened_on=body.opened_on,
            updated_by_name=who,
            **links.scope(body.division),
        )
        for body in bodies
    ]
    units = Unit.objects.bulk_create(units, batch_size=1000)
    for unit in units:
        if unit.kind == UnitKind.GOVERNMENT and unit.government_id is None:
            unit.government = unit
    Unit.objects.bulk_update(
        [unit for unit in units if unit.government_id == unit.pk], ["government"], batch_size=500
    )
    UnitName.objects.bulk_create(
        UnitName(unit=unit, name=unit.name, valid_from=unit.opened_on or LONG_AGO) for unit in units
    )
    return units


def _set_parents(bodies: Sequence[Body], known: dict[tuple[int, str], Unit]) -> None:
    """A parent of the same place comes before one of the same name elsewhere."""
    by_name: dict[str, Unit] = {}
    for unit in known.values():
        by_name.setdefault(unit.name, unit)
    changed = []
    for body in bodies:
        if body.parent:
            unit = known[(body.division.pk, body.name)]
            unit.parent = known.get((body.division.pk, body.parent)) or by_name[body.parent]
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["parent"], batch_size=500)
