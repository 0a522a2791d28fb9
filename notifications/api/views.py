"""The inbox for clients: list, read one, read all."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.text import whole_number
from notifications import services
from notifications.api.serializers import NotificationRow, ReadAllAnswer
from notifications.filters import NotificationFilter
from notifications.models import Notification

FIELDS = (
    "id",
    "kind",
    "title",
    "body",
    "url",
    "subject_type",
    "subject_id",
    "created_at",
    "read_at",
)
EXAMPLE = OpenApiExample(
    "一条提醒",
    value={
        "id": 871,
        "kind": "reminder",
        "title": "答复还剩15天：第0031号 关于规范城区养犬管理的建议",
        "body": "期限：2026年4月20日。",
        "url": "/suggestions/12/",
        "subject_type": "suggestion",
        "subject_id": 12,
        "created_at": "2026-04-05T08:35:02+08:00",
        "read_at": None,
    },
    response_only=True,
)


class NotificationViewSet(GenericViewSet):
    """本人在当前岗位收到的通知，新的在前。"""

    queryset = Notification.objects.none()
    serializer_class = NotificationRow
    filterset_class = NotificationFilter

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Notification.objects.visible_to(self.request.seat)

    @extend_schema(summary="通知列表", examples=[EXAMPLE])
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*FIELDS)
        return self.get_paginated_response(self.paginate_queryset(rows))

    @extend_schema(summary="标为已读", request=None, examples=[EXAMPLE])
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        row = self._one(pk)
        services.mark_read(self.get_queryset().filter(pk=row["id"]))
        return Response(self._one(pk))

    @extend_schema(summary="全部标为已读", request=None, responses=ReadAllAnswer)
    @action(detail=False, methods=["post"], url_path="read-all", filterset_class=None)
    def read_all(self, request: Request) -> Response:
        return Response({"read": services.mark_read(self.get_queryset())})

    def _one(self, pk: str) -> dict[str, Any]:
        row = self.get_queryset().filter(pk=whole_number(pk)).values(*FIELDS).first()
        if row is None:
            raise Http404
        return row
