"""/api/v1/promises/: the ledger of promises, one promise, and a POST for each deed on it."""

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
from liaison.models import Seat
from stations.api.answers import actions_of
from suggestions import permissions as may
from suggestions import services
from suggestions.api import inputs
from suggestions.api.fields import OwnFile
from suggestions.api.output import promise_row
from suggestions.api.shapes import ActionShape, PromiseRow
from suggestions.choices import Given, Rating
from suggestions.filters import PromiseFilter
from suggestions.models import Promise
from suggestions.workflow import PROMISE

TAGS = ["promises"]


class ProgressShape(serializers.Serializer):
    id = serializers.IntegerField()
    on = serializers.DateField()
    words = serializers.CharField()
    by_name = serializers.CharField()
    unit_name = serializers.CharField()


class CarryShape(serializers.Serializer):
    on = serializers.DateField()
    from_due_on = serializers.DateField()
    to_due_on = serializers.DateField()
    reason = serializers.CharField()
    signed_by_name = serializers.CharField()
    is_late = serializers.BooleanField()


class PromiseVerdictShape(serializers.Serializer):
    id = serializers.IntegerField()
    rating = serializers.CharField()
    reason = serializers.CharField()
    rated_on = serializers.DateField()
    is_late = serializers.BooleanField()
    given = serializers.CharField()


class PromiseDetail(PromiseRow):
    made_by_name = serializers.CharField()
    kept_words = serializers.CharField()
    struck_words = serializers.CharField()
    changed_on = serializers.DateField(allow_null=True)
    change_words = serializers.CharField()
    change_signed_by = serializers.CharField()
    progress = ProgressShape(many=True)
    carries = CarryShape(many=True)
    verdicts = PromiseVerdictShape(many=True, help_text="先后各次，最后一次有效")
    actions = ActionShape(many=True)


class ProgressInput(inputs.DeedInput):
    example = {"words": "场地已租好，设备招标中。", "on": "2026-09-10"}
    words = serializers.CharField(max_length=10_000)
    on = serializers.DateField(required=False)
    evidence = OwnFile(required=False, help_text="佐证材料，先用POST /files/上传")


class ReportKeptInput(ProgressInput):
    example = {"words": "登记点已挂牌开办，10月8日起受理。"}


class CarryInput(inputs.DeedInput):
    example = {"due_on": "2027-06-30", "reason": "资金列入明年预算。"}
    due_on = serializers.DateField(help_text="最迟下一年年底")
    reason = serializers.CharField(max_length=10_000)


class ChangePromiseInput(inputs.DeedInput):
    example = {"words": "地块已征收，改在河东设点。"}
    words = serializers.CharField(max_length=10_000)
    letter = OwnFile(required=False, help_text="签字盖章的书面说明")


class StrikeInput(inputs.DeedInput):
    example = {"words": "10月9日现场查看，已开办。"}
    words = serializers.CharField(max_length=300, required=False, allow_blank=True)


class NotKeptInput(inputs.DeedInput):
    example = {"words": "还没有挂牌。"}
    words = serializers.CharField(max_length=300)


class RatePromiseInput(inputs.DeedInput):
    example = {"rating": "satisfied"}
    rating = serializers.ChoiceField(choices=Rating.choices)
    reason = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, help_text="不满意时必填"
    )
    given = serializers.ChoiceField(choices=Given.choices, required=False)
    scan = OwnFile(required=False)
    on = serializers.DateField(required=False)


class StudyPromiseInput(inputs.DeedInput):
    example = {"again": True, "due_on": "2026-12-31", "words": "请限期落实。"}
    again = serializers.BooleanField(help_text="真为限期继续落实，假为向代表说明")
    due_on = serializers.DateField(required=False, help_text="继续落实的必填")
    words = serializers.CharField(max_length=1000)


SERVICES: dict[str, tuple[Callable[..., Any], type[inputs.DeedInput]]] = {
    "add_progress": (services.add_progress, ProgressInput),
    "report_kept": (services.report_kept, ReportKeptInput),
    "carry_over": (services.carry_over, CarryInput),
    "change_promise": (services.change_promise, ChangePromiseInput),
    "strike_off": (services.strike_off, StrikeInput),
    "not_kept": (services.not_kept, NotKeptInput),
    "rate_promise": (services.rate_promise, RatePromiseInput),
    "study_promise": (services.study_promise, StudyPromiseInput),
}


def promise_for(seat: Seat, pk: int) -> Promise:
    """The promise, or 404: what is not yours does not exist."""
    rows = Promise.objects.visible_to(seat).select_related("suggestion__lead", "unit")
    promise: Promise | None = rows.filter(pk=pk).first()
    if promise is None:
        raise Http404
    return promise


def body_of(promise: Promise, seat: Seat) -> dict[str, Any]:
    """What passed about it is for whoever may open the suggestion's papers."""
    inside = may.sees_all(seat, promise.suggestion)
    plain = ("made_by_name", "kept_words", "struck_words", "changed_on", "change_words")
    return (
        promise_row(promise)
        | {name: getattr(promise, name) for name in (*plain, "change_signed_by")}
        | {
            # Whoever may open it may read it; only lists mask.
            "what": promise.what,
            "progress": list(promise.progress.values("id", "on", "words", "by_name", "unit_name")),
            "carries": list(
                promise.carries.values(
                    "on", "from_due_on", "to_due_on", "reason", "signed_by_name", "is_late"
                )
            ),
            "verdicts": list(
                promise.verdicts.values("id", "rating", "reason", "rated_on", "is_late", "given")
            )
            if inside
            else [],
            "actions": actions_of(
                PROMISE,
                promise,
                seat,
                lambda code: reverse(f"api_promise_{code}", kwargs={"pk": promise.pk}),
            ),
        }
    )


class Promises(GenericAPIView):
    serializer_class = PromiseRow
    filterset_class = PromiseFilter
    queryset = Promise.objects.none()
    keyset = Keyset("due_on", "id")

    def get_queryset(self) -> Any:
        return Promise.objects.visible_to(self.request.seat).select_related("suggestion", "unit")

    @extend_schema(
        operation_id="promises_list",
        summary="承诺台账，时限早的在前",
        responses={200: PromiseRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([promise_row(row) for row in page or ()])


class PromiseView(APIView):
    @extend_schema(
        operation_id="promises_retrieve",
        summary="一项承诺",
        responses={200: PromiseDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(body_of(promise_for(request.seat, pk), request.seat))


class PromiseDeed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh promise comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[inputs.DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        promise = promise_for(request.seat, pk)
        body = self.shape(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        type(self).do(promise, by=request.seat, **body.validated_data)
        return Response(body_of(promise_for(request.seat, pk), request.seat))


def _view_of(code: str) -> Callable[..., Any]:
    do, shape = SERVICES[code]

    def post(self: PromiseDeed, request: Request, pk: int) -> Response:
        return PromiseDeed.post(self, request, pk)

    label = PROMISE.steps[code].label
    described = extend_schema(
        operation_id=f"promises_{code}",
        summary=label,
        request=shape,
        responses={200: PromiseDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=TAGS,
    )
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": described(post)}
    view: type[PromiseDeed] = type(f"{name}Promise", (PromiseDeed,), parts)
    return view.as_view()


def routes() -> list[URLPattern]:
    return [
        path("promises/", Promises.as_view(), name="api_promises"),
        path("promises/<int:pk>/", PromiseView.as_view(), name="api_promise"),
        *[
            path(
                f"promises/<int:pk>/{code.replace('_', '-')}/",
                _view_of(code),
                name=f"api_promise_{code}",
            )
            for code in SERVICES
        ],
    ]
