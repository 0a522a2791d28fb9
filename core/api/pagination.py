"""Keyset pages for the API: `results`, `next`, `previous`, `page_size` of at most 100."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from core.keyset import Keyset, Page
from core.problems import Invalid
from core.text import whole_number


class KeysetPages(BasePagination):
    """The view names its order in `keyset`; newest first by id where it names none."""

    default_size = 20
    max_size = 100
    page: Page
    request: Request

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list:
        self.request = request
        keyset: Keyset = getattr(view, "keyset", Keyset("-id"))
        self.page = keyset.page(queryset, request.query_params.get("cursor", ""), self._size())
        return self.page.rows

    def is_first(self, request: Request) -> bool:
        """Nothing was asked but the beginning of the list, of any length."""
        return set(request.query_params) <= {"page_size", "format"}

    def first_page(
        self, fetch: Callable[[int], list[Any]], request: Request, keyset: Keyset
    ) -> list[Any]:
        """The beginning from a kept query: `fetch(n)` gives the first n rows in this order."""
        self.request = request
        size = self._size()
        self.page = keyset.cut(fetch(size + 1), size)
        return self.page.rows

    def _size(self) -> int:
        asked = self.request.query_params.get("page_size", "")
        if not asked:
            return self.default_size
        size = whole_number(asked) or 0
        if not 1 <= size <= self.max_size:
            raise Invalid(
                f"每页件数请填 1 到 {self.max_size}。", errors={"page_size": ["1 到 100"]}
            )
        return size

    def _url(self, cursor: str) -> str | None:
        if not cursor:
            return None
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response(self, data: Any) -> Response:
        return Response(self.body(data))

    def body(self, data: Any) -> dict[str, Any]:
        return {
            "results": data,
            "next": self._url(self.page.next),
            "previous": self._url(self.page.previous),
        }

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        url = {"type": "string", "format": "uri", "nullable": True, "example": None}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": url | {"description": "下一页的地址，没有时为空"},
                "previous": url | {"description": "上一页的地址，没有时为空"},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "next 或 previous 里带的翻页位置",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": "每页件数，默认 20，最多 100",
                "schema": {"type": "integer", "minimum": 1, "maximum": self.max_size},
            },
        ]
