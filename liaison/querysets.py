"""Who sees which places and people; the territorial filter that upper apps share."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat

from core.clock import today
from core.text import fold, half_width
from liaison.choices import ADMIN_ROLES, HANDLER_KINDS, KINDS_IN_ORDER, Level, Role, UnitKind

if TYPE_CHECKING:
    from liaison.models import Seat

_AREA_COLUMN = {
    Level.PROVINCE: "province_id",
    Level.PREFECTURE: "prefecture_id",
    Level.COUNTY: "county_id",
    Level.TOWNSHIP: "township_id",
}


def area(seat: "Seat") -> dict[str, Any]:
    """The one equality that is the area of a territorial seat, e.g. {"county_id": 7}."""
    column = _AREA_COLUMN[Level(seat.unit.division.level)]
    return {column: getattr(seat.unit, column)}


def open_on(day: dt.date, start: str = "starts_on", end: str = "ends_on") -> Q:
    """Rows whose dates include the day; the last day counts."""
    return Q(**{f"{start}__lte": day}) & (Q(**{end: None}) | Q(**{f"{end}__gte": day}))


def standing_on(day: dt.date, unit: str = "") -> Q:
    """Bodies that exist that day; the day of closing is the first without them.

    `unit` leads to the body, for example "unit__".
    """
    return Q(**{f"{unit}closed_on": None}) | Q(**{f"{unit}closed_on__gt": day})


def office_seats(congress_id: int | None) -> Q:
    """Posts of the congress's own office: 代工委, or the presidium of a township congress."""
    own = Q(unit__congress_id=congress_id)
    return own & (Q(role=Role.OFFICE) | Q(role=Role.PRESIDIUM, unit__kind=UnitKind.PRESIDIUM))


class DivisionQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(valid_to=None)

    def matching(self, text: str) -> Self:
        """By the beginning of the code or any part of the name."""
        text = half_width(text).strip()
        if text.isascii() and text.isdigit():
            return self.filter(code__startswith=text)
        return self.filter(name__contains=text)

    def within(self, place: int) -> Self:
        """The place and all below it; four steps lead from a province to a village."""
        up = ("pk", "parent", "parent__parent", "parent__parent__parent")
        inside = Q(parent__parent__parent__parent=place)
        for path in up:
            inside |= Q(**{path: place})
        return self.filter(inside)


class SeatQuerySet(models.QuerySet):
    def open(self, day: dt.date | None = None) -> Self:
        return self.filter(open_on(day or today()))

    def usable(self, day: dt.date | None = None) -> Self:
        """Open, at a body that still exists: the posts in which a person may act that day."""
        day = day or today()
        return self.open(day).filter(standing_on(day, "unit__"))

    def not_ended(self, day: dt.date | None = None) -> Self:
        """Open now or from a coming day on."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day or today()))

    def with_unit(self) -> Self:
        """Everything that a permission looks at, in one query."""
        return self.select_related("user", "unit__division", "deputy")


class InvitationQuerySet(models.QuerySet):
    def usable(self) -> Self:
        """Neither used nor revoked nor over; the last day counts."""
        return self.filter(used_at=None, revoked_at=None, ends_on__gte=today())

    def visible_to(self, seat: "Seat") -> Self:
        """The office of the congress to which the body answers; nobody sees the code again."""
        if seat.role != Role.OFFICE or seat.stands_in_for:
            return self.none()
        return self.filter(unit__congress_id=seat.unit.congress_id or 0)


class StandInQuerySet(models.QuerySet):
    def not_ended(self) -> Self:
        """Neither ended early nor over."""
        return self.filter(ended_at=None, ends_on__gte=today())

    def live(self, day: dt.date | None = None) -> Self:
        """Those of the day; the last day counts."""
        return self.filter(open_on(day or today()), ended_at=None)

    def with_people(self) -> Self:
        return self.select_related(
            "absent__user", "absent__unit__division", "stand_in__user", "stand_in__unit"
        )


class UnitQuerySet(models.QuerySet):
    def open(self, day: dt.date | None = None) -> Self:
        return self.filter(standing_on(day or today()))

    def visible_to(self, seat: "Seat") -> Self:
        """Names of bodies are public within a county: whoever works there sees its units."""
        if seat.role == Role.ADMIN:
            return self
        if seat.role in ADMIN_ROLES:
            return self.none()
        place = county_of(seat)
        if place is None:
            return self.filter(congress_id=seat.unit.congress_id)
        return self.filter(**{_AREA_COLUMN[min_level(seat)]: place})

    def ranked(self) -> Self:
        """With `rank`: by kind as people list them, of a kind the higher level first."""
        return self.annotate(
            rank=_place_in("kind", KINDS_IN_ORDER) * 10 + _place_in("division__level", Level)
        )

    def in_order(self) -> Self:
        return self.ranked().order_by("rank", "name", "id")

    def as_menu(self) -> Self:
        """Bodies of the county before those of its townships, departments first."""
        departments_first = Case(When(kind=UnitKind.DEPARTMENT, then=0), default=1)
        return self.ranked().order_by(
            F("township_id").asc(nulls_first=True), departments_first, "rank", "id"
        )

    def handlers(self) -> Self:
        """Bodies that may be given a suggestion or an opinion."""
        return self.filter(kind__in=HANDLER_KINDS)


def _place_in(column: str, order: Iterable[str]) -> Case:
    """Which place the column's value has in the order."""
    places = [When(**{column: value}, then=place) for place, value in enumerate(order)]
    return Case(*places, default=99, output_field=models.IntegerField())


