"""Kinds of stations: a congress adds, renames, orders and retires its own; none is deleted."""

from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from audit.services import changes, record, snapshot
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.models import Congress, Seat
from stations.models import Station, StationKind
from stations.permissions.registry import may_set_kinds

MOST = 40


def kinds_of(congress_id: int | None) -> "QuerySet[StationKind]":
    """The list that holds for this congress, in its order."""
    rows: QuerySet[StationKind] = StationKind.objects.for_congress(congress_id)
    return rows.order_by("order", "id")


def hold_registry(congress_id: int | None) -> None:
    """Two people who change the shape of one congress's registry do so one after the other."""
    list(
        Congress.objects.select_for_update(no_key=True)
        .filter(pk=congress_id or 0)
        .values_list("pk")
    )


def add_kind(*, by: Seat, name: str, is_of_trade: bool = False) -> StationKind:
    congress = _own(by)
    with transaction.atomic():
        rows = _own_list(congress)
        _require_name(rows, name)
        if rows.count() >= MOST:
            raise Conflict(f"最多{MOST}个种类，请改用现有的。")
        last = rows.aggregate(last=Max("order"))["last"] or 0
        kind = StationKind.objects.create(
            congress=congress,
            code=_free_code(rows),
            name=name.strip(),
            is_of_trade=is_of_trade,
            order=last + 10,
        )
        record("stationkind.add", by=by, label="加站点种类", subject=kind, after=snapshot(kind))
    return kind


def change_kind(code: str, *, by: Seat, name: str, is_of_trade: bool) -> StationKind:
    """Renamed, every station of that kind bears the new name, closed ones as well."""
    congress = _own(by)
    with transaction.atomic():
        rows = _own_list(congress)
        kind = _one(rows, code)
        _require_name(rows, name, but=kind)
        before = snapshot(kind)
        kind.name, kind.is_of_trade = name.strip(), is_of_trade
        _save(kind, by, "change", "改站点种类", before)
    return kind


def retire_kind(code: str, *, by: Seat) -> StationKind:
    """停用: no station is given it any more; those that have it keep it."""
    congress = _own(by)
    with transaction.atomic():
        rows = _own_list(congress)
        kind = _one(rows, code)
        if kind.retired_on is not None:
            raise Conflict(f"「{kind.name}」已经停用，不用再办。")
        if rows.in_use().count() == 1:  # type: ignore[attr-defined]
            raise Conflict("至少要留一个在用的种类，请先加一个新的。")
        before = snapshot(kind)
        kind.retired_on = today()
        _save(kind, by, "retire", "停用站点种类", before)
    return kind


def restore_kind(code: str, *, by: Seat) -> StationKind:
    congress = _own(by)
    with transaction.atomic():
        kind = _one(_own_list(congress), code)
        if kind.retired_on is None:
            raise Conflict(f"「{kind.name}」正在使用，不用再办。")
        before = snapshot(kind)
        kind.retired_on = None
        _save(kind, by, "restore", "恢复站点种类", before)
    return kind


def move_kind(code: str, *, by: Seat, up: bool) -> StationKind:
    """One place up or down; at the end of the list nothing happens."""
    congress = _own(by)
    with transaction.atomic():
        rows = list(_own_list(congress))
        at = next((i for i, row in enumerate(rows) if row.code == code), None)
        if at is None:
            raise Conflict("没有这个种类，请刷新后再看。")
        kind, to = rows[at], at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            for number, row in enumerate(rows, 1):
                row.order = number * 10
            StationKind.objects.bulk_update(rows, ["order"])
            after = {"names": [row.name for row in rows]}
            record("stationkind.order", by=by, label="调整站点种类顺序", subject=kind, after=after)
    return kind


def fitting_kind(
    congress_id: int | None, kind: Any, trade: str, *, station: Station | None = None
) -> StationKind:
    """The row of this congress for what was chosen (a row or its code), with the trade it asks.

    The caller holds the registry, so that the list does not change meanwhile.
    """
    code = kind.code if isinstance(kind, StationKind) else str(kind)
    found = kinds_of(congress_id).filter(code=code).first()
    words = ""
    if found is None:
        words = "没有这个种类，请重选。"
    elif found.retired_on is not None and (station is None or station.kind.code != code):
        words = f"「{found.name}」已经停用，请选别的种类。"
    if words or found is None:
        raise Invalid(words, errors={"kind": [words]})
    if found.is_of_trade and not trade.strip():
        words = f"「{found.name}」请填写行业，例如中药材。"
    elif trade.strip() and not found.is_of_trade:
        words = f"「{found.name}」不分行业，请把行业清空，或者改选种类。"
    if words:
        raise Invalid(words, errors={"trade": [words]})
    return found


def _own(by: Seat) -> Congress:
    if not may_set_kinds(by) or by.unit.congress is None:
        raise Forbidden("站点种类由本级代工委设置，请联系代工委。")
    return by.unit.congress


def _own_list(congress: Congress) -> "QuerySet[StationKind]":
    """The congress's own rows, locked; the first change copies the list that it started with,
    and its stations go over to the copies."""
    hold_registry(congress.pk)
    own = StationKind.objects.filter(congress=congress).order_by("order", "id")
    if own.exists():
        return own
    for row in StationKind.objects.filter(congress=None):
        first = row.pk
        row.pk, row.congress = None, congress
        row._state.adding = True
        row.save(force_insert=True)
        Station.objects.filter(congress=congress, kind_id=first).update(kind=row)
    return own


def _one(rows: "QuerySet[StationKind]", code: str) -> StationKind:
    kind = rows.filter(code=code).first()
    if kind is None:
        raise Conflict("没有这个种类，请刷新后再看。")
    return kind


def _free_code(rows: "QuerySet[StationKind]") -> str:
    taken = set(rows.values_list("code", flat=True))
    return next(f"kind{n}" for n in range(1, MOST + 2) if f"kind{n}" not in taken)


def _require_name(
    rows: "QuerySet[StationKind]", name: str, *, but: StationKind | None = None
) -> None:
    name, words = name.strip(), ""
    same = rows.filter(name=name).exclude(pk=but.pk if but else 0).first()
    if not name:
        words = "请填写种类名称。"
    elif same is not None and same.retired_on is not None:
        words = f"「{name}」已经停用，可以在列表里恢复使用。"
    elif same is not None:
        words = f"已经有「{name}」了，请换一个名称。"
    if words:
        raise Invalid(words, errors={"name": [words]})


def _save(kind: StationKind, by: Seat, code: str, label: str, before: dict[str, Any]) -> None:
    kind.save()
    old, new = changes(before, snapshot(kind))
    record(f"stationkind.{code}", by=by, label=label, subject=kind, before=old, after=new)
