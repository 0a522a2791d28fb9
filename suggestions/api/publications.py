"""/api/v1/publications/ for the office, and /api/v1/public/suggestions/ for everybody."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters as filters
from django.http import Http404
from django.urls import URLPattern, path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.keyset import Keyset
from liaison.models import Seat
from stations.api.answers import actions_of
from suggestions import services
from suggestions.api import inputs
from suggestions.api.shapes import ActionShape, Named, Numbered
from suggestions.choices import PublicationState, PublicKind
from suggestions.models import Publication, Suggestion
from suggestions.services.publishing.copying import PARTS
from suggestions.services.publishing.published import one, published, shown
from suggestions.workflow import PUBLICATION

TAGS = ["publications"]


class PublicationRow(serializers.Serializer):
    id = serializers.IntegerField()
    suggestion = Numbered()
    reply = serializers.IntegerField()
    unit = Named()
    wish = serializers.CharField(help_text="承办单位的意见：full、abstract、none")
    wish_reason = serializers.CharField()
    state = serializers.CharField(help_text="waiting、published、declined、taken_down、lapsed")
    state_label = serializers.CharField()
    kind = serializers.CharField(help_text="公开了才有：full、abstract")
    opened_on = serializers.DateField()
    published_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    words = serializers.CharField(help_text="不予公开、撤下的理由")
    objected = serializers.BooleanField(help_text="领衔代表不同意公开")
    version = serializers.IntegerField()


class PublicCopy(serializers.Serializer):
    title = serializers.CharField()
    problem = serializers.CharField()
    proposal = serializers.CharField()
    answer = serializers.CharField()


class PublicationDetail(PublicationRow):
    consents_to_publish = serializers.BooleanField(help_text="领衔代表同意公开")
    copy = PublicCopy(help_text="公开稿；还没公开时是去掉电话、住址、群众姓名的初稿")
    actions = ActionShape(many=True)


class CopyInput(inputs.DeedInput):
    title = serializers.CharField(max_length=80)
    problem = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    proposal = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    answer = serializers.CharField(max_length=10_000)


class ReleaseCopyInput(CopyInput):
    example = {
        "kind": "full",
        "title": "关于规范城区养犬管理的建议",
        "problem": "今年以来收到养犬扰民、伤人意见14件。",
        "proposal": "划定限养区域并公示。",
        "answer": "已划定限养区域，登记点10月开办。",
    }
    kind = serializers.ChoiceField(choices=[PublicKind.FULL, PublicKind.ABSTRACT])


class CorrectCopyInput(CopyInput):
    example = {
        "title": "关于规范城区养犬管理的建议",
        "answer": "登记点9月开办。",
        "words": "日期写错。",
    }
    words = serializers.CharField(max_length=300)


class WordsInput(inputs.DeedInput):
    example = {"words": "涉及个人隐私。"}
    words = serializers.CharField(max_length=300)


SERVICES: dict[str, tuple[Callable[..., Any], type[inputs.DeedInput]]] = {
    "release": (services.release, ReleaseCopyInput),
    "decline": (services.decline, WordsInput),
    "correct": (services.correct, CorrectCopyInput),
    "take_down": (services.take_down, WordsInput),
}
_PLAIN = ("id", "wish", "wish_reason", "state", "kind", "opened_on", "published_on", "decided_on")


class PublicationFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=PublicationState.choices, label="状态，可多个")
    suggestion = filters.NumberFilter(
        "suggestion_id", min_value=1, max_value=2**63 - 1, label="哪一件建议"
    )

    class Meta:
        model = Publication
        fields: list[str] = []


def row_of(row: Publication) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*_PLAIN, "words", "objected", "version")} | {
        "suggestion": {"id": row.suggestion_id, "number": row.suggestion.number},
        "reply": row.reply_id,
        "unit": {"id": row.unit_id, "name": row.unit_name},
        "state_label": row.get_state_display(),
    }


def publication_for(seat: Seat, pk: int) -> Publication:
    rows = Publication.objects.visible_to(seat).select_related("suggestion__lead", "reply")
    found: Publication | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def body_of(row: Publication, seat: Seat) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in PARTS}
    return row_of(row) | {
        "consents_to_publish": row.suggestion.consents_to_publish,
        "copy": kept if row.answer else services.first_copy(row),
        "actions": actions_of(
            PUBLICATION,
            row,
            seat,
            lambda code: reverse(f"api_publication_{code}", kwargs={"pk": row.pk}),
        ),
    }


class Publications(GenericAPIView):
    serializer_class = PublicationRow
    filterset_class = PublicationFilter
    queryset = Publication.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        return Publication.objects.visible_to(self.request.seat).select_related("suggestion")

    @extend_schema(
        operation_id="publications_list",
        summary="答复公开审查，新的在前；代工委（主席团）才有",
        responses={200: PublicationRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([row_of(row) for row in page or ()])


class PublicationView(APIView):
    @extend_schema(
        operation_id="publications_retrieve",
        summary="一份答复的公开审查",
        responses={200: PublicationDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(body_of(publication_for(request.seat, pk), request.seat))


class PublicationDeed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh row comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[inputs.DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        row = publication_for(request.seat, pk)
        body = self.shape(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        type(self).do(row, by=request.seat, **body.validated_data)
        return Response(body_of(publication_for(request.seat, pk), request.seat))


def _view_of(code: str) -> Callable[..., Any]:
    do, shape = SERVICES[code]

    def post(self: PublicationDeed, request: Request, pk: int) -> Response:
        return PublicationDeed.post(self, request, pk)

    label = PUBLICATION.steps[code].label
    described = extend_schema(
        operation_id=f"publications_{code}",
        summary=label,
        request=shape,
        responses={200: PublicationDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=TAGS,
    )
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": described(post)}
    view: type[PublicationDeed] = type(f"{name}Publication", (PublicationDeed,), parts)
    return view.as_view()


class PublishedRow(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    congress = Named()
    lead = serializers.CharField(help_text="领衔代表")
    signers = serializers.IntegerField(help_text="领衔和联名共几位")
    theme = serializers.CharField()
    year = serializers.IntegerField()
    units = serializers.ListField(child=serializers.CharField())
    replied_on = serializers.DateField()
    published_on = serializers.DateField()


class PublishedAnswer(serializers.Serializer):
    unit = serializers.CharField()
    letter_no = serializers.CharField()
    outcome = serializers.CharField()
    outcome_label = serializers.CharField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    text = serializers.CharField()
    replied_on = serializers.DateField()
    published_on = serializers.DateField()


class PublishedDetail(PublishedRow):
    problem = serializers.CharField()
    proposal = serializers.CharField()
    answers = PublishedAnswer(many=True)


def _whole(**kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, **kwargs)


class PublishedQuery(Input):
    q = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="编号，或公开稿里的文字"
    )
    congress = _whole(help_text="哪一级人大")
    year = serializers.IntegerField(
        min_value=1954, max_value=2100, required=False, help_text="提交年份"
    )
    theme = _whole()
    unit = _whole(help_text="承办单位")


_OF_PAGES = frozenset({"cursor", "page_size", "format"})


class PublishedList(GenericAPIView):
    """No account, no cookie."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = PublishedRow
    queryset = Suggestion.objects.none()
    keyset = Keyset("-id")

    @extend_schema(
        operation_id="public_suggestions_list",
        summary="公开的建议和答复，不用登录，新的在前",
        parameters=[PublishedQuery],
        responses={200: PublishedRow(many=True)},
        tags=["public"],
        auth=[],
    )
    def get(self, request: Request) -> Response:
        given = request.query_params.dict()
        asked = PublishedQuery(data={k: v for k, v in given.items() if k not in _OF_PAGES})
        asked.is_valid(raise_exception=True)
        narrow = dict(asked.validated_data)
        rows = published(text=narrow.pop("q", ""), **narrow)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([shown(case, whole=False) for case in page or ()])


class PublishedView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="public_suggestions_retrieve",
        summary="一件公开的建议和答复",
        responses={200: PublishedDetail},
        tags=["public"],
        auth=[],
    )
    def get(self, request: Request, pk: int) -> Response:
        case = one(pk)
        if case is None:
            raise Http404
        return Response(shown(case, whole=True))


def routes() -> list[URLPattern]:
    return [
        path("public/suggestions/", PublishedList.as_view(), name="api_public_suggestions"),
        path("public/suggestions/<int:pk>/", PublishedView.as_view(), name="api_public_suggestion"),
        path("publications/", Publications.as_view(), name="api_publications"),
        path("publications/<int:pk>/", PublicationView.as_view(), name="api_publication"),
        *[
            path(
                f"publications/<int:pk>/{code.replace('_', '-')}/",
                _view_of(code),
                name=f"api_publication_{code}",
            )
            for code in SERVICES
        ],
    ]
