"""Upload first, attach by the deed that needs the file; download by the case's own rule."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from files import services
from files.api.serializers import FileInput, FileOutput
from files.responses import send


class Files(OnceMixin, APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="files_create",
        summary="上传一个文件",
        request={"multipart/form-data": FileInput},
        responses={201: FileOutput},
        tags=["files"],
    )
    def post(self, request: Request) -> Response:
        body = FileInput(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        stored = services.store(data["file"], by=request.seat, purpose=data.get("purpose", ""))
        return Response(FileOutput(stored).data, status=201)


class FileDetail(APIView):
    @extend_schema(
        operation_id="files_retrieve", summary="文件信息", responses=FileOutput, tags=["files"]
    )
    def get(self, request: Request, token: UUID) -> Response:
        return Response(FileOutput(services.visible_file(token, request.seat)).data)

    @extend_schema(
        operation_id="files_remove",
        summary="删除还没用上的文件",
        responses={204: None},
        tags=["files"],
    )
    def delete(self, request: Request, token: UUID) -> Response:
        services.remove(services.visible_file(token, request.seat), by=request.seat)
        return Response(status=204)


class FileContent(APIView):
    @extend_schema(
        operation_id="files_content",
        summary="下载",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        tags=["files"],
    )
    def get(self, request: Request, token: UUID) -> Any:
        return send(request._request, services.visible_file(token, request.seat))


class FileThumb(APIView):
    @extend_schema(
        operation_id="files_thumb",
        summary="缩略图",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
        tags=["files"],
    )
    def get(self, request: Request, token: UUID) -> Any:
        file = services.visible_file(token, request.seat)
        return send(request._request, file, small=True)
