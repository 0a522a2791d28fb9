"""/api/v1/stations/, receptions/, opinions/: lists, details, recording a visit."""

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
from core import asked
from core.api.pagination import KeysetPages
from core.clock import today
from core.kept import Kept
from core.keyset import Keyset
from core.problems import Forbidden, Invalid
from liaison.api.quick import QuickReads
from liaison.models import Seat
from stations.api import kept, output
from stations.api.inputs import ReceptionInput
from stations.api.on_record import ReceptionWhole, on_record
from stations.api.shapes import (
    OpinionDetail,
    OpinionListRow,
    ReceptionListRow,
    StationDetail,
    StationListRow,
)
from stations.filters import OpinionFilter, ReceptionFilter, StationFilter
from stations.models import Opinion, Reception, Station, StationDeputy, Submission
from stations.services import parents
from stations.services.recording import record_visit


def opinion_for(seat: Seat, pk: int) -> Opinion:
    """The case, or 404: what is not yours does not exist."""
    rows = Opinion.objects.visible_to(seat).select_related("station__unit", "handler", "reception")
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def opinion_answer(seat: Seat, pk: int) -> Response:
    """The case as it is now with the deeds that would work; 204 if it is no longer the seat's."""
    try:
        case = opinion_for(seat, pk)
    except Http404:
        return Response(status=204)
    return Response(opinion_body(case, seat))


def opinion_body(case: Opinion, seat: Seat) -> dict[str, Any]:
    """Where it came from is seen by whoever sees the visit, or what was sent by a code."""
    visits: Any = Reception.objects.visible_to(seat).filter(pk=case.reception_id or 0)
    if case.reception_id is None:
        visits = Submission.objects.visible_to(seat).filter(opinion_id=case.pk)
    return output.opinion_detail(case, seat, sees_visit=visits.exists())


class Opinions(QuickReads, GenericAPIView):
    serializer_class = OpinionListRow
    filterset_class = OpinionFilter
    queryset = Opinion.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        return Opinion.objects.visible_to(self.request.seat)

    def quick(self, request: Any, seat: Seat) -> dict[str, Any] | None:
        pages = KeysetPages()
        if not pages.is_first(request):
            return None
        found = pages.first_page(partial(kept.newest_opinions, seat), request, self.keyset)
        return pages.body([output.opinion_row(values) for values in found])

    @extend_schema(
        operation_id="opinions_list",
        summary="群众意见列表，新的在前",
        responses={200: OpinionListRow(many=True)},
        tags=["opinions"],
    )
    def get(self, request: Request) -> Response:
        first = self.quick(request, request.seat)
        if first is not None:
            return Response(first)
        return self.found(self.filter_queryset(self.get_queryset()))

    def filter_queryset(self, queryset: Any) -> Any:
        if not asked.names_nobody(self.request.query_params.get("q", "")):
            words = "文字请用POST /api/v1/opinions/search/提交，地址里的q只收编号。"
            raise Invalid(words, errors={"q": [words]})
        return super().filter_queryset(queryset)

    def found(self, rows: Any) -> Response:
        page = self.paginate_queryset(rows.values(*output.OPINION_COLUMNS)) or []
        return self.get_paginated_response([output.opinion_row(values) for values in page])


