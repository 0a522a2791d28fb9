"""/api/v1/stations/{id}/months/{month}/: the figures of a station's month."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from stations import services
from stations.models import Station


def _shape() -> type[serializers.Serializer]:
    """One number per meaning, so that the schema explains what the page explains."""
    numbers: dict[str, Any] = {
        name: serializers.IntegerField(help_text=f"{label}：{why}")
        for name, (label, why) in services.MEANINGS.items()
    }
    others = {
        "month": serializers.CharField(help_text="例如2026-05"),
        "station_id": serializers.IntegerField(),
        "well_rate": serializers.CharField(help_text="满意率，没有评价时是「–」"),
        "in_time_rate": serializers.CharField(help_text="按期率"),
        "by_route": serializers.DictField(
            child=serializers.IntegerField(), help_text="去向→件数，空的是待分办"
        ),
    }
    return type("StationMonthFigures", (serializers.Serializer,), others | numbers)


StationMonthFigures = _shape()


class StationMonth(APIView):
    @extend_schema(
        operation_id="stations_months_retrieve",
        summary="一个联络站一个月的数字",
        responses={200: StationMonthFigures},
        tags=["stations"],
    )
    def get(self, request: Request, pk: int, month: str) -> Response:
        places = Station.objects.reported_to(request.seat).filter(pk=pk)
        if not places.exists():
            raise Http404
        chosen = services.Month.read(month)
        figures = services.month_figures(places, chosen)[pk]
        return Response(
            {"month": chosen.code, "station_id": pk}
            | asdict(figures)
            | {"well_rate": figures.well_rate, "in_time_rate": figures.in_time_rate}
        )
