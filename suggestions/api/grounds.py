"""/api/v1/refusal-grounds/: on which grounds a congress does not admit a suggestion."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from liaison.models import Seat
from suggestions import services
from suggestions.api.shapes import GroundShape
from suggestions.choices import Remedy
from suggestions.models import RefusalGround

TAGS = ["suggestions"]
_EXAMPLE = OpenApiExample(
    "一种情形", value={"label": "指定招标采购的具体对象", "remedy": "withdraw"}, request_only=True
)


class GroundInput(Input):
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]
    remedy = serializers.ChoiceField(choices=Remedy.choices)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=120, required=False, allow_blank=True
    )


def body_of(row: RefusalGround) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "label": row.label,
        "remedy": row.remedy,
        "remedy_label": row.get_remedy_display(),
        "source": row.source,
    }


def _ground(seat: Seat, pk: int) -> RefusalGround:
    """One of the list that holds for the seat's congress; any other is not there."""
    rows = services.grounds_of(seat.unit.congress_id)
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


class Grounds(OnceMixin, APIView):
    @extend_schema(operation_id="refusal_grounds", responses=GroundShape(many=True), tags=TAGS)
    def get(self, request: Request) -> Response:
        rows = services.grounds_of(request.seat.unit.congress_id)
        return Response([body_of(row) for row in rows])

    @extend_schema(
        operation_id="refusal_grounds_add",
        request=GroundInput,
        responses={201: GroundShape},
        examples=[_EXAMPLE],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        body = GroundInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = services.save_ground(by=request.seat, ground=None, **body.validated_data)
        return Response(body_of(row), status=201)


class Ground(APIView):
    @extend_schema(
        operation_id="refusal_grounds_change",
        request=GroundInput,
        responses={200: GroundShape},
        examples=[_EXAMPLE],
        tags=TAGS,
    )
    def put(self, request: Request, pk: int) -> Response:
        ground = _ground(request.seat, pk)
        body = GroundInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = services.save_ground(by=request.seat, ground=ground, **body.validated_data)
        return Response(body_of(row))

    @extend_schema(operation_id="refusal_grounds_retire", responses={204: None}, tags=TAGS)
    def delete(self, request: Request, pk: int) -> Response:
        services.retire_ground(by=request.seat, ground=_ground(request.seat, pk))
        return Response(status=204)
