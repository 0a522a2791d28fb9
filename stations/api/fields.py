"""Ids in a body: what the seat may not see is as wrong as what does not exist (400)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from core.kept import Kept
from files.models import StoredFile
from files.services import own_loose
from liaison.choices import Level
from liaison.models import Deputy, Division, Seat, Unit
from liaison.models.scope import SCOPE_COLUMNS
from liaison.querysets import county_of, min_level
from stations.models import Opinion, Station, Theme

Find = Callable[[Seat], QuerySet[Any]]
LARGEST = 2**63 - 1
MISSING = "没有这一项，或者不在您的范围内。"


def units(seat: Seat) -> QuerySet[Any]:
    return Unit.objects.open().visible_to(seat)


def deputies(seat: Seat) -> QuerySet[Any]:
    return Deputy.objects.visible_to(seat)


def stations(seat: Seat) -> QuerySet[Any]:
    return Station.objects.visible_to(seat)


def opinions(seat: Seat) -> QuerySet[Any]:
    return Opinion.objects.visible_to(seat)


def themes(seat: Seat) -> QuerySet[Any]:
    return Theme.objects.for_congress(seat.unit.congress_id)


def places(seat: Seat) -> QuerySet[Any]:
    """The seat's own place and up to two levels below it."""
    level = min_level(seat)
    above = getattr(seat.unit, f"{Level(level).value}_id") or 0
    return Division.objects.filter(
        Q(pk=above) | Q(parent_id=above) | Q(parent__parent_id=above), valid_to=None
    )


def _named_deputies(seat: Seat, ids: list[int]) -> list[Deputy]:
    """The same as `deputies`, for the busiest form of all."""
    level = str(seat.unit.division.level)
    wanted = {f"wanted_{place}": pk for place, pk in enumerate(ids)}
    return _DEPUTIES.rows(
        (seat.role, level, len(ids)),
        deputy_id=seat.deputy_id,
        congress_id=seat.unit.congress_id,
        place=county_of(seat),
        **wanted,
    )


def _deputies(
    shape: tuple[str, str, int],
    *,
    deputy_id: int | None,
    congress_id: int | None,
    place: int | None,
    **wanted: int,
) -> QuerySet[Any]:
    role, level, _ = shape
    unit = SimpleNamespace(congress_id=congress_id, division=SimpleNamespace(level=level))
    for column in SCOPE_COLUMNS:
        setattr(unit, column, place)
    seat: Any = SimpleNamespace(role=role, deputy_id=deputy_id, unit=unit)
    return Deputy.objects.visible_to(seat).filter(pk__in=list(wanted.values()))


_DEPUTIES = Kept(_deputies)


class Ref(serializers.IntegerField):
    """One id; validated data holds the row."""

    def __init__(self, find: Find, **kwargs: Any):
        self.find = find
        super().__init__(min_value=1, max_value=LARGEST, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        empty, value = self.validate_empty_values(data)
        if empty:
            return value
        pk = self.to_internal_value(value)
        self.run_validators(pk)
        row = self.find(self.context["seat"]).filter(pk=pk).first()
        if row is None:
            raise serializers.ValidationError(MISSING)
        return row


class Refs(serializers.ListField):
    """Several ids, one query; validated data holds the rows in the order given."""

    def __init__(self, find: Find, **kwargs: Any):
        self.find = find
        child = serializers.IntegerField(min_value=1, max_value=LARGEST)
        super().__init__(child=child, max_length=50, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        ids = super().run_validation(data)
        if not ids:
            return ids
        seat: Seat = self.context["seat"]
        wanted = list(dict.fromkeys(ids))
        rows = (
            _named_deputies(seat, wanted)
            if self.find is deputies
            else self.find(seat).filter(pk__in=wanted)
        )
        found = {row.pk: row for row in rows}
        missing = [str(pk) for pk in ids if pk not in found]
        if missing:
            raise serializers.ValidationError(f"{MISSING}（{'、'.join(missing)}）")
        return [found[pk] for pk in dict.fromkeys(ids)]


class OwnFiles(serializers.ListField):
    """Uploads of the caller's that wait to be attached (POST /files/ gives their ids)."""

    def __init__(self, **kwargs: Any):
        super().__init__(child=serializers.UUIDField(), max_length=6, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        tokens = super().run_validation(data)
        if not tokens:
            return tokens
        rows: list[StoredFile] = own_loose(tokens, by=self.context["seat"])
        if len(rows) != len(set(tokens)):
            raise serializers.ValidationError("有的文件没有上传，或者已经用过。")
        return rows
