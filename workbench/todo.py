"""What waits for a seat: its open duties, the most pressing first. Pages and phone share it."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from core import registry
from core.clock import today
from core.kept import Kept
from core.keyset import Keyset
from core.web import asked_once
from deadlines.choices import kind
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet
from liaison.models import Seat
from stations.choices import ACKNOWLEDGE_VOTER

ORDER = Keyset("due_on", "id")
COLUMNS = (
    *("id", "kind", "subject_type", "subject_id", "subject_label"),
    *("due_on", "amber_on", "provisional"),
)


@dataclass(frozen=True)
class Duty:
    """One line of the list: what is owed on which case, its light and where to do it."""

    id: int
    kind: str
    label: str
    subject: str
    subject_type: str
    subject_id: int
    url: str
    due_on: Any
    provisional: bool
    light: Light


def duties(seat: Seat) -> DeadlineQuerySet:
    return Deadline.objects.open().owed_by(seat)


def numbers(request: HttpRequest) -> dict[str, int]:
    """How many duties wait, are late, end today: one query, for the page and its frame."""
    found: dict[str, int] = asked_once(request, "todo", lambda: _numbers(request.seat))
    return found


def _numbers(seat: Seat) -> dict[str, int]:
    day = today()
    return duties(seat).aggregate(
        waiting=Count("id"),
        late=Count("id", filter=Q(due_on__lt=day)),
        due=Count("id", filter=Q(due_on=day)),
        submissions=Count("id", filter=Q(kind=ACKNOWLEDGE_VOTER.code)),
    )


def most_pressing(seat: Seat, count: int) -> list[Deadline]:
    """The first rows, by SQL that is made once for each kind of post."""
    return _FIRST.rows(
        (seat.role, count),
        unit_id=seat.unit_id,
        deputy_id=seat.deputy_id,
        township_id=seat.unit.township_id,
    )


def _first(shape: tuple[str, int], *, township_id: int | None, **owner: int | None) -> Any:
    role, count = shape
    unit = SimpleNamespace(township_id=township_id)
    rows = duties(SimpleNamespace(role=role, unit=unit, **owner))  # type: ignore[arg-type]
    return rows.only(*COLUMNS).order_by("due_on", "id")[:count]


_FIRST = Kept(_first)


def lines(rows: Any) -> list[Duty]:
    return [_line(row) for row in rows]


def first(seat: Seat, size: int) -> list[Duty]:
    return lines(most_pressing(seat, size))


def _line(row: Deadline) -> Duty:
    known = registry.known(row.subject_type)
    return Duty(
        id=row.pk,
        kind=row.kind,
        label=kind(row.kind).label,
        subject=row.subject_label,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        url=registry.subject(row.subject_type).url(row.subject_id) if known else "",
        due_on=row.due_on,
        provisional=row.provisional,
        light=light_of(row.due_on, row.amber_on),
    )
