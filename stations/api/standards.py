"""/api/v1/stations/{id}/standard/ and /api/v1/star-applications/."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.keyset import Keyset
from core.problems import Forbidden, Invalid
from liaison.choices import STATION_ROLES
from liaison.models import Seat
from stations import services
from stations.api.answers import actions_of, history_of
from stations.api.fields import OwnFiles
from stations.api.inputs import DeedInput
from stations.api.shapes import OpinionAction, OpinionEventRow, Reference
from stations.choices import StarState
from stations.filters import StarFilter
from stations.models import StarApplication, Station
from stations.workflow.stars import STARS


class StandardRow(serializers.Serializer):
    item = serializers.IntegerField(help_text="标准项的编号")
    group = serializers.CharField()
    text = serializers.CharField()
    weight = serializers.IntegerField(help_text="分值")
    needs_photo = serializers.BooleanField()
    is_met = serializers.BooleanField(allow_null=True, help_text="没有核对过是空")
    note = serializers.CharField()
    checked_on = serializers.DateField(allow_null=True)
    photos = serializers.ListField(child=serializers.UUIDField())


class StationStandard(serializers.Serializer):
    station = Reference()
    year = serializers.IntegerField()
    name = serializers.CharField()
    points = serializers.IntegerField(help_text="达到的分值")
    whole = serializers.IntegerField(help_text="总分值")
    items = StandardRow(many=True)


class MarkInput(Input):
    item = serializers.IntegerField(min_value=1)
    is_met = serializers.BooleanField()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    photos = OwnFiles(required=False, help_text="先用POST /files/上传")


class CheckInput(Input):
    example: ClassVar[dict[str, Any]] = {
        "on": "2026-11-24",
        "marks": [{"item": 1, "is_met": True, "note": "门口右侧"}],
    }
    on = serializers.DateField(required=False)
    marks = MarkInput(many=True)


def _standing(station: Station) -> dict[str, Any]:
    standing = services.standing_of(station)
    return {
        "station": {"id": station.pk, "name": station.name},
        "year": standing.checklist.year,
        "name": standing.checklist.name,
        "points": standing.points,
        "whole": standing.whole,
        "items": [
            {
                "item": item.pk,
                "group": item.group,
                "text": item.text,
                "weight": item.weight,
                "needs_photo": item.needs_photo,
                "is_met": mark.is_met if mark else None,
                "note": mark.note if mark else "",
                "checked_on": mark.checked_on if mark else None,
                "photos": [photo.token for photo in photos],
            }
            for item, mark, photos in standing.rows
        ],
    }


class StandardOfStation(OnceMixin, APIView):
    @extend_schema(
        operation_id="stations_standard_retrieve",
        summary="一个联络站对照建站标准的情况",
        responses={200: StationStandard},
        tags=["stations"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(_standing(_station(request.seat, pk)))

    @extend_schema(
        operation_id="stations_standard_check",
        summary="核对建站标准",
        request=CheckInput,
        responses={200: StationStandard},
        examples=[OpenApiExample("核对", value=CheckInput.example, request_only=True)],
        tags=["stations"],
    )
    def post(self, request: Request, pk: int) -> Response:
        station = _station(request.seat, pk)
        body = CheckInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        data = body.validated_data
        items = {item.pk: item for item in services.standing_of(station).checklist.items.all()}
        marks = []
        for row in data["marks"]:
            if row["item"] not in items:
                raise Invalid("没有这一项标准。", errors={"marks": ["没有这一项标准。"]})
            marks.append(services.Mark(**row | {"item": items[row["item"]]}))
        services.check_station(station, by=request.seat, marks=marks, on=data.get("on"))
        return Response(_standing(station))


def _station(seat: Seat, pk: int) -> Station:
    station = Station.objects.visible_to(seat).filter(pk=pk).first()
    if station is None:
        raise Http404
    return station


class StarListRow(serializers.Serializer):
    id = serializers.IntegerField()
    station = Reference()
    year = serializers.IntegerField()
    asked = serializers.IntegerField(help_text="申报几星")
    granted = serializers.IntegerField(allow_null=True, help_text="评定几星，0是不评星")
    state = serializers.ChoiceField(choices=StarState.choices)
    state_label = serializers.CharField()
    applied_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class StarEvidenceRow(serializers.Serializer):
    item = serializers.IntegerField()
    text = serializers.CharField()
    weight = serializers.IntegerField()
    claimed = serializers.IntegerField(help_text="自评分")
    reviewed = serializers.IntegerField(allow_null=True, help_text="评定分")
    note = serializers.CharField()
    link = serializers.CharField(help_text="依据在本平台的网址")


class StarDetail(StarListRow):
    statement = serializers.CharField()
    review_note = serializers.CharField()
    evidence = StarEvidenceRow(many=True)
    events = OpinionEventRow(many=True)
    actions = OpinionAction(many=True)


class StarYearInput(Input):
    example: ClassVar[dict[str, Any]] = {"year": 2026}
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class ClaimInput(Input):
    item = serializers.IntegerField(min_value=1)
    points = serializers.IntegerField(min_value=0, max_value=100)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    link = serializers.CharField(max_length=200, required=False, allow_blank=True)


class FillInInput(DeedInput):
    example = {
        "asked": 4,
        "statement": "全年接待两百次，群众满意。",
        "claims": [{"item": 1, "points": 5, "link": "/stations/3/"}],
    }
    asked = serializers.IntegerField(min_value=1, max_value=5)
    statement = serializers.CharField(max_length=3000, allow_blank=True)
    claims = ClaimInput(many=True, required=False)


class SendBackInput(DeedInput):
    example = {"reason": "缺三季度活动照片，请补上。"}
    reason = serializers.CharField(max_length=500)


class PointsInput(Input):
    item = serializers.IntegerField(min_value=1)
    points = serializers.IntegerField(min_value=0, max_value=100)


class RegradeInput(DeedInput):
    example = {"granted": 3, "review_note": "下半年停了两个月接待。"}
    granted = serializers.IntegerField(min_value=0, max_value=5)
    review_note = serializers.CharField(max_length=2000)


class GrantInput(RegradeInput):
    example = {"granted": 4, "review_note": "接待经常，材料齐全。", "points": []}
    points = PointsInput(many=True, required=False)


class BareInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"version": 2}


def _fill_in(case: StarApplication, *, by: Seat, **data: Any) -> Any:
    claims = {
        row.pop("item"): services.Claim(**row)
        for row in [dict(row) for row in data.pop("claims", [])]
    }
    return services.fill_in(case, by=by, claims=claims, **data)


def _grant(case: StarApplication, *, by: Seat, **data: Any) -> Any:
    points = {row["item"]: row["points"] for row in data.pop("points", [])}
    return services.grant(case, by=by, points=points, **data)


DEEDS: dict[str, tuple[Callable[..., Any], type[DeedInput]]] = {
    "fill_in": (_fill_in, FillInInput),
    "apply": (services.apply_stars, BareInput),
    "withdraw": (services.withdraw_stars, BareInput),
    "send_back": (services.send_back, SendBackInput),
    "grant": (_grant, GrantInput),
    "regrade": (services.regrade, RegradeInput),
}


def star_row(case: StarApplication) -> dict[str, Any]:
    names = ("id", "year", "asked", "granted", "state", "applied_on", "decided_on", "version")
    return {name: getattr(case, name) for name in names} | {
        "station": {"id": case.station_id, "name": case.station.name},
        "state_label": case.get_state_display(),
    }


def star_body(case: StarApplication, seat: Seat) -> dict[str, Any]:
    return star_row(case) | {
        "statement": case.statement,
        "review_note": case.review_note,
        "evidence": [
            {
                "item": row.item_id,
                "text": row.item.text,
                "weight": row.item.weight,
                "claimed": row.claimed,
                "reviewed": row.reviewed,
                "note": row.note,
                "link": row.link,
            }
            for row in case.evidence.select_related("item")
        ],
        "events": history_of(case),
        "actions": actions_of(
            STARS, case, seat, lambda code: reverse(f"api_star_{code}", kwargs={"pk": case.pk})
        ),
    }


def star_for(seat: Seat, pk: int) -> StarApplication:
    rows = StarApplication.objects.visible_to(seat).select_related("station")
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


class StarApplications(OnceMixin, GenericAPIView):
    serializer_class = StarListRow
    filterset_class = StarFilter
    queryset = StarApplication.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        return StarApplication.objects.visible_to(self.request.seat).select_related("station")

    @extend_schema(
        operation_id="star_applications_list",
        summary="星级申报列表，新的在前",
        responses={200: StarListRow(many=True)},
        tags=["star-applications"],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([star_row(case) for case in page])

    @extend_schema(
        operation_id="star_applications_create",
        summary="开始本站的星级申报",
        request=StarYearInput,
        responses={201: StarDetail},
        examples=[OpenApiExample("开始", value=StarYearInput.example, request_only=True)],
        tags=["star-applications"],
    )
    def post(self, request: Request) -> Response:
        body = StarYearInput(data=request.data)
        body.is_valid(raise_exception=True)
        seat = request.seat
        own = Station.objects.filter(unit_id=seat.unit_id).first()
        if own is None or seat.role not in STATION_ROLES:
            raise Forbidden("星级由联络站自己申报，请换到联络站的岗位。")
        case = services.start_application(own, body.validated_data["year"], by=seat)
        response = Response(star_body(star_for(seat, case.pk), seat), status=201)
        response["Location"] = reverse("api_star", kwargs={"pk": case.pk})
        return response


class StarView(APIView):
    @extend_schema(
        operation_id="star_applications_retrieve",
        summary="一份星级申报",
        responses={200: StarDetail},
        tags=["star-applications"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(star_body(star_for(request.seat, pk), request.seat))


class Deed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh application comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        case = star_for(request.seat, pk)
        body = self.shape(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        type(self).do(case, by=request.seat, **body.validated_data)
        return Response(star_body(star_for(request.seat, pk), request.seat))


def view_of(code: str) -> Callable[..., Any]:
    do, shape = DEEDS[code]
    label = STARS.steps[code].label

    def post(self: Deed, request: Request, pk: int) -> Response:
        return Deed.post(self, request, pk)

    described = extend_schema(
        operation_id=f"star_applications_{code}",
        summary=label,
        request=shape,
        responses={200: StarDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=["star-applications"],
    )(post)
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": described}
    view: type[Deed] = type(f"Star{name}", (Deed,), parts)
    return view.as_view()
