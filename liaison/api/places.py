"""/api/v1/divisions/ and /api/v1/units/: read-only."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.keyset import Keyset
from liaison.api.shapes import DivisionRow, UnitDetail, UnitRow
from liaison.choices import Level, UnitKind
from liaison.filters import DivisionFilter, UnitFilter
from liaison.models import Division, Unit, UnitName

PLACE = ("id", "code", "name", "level", "parent_id", "valid_from", "valid_to")
PLACE_UP = ("parent__code", "parent__name")
BODY = ("id", "name", "short_name", "kind", "congress_id", "division_id", "parent_id")
BODY_UP = (
    "division__code",
    "division__name",
    "parent__name",
    "parent__short_name",
    "government_id",
    "government__name",
    "government__short_name",
)
BODY_DATES = ("opened_on", "closed_on", "successor_id", "successor__name", "successor__short_name")

DIVISION_EXAMPLE = {
    "id": 31,
    "code": "431021000000",
    "name": "桂阳县",
    "level": "county",
    "level_label": "县",
    "parent": {"id": 14, "code": "431000000000", "name": "郴州市"},
    "valid_from": "1949-10-01",
    "valid_to": None,
}
UNIT_EXAMPLE = {
    "id": 12,
    "name": "示范县公安局",
    "short_name": "县公安局",
    "kind": "department",
    "kind_label": "政府部门",
    "division": {"id": 31, "code": "431021000000", "name": "示范县"},
    "parent": {"id": 8, "name": "示范县人民政府", "short_name": "县政府"},
    "government": {"id": 8, "name": "示范县人民政府", "short_name": "县政府"},
    "congress_id": 3,
}
UNIT_MORE = {
    "opened_on": None,
    "closed_on": None,
    "successor": None,
    "names": [{"name": "示范县公安局", "valid_from": "1949-10-01", "valid_to": None}],
}


def example(value: dict[str, Any]) -> list[OpenApiExample]:
    return [OpenApiExample("例", value=value, response_only=True, status_codes=["200"])]


def place_row(row: dict[str, Any]) -> dict[str, Any]:
    parent = None
    if row["parent_id"]:
        parent = {"id": row["parent_id"], "code": row["parent__code"], "name": row["parent__name"]}
    return {
        "id": row["id"],
        "code": row["code"],
        "name": row["name"],
        "level": row["level"],
        "level_label": Level(row["level"]).label,
        "parent": parent,
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
    }


def _body(row: dict[str, Any], name: str) -> dict[str, Any] | None:
    if not row[f"{name}_id"]:
        return None
    return {
        "id": row[f"{name}_id"],
        "name": row[f"{name}__name"],
        "short_name": row[f"{name}__short_name"],
    }


def unit_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "short_name": row["short_name"],
        "kind": row["kind"],
        "kind_label": UnitKind(row["kind"]).label,
        "division": {
            "id": row["division_id"],
            "code": row["division__code"],
            "name": row["division__name"],
        },
        "parent": _body(row, "parent"),
        "government": _body(row, "government"),
        "congress_id": row["congress_id"],
    }


class Divisions(GenericAPIView):
    """Places are public knowledge: whoever is signed in may look them up."""

    serializer_class = DivisionRow
    filterset_class = DivisionFilter
    queryset = Division.objects.none()
    keyset = Keyset("code", "id")

    def get_queryset(self) -> Any:
        return Division.objects.current()

    @extend_schema(
        operation_id="divisions_list",
        summary="行政区划：按名称、代码、级别、上级查",
        responses={200: DivisionRow(many=True)},
        examples=example(DIVISION_EXAMPLE),
        tags=["divisions"],
    )
    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*PLACE, *PLACE_UP)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([place_row(row) for row in page or ()])


class DivisionView(GenericAPIView):
    serializer_class = DivisionRow
    queryset = Division.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        operation_id="divisions_retrieve",
        summary="一个行政区划",
        examples=example(DIVISION_EXAMPLE),
        tags=["divisions"],
    )
    def get(self, request: Request, pk: int) -> Response:
        row = Division.objects.filter(pk=pk).values(*PLACE, *PLACE_UP).first()
        if row is None:
            raise Http404
        return Response(place_row(row))


class Units(GenericAPIView):
    serializer_class = UnitRow
    filterset_class = UnitFilter
    queryset = Unit.objects.none()
    keyset = Keyset("rank", "name", "id")

    def get_queryset(self) -> Any:
        visible = Unit.objects.visible_to(self.request.seat).open()
        return visible.exclude(kind=UnitKind.PLATFORM).ranked()

    @extend_schema(
        operation_id="units_list",
        summary="单位：现名、简称或曾用名，种类，能不能承办",
        responses={200: UnitRow(many=True)},
        examples=example(UNIT_EXAMPLE),
        tags=["units"],
    )
    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*BODY, *BODY_UP, "rank")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([unit_row(row) for row in page or ()])


class UnitView(GenericAPIView):
    """Also a body that a reform has ended: old papers still name it."""

    serializer_class = UnitDetail
    queryset = Unit.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        operation_id="units_retrieve",
        summary="一个单位，连同历次名称",
        examples=example(UNIT_EXAMPLE | UNIT_MORE),
        tags=["units"],
    )
    def get(self, request: Request, pk: int) -> Response:
        visible = Unit.objects.visible_to(request.seat).exclude(kind=UnitKind.PLATFORM)
        row = visible.filter(pk=pk).values(*BODY, *BODY_UP, *BODY_DATES).first()
        if row is None:
            raise Http404
        names = UnitName.objects.filter(unit_id=pk).order_by("-valid_from")
        more = {
            "opened_on": row["opened_on"],
            "closed_on": row["closed_on"],
            "successor": _body(row, "successor"),
            "names": list(names.values("name", "valid_from", "valid_to")),
        }
        return Response(unit_row(row) | more)
