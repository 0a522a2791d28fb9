"""/api/v1/roster/: days, their deeds, patterns, a year's planning, coverage."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.clock import today
from core.keyset import Keyset
from core.problems import Forbidden
from liaison.choices import Role
from liaison.models import Deputy, Seat
from stations.api import roster_shapes as shapes
from stations.api.answers import actions_of, history_of
from stations.api.inputs import DeedInput
from stations.calendar import describe
from stations.choices import DutyState, RosterState
from stations.filters import RosterFilter
from stations.forms.reception import own_station
from stations.models import RosterDay, RosterDuty, RosterPattern, Station
from stations.permissions.roster import may_plan_for
from stations.services import duties, patterns, planning, roster
from stations.services.coverage import coverage, stations_of
from stations.services.rules import rule_of
from stations.workflow.roster import ROSTER

ROW = ("id", "planned_on", "held_on", "moved_why", "starts_at", "ends_at", "place", "state")
MORE = ("is_provisional", "notice_due_on", "notice_number", "version")
TAGS = ["roster"]


def _named(pk: int, name: str) -> dict[str, Any]:
    return {"id": pk, "name": name}


def _turn(duty: RosterDuty) -> dict[str, Any]:
    instead = duty.replaces
    return {
        "deputy": _named(duty.deputy_id, duty.deputy.name),
        "state": duty.state,
        "state_label": DutyState(duty.state).label,
        "replaces": _named(instead.deputy_id, instead.deputy.name) if instead else None,
    }


def day_row(day: RosterDay) -> dict[str, Any]:
    return {name: getattr(day, name) for name in (*ROW, *MORE)} | {
        "station": _named(day.station_id, day.station.name),
        "state_label": RosterState(day.state).label,
        "deputies": [_turn(duty) for duty in day.duties.all()],
    }


def _with_turns(rows: Any) -> Any:
    return rows.select_related("station__unit").prefetch_related(
        "duties__deputy", "duties__replaces__deputy"
    )


def day_body(seat: Seat, pk: int) -> dict[str, Any]:
    day = _with_turns(RosterDay.objects.visible_to(seat)).filter(pk=pk).first()
    if day is None:
        raise Http404
    return day_row(day) | {
        "cancel_reason": day.cancel_reason,
        "missed_why": day.missed_why,
        "calendar_hint": day.calendar_hint,
        "notices": list(day.notices.values("number", "words", "by_name", "at")),
        "events": history_of(day),
        "actions": actions_of(
            ROSTER, day, seat, lambda code: reverse(f"api_roster_{code}", kwargs={"pk": day.pk})
        ),
    }


class Days(OnceMixin, GenericAPIView):
    serializer_class = shapes.RosterRow
    filterset_class = RosterFilter
    queryset = RosterDay.objects.none()
    keyset = Keyset("held_on", "id")

    def get_queryset(self) -> Any:
        return RosterDay.objects.visible_to(self.request.seat)

    @extend_schema(
        operation_id="roster_list",
        summary="接待日列表，早的在前",
        responses={200: shapes.RosterRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        rows = _with_turns(self.filter_queryset(self.get_queryset()))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([day_row(day) for day in page])

    @extend_schema(
        operation_id="roster_create",
        summary="加一个规则以外的接待日",
        request=shapes.ExtraDayInput,
        responses={201: shapes.RosterDetail},
        examples=[OpenApiExample("加一天", value=shapes.ExtraDayInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        data = _checked(request, shapes.ExtraDayInput)
        station = _station(request.seat, data.pop("station", None))
        made = roster.add_day(station, by=request.seat, **data)
        response = Response(day_body(request.seat, made.pk), status=201)
        response["Location"] = reverse("api_roster_day", kwargs={"pk": made.pk})
        return response


def _checked(request: Request, shape: type[serializers.Serializer]) -> dict[str, Any]:
    body = shape(data=request.data, context={"seat": request.seat})
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _station(seat: Seat, station: Station | None) -> Station:
    found = station or own_station(seat)
    if found is None:
        raise serializers.ValidationError({"station": ["请选联络站。"]})
    return found


class Day(APIView):
    @extend_schema(
        operation_id="roster_retrieve",
        summary="一个接待日",
        responses={200: shapes.RosterDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(day_body(request.seat, pk))


class DayDeed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh day comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        rows = RosterDay.objects.visible_to(request.seat).select_related("station__unit")
        case = rows.filter(pk=pk).first()
        if case is None:
            raise Http404
        type(self).do(case, by=request.seat, **_checked(request, self.shape))
        try:
            return Response(day_body(request.seat, pk))
        except Http404:
            return Response(status=204)


DEEDS: dict[str, tuple[Callable[..., Any], type[DeedInput]]] = {
    "notice": (roster.publish, shapes.PlainDayInput),
    "confirm": (duties.confirm, shapes.TurnInput),
    "leave": (duties.ask_leave, shapes.LeaveInput),
    "substitute": (duties.substitute, shapes.SubstituteInput),
    "assign": (roster.assign, shapes.RosterAssignInput),
    "move": (roster.move, shapes.MoveInput),
    "change": (roster.change, shapes.HoursInput),
    "cancel": (roster.cancel, shapes.CallOffInput),
    "explain": (roster.explain, shapes.ExplainInput),
}


def deed_view(code: str) -> Callable[..., Any]:
    """The view of a step, with its own operation, shape and example in the schema."""
    do, shape = DEEDS[code]

    def post(self: DayDeed, request: Request, pk: int) -> Response:
        return DayDeed.post(self, request, pk)

    label = ROSTER.steps[code].label
    described: Callable[..., Response] = extend_schema(
        operation_id=f"roster_{code}",
        summary=label,
        request=shape,
        responses={200: shapes.RosterDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=TAGS,
    )(post)
    parts = {"do": staticmethod(do), "shape": shape, "post": described}
    view: type[DayDeed] = type(f"Roster{code.title()}", (DayDeed,), parts)
    return view.as_view()


def pattern_row(row: RosterPattern) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", *patterns.FIELDS)} | {
        "station": _named(row.station_id, row.station.name),
        "words": describe(row),
    }


def pattern_body(row: RosterPattern) -> dict[str, Any]:
    return pattern_row(row) | {
        "next_days": [
            {
                "planned_on": one.planned_on,
                "held_on": one.held_on,
                "why": one.why,
                "is_provisional": not one.certain,
            }
            for one in patterns.preview(row)
        ]
    }


def _patterns(seat: Seat) -> Any:
    stations = Station.objects.worked_by(seat)
    return RosterPattern.objects.filter(station__in=stations).select_related("station")


class Patterns(OnceMixin, GenericAPIView):
    serializer_class = shapes.PatternRow
    queryset = RosterPattern.objects.none()
    keyset = Keyset("id")
    filter_backends = ()

    def get_queryset(self) -> Any:
        return _patterns(self.request.seat)

    @extend_schema(
        operation_id="roster_patterns_list",
        summary="接待日规则",
        responses={200: shapes.PatternRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([pattern_row(row) for row in page])

    @extend_schema(
        operation_id="roster_patterns_create",
        summary="设一条接待日规则",
        request=shapes.PatternInput,
        responses={201: shapes.PatternDetail},
        examples=[OpenApiExample("设规则", value=shapes.PatternInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        data = _checked(request, shapes.PatternInput)
        station = _station(request.seat, data.pop("station", None))
        row = patterns.add_pattern(station, by=request.seat, **data)
        response = Response(pattern_body(row), status=201)
        response["Location"] = reverse("api_roster_pattern", kwargs={"pk": row.pk})
        return response


class PatternView(OnceMixin, APIView):
    @extend_schema(
        operation_id="roster_patterns_retrieve",
        summary="一条接待日规则和接下来12次",
        responses={200: shapes.PatternDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        row = _patterns(request.seat).filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(pattern_body(row))


class PatternEnd(OnceMixin, APIView):
    @extend_schema(
        operation_id="roster_patterns_end",
        summary="停用一条接待日规则",
        request=shapes.PlainDayInput,
        responses={200: shapes.PatternDetail},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        row = _patterns(request.seat).filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(pattern_body(patterns.end_pattern(row, by=request.seat)))


class Generate(OnceMixin, APIView):
    @extend_schema(
        operation_id="roster_generate",
        summary="按规则排一年的接待日",
        request=shapes.YearInput,
        responses={200: shapes.PlannedYear(many=True)},
        examples=[OpenApiExample("排一年", value=shapes.YearInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        seat, data = request.seat, _checked(request, shapes.YearInput)
        stations = data.get("stations") or Station.objects.worked_by(seat).open().order_by("id")
        wrong = [one.name for one in stations if not may_plan_for(seat, one)]
        if wrong or not stations:
            raise Forbidden("排接待日请用联络站、乡镇人大主席团或代工委的岗位。")
        outcomes = planning.generate_all(stations, data["year"], by=seat)
        names = ("made", "changed", "kept", "removed", "provisional", "lacking")
        return Response(
            [
                {name: getattr(one, name) for name in names}
                | {"station": _named(one.station.pk, one.station.name)}
                for one in outcomes
            ]
        )


class Coverage(GenericAPIView):
    serializer_class = shapes.RosterCoverageRow
    queryset = Deputy.objects.none()
    keyset = Keyset("sort_key", "id")
    filter_backends = ()

    def get_queryset(self) -> Any:
        return _covered(self.request.seat, _year(self.request))

    @extend_schema(
        operation_id="roster_coverage",
        summary="代表一年接待了几次，按姓名",
        parameters=[OpenApiParameter("year", int, description="不填是今年")],
        responses={200: shapes.RosterCoverageRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        names = stations_of(page, _own_stations(request.seat))
        wanted = rule_of(request.seat.unit.congress_id).receptions_per_deputy
        return self.get_paginated_response(
            [
                {
                    "deputy": _named(one.pk, one.name),
                    "stations": names[one.pk],
                    "received": one.received,
                    "coming": one.coming,
                    "wanted": wanted,
                }
                for one in page
            ]
        )


def _year(request: Request) -> int:
    text = request.query_params.get("year", str(today().year))
    if not text.isdecimal() or not 2000 <= int(text[:4]) <= 2099 or len(text) != 4:
        raise serializers.ValidationError({"year": ["年份填四位数字。"]})
    return int(text)


def _own_stations(seat: Seat) -> Any:
    if seat.role == Role.DEPUTY:
        return Station.objects.filter(attachments__deputy_id=seat.deputy_id or 0)
    return Station.objects.worked_by(seat).open()


def _covered(seat: Seat, year: int) -> Any:
    rows = coverage(_own_stations(seat), year)
    return rows.filter(pk=seat.deputy_id or 0) if seat.role == Role.DEPUTY else rows


urlpatterns = [
    path("roster/", Days.as_view(), name="api_roster"),
    path("roster/patterns/", Patterns.as_view(), name="api_roster_patterns"),
    path("roster/patterns/<int:pk>/", PatternView.as_view(), name="api_roster_pattern"),
    path("roster/patterns/<int:pk>/end/", PatternEnd.as_view(), name="api_roster_pattern_end"),
    path("roster/generate/", Generate.as_view(), name="api_roster_generate"),
    path("roster/coverage/", Coverage.as_view(), name="api_roster_coverage"),
    path("roster/<int:pk>/", Day.as_view(), name="api_roster_day"),
    *[
        path(f"roster/<int:pk>/{code}/", deed_view(code), name=f"api_roster_{code}")
        for code in DEEDS
    ],
]
