"""/api/v1/station-kinds/: the kinds that a station of this county may have."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.keyset import Keyset
from stations.models import StationKind

COLUMNS = ("id", "code", "name", "order", "is_of_trade", "retired_on")


class StationKindRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField(help_text="联络站的 kind")
    name = serializers.CharField()
    order = serializers.IntegerField(help_text="顺序，小的在前")
    is_of_trade = serializers.BooleanField(help_text="要填行业")
    retired_on = serializers.DateField(allow_null=True, help_text="哪天停用；老站照样显示")


class StationKinds(GenericAPIView):
    serializer_class = StationKindRow
    queryset = StationKind.objects.none()
    keyset = Keyset("order", "id")

    def get_queryset(self) -> Any:
        return StationKind.objects.visible_to(self.request.seat)

    @extend_schema(
        operation_id="station_kinds_list",
        summary="站点种类，连同已停用的，按本县的顺序",
        responses={200: StationKindRow(many=True)},
        tags=["stations"],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset().values(*COLUMNS)) or []
        return self.get_paginated_response(page)


urlpatterns = [path("station-kinds/", StationKinds.as_view(), name="api_station_kinds")]
