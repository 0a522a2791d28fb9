"""/api/v1/letter-series/: the own unit's number sequence of letters."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.serializers import Input
from core.problems import Forbidden
from liaison.models import Seat
from suggestions import services
from suggestions.models import LetterSeries
from suggestions.permissions import letters as may

TAGS = ["replies"]


class SeriesShape(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="reply答复函")
    year = serializers.IntegerField()
    prefix = serializers.CharField(help_text="机关代字")
    last = serializers.IntegerField(help_text="已用到第几号")
    next_number = serializers.CharField(help_text="下一封的发文字号")


class SeriesInput(Input):
    prefix = serializers.CharField(max_length=20)
    last = serializers.IntegerField(min_value=0, max_value=99_999, required=False)


def body_of(row: LetterSeries) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "year": row.year,
        "prefix": row.prefix,
        "last": row.last,
        "next_number": row.number(row.last + 1),
    }


def _reader(request: Request) -> Seat:
    seat: Seat = request.seat
    if not may.reads_letter_series(seat):
        raise Forbidden("发文字号由各承办单位自己设定，您的岗位不用管。")
    return seat


class LetterSeriesView(APIView):
    @extend_schema(
        operation_id="letter_series",
        summary="本单位答复函的发文字号，各年一行",
        responses=SeriesShape(many=True),
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        seat = _reader(request)
        return Response([body_of(row) for row in services.series_of(seat.unit)])

    @extend_schema(
        operation_id="letter_series_set",
        summary="定今年的机关代字和已用到的号",
        request=SeriesInput,
        responses={200: SeriesShape},
        examples=[
            OpenApiExample("发文字号", value={"prefix": "示公函", "last": 11}, request_only=True)
        ],
        tags=TAGS,
    )
    def put(self, request: Request) -> Response:
        seat = _reader(request)
        body = SeriesInput(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body_of(services.set_series(by=seat, **body.validated_data)))
