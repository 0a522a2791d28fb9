"""POST /stations/{id}/merge/ with its preview; /station-merges/ and putting one back."""

from typing import Any, ClassVar

from django.http import Http404
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.keyset import Keyset
from core.problems import Forbidden
from liaison.models import Seat
from stations.api.fields import Ref, stations
from stations.api.shapes import Reference
from stations.choices import MergeState, MoveKind
from stations.models import Station, StationMerge
from stations.permissions.merging import may_merge, merges_any
from stations.services import merge_plan, merging
from stations.services.merge_reverse import refusal_of
from stations.services.merge_reverse import reverse as put_back
from stations.workflow.merging import MERGE

TAGS = ["stations"]
ROW = ("id", "state", "merged_on", "reason", "reversible_until", "by_name", "at")
MORE = ("reversed_at", "reversed_by_name", "reversed_why")
_STATES = dict(MergeState.choices)


class IntoInput(Input):
    into = Ref(stations, help_text="并入哪个站")


class MergeInput(IntoInput):
    reason = serializers.CharField(max_length=300, help_text="依据")
    on = serializers.DateField(required=False, help_text="合并日期，不填为今天")
    staff = serializers.ChoiceField(
        choices=list(merging.STAFF.items()), required=False, help_text="老站的工作人员"
    )
    example: ClassVar[dict[str, Any]] = {
        "into": 12,
        "reason": "县人大常委会主任会议2026年4月2日决定",
        "on": "2026-04-10",
        "staff": "along",
    }


class ReverseInput(Input):
    reason = serializers.CharField(max_length=300, help_text="为什么恢复")
    example: ClassVar[dict[str, Any]] = {"reason": "两个村相距太远，群众来站不便"}


class MovedThing(serializers.Serializer):
    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField(help_text="合并后怎么办")


class MergePart(serializers.Serializer):
    kind = serializers.ChoiceField(choices=MoveKind.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    note = serializers.CharField()
    rows = MovedThing(many=True)


class MergePreview(serializers.Serializer):
    old = Reference()
    new = Reference()
    parts = MergePart(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class MergeCount(serializers.Serializer):
    kind = serializers.ChoiceField(choices=MoveKind.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class MergeRow(serializers.Serializer):
    id = serializers.IntegerField()
    old = Reference()
    new = Reference()
    state = serializers.ChoiceField(choices=MergeState.choices)
    state_label = serializers.CharField()
    merged_on = serializers.DateField()
    reason = serializers.CharField(help_text="依据")
    reversible_until = serializers.DateField(help_text="可恢复到")
    by_name = serializers.CharField()
    at = serializers.DateTimeField()
    reversed_at = serializers.DateTimeField(allow_null=True)
    reversed_by_name = serializers.CharField()
    reversed_why = serializers.CharField()


class MergeDetail(MergeRow):
    moved = MergeCount(many=True)
    actions = serializers.ListField(child=serializers.CharField())


def _named(station: Station) -> dict[str, Any]:
    return {"id": station.pk, "name": station.name}


def merge_row(row: StationMerge) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*ROW, *MORE)} | {
        "old": _named(row.old),
        "new": _named(row.new),
        "state_label": _STATES[row.state],
    }


def merge_body(row: StationMerge, seat: Seat) -> dict[str, Any]:
    kinds = list(row.moves.values_list("kind", flat=True))
    actions = [] if refusal_of(row) else MERGE.codes(row, seat)
    return merge_row(row) | {
        "moved": [
            {"kind": kind.value, "label": kind.label, "count": kinds.count(kind)}
            for kind in MoveKind
            if kind in kinds
        ],
        "actions": actions,
    }


def _rows(seat: Seat) -> Any:
    rows = StationMerge.objects.visible_to(seat)
    return rows.select_related("old__unit", "new__unit", "new__merged_into")


def merge_for(seat: Seat, pk: int) -> StationMerge:
    row: StationMerge | None = _rows(seat).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _old(seat: Seat, pk: int) -> Station:
    rows = Station.objects.visible_to(seat).select_related("unit", "township", "merged_into")
    station: Station | None = rows.filter(pk=pk).first()
    if station is None:
        raise Http404
    if not merges_any(seat):
        raise Forbidden("联络站合并由本县代工委办理，请联系代工委。")
    return station


class MergeStation(OnceMixin, APIView):
    @extend_schema(
        operation_id="stations_merge_preview",
        summary="合并预览：会带走什么，要注意什么",
        parameters=[OpenApiParameter("into", int, required=True, description="并入哪个站")],
        responses={200: MergePreview},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        old = _old(request.seat, pk)
        query = IntoInput(data=request.query_params.dict(), context={"seat": request.seat})
        query.is_valid(raise_exception=True)
        new = query.validated_data["into"]
        if not may_merge(request.seat, old, new):
            raise Forbidden("联络站合并由本县代工委办理，请联系代工委。")
        plan = merge_plan.preview(old, new)
        return Response(
            {
                "old": _named(old),
                "new": _named(new),
                "parts": [_part(part) for part in plan.parts],
                "warnings": plan.warnings,
            }
        )

    @extend_schema(
        operation_id="stations_merge",
        summary="办理合并",
        request=MergeInput,
        responses={201: MergeDetail},
        examples=[OpenApiExample("合并", value=MergeInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        old = _old(request.seat, pk)
        body = MergeInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        row = merging.merge(old, data.pop("into"), by=request.seat, **data)
        answer = Response(merge_body(merge_for(request.seat, row.pk), request.seat), status=201)
        answer["Location"] = reverse("api_station_merge_row", kwargs={"pk": row.pk})
        return answer


def _part(part: merge_plan.Part) -> dict[str, Any]:
    return {
        "kind": part.kind.value,
        "label": part.label,
        "count": part.count,
        "note": part.note,
        "rows": [{name: row[name] for name in ("id", "label", "note")} for row in part.rows],
    }


class StationMerges(GenericAPIView):
    serializer_class = MergeRow
    queryset = StationMerge.objects.none()
    keyset = Keyset("-id")

    @extend_schema(
        operation_id="station_merges_list",
        summary="联络站合并记录，新的在前",
        responses={200: MergeRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(_rows(request.seat)) or []
        return self.get_paginated_response([merge_row(row) for row in page])


class StationMergeView(APIView):
    @extend_schema(
        operation_id="station_merges_retrieve",
        summary="一次合并：带走了什么，到哪天可以恢复",
        responses={200: MergeDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(merge_body(merge_for(request.seat, pk), request.seat))


class ReverseMerge(OnceMixin, APIView):
    @extend_schema(
        operation_id="station_merges_reverse",
        summary="恢复合并前的两个站",
        request=ReverseInput,
        responses={200: MergeDetail},
        examples=[OpenApiExample("恢复", value=ReverseInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        row = merge_for(request.seat, pk)
        body = ReverseInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        put_back(row, by=request.seat, **body.validated_data)
        return Response(merge_body(merge_for(request.seat, pk), request.seat))


urlpatterns = [
    path("stations/<int:pk>/merge/", MergeStation.as_view(), name="api_station_merge"),
    path("station-merges/", StationMerges.as_view(), name="api_station_merges"),
    path("station-merges/<int:pk>/", StationMergeView.as_view(), name="api_station_merge_row"),
    path(
        "station-merges/<int:pk>/reverse/", ReverseMerge.as_view(), name="api_station_merge_reverse"
    ),
]
