"""/api/v1/assignment-meetings/: the table of a 交办会 and its deeds; /assignments/: all shares."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.urls import URLPattern, path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.keyset import Keyset
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from liaison.permissions import is_congress_office
from suggestions import services
from suggestions.api import inputs
from suggestions.api.fields import Ref, Refs, cases, sessions, units
from suggestions.api.shapes import ActionShape
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    AssignmentPart,
    MeetingState,
)
from suggestions.filters import AssignmentFilter
from suggestions.models import Assignment, AssignmentMeeting, PlannedCase, Suggestion
from suggestions.workflow.meetings import MEETING

TAGS = ["assignments"]


class NamedShape(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class NumberedShape(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField(help_text="保密件显示为（保密件）")


class AssignmentRow(serializers.Serializer):
    id = serializers.IntegerField()
    suggestion = NumberedShape(help_text="各步在这件建议上办，见它的actions")
    unit = NamedShape()
    part = serializers.CharField(help_text="main、co、separate")
    state = serializers.CharField(
        help_text="assigned、handling、returning、done、returned、recalled"
    )
    assigned_on = serializers.DateField()
    signed_on = serializers.DateField(allow_null=True)
    signed_by_name = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    statutory_due_on = serializers.DateField(allow_null=True, help_text="整件建议的答复期限")
    bounced = serializers.IntegerField(allow_null=True, help_text="退办次数；办理各方才看得到")


class RouteShape(serializers.Serializer):
    unit = NamedShape()
    count = serializers.IntegerField(help_text="办过的同类建议件数")


class MeetingLine(serializers.Serializer):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    suggestion = NumberedShape()
    state = serializers.CharField(help_text="planned、assigned、released")
    main = NamedShape(many=True, help_text="一个是主办，两个以上是分办")
    co = NamedShape(many=True)
    due_on = serializers.DateField(allow_null=True, help_text="这一件另定的答复日期")
    note = serializers.CharField()
    problem = serializers.CharField(help_text="没有交办的原因")
    wished_unit = NamedShape(allow_null=True)
    routes = RouteShape(many=True, help_text="往年同类建议的去向，只作参考")


class ReceiptShape(serializers.Serializer):
    unit = NamedShape()
    shares = serializers.IntegerField()
    signed = serializers.IntegerField()
    waiting = serializers.IntegerField()
    pressed_at = serializers.DateTimeField(allow_null=True)


class MeetingRow(serializers.Serializer):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    day = serializers.DateField(help_text="交办日，答复期限从这天算起")
    place = serializers.CharField()
    session = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text="统一的答复日期")
    state = serializers.CharField(help_text="draft、held、cancelled")
    held_on = serializers.DateField(allow_null=True)
    held_by_name = serializers.CharField()


class MeetingDetail(MeetingRow):
    rows = MeetingLine(many=True, help_text="代工委才看得到")
    receipts = ReceiptShape(many=True)
    actions = ActionShape(many=True)


class MeetingInput(inputs.DeedInput):
    title = serializers.CharField(max_length=80)
    day = serializers.DateField(help_text="交办日")
    place = serializers.CharField(max_length=80, required=False, allow_blank=True)
    session = Ref(sessions, required=False, allow_null=True)
    due_on = serializers.DateField(
        required=False, allow_null=True, help_text="统一的答复日期，不晚于交办后3个月"
    )


class PutInInput(inputs.DeedInput):
    example = {"cases": [31, 32]}
    cases = Refs(cases, required=False, help_text="不写就是全部待交办的")


class LineInput(inputs.DeedInput):
    main = Refs(units, help_text="一个是主办，两个以上是分办")
    co = Refs(units, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=120, required=False, allow_blank=True)


class PressSigningInput(inputs.DeedInput):
    example = {"unit": 12}
    unit = Ref(units, required=False, help_text="不写就是所有没签收的")


class SignAllInput(inputs.DeedInput):
    example = {"cases": [31, 32]}
    cases = Refs(cases, required=False, help_text="不写就是本单位没签收的全部")


class NothingInput(inputs.DeedInput):
    example: ClassVar[dict[str, Any]] = {}


_MEETING = {"title": "十八届五次会议代表建议交办会", "day": "2026-02-20", "due_on": "2026-05-15"}
_LINE = {"main": [12], "co": [15, 18], "version": 1}


def _named(unit: Any) -> dict[str, Any] | None:
    return None if unit is None else {"id": unit.pk, "name": unit.name}


def _numbered(case: Suggestion) -> dict[str, Any]:
    return {"id": case.pk, "number": case.number, "title": case.public_title}


def _inside(seat: Seat) -> bool:
    return seat.role not in STATION_ROLES | {Role.DEPUTY, Role.SECRETARIAT}


def assignment_row(share: Assignment, seat: Seat) -> dict[str, Any]:
    plain = ("part", "state", "assigned_on", "signed_on", "due_on")
    inside = _inside(seat)
    return {name: getattr(share, name) for name in ("id", *plain)} | {
        "suggestion": _numbered(share.suggestion),
        "unit": {"id": share.unit_id, "name": share.unit_name},
        "statutory_due_on": share.suggestion.reply_due_on,
        "signed_by_name": share.signed_by_name if inside else "",
        "bounced": share.bounced if inside else None,
    }


def meeting_row(meeting: AssignmentMeeting) -> dict[str, Any]:
    names = ("id", "version", "title", "day", "place", "due_on", "state", "held_on")
    found = {name: getattr(meeting, name) for name in (*names, "held_by_name")}
    return found | {"session": meeting.session_id}


def line_body(row: PlannedCase, routes: list[services.Route]) -> dict[str, Any]:
    shares = list(row.shares.all())
    plain = ("id", "version", "state", "due_on", "note", "problem")
    return {name: getattr(row, name) for name in plain} | {
        "suggestion": _numbered(row.suggestion),
        "main": [_named(share.unit) for share in shares if share.part != AssignmentPart.CO],
        "co": [_named(share.unit) for share in shares if share.part == AssignmentPart.CO],
        "wished_unit": _named(row.suggestion.wished_unit),
        "routes": [{"unit": _named(one.unit), "count": one.count} for one in routes],
    }


def meeting_for(seat: Seat, pk: int) -> AssignmentMeeting:
    """The meeting, or 404: what is not yours does not exist."""
    meeting: AssignmentMeeting | None = (
        AssignmentMeeting.objects.visible_to(seat).filter(pk=pk).first()
    )
    if meeting is None:
        raise Http404
    return meeting


def body_of(meeting: AssignmentMeeting, seat: Seat) -> dict[str, Any]:
    held = meeting.state == MeetingState.HELD
    return meeting_row(meeting) | {
        "rows": _lines(meeting) if is_congress_office(seat) else [],
        "receipts": [_receipt(one) for one in services.receipts(meeting, seat)] if held else [],
        "actions": [
            {
                "code": step.code,
                "label": step.label,
                "primary": step.primary,
                "method": "PATCH" if step.code == "edit" else "POST",
                "url": _address(step.code, meeting.pk),
            }
            for step in MEETING.available(meeting, seat)
            if step.code not in {"plan", "take_out"}
        ],
    }


def _address(code: str, pk: int) -> str:
    name = "api_meeting" if code == "edit" else f"api_meeting_{code}"
    return reverse(name, kwargs={"pk": pk})


def _lines(meeting: AssignmentMeeting) -> list[dict[str, Any]]:
    rows = list(
        meeting.rows.select_related("suggestion__wished_unit")
        .prefetch_related("shares__unit")
        .order_by("suggestion__session_id", "suggestion__serial", "id")
    )
    routes = services.read_routes([row.routes for row in rows])
    return [line_body(row, known) for row, known in zip(rows, routes, strict=True)]


def _receipt(one: services.Receipt) -> dict[str, Any]:
    return {
        "unit": _named(one.unit),
        "shares": len(one.shares),
        "signed": len(one.signed),
        "waiting": len(one.waiting),
        "pressed_at": one.pressed.at if one.pressed else None,
    }


def _read(shape: type[inputs.DeedInput], request: Request, *, partial: bool = False) -> Any:
    body = shape(data=request.data, partial=partial, context={"seat": request.seat})
    body.is_valid(raise_exception=True)
    return body.validated_data


class Assignments(GenericAPIView):
    serializer_class = AssignmentRow
    filterset_class = AssignmentFilter
    queryset = Assignment.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        seat: Seat = self.request.seat
        visible = Suggestion.objects.visible_to(seat)
        rows = Assignment.objects.filter(suggestion__in=visible).select_related("suggestion")
        # What was returned or recalled passes between those who handle.
        return rows if _inside(seat) else rows.filter(state__in=LIVE_ASSIGNMENTS)

    @extend_schema(
        operation_id="assignments_list",
        summary="各单位承办的建议，新的在前",
        responses={200: AssignmentRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(
            [assignment_row(row, request.seat) for row in page or ()]
        )


class Meetings(OnceMixin, GenericAPIView):
    serializer_class = MeetingRow
    queryset = AssignmentMeeting.objects.none()
    keyset = Keyset("-day", "-id")

    def get_queryset(self) -> Any:
        return AssignmentMeeting.objects.visible_to(self.request.seat)

    @extend_schema(
        operation_id="assignment_meetings_list",
        summary="交办会，新的在前",
        responses={200: MeetingRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([meeting_row(row) for row in page or ()])

    @extend_schema(
        operation_id="assignment_meetings_call",
        summary="准备交办会",
        request=MeetingInput,
        responses={201: MeetingDetail},
        examples=[OpenApiExample("准备交办会", value=_MEETING, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        given = _read(MeetingInput, request)
        given.pop("version", None)
        meeting = services.call_meeting(by=request.seat, **given)
        return Response(body_of(meeting, request.seat), status=201)


class Meeting(APIView):
    @extend_schema(
        operation_id="assignment_meetings_retrieve",
        summary="一次交办会，拟交办的和签收情况",
        responses={200: MeetingDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(body_of(meeting_for(request.seat, pk), request.seat))

    @extend_schema(
        operation_id="assignment_meetings_edit",
        summary="修改会议",
        request=MeetingInput,
        responses={200: MeetingDetail},
        examples=[OpenApiExample("换日期", value={"day": "2026-02-21"}, request_only=True)],
        tags=TAGS,
    )
    def patch(self, request: Request, pk: int) -> Response:
        meeting = meeting_for(request.seat, pk)
        given = _read(MeetingInput, request, partial=True)
        services.edit_meeting(meeting, by=request.seat, **given)
        return Response(body_of(meeting, request.seat))


class Line(APIView):
    def _row(self, seat: Seat, pk: int, row: int) -> PlannedCase:
        found = meeting_for(seat, pk).rows.filter(pk=row).first()
        if found is None or not is_congress_office(seat):
            raise Http404
        return found

    @extend_schema(
        operation_id="assignment_meetings_plan",
        summary="排承办单位",
        request=LineInput,
        responses={200: MeetingLine},
        examples=[OpenApiExample("排一件", value=_LINE, request_only=True)],
        tags=TAGS,
    )
    def put(self, request: Request, pk: int, row: int) -> Response:
        given = _read(LineInput, request)
        saved = services.plan(self._row(request.seat, pk, row), by=request.seat, **given)
        return Response(line_body(saved, services.read_routes([saved.routes])[0]))

    @extend_schema(
        operation_id="assignment_meetings_take_out",
        summary="移出交办会",
        responses={204: None},
        tags=TAGS,
    )
    def delete(self, request: Request, pk: int, row: int) -> Response:
        services.take_out(self._row(request.seat, pk, row), by=request.seat)
        return Response(status=204)


def _put_in(meeting: AssignmentMeeting, *, by: Seat, cases: Any = None, **kw: Any) -> None:
    wanted = services.waiting_for_meeting(meeting, by) if cases is None else cases
    services.put_in(meeting, by=by, cases=wanted, **kw)


def _sign_all(meeting: AssignmentMeeting, *, by: Seat, cases: Any = None, **kw: Any) -> None:
    services.sign_all(meeting, by=by, ids=None if cases is None else {case.pk for case in cases})


def _unversioned(do: Callable[..., Any]) -> Callable[..., Any]:
    return lambda meeting, *, version=None, **kw: do(meeting, **kw)


DEEDS: dict[str, tuple[Callable[..., Any], type[inputs.DeedInput]]] = {
    "put_in": (_put_in, PutInInput),
    "hold": (services.hold, NothingInput),
    "assign_rest": (_unversioned(services.assign_rest), NothingInput),
    "press_signing": (_unversioned(services.press_signing), PressSigningInput),
    "sign_all": (_sign_all, SignAllInput),
    "cancel": (services.cancel_meeting, NothingInput),
}


class MeetingDeed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh meeting comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[inputs.DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        meeting = meeting_for(request.seat, pk)
        type(self).do(meeting, by=request.seat, **_read(self.shape, request))
        return Response(body_of(meeting_for(request.seat, pk), request.seat))


def _view_of(code: str) -> Callable[..., Any]:
    do, shape = DEEDS[code]

    def post(self: MeetingDeed, request: Request, pk: int) -> Response:
        return MeetingDeed.post(self, request, pk)

    label = MEETING.steps[code].label
    described = extend_schema(
        operation_id=f"assignment_meetings_{code}",
        summary=label,
        request=shape,
        responses={200: MeetingDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=TAGS,
    )
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": described(post)}
    view: type[MeetingDeed] = type(f"{name}Meeting", (MeetingDeed,), parts)
    return view.as_view()


def routes() -> list[URLPattern]:
    root = "assignment-meetings/"
    return [
        path("assignments/", Assignments.as_view(), name="api_assignments"),
        path(root, Meetings.as_view(), name="api_meetings"),
        path(f"{root}<int:pk>/", Meeting.as_view(), name="api_meeting"),
        path(f"{root}<int:pk>/rows/<int:row>/", Line.as_view(), name="api_meeting_row"),
        *[
            path(
                f"{root}<int:pk>/{code.replace('_', '-')}/",
                _view_of(code),
                name=f"api_meeting_{code}",
            )
            for code in DEEDS
        ],
    ]
