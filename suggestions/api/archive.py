"""/api/v1/archive-batches/: closing a year or a session; /suggestions/{id}/volume/: its papers."""

from typing import Any

from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.keyset import Keyset
from liaison.models import Seat
from suggestions import services
from suggestions.api.fields import OwnFile, Ref, sessions, terms
from suggestions.api.views import case_for
from suggestions.models import ArchiveBatch
from suggestions.responses import returned_file, volume_of
from suggestions.services import Progress, Scope

TAGS = ["archive"]


class ScopeInput(Input):
    example = {"year": 2025}
    year = serializers.IntegerField(
        required=False, min_value=1954, max_value=2100, help_text="按提交年份"
    )
    session = Ref(sessions, required=False, help_text="或按会议，两个选一个")


class LeftShape(serializers.Serializer):
    number = serializers.CharField()
    reason = serializers.CharField()


class BatchShape(serializers.Serializer):
    id = serializers.IntegerField()
    label = serializers.CharField(help_text="归档范围")  # type: ignore[assignment]
    total = serializers.IntegerField(help_text="要归档的件数")
    done = serializers.IntegerField(help_text="已归档的件数")
    left = LeftShape(many=True, help_text="没有归档的和原因")
    ordered_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    register = serializers.UUIDField(allow_null=True, help_text="归档目录，GET /files/{id}/")


class OpenCase(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    state_label = serializers.CharField()


class PreviewShape(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    ready = serializers.IntegerField(help_text="可以归档的件数")
    archived = serializers.IntegerField(help_text="已归档的件数")
    open_count = serializers.IntegerField(help_text="没有办完的件数；不为0就不能归档")
    open = OpenCase(many=True, help_text="没有办完的，最多100件")


def body_of(batch: ArchiveBatch, progress: Progress | None = None) -> dict[str, Any]:
    known = progress or services.progress_of([batch])[batch.pk]
    return {
        "id": batch.pk,
        "label": batch.label,
        "total": batch.total,
        "done": known.done,
        "left": [{"number": number, "reason": words} for number, words in batch.left],
        "ordered_at": batch.ordered_at,
        "finished_at": batch.finished_at,
        "register": known.register.token if known.register else None,
    }


def _scope(seat: Seat, data: Any) -> Scope:
    body = ScopeInput(data=data, context={"seat": seat})
    body.is_valid(raise_exception=True)
    return services.scope_for(seat, **body.validated_data)


class ArchiveBatches(OnceMixin, GenericAPIView):
    serializer_class = BatchShape
    queryset = ArchiveBatch.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        return ArchiveBatch.objects.visible_to(self.request.seat)

    @extend_schema(
        operation_id="archive_batches_list",
        summary="归档批次",
        responses={200: BatchShape(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        known = services.progress_of(page)
        return self.get_paginated_response([body_of(batch, known[batch.pk]) for batch in page])

    @extend_schema(
        operation_id="archive_batches_create",
        summary="归档一年或一次会议；还有没办完的，409并列出",
        request=ScopeInput,
        responses={201: BatchShape},
        examples=[OpenApiExample("一年", value=ScopeInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        scope = _scope(request.seat, request.data)
        return Response(body_of(services.close_scope(scope, by=request.seat)), status=201)


class ArchivePreview(APIView):
    @extend_schema(
        operation_id="archive_batches_preview",
        summary="归档以前看一看：可以归档几件，哪些没有办完",
        parameters=[
            OpenApiParameter("year", int, description="按提交年份"),
            OpenApiParameter("session", int, description="或按会议"),
        ],
        responses={200: PreviewShape},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        found = services.preview(_scope(request.seat, request.query_params.dict()))
        return Response(
            {
                "label": found.scope.label,
                "ready": found.ready,
                "archived": found.archived,
                "open_count": found.open_count,
                "open": [
                    {
                        "id": case.pk,
                        "number": case.number,
                        "title": case.public_title,
                        "state_label": case.get_state_display(),
                    }
                    for case in found.open
                ],
            }
        )


class ArchiveBatchView(APIView):
    @extend_schema(
        operation_id="archive_batches_retrieve",
        summary="一个归档批次：进度、没有归档的、目录",
        responses={200: BatchShape},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        batch = ArchiveBatch.objects.visible_to(request.seat).filter(pk=pk).first()
        if batch is None:
            raise Http404
        return Response(body_of(batch))


class SuggestionVolume(APIView):
    @extend_schema(
        operation_id="suggestions_volume",
        summary="一件建议的全部材料，一个PDF，有目录和页码",
        responses={200: OpenApiResponse(OpenApiTypes.BINARY)},
        tags=["suggestions"],
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        found = volume_of(request._request, case_for(request.seat, pk), request.seat)
        if found is None:
            raise Http404
        return found


class ImportInput(Input):
    example = {"file": "7f3c1c1e-8d0a-4d0e-9a55-0c6f1c2b9d11", "term": 3}
    file = OwnFile(help_text="填好的xlsx，先用POST /files/上传")
    term = Ref(terms, help_text="编号按哪一届算")


class ImportShape(serializers.Serializer):
    rows = serializers.IntegerField(help_text="表里的行数")
    added = serializers.IntegerField(help_text="收下并归档的")
    same = serializers.IntegerField(help_text="以前导入过、没有变的")
    bad = serializers.IntegerField(help_text="退回的")
    returned = serializers.CharField(
        allow_blank=True, help_text="退回的行，标好原因的xlsx的下载地址，只有本人能取；没有为空"
    )


class PastImport(OnceMixin, APIView):
    @extend_schema(
        operation_id="archive_import",
        summary="导入往年建议：对的行收下并归档，不对的标好原因退回；再传一次不会重复",
        request=ImportInput,
        responses={200: ImportShape},
        examples=[OpenApiExample("一张表", value=ImportInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        seat: Seat = request.seat
        body = ImportInput(data=request.data, context={"seat": seat})
        body.is_valid(raise_exception=True)
        sheet = body.validated_data["file"]
        with sheet.content.open("rb") as content:
            data = content.read()
        term = body.validated_data["term"]
        done = services.import_past(data, term=term, by=seat, file_name=sheet.name)
        return Response(
            {
                "rows": done.rows,
                "added": done.added,
                "same": done.same,
                "bad": done.bad,
                "returned": returned_file(done, seat),
            }
        )
