"""/api/v1/submissions/: what came in by codes, for the station; a sender is always masked."""

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
from core.display import mask_name, mask_phone
from core.keyset import Keyset
from deadlines.lights import light_of
from files.models import StoredFile
from liaison.models import Seat
from stations.api.answers import actions_of
from stations.api.fields import Ref, themes
from stations.api.inputs import DeedInput, RevealInput
from stations.api.shapes import OpinionAction, Reference, VoterContact
from stations.choices import HeldWhy, Nature, SubmissionState
from stations.filters import SubmissionFilter
from stations.models import Submission
from stations.services import taking_in
from stations.services.visitors import wording_of_sent
from stations.workflow.public import SUBMISSION


class SubmissionLight(serializers.Serializer):
    level = serializers.CharField()
    words = serializers.CharField()


class SubmissionRow(serializers.Serializer):
    id = serializers.IntegerField()
    raw_text = serializers.CharField()
    place_text = serializers.CharField()
    state = serializers.ChoiceField(choices=SubmissionState.choices)
    state_label = serializers.CharField()
    held_why = serializers.ChoiceField(choices=HeldWhy.choices, allow_blank=True)
    in_crisis = serializers.BooleanField(help_text="情况危急")
    is_minor = serializers.BooleanField(help_text="未满14岁")
    station = Reference()
    deputy = Reference(allow_null=True, help_text="写给哪位代表")
    opinion_id = serializers.IntegerField(allow_null=True)
    refused_why = serializers.CharField()
    sent_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    light = SubmissionLight()
    version = serializers.IntegerField()


class SubmissionFile(serializers.Serializer):
    token = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()


class SubmissionDetail(SubmissionRow):
    visitor = VoterContact(help_text="只显示一部分")
    guardian_consents = serializers.BooleanField()
    files = SubmissionFile(many=True)
    actions = OpinionAction(many=True, help_text="现在能办的事")


class TakeInInput(DeedInput):
    example = {"title": "通组路塌方", "is_urgent": True}
    title = serializers.CharField(max_length=80, required=False, allow_blank=True)
    theme = Ref(themes, required=False, allow_null=True)
    nature = serializers.ChoiceField(choices=Nature.choices, required=False, allow_blank=True)
    is_urgent = serializers.BooleanField(required=False)


class TurnDownInput(DeedInput):
    example = {"reason": "属于已进入诉讼的事项，请到县人民法院诉讼服务中心反映。"}
    reason = serializers.CharField(max_length=300, help_text="来访人会看到")


class ForgetInput(Input):
    example: ClassVar[dict[str, Any]] = {"reason": "本人打电话要求删除。"}
    reason = serializers.CharField(max_length=300)


class TurnDownManyInput(Input):
    example: ClassVar[dict[str, Any]] = {"ids": [7, 8], "reason": "不是反映问题。"}
    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=100)
    reason = serializers.CharField(max_length=300)


class LeftRow(serializers.Serializer):
    id = serializers.IntegerField()
    detail = serializers.CharField()


class RefusedMany(serializers.Serializer):
    done = serializers.ListField(child=serializers.IntegerField())
    left = LeftRow(many=True, help_text="没有办的，和原因")


def row_of(case: Submission, seat: Seat) -> dict[str, Any]:
    said = wording_of_sent(seat, case)
    light = light_of(case.due_on, case.amber_on, done=case.state != SubmissionState.WAITING)
    same = (
        *("id", "state", "held_why", "in_crisis", "is_minor"),
        *("opinion_id", "refused_why", "sent_at", "due_on", "version"),
    )
    deputy = case.deputy
    return {name: getattr(case, name) for name in same} | {
        "raw_text": said(case.raw_text),
        "place_text": said(case.place_text),
        "state_label": case.get_state_display(),
        "station": {"id": case.station_id, "name": case.station.name},
        "deputy": {"id": deputy.pk, "name": deputy.name} if deputy else None,
        "light": {"level": light.level, "words": light.words},
    }


def whole(case: Submission, seat: Seat) -> dict[str, Any]:
    files = StoredFile.objects.filter(subject_type="submission", subject_id=case.pk)
    return row_of(case, seat) | {
        "visitor": {
            "name": mask_name(case.visitor_name),
            "phone": mask_phone(case.visitor_phone),
        },
        "guardian_consents": case.guardian_consents,
        "files": list(files.order_by("id").values("token", "name", "content_type")),
        "actions": actions_of(
            SUBMISSION,
            case,
            seat,
            lambda code: reverse(f"api_submission_{code}", kwargs={"pk": case.pk}),
        ),
    }


