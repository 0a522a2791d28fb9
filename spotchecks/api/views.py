"""/api/v1/spot-checks/, /spot-check-cases/ and the published draw for everybody."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.keyset import Keyset
from files.models import StoredFile
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat
from spotchecks import services
from spotchecks.api import shapes
from spotchecks.models import SpotCheck, SpotCheckCase
from spotchecks.permissions import may_review_case
from spotchecks.workflow import SPOT_CHECK
from stations.api.answers import actions_of, history_of

TAGS = ["spot-checks"]
_ROW = (
    "id", "name", "year", "state", "list_count", "list_hash", "strata", "size_rule", "size",
    "source_day", "source_value", "code", "published_at", "drawn_at", "concluded_on",
    "cancelled_on", "cancel_reason", "version",
)  # fmt: skip


def check_row(check: SpotCheck) -> dict[str, Any]:
    return {name: getattr(check, name) for name in _ROW} | {
        "state_label": check.get_state_display(),
        "population": check.wanted_text,
        "source": check.source_name,
    }


def case_row(case: SpotCheckCase) -> dict[str, Any]:
    names = ("id", "drawn_no", "number", "group", "claimed", "verdict")
    return {name: getattr(case, name) for name in names} | {
        "suggestion": case.suggestion_id,
        "title": case.suggestion.public_title,
        "verdict_label": case.get_verdict_display(),
        "reviewer": case.reviewer.name if case.reviewer else "",
    }


def check_body(check: SpotCheck, seat: Seat) -> dict[str, Any]:
    rows = SpotCheckCase.objects.visible_to(seat).filter(spot_check=check).order_by("drawn_no")
    cases = list(rows.select_related("suggestion", "reviewer"))
    narrow = seat.role in UNIT_ROLES or seat.role == Role.GOVOFFICE
    people = check.people.values("part", "name", "title", "deputy", "seat")
    events = history_of(check)
    return check_row(check) | {
        "people": [] if narrow else list(people),
        "rates": None if narrow else asdict(services.rates_of(cases)),
        "cases": [case_row(case) for case in cases],
        "conclusion": check.conclusion,
        "events": [row for row in events if not narrow or row["code"] not in {"assign", "review"}],
        "actions": [
            action
            for action in actions_of(SPOT_CHECK, check, seat, lambda code: _address(check, code))
            if action["code"] != "review"
        ],
    }


def _address(check: SpotCheck, code: str) -> str:
    if code == "review":
        return ""
    return reverse(f"api_spot_check_{code}", kwargs={"pk": check.pk})


def check_for(seat: Seat, pk: int) -> SpotCheck:
    check = SpotCheck.objects.visible_to(seat).filter(pk=pk).first()
    if check is None:
        raise Http404
    return check


def plan_in(data: dict[str, Any]) -> tuple[services.Plan, services.Reviewers]:
    wanted = services.Wanted(
        year=data["year"],
        scope=data.get("scope", "closed"),
        outcomes=data.get("outcomes", []),
        themes=[row.pk for row in data.get("themes", [])],
        units=[row.pk for row in data.get("units", [])],
        key=data.get("key", False),
        fresh=data.get("fresh", False),
    )
    plan = services.Plan(
        name=data["name"],
        wanted=wanted,
        size_rule=data["size_rule"],
        size=data["size"],
        source_name=data["source"],
        source_day=data["source_day"],
        strata=data.get("strata", "none"),
    )
    return plan, services.Reviewers(data.get("deputies", []))


class SpotChecks(OnceMixin, GenericAPIView):
    serializer_class = shapes.SpotCheckRow
    queryset = SpotCheck.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        return SpotCheck.objects.visible_to(self.request.seat)

    @extend_schema(
        operation_id="spot_checks_list",
        summary="随机抽评列表，新的在前",
        responses={200: shapes.SpotCheckRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([check_row(check) for check in page])

    @extend_schema(
        operation_id="spot_checks_create",
        summary="筹备随机抽评",
        request=shapes.SpotPlanInput,
        responses={201: shapes.SpotCheckDetail},
        examples=[OpenApiExample("筹备", value=shapes.SpotPlanInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        body = shapes.SpotPlanInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        plan, reviewers = plan_in(body.validated_data)
        check = services.plan_check(plan, by=request.seat, reviewers=reviewers)
        response = Response(check_body(check, request.seat), status=201)
        response["Location"] = reverse("api_spot_check", kwargs={"pk": check.pk})
        return response


class SpotCheckView(APIView):
    @extend_schema(
        operation_id="spot_checks_retrieve",
        summary="一次随机抽评",
        responses={200: shapes.SpotCheckDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(check_body(check_for(request.seat, pk), request.seat))


def _edit(check: SpotCheck, *, by: Seat, **data: Any) -> Any:
    plan, reviewers = plan_in(data)
    return services.edit(check, by=by, plan=plan, reviewers=reviewers, version=data.get("version"))


def _draw(check: SpotCheck, *, by: Seat, witnesses: Any, **data: Any) -> Any:
    people = [services.Witness(**row) for row in witnesses]
    return services.draw(check, by=by, witnesses=people, **data)


def _assign(check: SpotCheck, *, by: Seat, reviewers: Any, **data: Any) -> Any:
    given = {row["case"]: row["deputy"] for row in reviewers}
    return services.assign(check, by=by, given=given, **data)


DEEDS: dict[str, tuple[Callable[..., Any], type[shapes.DeedInput]]] = {
    "edit": (_edit, shapes.SpotPlanInput),
    "publish": (services.publish, shapes.SpotBareInput),
    "draw": (_draw, shapes.SpotDrawInput),
    "assign": (_assign, shapes.SpotAssignInput),
    "conclude": (services.conclude, shapes.SpotConcludeInput),
    "cancel": (services.cancel, shapes.SpotCancelInput),
}


class Deed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh check comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[shapes.DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        check = check_for(request.seat, pk)
        body = self.shape(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        type(self).do(check, by=request.seat, **body.validated_data)
        return Response(check_body(check_for(request.seat, pk), request.seat))


def view_of(code: str) -> Callable[..., Any]:
    do, shape = DEEDS[code]
    label = SPOT_CHECK.steps[code].label

    def post(self: Deed, request: Request, pk: int) -> Response:
        return Deed.post(self, request, pk)

    described = extend_schema(
        operation_id=f"spot_checks_{code}",
        summary=label,
        request=shape,
        responses={200: shapes.SpotCheckDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=TAGS,
    )(post)
    parts = {"do": staticmethod(do), "shape": shape, "post": described}
    view: type[Deed] = type(f"SpotCheck{code.title()}", (Deed,), parts)
    return view.as_view()


def case_for(seat: Seat, pk: int) -> SpotCheckCase:
    rows = SpotCheckCase.objects.visible_to(seat)
    case = rows.select_related("spot_check", "suggestion", "reviewer").filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def case_body(case: SpotCheckCase, seat: Seat) -> dict[str, Any]:
    step = SPOT_CHECK.steps["review"]
    names = ("id", "visited_on", "place", "people", "findings", "verdict", "reason")
    photos = StoredFile.objects.filter(subject_type="spotcheckcase", subject_id=case.pk)
    by_review: dict[str, list[Any]] = {}
    for photo in photos.order_by("id"):
        by_review.setdefault(photo.purpose, []).append(photo.token)
    return case_row(case) | {
        "spot_check": case.spot_check_id,
        "reviews": [
            {name: getattr(row, name) for name in (*names, "by_name", "entered_by_name")}
            | {"photos": by_review.get(f"review:{row.pk}", [])}
            for row in case.reviews.order_by("-id")
        ],
        "may_review": SPOT_CHECK.refusal(case.spot_check, step, seat) is None
        and may_review_case(seat, case),
    }


class SpotCaseView(APIView):
    @extend_schema(
        operation_id="spot_check_cases_retrieve",
        summary="抽中的一件：答复所称和现场评议",
        responses={200: shapes.SpotCaseDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(case_body(case_for(request.seat, pk), request.seat))


class SpotReview(OnceMixin, APIView):
    @extend_schema(
        operation_id="spot_check_cases_review",
        summary="记现场评议",
        request=shapes.SpotReviewInput,
        responses={200: shapes.SpotCaseDetail},
        examples=[OpenApiExample("评议", value=shapes.SpotReviewInput.example, request_only=True)],
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        case = case_for(request.seat, pk)
        body = shapes.SpotReviewInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        version = data.pop("version", None)
        services.review(case, services.Finding(**data), by=request.seat, version=version)
        return Response(case_body(case_for(request.seat, pk), request.seat))


class PublishedDrawView(APIView):
    """Without an account: what was published, to recompute the draw from."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="public_spot_checks_retrieve",
        summary="公布的名单和抽取结果，只有编号",
        responses={200: shapes.PublishedDraw},
        tags=["public"],
        auth=[],
    )
    def get(self, request: Request, code: str) -> Response:
        check = SpotCheck.objects.exclude(code="").filter(code=code[:12]).first()
        if check is None or not code.isalnum():
            raise Http404
        return Response(services.published(check))
