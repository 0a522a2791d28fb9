"""/api/v1/activities/: list, one activity, planning it and its deeds."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import F
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
from core.problems import Invalid
from files.models import StoredFile
from liaison.models import Seat
from stations import services
from stations.api.answers import actions_of, history_of
from stations.api.fields import LARGEST, OwnFiles, Ref, Refs, deputies, stations, themes, units
from stations.api.inputs import LONGEST, DeedInput
from stations.api.shapes import OpinionAction, OpinionEventRow, Reference
from stations.choices import ActivityKind, ActivityState, AttendeeRole
from stations.filters import ActivityFilter
from stations.forms.reception import own_station
from stations.models import Activity, Attendee
from stations.workflow.activities import ACTIVITY

GUESTS = [role for role in AttendeeRole.choices if role[0] not in {"deputy", "voter"}]
COLUMNS = (
    *("id", "title", "kind", "state", "held_on", "starts_at", "ends_at", "place", "version"),
    *("station_id", "station__name", "people", "came", "found", "settled"),
)


class ActivityListRow(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=ActivityKind.choices)
    kind_label = serializers.CharField()
    state = serializers.ChoiceField(choices=ActivityState.choices)
    state_label = serializers.CharField()
    station = Reference()
    held_on = serializers.DateField()
    starts_at = serializers.TimeField(allow_null=True)
    ends_at = serializers.TimeField(allow_null=True)
    place = serializers.CharField()
    people = serializers.IntegerField(help_text="请了几人")
    came = serializers.IntegerField(help_text="到场几人")
    found = serializers.IntegerField(help_text="发现几个问题")
    settled = serializers.IntegerField(help_text="其中已解决")
    version = serializers.IntegerField()


class AgendaRow(serializers.Serializer):
    id = serializers.IntegerField()
    order = serializers.IntegerField()
    title = serializers.CharField()
    is_first_item = serializers.BooleanField(help_text="第一议题")
    minutes = serializers.CharField(help_text="记录")


class AttendeeRow(serializers.Serializer):
    id = serializers.IntegerField()
    role = serializers.ChoiceField(choices=AttendeeRole.choices)
    name = serializers.CharField()
    post = serializers.CharField(help_text="单位及职务")
    attended = serializers.BooleanField(allow_null=True)


class FindingRow(serializers.Serializer):
    id = serializers.IntegerField()
    text = serializers.CharField()
    place_text = serializers.CharField()
    solved_how = serializers.CharField(help_text="现场怎样解决的；没解决的为空")
    opinion_id = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(help_text="群众意见的状态；现场解决的为空")


class ActivityFile(serializers.Serializer):
    token = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()


class ActivityDetail(ActivityListRow):
    purpose = serializers.CharField()
    voters = serializers.IntegerField(help_text="到场群众人数")
    summary = serializers.CharField()
    cancel_reason = serializers.CharField()
    agenda = AgendaRow(many=True)
    attendees = AttendeeRow(many=True)
    findings = FindingRow(many=True)
    files = ActivityFile(many=True)
    events = OpinionEventRow(many=True)
    actions = OpinionAction(many=True, help_text="现在能办的事")


class GuestInput(Input):
    role = serializers.ChoiceField(choices=GUESTS)
    name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    post = serializers.CharField(max_length=120, required=False, allow_blank=True)
    unit = Ref(units, required=False, allow_null=True, help_text="部门")


class PlanInput(Input):
    title = serializers.CharField(max_length=80)
    held_on = serializers.DateField()
    starts_at = serializers.TimeField(required=False, allow_null=True)
    ends_at = serializers.TimeField(required=False, allow_null=True)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    purpose = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    theme = Ref(themes, required=False, allow_null=True)
    agenda = serializers.ListField(
        child=serializers.CharField(max_length=120), required=False, help_text="一项一条"
    )
    with_first_item = serializers.BooleanField(required=False, help_text="第一项安排学习")


class ActivityInput(PlanInput):
    example: ClassVar[dict[str, Any]] = {
        "kind": "clinic",
        "title": "中药材种植专家会诊",
        "held_on": "2025-11-28",
        "starts_at": "09:00",
        "agenda": ["看两处种植基地", "专家会诊黄精根腐病"],
        "deputies": [31, 32],
        "guests": [{"role": "expert", "name": "何建平", "post": "农科所研究员"}],
    }
    station = Ref(stations, required=False, help_text="不填是本站")
    kind = serializers.ChoiceField(choices=ActivityKind.choices)
    deputies = Refs(deputies, required=False)
    guests = GuestInput(many=True, required=False)


class ChangeInput(DeedInput, PlanInput):
    example = {"held_on": "2025-12-02", "version": 3}
    title = serializers.CharField(max_length=80, required=False)
    held_on = serializers.DateField(required=False)


class AskInput(DeedInput):
    example = {"guests": [{"role": "department", "unit": 12}]}
    deputies = Refs(deputies, required=False)
    guests = GuestInput(many=True, required=False)


class TakeOutInput(DeedInput):
    example = {"attendee": 5, "version": 3}
    attendee = serializers.IntegerField(
        min_value=1, max_value=LARGEST, help_text="attendees 里的 id"
    )


class MinutesInput(Input):
    item = serializers.IntegerField(min_value=1)
    text = serializers.CharField(max_length=LONGEST, allow_blank=True)


class HoldInput(DeedInput):
    example = {"attended": [5, 6], "voters": 8, "minutes": [{"item": 9, "text": "学习监督法。"}]}
    attended = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=200)
    voters = serializers.IntegerField(min_value=0, max_value=5000, required=False)
    minutes = MinutesInput(many=True, required=False)


class FindInput(DeedInput):
    example = {"text": "三号棚排水沟堵了，下雨就淹苗。", "route": "township"}
    text = serializers.CharField(max_length=LONGEST)
    place_text = serializers.CharField(max_length=120, required=False, allow_blank=True)
    solved_how = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    theme = Ref(themes, required=False, allow_null=True)
    route = serializers.ChoiceField(
        choices=services.routes_of_findings(), required=False, allow_blank=True
    )
    unit = Ref(units, required=False, allow_null=True)
    photos = OwnFiles(required=False, help_text="先用POST /files/上传")


class PhotosInput(DeedInput):
    example = {"photos": ["5b1f4f2e-9d6d-4a5e-8a80-1f3f1c1f7a11"]}
    photos = OwnFiles()


class SumUpInput(DeedInput):
    example = {"summary": "会诊两处基地，现场解决3个问题，1个转镇农业服务中心。"}
    summary = serializers.CharField(max_length=LONGEST)


class CancelInput(DeedInput):
    example = {"reason": "当天有强降雨，改期另行通知。"}
    reason = serializers.CharField(max_length=200)


class PlainInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"version": 2}


def activity_row(values: dict[str, Any]) -> dict[str, Any]:
    row = {name: values[name] for name in COLUMNS if not name.startswith("station")}
    return row | {
        "kind_label": ActivityKind(values["kind"]).label,
        "state_label": ActivityState(values["state"]).label,
        "station": {"id": values["station_id"], "name": values["station__name"]},
    }


def activity_body(seat: Seat, pk: int) -> dict[str, Any]:
    rows = Activity.objects.visible_to(seat).filter(pk=pk)
    values = rows.with_counts().values(*COLUMNS).first()
    if values is None:
        raise Http404
    case = rows.select_related("station").get()
    shown = ("purpose", "voters", "summary", "cancel_reason")
    findings = case.findings.values(
        "id", "text", "place_text", "solved_how", "opinion_id", state=F("opinion__state")
    )
    files = StoredFile.objects.filter(subject_type="activity", subject_id=pk)
    return (
        activity_row(values)
        | {name: getattr(case, name) for name in shown}
        | {
            "agenda": list(case.agenda.values("id", "order", "title", "is_first_item", "minutes")),
            "attendees": list(case.attendees.values("id", "role", "name", "post", "attended")),
            "findings": list(findings),
            "files": list(files.values("token", "name", "content_type")),
            "events": history_of(case),
            "actions": _actions(case, seat),
        }
    )


def _actions(case: Activity, seat: Seat) -> list[dict[str, Any]]:
    base = f"/api/v1/activities/{case.pk}/"
    return actions_of(ACTIVITY, case, seat, lambda code: f"{base}{code.replace('_', '-')}/")


class Activities(OnceMixin, GenericAPIView):
    serializer_class = ActivityListRow
    filterset_class = ActivityFilter
    queryset = Activity.objects.none()
    keyset = Keyset("-held_on", "-id")

    def get_queryset(self) -> Any:
        return Activity.objects.visible_to(self.request.seat).with_counts()

    @extend_schema(
        operation_id="activities_list",
        summary="活动列表，近的在前",
        responses={200: ActivityListRow(many=True)},
        tags=["activities"],
    )
    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*COLUMNS)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([activity_row(values) for values in page])

    @extend_schema(
        operation_id="activities_create",
        summary="登记一次活动",
        request=ActivityInput,
        responses={201: ActivityDetail},
        examples=[OpenApiExample("登记活动", value=ActivityInput.example, request_only=True)],
        tags=["activities"],
    )
    def post(self, request: Request) -> Response:
        body = ActivityInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        data["guests"] = _guests(data)
        data["station"] = data.get("station") or own_station(request.seat)
        if data["station"] is None:
            raise serializers.ValidationError({"station": ["请选联络站。"]})
        made = services.plan_activity(by=request.seat, **data)
        response = Response(activity_body(request.seat, made.pk), status=201)
        response["Location"] = reverse("api_activity", kwargs={"pk": made.pk})
        return response


class ActivityView(APIView):
    @extend_schema(
        operation_id="activities_retrieve",
        summary="一次活动",
        responses={200: ActivityDetail},
        tags=["activities"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(activity_body(request.seat, pk))


def _guests(data: dict[str, Any]) -> list[services.Guest]:
    return [services.Guest(**row) for row in data.pop("guests", [])]


def _invite(case: Activity, *, by: Seat, **data: Any) -> Any:
    return services.invite(case, by=by, guests=_guests(data), **data)


def _take_out(case: Activity, *, by: Seat, attendee: int, **data: Any) -> Any:
    """Who is on no list, or on another activity's, is the same to whoever asks."""
    row = case.attendees.filter(pk=attendee).first()
    if row is None:
        words = "名单里没有这个人，请刷新后再看。"
        raise Invalid(words, errors={"attendee": [words]})
    return services.take_out(case, row, by=by, **data)