class OpinionView(APIView):
    @extend_schema(
        operation_id="opinions_retrieve",
        summary="一件群众意见",
        responses={200: OpinionDetail},
        tags=["opinions"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(opinion_body(opinion_for(request.seat, pk), request.seat))


class Receptions(QuickReads, OnceMixin, GenericAPIView):
    serializer_class = ReceptionListRow
    filterset_class = ReceptionFilter
    queryset = Reception.objects.none()
    keyset = Keyset("-held_on", "-id")

    def get_queryset(self) -> Any:
        return Reception.objects.visible_to(self.request.seat)

    def quick(self, request: Any, seat: Seat) -> dict[str, Any] | None:
        pages = KeysetPages()
        if not pages.is_first(request):
            return None
        found = pages.first_page(partial(kept.newest_visits, seat), request, self.keyset)
        return pages.body(output.visit_rows(found))

    @extend_schema(
        operation_id="receptions_list",
        summary="接待记录列表，近的在前",
        responses={200: ReceptionListRow(many=True)},
        tags=["receptions"],
    )
    def get(self, request: Request) -> Response:
        first = self.quick(request, request.seat)
        if first is not None:
            return Response(first)
        rows = output.with_counts(self.filter_queryset(self.get_queryset()))
        page = self.paginate_queryset(rows.values(*output.VISIT_COLUMNS)) or []
        return self.get_paginated_response(output.visit_rows(page))

    @extend_schema(
        operation_id="receptions_create",
        summary="登记一次接待，连同反映的问题",
        request=ReceptionInput,
        responses={201: ReceptionWhole},
        examples=[OpenApiExample("登记接待", value=ReceptionInput.example, request_only=True)],
        tags=["receptions"],
    )
    def post(self, request: Request) -> Response:
        body = ReceptionInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        station = data.pop("station", None) or _own_station(request.seat)
        visit = record_visit(by=request.seat, station=station, **data)
        made = output.recorded(visit) | on_record(visit.reception, request.seat, fresh=True)
        response = Response(made, status=201)
        response["Location"] = reverse("api_reception", kwargs={"pk": visit.reception.pk})
        return response


def _own_station(seat: Seat) -> Station:
    found: list[Station] = _OWN.rows("", unit=seat.unit_id)
    if not found:
        raise Forbidden("登记接待要用联络站的岗位，请换到联络站的岗位再登记。")
    return found[0]


def _own(shape: str, *, unit: int) -> Any:
    return Station.objects.filter(unit_id=unit).order_by("pk")[:1]


_OWN = Kept(_own)


def reception_body(seat: Seat, pk: int) -> dict[str, Any]:
    rows = output.with_counts(Reception.objects.visible_to(seat).filter(pk=pk))
    page = list(rows.values(*output.VISIT_COLUMNS))
    if not page:
        raise Http404
    opinions = Opinion.objects.visible_to(seat).filter(reception_id=pk).order_by("id")
    return output.visit_rows(page, whole=True)[0] | {
        "opinions": [
            output.opinion_row(values) for values in opinions.values(*output.OPINION_COLUMNS)
        ]
    }


class Stations(GenericAPIView):
    serializer_class = StationListRow
    filterset_class = StationFilter
    queryset = Station.objects.none()
    keyset = Keyset("id")

    def get_queryset(self) -> Any:
        return Station.objects.visible_to(self.request.seat)

    @extend_schema(
        operation_id="stations_list",
        summary="联络站列表",
        responses={200: StationListRow(many=True)},
        tags=["stations"],
    )
    def get(self, request: Request) -> Response:
        found: Any = self.filter_queryset(self.get_queryset())
        rows = found.with_star(today().year).values(*output.STATION_COLUMNS)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([output.station_row(values) for values in page])


class StationView(APIView):
    @extend_schema(
        operation_id="stations_retrieve",
        summary="一个联络站和它的进站代表",
        responses={200: StationDetail},
        tags=["stations"],
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = Station.objects.visible_to(request.seat).filter(pk=pk)
        values = rows.with_star(today().year).values(*output.STATION_COLUMNS).first()
        if values is None:
            raise Http404
        place = rows.get()
        return Response(
            output.station_row(values)
            | {
                "deputies": output.attached(pk, StationDeputy.objects.all()),
                "children": [_named(row) for row in parents.open_children(place)],
                "parents": [
                    one | {"parent": _named(one["parent"])} for one in parents.story_of(place)
                ],
            }
        )


def _named(station: Station) -> dict[str, Any]:
    return {"id": station.pk, "name": station.name}
