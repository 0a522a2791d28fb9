"""Named filters only: an unknown query parameter is refused, never ignored or passed on."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from core.problems import Invalid

_PAGING = {"cursor", "page_size", "format"}


class StrictFilterBackend(DjangoFilterBackend):
    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        filterset_class = self.get_filterset_class(view, queryset)
        known = set(filterset_class.base_filters) if filterset_class else set()
        known |= set(getattr(view, "extra_query", ()))
        unknown = set(request.query_params) - known - _PAGING
        if unknown:
            raise Invalid(
                "有不认识的筛选条件，请看接口说明。",
                errors={name: ["没有这个筛选条件"] for name in sorted(unknown)},
            )
        found: QuerySet = super().filter_queryset(request, queryset, view)
        return found