def min_level(seat: "Seat") -> Level:
    """A township's or station's people see their whole county's bodies, not only their own."""
    level = Level(seat.unit.division.level)
    return Level.COUNTY if level in {Level.TOWNSHIP, Level.VILLAGE} else level


def county_of(seat: "Seat") -> int | None:
    """The county that the seat works in, or the larger area of a seat higher up; None: national."""
    column = _AREA_COLUMN.get(min_level(seat))
    return getattr(seat.unit, column) if column else None


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        """Deputies are public persons: those with a mandate from or in the seat's area.

        A phone number is another matter: the page shows it to the own congress's office only.
        """
        if seat.role in ADMIN_ROLES - {Role.ADMIN}:
            return self.none()
        if seat.role == Role.ADMIN:
            return self
        mandate = self.model._meta.get_field("mandates").related_model
        held = mandate._base_manager.filter(
            Q(term__congress_id=seat.unit.congress_id) | _within("elected_in", county_of(seat))
        )
        return self.filter(
            Q(pk=seat.deputy_id)
            | Exists(held.filter(deputy_id=OuterRef("pk")))
            | _within("home", county_of(seat))
        )

    def in_office(self, congress_id: int, day: dt.date | None = None) -> Self:
        day = day or today()
        return self.filter(
            open_on(day, "mandates__starts_on", "mandates__ends_on"),
            mandates__term__congress_id=congress_id,
        ).distinct()

    def matching(self, text: str) -> Self:
        """By name, part of a name, or the first pinyin initials in any reading."""
        folded = fold(text)
        if not folded:
            return self.none()
        if folded.isascii():
            text_field: models.Field[str, str] = models.TextField()
            keys = models.Func(
                "initials", Value(" "), function="array_to_string", output_field=text_field
            )
            rows = self.alias(keys=Concat(Value(" "), keys, output_field=text_field))
            return rows.filter(Q(keys__contains=f" {folded}") | Q(name__icontains=text.strip()))
        return self.filter(name__contains=text.strip())


def _within(path: str, place: int | None) -> Q:
    """The division at `path` is the place or lies up to two levels below it."""
    if place is None:
        return Q(pk__in=())
    return (
        Q(**{f"{path}_id": place})
        | Q(**{f"{path}__parent_id": place})
        | Q(**{f"{path}__parent__parent_id": place})
    )


class MandateQuerySet(models.QuerySet):
    def in_force(self, day: dt.date | None = None) -> Self:
        return self.filter(open_on(day or today()))

    def able(self, day: dt.date | None = None) -> Self:
        """In force and not suspended (代表法 art. 61); `ends_on` is the day of resuming."""
        day = day or today()
        return self.in_force(day).exclude(self.suspended(day))

    def suspended(self, day: dt.date | None = None) -> models.Exists:
        """Whether a mandate is suspended on the day, for a filter or a column."""
        day = day or today()
        suspension = self.model._meta.get_field("suspensions").related_model
        rows = suspension._base_manager.filter(
            Q(ends_on=None) | Q(ends_on__gt=day), mandate=models.OuterRef("pk"), starts_on__lte=day
        )
        return models.Exists(rows)


class GroupQuerySet(models.QuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        """Groups of the own congress and of the congresses in the seat's county."""
        if seat.role in ADMIN_ROLES - {Role.ADMIN}:
            return self.none()
        if seat.role == Role.ADMIN:
            return self
        return self.filter(
            Q(congress_id=seat.unit.congress_id) | _within("congress__division", county_of(seat))
        )
