"""One body is merged into another: the posts of its staff go along, and can be given back."""

import datetime as dt
from dataclasses import dataclass

from accounts import services as accounts
from audit.services import Actor, record
from core.clock import today
from core.problems import Conflict
from liaison.models import Seat, Unit
from liaison.services.editing import editing

ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Carried:
    """A post that ended, the last day it had before, and the equal one that was opened."""

    seat: Seat
    ends_on: dt.date | None
    opened: Seat | None


def carry_seats(
    unit: Unit, *, to: Unit, on: dt.date, by: Actor, along: bool, reason: str
) -> list[Carried]:
    """Posts on the old body end on that day; `along`: equal ones are opened on the new body,
    where the person has none there yet."""
    there = set(Seat.objects.not_ended(on).filter(unit=to).values_list("user_id", "role"))
    rows = Seat.objects.not_ended(on).filter(unit=unit).select_for_update(of=("self",))
    found = []
    for seat in list(rows.select_related("user", "unit").order_by("id")):
        before = seat.ends_on
        seat.ends_on = max(on, seat.starts_on)
        seat.save(update_fields=["ends_on"])
        opened = None
        if along and (seat.user_id, seat.role) not in there:
            opened = _equal(seat, to, on, before)
            there.add((seat.user_id, seat.role))
        after = {"ends_on": seat.ends_on.isoformat(), "opened": opened.pk if opened else None}
        record(
            "seat.carry", by=by, label="岗位随单位合并", subject=seat, after=after, reason=reason
        )
        found.append(Carried(seat, before, opened))
    return found


def end_seats(unit: Unit, *, on: dt.date, by: Actor, reason: str) -> list[Seat]:
    """A body is closed and nobody takes over: the posts of its staff end on that day."""
    rows = Seat.objects.not_ended(on).filter(unit=unit).select_for_update(of=("self",))
    seats = list(rows.select_related("user", "unit").order_by("id"))
    for seat in seats:
        seat.ends_on = max(on, seat.starts_on)
        seat.save(update_fields=["ends_on"])
        accounts.end_seat(seat.user, seat.pk)
        after = {"ends_on": seat.ends_on.isoformat()}
        record("seat.close", by=by, label="停用岗位", subject=seat, after=after, reason=reason)
    return seats


def _equal(seat: Seat, unit: Unit, on: dt.date, ends_on: dt.date | None) -> Seat:
    return Seat.objects.create(
        user=seat.user,
        role=seat.role,
        unit=unit,
        side=seat.side,
        title=seat.title,
        starts_on=max(on, seat.starts_on),
        ends_on=ends_on,
    )


def give_back_seat(
    seat: Seat, *, ends_on: dt.date | None, opened: Seat | None, by: Actor, reason: str
) -> bool:
    """The post is open again as before and the one opened for it ends.

    False where somebody decided otherwise meanwhile: the person left the new post, or the old
    one would have ended by now anyway.
    """
    day = today()
    if opened is not None and opened.ends_on not in {None, ends_on}:
        return False
    if opened is not None:
        opened.ends_on = day - ONE
        opened.save(update_fields=["ends_on"])
        accounts.end_seat(opened.user, opened.pk)
        record("seat.close", by=by, label="停用岗位", subject=opened, reason=reason)
    if (ends_on is not None and ends_on < day) or _has_another(seat):
        return False
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    record("seat.give_back", by=by, label="恢复岗位", subject=seat, reason=reason)
    return True


def _has_another(seat: Seat) -> bool:
    rows = Seat.objects.filter(user_id=seat.user_id, role=seat.role, unit_id=seat.unit_id)
    return rows.filter(ends_on=None).exclude(pk=seat.pk).exists()


def reopen_unit(unit: Unit, *, by: Actor, reason: str) -> Unit:
    """A body that was closed by a merge which is taken back: it is there again under its name."""
    others = Unit.objects.filter(division_id=unit.division_id, name=unit.name, closed_on=None)
    if others.exclude(pk=unit.pk).exists():
        raise Conflict(f"现在有另一个单位叫「{unit.name}」，请先给它更名，再恢复。")
    label = "恢复单位"
    with editing(unit, "unit.reopen", by=by, label=label, reason=reason) as row:
        last = row.names.order_by("-valid_from").first()
        if last is not None and row.closed_on and last.valid_to == row.closed_on - ONE:
            last.valid_to = None
            last.save(update_fields=["valid_to"])
        row.closed_on, row.successor = None, None
    return unit
