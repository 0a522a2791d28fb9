"""/api/v1/codes/: the QR codes of stations and deputies, for those who keep them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.keyset import Keyset
from liaison.models import Seat
from stations.api.fields import Ref, deputies, stations
from stations.api.shapes import OpinionAction, Reference
from stations.filters import PublicCodeFilter
from stations.models import PublicCode
from stations.permissions.public import keeps_code
from stations.services import codes

LABELS = {"renew": "换新", "revoke": "停用"}


class CodeRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField(help_text="短码，印在海报上")
    address = serializers.CharField(help_text="二维码里的网址")
    station = Reference(allow_null=True)
    deputy = Reference(allow_null=True)
    leads_to = Reference(allow_null=True, help_text="联络站合并以后通到哪个站")
    made_at = serializers.DateTimeField()
    made_by_name = serializers.CharField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_why = serializers.CharField()


class CodeDetail(CodeRow):
    actions = OpinionAction(many=True, help_text="现在能办的事")


class MakeCodeInput(Input):
    example: ClassVar[dict[str, Any]] = {"station": 3}
    station = Ref(stations, required=False, help_text="给哪个联络站；和代表只填一个")
    deputy = Ref(deputies, required=False, help_text="给哪位进站代表")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if len(data) != 1:
            raise serializers.ValidationError({"station": ["联络站和代表请填一个，只填一个。"]})
        return data


class CodeReasonInput(Input):
    example: ClassVar[dict[str, Any]] = {"reason": "海报被人涂改，换一张。"}
    reason = serializers.CharField(max_length=200)


def _named(row: Any) -> dict[str, Any] | None:
    return None if row is None else {"id": row.pk, "name": row.name}


def code_row(row: PublicCode) -> dict[str, Any]:
    same = ("id", "code", "made_at", "made_by_name", "revoked_at", "revoked_why")
    return {name: getattr(row, name) for name in same} | {
        "address": codes.address_of(row),
        "station": _named(row.station),
        "deputy": _named(row.deputy),
        "leads_to": _named(row.leads_to),
    }


def code_body(seat: Seat, pk: int) -> dict[str, Any]:
    row = code_for(seat, pk)
    keeps = row.revoked_at is None and keeps_code(seat, row)
    return code_row(row) | {
        "actions": [
            {
                "code": code,
                "label": label,
                "primary": False,
                "method": "POST",
                "url": reverse(f"api_code_{code}", kwargs={"pk": pk}),
            }
            for code, label in LABELS.items()
            if keeps
        ]
    }


def _rows(seat: Seat) -> QuerySet[PublicCode]:
    rows: QuerySet[PublicCode] = PublicCode.objects.visible_to(seat)
    return rows.select_related("station", "leads_to", "deputy")


def code_for(seat: Seat, pk: int) -> PublicCode:
    row = _rows(seat).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class Codes(OnceMixin, GenericAPIView):
    serializer_class = CodeRow
    filterset_class = PublicCodeFilter
    queryset = PublicCode.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        return _rows(self.request.seat)

    @extend_schema(
        operation_id="codes_list",
        summary="二维码，新的在前",
        responses={200: CodeRow(many=True)},
        tags=["codes"],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([code_row(row) for row in page])

    @extend_schema(
        operation_id="codes_create",
        summary="制作二维码，每个联络站、每位代表只有一个在用",
        request=MakeCodeInput,
        responses={201: CodeDetail},
        examples=[OpenApiExample("制作", value=MakeCodeInput.example, request_only=True)],
        tags=["codes"],
    )
    def post(self, request: Request) -> Response:
        body = MakeCodeInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        made = codes.make_code(by=request.seat, **body.validated_data)
        response = Response(code_body(request.seat, made.pk), status=201)
        response["Location"] = reverse("api_code", kwargs={"pk": made.pk})
        return response


class CodeView(APIView):
    @extend_schema(
        operation_id="codes_retrieve",
        summary="一个二维码",
        responses={200: CodeDetail},
        tags=["codes"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(code_body(request.seat, pk))


class Renew(OnceMixin, APIView):
    @extend_schema(
        operation_id="codes_renew",
        summary="换新，旧的立即停用，回答里是新的",
        request=CodeReasonInput,
        responses={200: CodeDetail},
        examples=[OpenApiExample("换新", value=CodeReasonInput.example, request_only=True)],
        tags=["codes"],
    )
    def post(self, request: Request, pk: int) -> Response:
        row = code_for(request.seat, pk)
        body = CodeReasonInput(data=request.data)
        body.is_valid(raise_exception=True)
        made = codes.renew_code(row, by=request.seat, **body.validated_data)
        return Response(code_body(request.seat, made.pk))


class Revoke(OnceMixin, APIView):
    @extend_schema(
        operation_id="codes_revoke",
        summary="停用，不能恢复",
        request=CodeReasonInput,
        responses={200: CodeDetail},
        examples=[OpenApiExample("停用", value=CodeReasonInput.example, request_only=True)],
        tags=["codes"],
    )
    def post(self, request: Request, pk: int) -> Response:
        row = code_for(request.seat, pk)
        body = CodeReasonInput(data=request.data)
        body.is_valid(raise_exception=True)
        codes.revoke_code(row, by=request.seat, **body.validated_data)
        return Response(code_body(request.seat, pk))


urlpatterns = [
    path("codes/", Codes.as_view(), name="api_codes"),
    path("codes/<int:pk>/", CodeView.as_view(), name="api_code"),
    path("codes/<int:pk>/renew/", Renew.as_view(), name="api_code_renew"),
    path("codes/<int:pk>/revoke/", Revoke.as_view(), name="api_code_revoke"),
]