def submission_for(seat: Seat, pk: int) -> Submission:
    rows = Submission.objects.visible_to(seat).select_related("station__unit", "deputy")
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


class Submissions(GenericAPIView):
    serializer_class = SubmissionRow
    filterset_class = SubmissionFilter
    queryset = Submission.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        rows = Submission.objects.visible_to(self.request.seat)
        return rows.select_related("station", "deputy")

    @extend_schema(
        operation_id="submissions_list",
        summary="扫码来件，新的在前",
        responses={200: SubmissionRow(many=True)},
        tags=["submissions"],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([row_of(case, self.request.seat) for case in page])


class SubmissionView(APIView):
    @extend_schema(
        operation_id="submissions_retrieve",
        summary="一件扫码来件",
        responses={200: SubmissionDetail},
        tags=["submissions"],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(whole(submission_for(request.seat, pk), request.seat))


class Accept(OnceMixin, APIView):
    @extend_schema(
        operation_id="submissions_accept",
        summary="受理，成为群众意见",
        request=TakeInInput,
        responses={200: SubmissionDetail},
        examples=[OpenApiExample("受理", value=TakeInInput.example, request_only=True)],
        tags=["submissions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        case = submission_for(request.seat, pk)
        body = TakeInInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        taking_in.accept(case, by=request.seat, **body.validated_data)
        return Response(whole(submission_for(request.seat, pk), request.seat))


class Refuse(OnceMixin, APIView):
    @extend_schema(
        operation_id="submissions_refuse",
        summary="不受理，来访人能看到原因",
        request=TurnDownInput,
        responses={200: SubmissionDetail},
        examples=[OpenApiExample("不受理", value=TurnDownInput.example, request_only=True)],
        tags=["submissions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        case = submission_for(request.seat, pk)
        body = TurnDownInput(data=request.data)
        body.is_valid(raise_exception=True)
        taking_in.refuse(case, by=request.seat, **body.validated_data)
        return Response(whole(submission_for(request.seat, pk), request.seat))


class RefuseMany(OnceMixin, APIView):
    @extend_schema(
        operation_id="submissions_refuse_many",
        summary="一次不受理多件，逐件报结果",
        request=TurnDownManyInput,
        responses={200: RefusedMany},
        examples=[OpenApiExample("都不受理", value=TurnDownManyInput.example, request_only=True)],
        tags=["submissions"],
    )
    def post(self, request: Request) -> Response:
        body = TurnDownManyInput(data=request.data)
        body.is_valid(raise_exception=True)
        rows = Submission.objects.visible_to(request.seat).order_by("id")
        found = list(rows.filter(pk__in=body.validated_data["ids"]))
        reason = body.validated_data["reason"]
        done, left = taking_in.refuse_all(found, by=request.seat, reason=reason)
        return Response(
            {
                "done": [one.pk for one in done],
                "left": [{"id": one.pk, "detail": why} for one, why in left],
            }
        )


class Forget(OnceMixin, APIView):
    @extend_schema(
        operation_id="submissions_forget",
        summary="来访人要求时，删除称呼和电话",
        request=ForgetInput,
        responses={200: SubmissionDetail},
        examples=[OpenApiExample("删除", value=ForgetInput.example, request_only=True)],
        tags=["submissions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        case = submission_for(request.seat, pk)
        body = ForgetInput(data=request.data)
        body.is_valid(raise_exception=True)
        taking_in.forget(case, by=request.seat, **body.validated_data)
        return Response(whole(submission_for(request.seat, pk), request.seat))


class Look(APIView):
    """Not repeatable from a stored answer: what is shown here is stored nowhere."""

    @extend_schema(
        operation_id="submissions_look",
        summary="查看来访人联系方式，会被记录",
        request=RevealInput,
        responses={200: VoterContact},
        examples=[OpenApiExample("查看", value=RevealInput.example, request_only=True)],
        tags=["submissions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        case = submission_for(request.seat, pk)
        body = RevealInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        contact = taking_in.look(case, by=request.seat, **body.validated_data)
        answer = {"name": contact.name, "phone": contact.phone}
        return Response(answer, headers={"Cache-Control": "no-store"})
