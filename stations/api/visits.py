"""One visit: as it is on record, corrections, the signed sheet, its paper."""

from typing import Any, ClassVar

from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.papers import DOCX, FORMATS, paper_response
from files.responses import send
from liaison.models import Seat
from stations.api.fields import OwnFiles
from stations.api.inputs import AddInput, DeedInput, RevealInput
from stations.api.on_record import ReceptionWhole, on_record
from stations.api.views import reception_body
from stations.models import Opinion, Reception
from stations.services.guardians import record_guardian
from stations.services.reception_later import add_sheets, correct_reception, open_sheet
from stations.services.reception_paper import file_name, revealed_paper, visit_paper

BINARY = OpenApiTypes.BINARY
PAPER: dict[Any, Any] = {(200, "application/pdf"): BINARY, (200, DOCX): BINARY}


class CorrectInput(AddInput):
    example: ClassVar[dict[str, Any]] = {"text": "来访人住四组，登记时写成了三组。"}


class GuardianInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"guardian_name": "李大成", "guardian_consents": True}
    guardian_name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    guardian_consents = serializers.BooleanField(required=False, help_text="监护人同意登记")
    reason = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="没有监护人姓名时必填"
    )


class SheetInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"files": ["6f9b2c0e-3f1a-4c57-9d27-0f8a4b5f7f10"]}
    files = OwnFiles(help_text="签名表的照片或PDF，先用POST /files/上传")


class PaperInput(RevealInput):
    example: ClassVar[dict[str, Any]] = {
        "form": "pdf",
        "reason_code": "correct",
        "words": "打印出来请来访人签名。",
    }
    form = serializers.ChoiceField(choices=[(form, form) for form in FORMATS])


class OpenSheetInput(RevealInput):
    example: ClassVar[dict[str, Any]] = {
        "sheet": "6f9b2c0e-3f1a-4c57-9d27-0f8a4b5f7f10",
        "reason_code": "verify",
        "words": "核对签名。",
    }
    sheet = serializers.UUIDField()


def visit_for(seat: Seat, pk: int) -> Reception:
    """The visit, or 404: what is not yours does not exist."""
    rows = Reception.objects.visible_to(seat).filter(pk=pk)
    visit = rows.select_related("station__unit", "visitor_village", "roster_day").first()
    if visit is None:
        raise Http404
    return visit


def whole(seat: Seat, pk: int) -> dict[str, Any]:
    return reception_body(seat, pk) | on_record(visit_for(seat, pk), seat)


def valid(shape: type[DeedInput] | type[RevealInput], request: Request) -> dict[str, Any]:
    body = shape(data=request.data, context={"seat": request.seat})
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


class ReceptionView(APIView):
    @extend_schema(
        operation_id="receptions_retrieve",
        summary="一次接待",
        responses={200: ReceptionWhole},
        tags=["receptions"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(whole(request.seat, pk))


class Correct(OnceMixin, APIView):
    @extend_schema(
        operation_id="receptions_add",
        summary="更正补充，原来登记的内容不变",
        request=CorrectInput,
        responses={200: ReceptionWhole},
        examples=[OpenApiExample("更正", value=CorrectInput.example, request_only=True)],
        tags=["receptions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        visit = visit_for(request.seat, pk)
        correct_reception(visit, by=request.seat, **valid(CorrectInput, request))
        return Response(whole(request.seat, pk))


class Guardian(OnceMixin, APIView):
    @extend_schema(
        operation_id="receptions_guardian",
        summary="记下未成年来访人的监护人，或者没有记的原因",
        request=GuardianInput,
        responses={200: ReceptionWhole},
        examples=[OpenApiExample("记监护人", value=GuardianInput.example, request_only=True)],
        tags=["receptions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        visit = visit_for(request.seat, pk)
        record_guardian(visit, by=request.seat, **valid(GuardianInput, request))
        return Response(whole(request.seat, pk))


class KeepSheet(OnceMixin, APIView):
    @extend_schema(
        operation_id="receptions_sheet",
        summary="存签名表",
        request=SheetInput,
        responses={200: ReceptionWhole},
        examples=[OpenApiExample("存签名表", value=SheetInput.example, request_only=True)],
        tags=["receptions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        visit = visit_for(request.seat, pk)
        data = valid(SheetInput, request)
        add_sheets(visit, by=request.seat, scans=data.pop("files"), **data)
        return Response(whole(request.seat, pk))


class OpenSheet(APIView):
    """Not repeatable from a stored answer: each look is a look."""

    @extend_schema(
        operation_id="receptions_open_sheet",
        summary="打开签名表，会被记录",
        request=OpenSheetInput,
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        examples=[OpenApiExample("打开", value=OpenSheetInput.example, request_only=True)],
        tags=["receptions"],
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        visit = visit_for(request.seat, pk)
        data = valid(OpenSheetInput, request)
        file = open_sheet(visit, data.pop("sheet"), by=request.seat, **data)
        response = send(request._request, file)
        response["Cache-Control"] = "private, no-store"
        return response


class VisitPaper(APIView):
    @extend_schema(
        operation_id="receptions_paper",
        summary="接待选民登记表，姓名电话只显示一部分",
        parameters=[OpenApiParameter("form", str, enum=[*FORMATS], description="不填是pdf")],
        responses=PAPER,
        tags=["receptions"],
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        form = request.query_params.get("form", "pdf")
        if form not in FORMATS:
            raise Http404
        visit = visit_for(request.seat, pk)
        made = visit_paper(visit, opinions_of(request.seat, visit))
        return paper_response(made, file_name(visit), form)

    @extend_schema(
        operation_id="receptions_paper_whole",
        summary="带姓名电话的接待选民登记表，会被记录",
        request=PaperInput,
        responses=PAPER,
        examples=[OpenApiExample("下载", value=PaperInput.example, request_only=True)],
        tags=["receptions"],
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        visit = visit_for(request.seat, pk)
        data = valid(PaperInput, request)
        form = data.pop("form")
        made = revealed_paper(visit, opinions_of(request.seat, visit), by=request.seat, **data)
        return paper_response(made, file_name(visit), form)


def opinions_of(seat: Seat, visit: Reception) -> Any:
    return Opinion.objects.visible_to(seat).filter(reception=visit).order_by("id")