def _hold(case: Activity, *, by: Seat, **data: Any) -> Any:
    """Ids of another activity's people are simply nobody here."""
    people = Attendee.objects.filter(activity=case, pk__in=data.pop("attended"))
    minutes = {row["item"]: row["text"] for row in data.pop("minutes", [])}
    return services.hold_activity(case, by=by, attended=people, minutes=minutes, **data)


DEEDS: dict[str, tuple[Callable[..., Any], type[DeedInput]]] = {
    "notice": (services.send_notice, PlainInput),
    "change": (services.change_activity, ChangeInput),
    "invite": (_invite, AskInput),
    "take_out": (_take_out, TakeOutInput),
    "hold": (_hold, HoldInput),
    "find": (services.add_finding, FindInput),
    "add_photos": (services.add_activity_photos, PhotosInput),
    "sum_up": (services.sum_up, SumUpInput),
    "cancel": (services.cancel_activity, CancelInput),
}


class Deed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh activity comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        case = Activity.objects.visible_to(request.seat).filter(pk=pk).first()
        if case is None:
            raise Http404
        body = self.shape(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        type(self).do(case, by=request.seat, **body.validated_data)
        return Response(activity_body(request.seat, pk))


def view_of(code: str) -> Callable[..., Any]:
    do, shape = DEEDS[code]
    label = ACTIVITY.steps[code].label

    def post(self: Deed, request: Request, pk: int) -> Response:
        return Deed.post(self, request, pk)

    described = extend_schema(
        operation_id=f"activities_{code}",
        summary=label,
        request=shape,
        responses={200: ActivityDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=["activities"],
    )(post)
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": described}
    view: type[Deed] = type(f"Activity{name}", (Deed,), parts)
    return view.as_view()
