"""POST /opinions/search/: by words, which do not belong into an address."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import asked
from core.api.serializers import Input
from liaison.models import Seat
from stations.api.shapes import OpinionListRow
from stations.api.views import Opinions
from stations.filters import find_opinions


class SearchInput(Input):
    example: ClassVar[dict[str, Any]] = {"q": "通组路塌方"}
    q = serializers.CharField(
        max_length=asked.LONGEST, help_text="编号，或题目和原话里的文字，两个字起"
    )


class OpinionSearch(Opinions):
    """The list's own rows, filters and pages; a name, a phone or a voter's words in the body."""

    http_method_names = ("post", "options")

    def quick(self, request: Any, seat: Seat) -> None:
        """Nothing is found without words, and words do not come by GET."""

    @extend_schema(
        operation_id="opinions_search",
        summary="按文字找群众意见；其他条件和翻页同列表，写在地址里",
        request=SearchInput,
        responses={200: OpinionListRow(many=True)},
        examples=[OpenApiExample("找文字", value=SearchInput.example, request_only=True)],
        tags=["opinions"],
    )
    def post(self, request: Request) -> Response:
        body = SearchInput(data=request.data)
        body.is_valid(raise_exception=True)
        rows = self.filter_queryset(self.get_queryset())
        return self.found(find_opinions(rows, request.seat, body.validated_data["q"]))
