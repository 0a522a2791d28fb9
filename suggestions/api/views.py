"""/api/v1/suggestions/: list, draft, case, timeline."""

from functools import partial
from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.pagination import KeysetPages
from core.keyset import Keyset
from core.problems import Invalid
from liaison.api.quick import QuickReads
from liaison.models import Seat
from suggestions import permissions as may
from suggestions import services
from suggestions.api import kept, output
from suggestions.api.inputs import EditInput, StartInput
from suggestions.api.shapes import SuggestionDetail, SuggestionRow, TimelineEvent, VersionShape
from suggestions.filters import SuggestionFilter
from suggestions.models import Suggestion, fill
from suggestions.querysets import due_key
from suggestions.timeline import timeline

TAGS = ["suggestions"]


def case_for(seat: Seat, pk: int) -> Suggestion:
    """The case, or 404: what is not yours does not exist."""
    case = kept.one(seat, pk)
    if case is None:
        raise Http404
    return case


def answer(seat: Seat, pk: int, status: int = 200) -> Response:
    """The case as it is now with the deeds that would work; 204 if it is no longer the seat's."""
    try:
        case = case_for(seat, pk)
    except Http404:
        return Response(status=204)
    return Response(body_of(case, seat), status=status)


def body_of(case: Suggestion, seat: Seat) -> dict[str, Any]:
    fill(case)
    services.note_opened(case, seat)
    body = output.detail(case, seat)
    for action in body["actions"]:
        action |= _address(case.pk, action["code"])
    return body


def _address(pk: int, code: str) -> dict[str, str]:
    if code == "edit":
        return {"method": "PATCH", "url": reverse("api_suggestion", kwargs={"pk": pk})}
    name = f"api_suggestion_{code}"
    return {"method": "POST", "url": reverse(name, kwargs={"pk": pk})}


class Suggestions(QuickReads, OnceMixin, GenericAPIView):
    serializer_class = SuggestionRow
    filterset_class = SuggestionFilter
    queryset = Suggestion.objects.none()

    @property
    def keyset(self) -> Keyset:
        by_due = self.request.query_params.get("order") == "due"
        return Keyset("due_key", "id") if by_due else Keyset("-id")

    def get_queryset(self) -> Any:
        return Suggestion.objects.visible_to(self.request.seat)

    def quick(self, request: Any, seat: Seat) -> dict[str, Any] | None:
        pages = KeysetPages()
        if not pages.is_first(request):
            return None
        found = pages.first_page(partial(kept.newest, seat), request, Keyset("-id"))
        return pages.body([output.row(values) for values in found])

    @extend_schema(
        operation_id="suggestions_list",
        summary="建议列表",
        responses={200: SuggestionRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        first = self.quick(request, request.seat)
        if first is not None:
            return Response(first)
        rows = self.filter_queryset(self.get_queryset())
        if request.query_params.get("order") == "due":
            rows = rows.annotate(due_key=due_key()).values(*output.ROW_COLUMNS, "due_key")
        else:
            rows = rows.values(*output.ROW_COLUMNS)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([output.row(values) for values in page or ()])

    @extend_schema(
        operation_id="suggestions_create",
        summary="起草建议",
        request=StartInput,
        responses={201: SuggestionDetail},
        examples=[OpenApiExample("起草", value=StartInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        seat: Seat = request.seat
        data = _checked(StartInput, request, seat)
        lead = data.pop("lead", None) or seat.deputy
        if lead is None:
            words = "请写明是代哪位代表提的。"
            raise Invalid(words, errors={"lead": [words]})
        case = services.start(by=seat, lead=lead, **data)
        response = answer(seat, case.pk, 201)
        response["Location"] = reverse("api_suggestion", kwargs={"pk": case.pk})
        return response


class SuggestionView(QuickReads, APIView):
    def quick(self, request: Any, seat: Seat, pk: int) -> dict[str, Any]:
        return body_of(case_for(seat, pk), seat)

    @extend_schema(
        operation_id="suggestions_retrieve",
        summary="一件建议",
        responses={200: SuggestionDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(self.quick(request, request.seat, pk))

    @extend_schema(
        operation_id="suggestions_partial_update",
        summary="修改草稿",
        request=EditInput,
        responses={200: SuggestionDetail},
        examples=[OpenApiExample("修改", value=EditInput.example, request_only=True)],
        tags=TAGS,
    )
    def patch(self, request: Request, pk: int) -> Response:
        case = case_for(request.seat, pk)
        data = _checked(EditInput, request, request.seat)
        services.edit(case, by=request.seat, **data)
        return answer(request.seat, pk)


class SuggestionTimeline(APIView):
    @extend_schema(
        operation_id="suggestions_timeline",
        summary="经过：从群众意见到回复来访人，新的在前",
        responses={200: TimelineEvent(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        case = fill(case_for(request.seat, pk))
        return Response(
            [
                {
                    "at": event.at,
                    "code": event.code,
                    "title": event.title,
                    "text": event.text,
                    "by": event.who,
                    "state": event.state,
                }
                for event in timeline(case, request.seat)
            ]
        )


class SuggestionVersions(APIView):
    @extend_schema(
        operation_id="suggestions_versions",
        summary="历次稿：只有提出人看得到",
        responses={200: VersionShape(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        case = case_for(request.seat, pk)
        if not may.sees_versions(request.seat, case):
            raise Http404
        columns = ("number", "title", "problem", "proposal", "saved_at", "by_name")
        return Response(list(case.versions.values(*columns)))


def _checked(shape: Any, request: Request, seat: Seat) -> dict[str, Any]:
    body = shape(data=request.data, context={"seat": seat})
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
