"""Duties for clients: read only, because a duty changes through the deed that fulfils it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core import registry
from core.clock import today
from core.keyset import Keyset
from core.text import whole_number
from deadlines.api.serializers import DeadlineRow, DeadlineWhole
from deadlines.choices import State, kinds
from deadlines.filters import DeadlineFilter
from deadlines.lights import light_of
from deadlines.models import Deadline
from deadlines.services import climb_of
from liaison.models import Seat

FIELDS = (
    "id",
    "kind",
    "subject_type",
    "subject_id",
    "subject_label",
    "owner_unit_id",
    "owner_unit__name",
    "owner_deputy_id",
    "owner_deputy__name",
    "state",
    "from_on",
    "due_on",
    "amber_on",
    "provisional",
    "closed_on",
    "late_days",
    "calculation__words",
)
WHOLE = (*FIELDS, "calculation__steps", "reason", "superseded_by_id")
EXAMPLE = {
    "id": 31,
    "kind": "reply",
    "kind_label": "答复",
    "subject": {
        "type": "suggestion",
        "id": 12,
        "label": "第0031号 关于规范城区养犬管理的建议",
        "url": "/suggestions/12/",
    },
    "owner": {"type": "unit", "id": 8, "name": "示范县公安局"},
    "state": "open",
    "from_on": "2026-01-20",
    "due_on": "2026-04-20",
    "provisional": False,
    "closed_on": None,
    "late_days": 0,
    "light": {"level": "a", "words": "剩12天"},
    "calculation": "2026年1月20日当日不计，3个月到2026年4月20日，是工作日，不顺延。",
}


class DeadlineViewSet(GenericViewSet[Deadline]):
    """当前岗位看得到的期限，先到期的在前。"""

    queryset = Deadline.objects.none()
    serializer_class = DeadlineRow
    filterset_class = DeadlineFilter
    keyset = Keyset("due_on", "id")

    def get_queryset(self) -> "QuerySet[Deadline]":
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Deadline.objects.visible_to(self.request.seat)

    @extend_schema(
        summary="期限列表",
        examples=[OpenApiExample("答复期限", value=EXAMPLE, response_only=True)],
    )
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*FIELDS)
        labels = {kind.code: kind.label for kind in kinds()}
        page = self.paginate_queryset(rows) or []
        unseen = unseen_by(self.request.seat, page)
        return self.get_paginated_response([as_row(row, labels, unseen) for row in page])

    @extend_schema(summary="一个期限和它的算法", responses=DeadlineWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        number = whole_number(pk)
        if number is None:
            raise Http404
        row = self.get_queryset().filter(pk=number).values(*WHOLE).first()
        if row is None:
            raise Http404
        late = row["state"] == State.OPEN and row["due_on"] < today()
        labels = {kind.code: kind.label for kind in kinds()}
        unseen = unseen_by(self.request.seat, [row])
        return Response(
            {
                **as_row(row, labels, unseen),
                "steps": row["calculation__steps"] or [],
                # Why it moved is said in words about the case.
                "reason": "" if unseen else row["reason"],
                "superseded_by": row["superseded_by_id"],
                "ladder": ladder_of(number) if late else [],
            }
        )


def ladder_of(pk: int) -> list[dict[str, Any]]:
    """Who hears of this late duty, and on which working day."""
    return [
        {
            "role": step.rung.role,
            "role_label": step.rung.label,
            "on": step.on,
            "reached": step.reached,
        }
        for step in climb_of(Deadline.objects.get(pk=pk))
    ]


def unseen_by(seat: Seat, rows: list[dict[str, Any]]) -> set[tuple[str, int]]:
    """Cases whose duties the seat counts in its area, and which it may not read."""
    asked: dict[str, set[int]] = {}
    for row in rows:
        own = row["owner_unit_id"] == seat.unit_id
        if not own and row["owner_deputy_id"] != (seat.deputy_id or 0):
            asked.setdefault(row["subject_type"], set()).add(row["subject_id"])
    unseen: set[tuple[str, int]] = set()
    for code, ids in asked.items():
        if registry.known(code):
            seen = registry.subject(code).visible(seat).filter(pk__in=ids)
            unseen |= {(code, pk) for pk in ids - set(seen.values_list("pk", flat=True))}
    return unseen


def as_row(
    row: dict[str, Any], labels: dict[str, str], unseen: set[tuple[str, int]]
) -> dict[str, Any]:
    """A case that is not the seat's to read is named by its kind alone."""
    subject_type, subject_id = row["subject_type"], row["subject_id"]
    known = registry.known(subject_type)
    hidden = (subject_type, subject_id) in unseen
    side = "unit" if row["owner_unit_id"] else "deputy"
    light = light_of(row["due_on"], row["amber_on"], done=row["state"] != State.OPEN)
    return {
        "id": row["id"],
        "kind": row["kind"],
        "kind_label": labels.get(row["kind"], row["kind"]),
        "subject": {
            "type": subject_type,
            "id": subject_id,
            "label": registry.subject(subject_type).label if hidden else row["subject_label"],
            "url": registry.subject(subject_type).url(subject_id) if known and not hidden else "",
        },
        "owner": {
            "type": side,
            "id": row[f"owner_{side}_id"],
            "name": row[f"owner_{side}__name"],
        },
        "state": row["state"],
        "from_on": row["from_on"],
        "due_on": row["due_on"],
        "provisional": row["provisional"],
        "closed_on": row["closed_on"],
        "late_days": row["late_days"],
        "light": {
            "level": light.level,
            "words": "已取消" if row["state"] == State.SUPERSEDED else light.words,
        },
        "calculation": row["calculation__words"] or "",
    }
