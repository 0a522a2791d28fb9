"""Leave and who stands in, for clients."""

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.clock import today
from core.problems import Invalid
from liaison.models import Seat, StandIn
from liaison.permissions import administered_seats, may_name_stand_in, seen_stand_ins
from liaison.services import stand_ins as services
from liaison.services.stand_ins import state_of

MOST = 100


class PostRef(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    label = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField(source="user.name")
    unit = serializers.CharField(source="unit.name")


class StandInOut(serializers.Serializer):
    id = serializers.IntegerField()
    absent = PostRef(help_text="请假的岗位")
    stand_in = PostRef(help_text="代班的岗位")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="这一天过后自己结束")
    reason = serializers.CharField()
    state_label = serializers.SerializerMethodField(help_text="正在代、还没开始、已到期、提前结束")
    actions = serializers.SerializerMethodField(help_text="现在能办的：end")

    def get_state_label(self, row: StandIn) -> str:
        return state_of(row)

    def get_actions(self, row: StandIn) -> list[str]:
        running = row.ended_at is None and row.ends_on >= today()
        return ["end"] if running and may_name_stand_in(self.context["seat"], row.absent) else []


class StandInPage(serializers.Serializer):
    results = StandInOut(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class StandInIn(Input):
    absent = serializers.IntegerField(required=False, help_text="请假的岗位，不填是自己现在的岗位")
    stand_in = serializers.IntegerField(help_text="同单位另一位同志的岗位")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    reason = serializers.CharField(max_length=100)


class StandIns(OnceMixin, APIView):
    """Those of the own post, of posts one stands in for, and of posts one looks after."""

    @extend_schema(
        operation_id="stand_ins_list",
        summary="请假代办：最近100次",
        responses=StandInPage,
        tags=["stand-ins"],
    )
    def get(self, request: Request) -> Response:
        rows = seen_stand_ins(request.seat).with_people().order_by("-id")[:MOST]
        results = StandInOut(rows, many=True, context={"seat": request.seat}).data
        return Response({"results": results, "next": None, "previous": None})

    @extend_schema(
        operation_id="stand_ins_create",
        summary="登记请假，由谁代",
        request=StandInIn,
        responses={201: StandInOut},
        examples=[
            OpenApiExample(
                "年休假",
                {
                    "stand_in": 12,
                    "starts_on": "2026-12-01",
                    "ends_on": "2026-12-05",
                    "reason": "年休假",
                },
                request_only=True,
            )
        ],
        tags=["stand-ins"],
    )
    def post(self, request: Request) -> Response:
        body = StandInIn(data=request.data)
        body.is_valid(raise_exception=True)
        data: dict[str, Any] = dict(body.validated_data)
        absent = _absent(request.seat, data.pop("absent", request.seat.pk))
        colleague = services.candidates(absent).filter(pk=data.pop("stand_in")).first()
        if colleague is None:
            words = "请在本单位的同志里选一位。"
            raise Invalid(words, errors={"stand_in": [words]})
        row = services.name_stand_in(absent, colleague, by=request.seat, **data)
        return Response(StandInOut(row, context={"seat": request.seat}).data, status=201)


def _absent(by: Seat, pk: int) -> Seat:
    rows = Seat.objects.usable().filter(Q(pk=by.pk) | Q(pk__in=administered_seats(by).values("pk")))
    found: Seat | None = rows.select_related("user", "unit").filter(pk=pk).first()
    if found is None:
        words = "没有这个岗位，或不归您管。"
        raise Invalid(words, errors={"absent": [words]})
    return found


class StandInEnd(OnceMixin, APIView):
    """Back early."""

    @extend_schema(
        operation_id="stand_ins_end",
        summary="提前结束代班",
        request=None,
        responses=StandInOut,
        tags=["stand-ins"],
    )
    def post(self, request: Request, pk: int) -> Response:
        row = get_object_or_404(seen_stand_ins(request.seat).with_people(), pk=pk)
        ended = services.end_stand_in(row, by=request.seat)
        return Response(StandInOut(ended, context={"seat": request.seat}).data)
