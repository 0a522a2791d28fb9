"""Who sees which places and people; the territorial filter that upper apps share."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from core.clock import today
from core.text import fold
from liaison.choices import ADMIN_ROLES, Level, Role

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


class SeatQuerySet(models.QuerySet):
    def open(self, day: dt.date | None = None) -> Self:
        return self.filter(open_on(day or today()))

    def with_unit(self) -> Self:
        """Everything that a permission looks at, in one query."""
        return self.select_related("user", "unit__division", "deputy")


class UnitQuerySet(models.QuerySet):
    def open(self, day: dt.date | None = None) -> Self:
        day = day or today()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def visible_to(self, seat: "Seat") -> Self:
        """Names of bodies are public within a county: whoever works there sees its units."""
        if seat.role in ADMIN_ROLES:
            return self
        column = _AREA_COLUMN[min_level(seat)]
        return self.filter(**{column: getattr(seat.unit, column)})

    def handlers(self) -> Self:
        """Bodies that may be given a suggestion or an opinion."""
        return self.filter(
            kind__in=[
                "government",
                "government_office",
                "department",
                "court",
                "procuratorate",
                "supervisory",
                "vertical",
                "company",
            ]
        )


def min_level(seat: "Seat") -> Level:
    """A township's or station's people see their whole county's bodies, not only their own."""
    level = Level(seat.unit.division.level)
    return Level.COUNTY if level in {Level.TOWNSHIP, Level.VILLAGE} else level


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        """Deputies are public persons: those with a mandate from or in the seat's area.

        A phone number is another matter: the page shows it to the own congress's office only.
        """
        if seat.role in ADMIN_ROLES - {Role.ADMIN}:
            return self.none()
        if seat.role == Role.ADMIN:
            return self
        column = _AREA_COLUMN[min_level(seat)]
        place = getattr(seat.unit, column)
        field = column.removesuffix("_id")
        inside = Q(pk=seat.deputy_id) if seat.deputy_id else Q(pk=None)
        congresses = {"mandates__term__congress_id": seat.unit.congress_id}
        chain = _within("mandates__elected_in", Level(field), place)
        home = _within("home", Level(field), place)
        return self.filter(inside | Q(**congresses) | chain | home).distinct()

    def in_office(self, congress_id: int, day: dt.date | None = None) -> Self:
        day = day or today()
        return self.filter(
            open_on(day, "mandates__starts_on", "mandates__ends_on"),
            mandates__term__congress_id=congress_id,
        ).distinct()

    def matching(self, text: str) -> Self:
        """By name, part of a name, or pinyin initials in any reading."""
        folded = fold(text)
        if not folded:
            return self.none()
        if folded.isascii():
            return self.filter(Q(initials__contains=[folded]) | Q(name__icontains=text.strip()))
        return self.filter(name__contains=text.strip())


def _within(path: str, level: Level, place: int | None) -> Q:
    """The division at `path` is the place or lies up to two levels below it."""
    return (
        Q(**{f"{path}_id": place})
        | Q(**{f"{path}__parent_id": place})
        | Q(**{f"{path}__parent__parent_id": place})
    )


class GroupQuerySet(models.QuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        if seat.role in ADMIN_ROLES - {Role.ADMIN}:
            return self.none()
        if seat.role == Role.ADMIN:
            return self
        return self.filter(congress_id=seat.unit.congress_id)
