"""GET /todo/: the acting seat's open duties, the most pressing first."""

from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.pagination import KeysetPages
from deadlines.api.serializers import LightOut, SubjectRef
from liaison.api.quick import QuickReads
from liaison.models import Seat
from workbench import todo


class DutyOut(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="事项代码，如 reply")
    kind_label = serializers.CharField(help_text="事项名称，如 答复")
    subject = SubjectRef()
    due_on = serializers.DateField(help_text="期限")
    provisional = serializers.BooleanField(help_text="节假日安排未公布，期限暂定")
    light = LightOut()


class Todo(QuickReads, APIView):
    keyset = todo.ORDER

    def quick(self, request: Any, seat: Seat) -> dict[str, Any] | None:
        pages = KeysetPages()
        if not pages.is_first(request):
            return None
        rows = pages.first_page(partial(todo.most_pressing, seat), request, self.keyset)
        return pages.body([_out(line) for line in todo.lines(rows)])

    @extend_schema(
        operation_id="todo_list",
        summary="等我办的事",
        tags=["todo"],
        parameters=[],
        responses={200: DutyOut(many=True)},
        examples=[
            OpenApiExample(
                "一件答复",
                value={
                    "id": 81,
                    "kind": "reply",
                    "kind_label": "答复",
                    "subject": {
                        "type": "suggestion",
                        "id": 31,
                        "label": "闭会第31号 关于规范城区养犬管理的建议",
                        "url": "/suggestions/31/",
                    },
                    "due_on": "2026-12-09",
                    "provisional": False,
                    "light": {"level": "a", "words": "剩15天"},
                },
            )
        ],
    )
    def get(self, request: Request) -> Response:
        first = self.quick(request, request.seat)
        if first is not None:
            return Response(first)
        pages = KeysetPages()
        rows = pages.paginate_queryset(todo.duties(request.seat), request, view=self)
        return pages.get_paginated_response([_out(line) for line in todo.lines(rows)])


def _out(line: todo.Duty) -> dict[str, Any]:
    return {
        "id": line.id,
        "kind": line.kind,
        "kind_label": line.label,
        "subject": {
            "type": line.subject_type,
            "id": line.subject_id,
            "label": line.subject,
            "url": line.url,
        },
        "due_on": line.due_on,
        "provisional": line.provisional,
        "light": {"level": line.light.level, "words": line.light.words},
    }
