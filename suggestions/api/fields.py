"""Ids in a body: what the seat may not see is as wrong as what does not exist (400)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from files.models import StoredFile
from liaison.choices import Role
from liaison.models import Deputy, Seat, Session, Term, Unit
from stations.models import Opinion, Theme
from suggestions.models import RefusalGround, Suggestion
from suggestions.services import grounds_of

Find = Callable[[Seat], QuerySet[Any]]
MISSING = "没有这一项，或者不在您的范围内。"


def units(seat: Seat) -> QuerySet[Any]:
    return Unit.objects.visible_to(seat)


def deputies(seat: Seat) -> QuerySet[Any]:
    return Deputy.objects.visible_to(seat)


def opinions(seat: Seat) -> QuerySet[Any]:
    return Opinion.objects.visible_to(seat)


def themes(seat: Seat) -> QuerySet[Any]:
    return Theme.objects.filter(Q(congress=None) | Q(congress_id=seat.unit.congress_id or 0))


def cases(seat: Seat) -> QuerySet[Any]:
    return Suggestion.objects.visible_to(seat)


def grounds(seat: Seat) -> QuerySet[Any]:
    ids = [row.pk for row in grounds_of(seat.unit.congress_id)]
    return RefusalGround.objects.filter(pk__in=ids)


def sessions(seat: Seat) -> QuerySet[Any]:
    return Session.objects.filter(term__congress_id=seat.unit.congress_id or 0)


def terms(seat: Seat) -> QuerySet[Any]:
    return Term.objects.filter(congress_id=seat.unit.congress_id or 0)


def leaders(seat: Seat) -> QuerySet[Any]:
    here = Seat.objects.open().filter(
        role=Role.LEADER, unit__congress_id=seat.unit.congress_id or 0
    )
    return here.select_related("unit", "user")


class Ref(serializers.IntegerField):
    """One id; validated data holds the row."""

    def __init__(self, find: Find, **kwargs: Any):
        self.find = find
        super().__init__(min_value=1, max_value=2**63 - 1, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        pk = super().to_internal_value(data)
        self.run_validators(pk)
        row = self.find(self.context["seat"]).filter(pk=pk).first()
        if row is None:
            raise serializers.ValidationError(MISSING)
        return row

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The bounds were checked on the id; a row has none."""
        empty, value = self.validate_empty_values(data)
        return value if empty else self.to_internal_value(value)


class Refs(serializers.ListField):
    """Several ids, one query; validated data holds the rows in the order given."""

    def __init__(self, find: Find, **kwargs: Any):
        self.find = find
        super().__init__(
            child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
            max_length=50,
            **kwargs,
        )

    def run_validation(self, data: Any = serializers.empty) -> Any:
        ids = super().run_validation(data)
        if not ids:
            return ids
        rows = self.find(self.context["seat"]).filter(pk__in=ids)
        found = {row.pk: row for row in rows}
        missing = [str(pk) for pk in ids if pk not in found]
        if missing:
            raise serializers.ValidationError(f"{MISSING}（{'、'.join(missing)}）")
        return [found[pk] for pk in dict.fromkeys(ids)]


class OwnFile(serializers.UUIDField):
    """An upload of the caller's that is not attached yet (POST /files/ gives its id)."""

    def to_internal_value(self, data: Any) -> Any:
        token = super().to_internal_value(data)
        seat: Seat = self.context["seat"]
        row = StoredFile.objects.filter(
            token=token, uploaded_by_id=seat.user_id, subject_type=""
        ).first()
        if row is None:
            raise serializers.ValidationError("没有这份上传的文件，或者已经用过。")
        return row


class OwnAssignment(serializers.IntegerField):
    """An assignment of the case itself."""

    def to_internal_value(self, data: Any) -> Any:
        pk = super().to_internal_value(data)
        row = self.context["case"].assignments.select_related("unit").filter(pk=pk).first()
        if row is None:
            raise serializers.ValidationError("这件建议没有这个承办单位。")
        return row
