"""POST /stations/{id}/close/ with its preview: what keeps a station open, what ends with it."""

from typing import Any, ClassVar

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.problems import Forbidden, Invalid
from liaison.models import Seat
from stations.api.fields import Ref, stations
from stations.api.shapes import Reference
from stations.models import Station
from stations.permissions.registry import may_close
from stations.services import closing


class CloseInput(Input):
    reason = serializers.CharField(max_length=300, help_text="依据")
    on = serializers.DateField(required=False, help_text="撤销日期，不填为今天")
    children_to = Ref(stations, required=False, help_text="下级站以后的上级站")
    children_alone = serializers.BooleanField(
        required=False, help_text="下级站不再设上级站，和children_to填一个"
    )
    example: ClassVar[dict[str, Any]] = {
        "reason": "县人大常委会主任会议2026年4月2日决定",
        "on": "2026-04-10",
        "children_to": 12,
    }


class OpenThing(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()


class EndingRow(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    words = serializers.CharField(help_text="怎么处理")


class ClosingPreview(serializers.Serializer):
    station = Reference()
    open = OpenThing(many=True, help_text="先要办完的；空了才能撤销")
    endings = EndingRow(many=True, help_text="随撤销一起办的")
    children = Reference(many=True, help_text="下级站，撤销时要给它们选上级站")
    nearby = Reference(many=True, help_text="扫码的人会看到的站")


class ClosedStation(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    closed_on = serializers.DateField()


def _named(station: Station) -> dict[str, Any]:
    return {"id": station.pk, "name": station.name}


def _station(seat: Seat, pk: int) -> Station:
    rows = Station.objects.visible_to(seat).select_related("unit", "township", "parent")
    station: Station | None = rows.filter(pk=pk).first()
    if station is None:
        raise Http404
    if not may_close(seat, station):
        raise Forbidden("撤销联络站由本县代工委办理，请联系代工委。")
    return station


class CloseStation(OnceMixin, APIView):
    @extend_schema(
        operation_id="stations_close_preview",
        summary="撤销预览：先要办完什么，随撤销一起办什么",
        responses={200: ClosingPreview},
        tags=["stations"],
    )
    def get(self, request: Request, pk: int) -> Response:
        plan = closing.preview(_station(request.seat, pk))
        names = ("code", "label", "count", "words")
        return Response(
            {
                "station": _named(plan.station),
                "open": [{key: row[key] for key in ("kind", "label", "note")} for row in plan.left],
                "endings": [{key: getattr(row, key) for key in names} for row in plan.endings],
                "children": [_named(row) for row in plan.children],
                "nearby": [_named(row) for row in plan.nearby],
            }
        )

    @extend_schema(
        operation_id="stations_close",
        summary="撤销联络站",
        request=CloseInput,
        responses={200: ClosedStation},
        examples=[OpenApiExample("撤销", value=CloseInput.example, request_only=True)],
        tags=["stations"],
    )
    def post(self, request: Request, pk: int) -> Response:
        station = _station(request.seat, pk)
        body = CloseInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        if data.pop("children_alone", False):
            if data.get("children_to"):
                words = "children_to和children_alone只填一个。"
                raise Invalid(words, errors={"children_alone": [words]})
            data["children_to"] = closing.NO_PARENT
        done = closing.close_station(station, by=request.seat, **data)
        return Response(_named(done) | {"closed_on": done.closed_on})


urlpatterns = [
    path("stations/<int:pk>/close/", CloseStation.as_view(), name="api_station_close"),
]
