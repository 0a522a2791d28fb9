"""/api/v1/key-suggestions/: the key items, one of them, and a POST for each deed on it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.urls import URLPattern, path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.keyset import Keyset
from files.models import StoredFile
from liaison.models import Seat, Unit
from stations.api.answers import actions_of
from suggestions import services
from suggestions.api import key_shapes as shapes
from suggestions.api.inputs import DeedInput, LeadersInput
from suggestions.choices import Part
from suggestions.filters import KeyItemFilter
from suggestions.models import KeyItem, KeyItemLeader, KeyStep, Suggestion
from suggestions.permissions import key as may
from suggestions.services.leading.standing import Item, is_solved, shown
from suggestions.workflow.key import KEY_ITEM

TAGS = ["key-suggestions"]
MOST_EVENTS = 200
_ROW = (
    "id", "title", "state", "grounds", "proposed_on", "meeting", "decided_on", "planned_on",
    "closed_on", "version",
)  # fmt: skip
_NOTE = (
    "id", "number", "text", "sent_on", "due_on", "signed_by_name", "answer", "answered_on",
    "answered_by_name", "is_late",
)  # fmt: skip


def _unit(unit: Unit | None) -> dict[str, Any] | None:
    return None if unit is None else {"id": unit.pk, "name": unit.name}


def _leader(row: KeyItemLeader | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"seat": row.seat_id, "name": row.name, "title": row.title, "since": row.since}


def row_body(one: Item) -> dict[str, Any]:
    item = one.item
    return {name: getattr(item, name) for name in _ROW} | {
        "state_label": item.get_state_display(),
        "committee": _unit(item.committee),
        "supervisor": _leader(one.leaders.get(Part.SUPERVISOR)),
        "handling_leader": _leader(one.leaders.get(Part.HANDLING_LEADER)),
        "cases": len(one.cases),
        "answered": one.answered,
        "solved": one.solved,
        "quiet_days": one.quiet_days,
        "is_late": one.late,
        "is_mine": bool(one.mine),
    }


def item_body(item: KeyItem, seat: Seat) -> dict[str, Any]:
    events = item.events.order_by("-at", "-id")
    if not may.sees_inner(seat):
        events = events.filter(is_inner=False)
    texts = ("reason", "plan", "report", "drop_reason")
    names = ("at", "code", "sentence", "note", "by_name", "by_unit")
    return (
        row_body(shown([item], seat)[0])
        | {name: getattr(item, name) for name in texts}
        | {
            "suggestions": _cases(item, seat),
            "leaders": [
                (_leader(row) or {}) | {"part": row.part, "until": row.until}
                for row in item.leaders.all()
            ],
            "steps": [
                {name: getattr(row, name) for name in ("id", "what", "due_on")}
                | {"unit": _unit(row.unit), "done_on": row.done_on, "done_words": row.done_words}
                for row in item.steps.select_related("unit")
            ],
            "visits": _visits(item, seat),
            "notes": [
                {name: getattr(row, name) for name in _NOTE} | {"unit": _unit(row.unit)}
                for row in item.notes.select_related("unit")
                if may.sees_note(seat, row)
            ],
            "events": list(events.values(*names)[:MOST_EVENTS]),
            "actions": actions_of(
                KEY_ITEM,
                item,
                seat,
                lambda code: reverse(f"api_key_item_{code}", kwargs={"pk": item.pk}),
            ),
        }
    )


def _cases(item: KeyItem, seat: Seat) -> list[dict[str, Any]]:
    rows = Suggestion.objects.visible_to(seat).filter(key_cases__item=item, key_cases__until=None)
    classes = services.classes_of(item.congress_id)
    return [
        {name: getattr(case, name) for name in ("id", "number", "state", "outcome")}
        | {"title": case.public_title, "solved": is_solved(case, classes)}
        for case in rows.order_by("serial", "id")
    ]


def _visits(item: KeyItem, seat: Seat) -> list[dict[str, Any]]:
    kept = StoredFile.objects.filter(subject_type="keyitem", subject_id=item.pk).order_by("id")
    opens = may.opens_papers(seat, item)
    names = ("id", "kind", "held_on", "place", "people", "agreed", "by_name")
    return [
        {name: getattr(row, name) for name in names}
        | {"photos": [f.token for f in kept if opens and f.purpose == f"visit:{row.pk}"]}
        for row in item.visits.all()
    ]


def item_for(seat: Seat, pk: int) -> KeyItem:
    """The item, or 404: what is not yours does not exist."""
    rows = KeyItem.objects.visible_to(seat).select_related("committee", "congress")
    item: KeyItem | None = rows.filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


def _candidate(data: dict[str, Any]) -> services.Candidate:
    names = ("title", "cases", "grounds")
    return services.Candidate(
        **{name: data.pop(name) for name in names}, reason=data.pop("reason", "")
    )


class KeyItems(OnceMixin, GenericAPIView):
    serializer_class = shapes.KeyItemRow
    filterset_class = KeyItemFilter
    queryset = KeyItem.objects.none()
    keyset = Keyset("-id")

    def get_queryset(self) -> Any:
        return KeyItem.objects.visible_to(self.request.seat).select_related("committee")

    @extend_schema(
        operation_id="key_suggestions_list",
        summary="重点督办件，新的在前",
        responses={200: shapes.KeyItemRow(many=True)},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([row_body(one) for one in shown(page, request.seat)])

    @extend_schema(
        operation_id="key_suggestions_create",
        summary="提出重点督办候选",
        request=shapes.KeyCandidateInput,
        responses={201: shapes.KeyItemDetail},
        examples=[
            OpenApiExample("候选", value=shapes.KeyCandidateInput.example, request_only=True)
        ],
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        body = shapes.KeyCandidateInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        item = services.propose_key(_candidate(dict(body.validated_data)), by=request.seat)
        response = Response(item_body(item, request.seat), status=201)
        response["Location"] = reverse("api_key_item", kwargs={"pk": item.pk})
        return response


class KeyItemView(APIView):
    @extend_schema(
        operation_id="key_suggestions_retrieve",
        summary="一件重点督办",
        responses={200: shapes.KeyItemDetail},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(item_body(item_for(request.seat, pk), request.seat))


def _edit(item: KeyItem, *, by: Seat, version: int | None = None, **data: Any) -> Any:
    return services.edit_key(item, _candidate(data), by=by, version=version)


def _plan(item: KeyItem, *, by: Seat, steps: Any = (), **data: Any) -> Any:
    lines = [services.StepLine(**line) for line in steps]
    return services.plan_key(item, by=by, steps=lines, **data)


def _finish(item: KeyItem, *, by: Seat, step: int, **data: Any) -> Any:
    row = item.steps.filter(pk=step).first() or KeyStep(pk=0)
    return services.finish_key_step(item, by=by, step=row, **data)


def _visit(item: KeyItem, *, by: Seat, version: int | None = None, **data: Any) -> Any:
    return services.visit_key(item, services.Visit(**data), by=by, version=version)


SERVICES: dict[str, tuple[Callable[..., Any], type[DeedInput]]] = {
    "edit": (_edit, shapes.KeyCandidateInput),
    "decide": (services.decide_key, shapes.KeyDecideInput),
    "drop": (services.drop_key, shapes.KeyDropInput),
    "name_leaders": (services.lead_key, LeadersInput),
    "name_committee": (services.name_key_committee, shapes.KeyCommitteeInput),
    "join": (services.join_key, shapes.KeyJoinInput),
    "plan": (_plan, shapes.KeyPlanInput),
    "finish_step": (_finish, shapes.KeyStepInput),
    "visit": (_visit, shapes.KeyVisitInput),
    "send_note": (services.send_note, shapes.KeyNoteInput),
    "answer_note": (services.answer_note, shapes.KeyAnswerInput),
    "close": (services.close_key, shapes.KeyCloseInput),
}


class KeyItemDeed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh item comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        item = item_for(request.seat, pk)
        body = self.shape(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        type(self).do(item, by=request.seat, **body.validated_data)
        return Response(item_body(item_for(request.seat, pk), request.seat))


def _view_of(code: str) -> Callable[..., Any]:
    do, shape = SERVICES[code]

    def post(self: KeyItemDeed, request: Request, pk: int) -> Response:
        return KeyItemDeed.post(self, request, pk)

    label = KEY_ITEM.steps[code].label
    described = extend_schema(
        operation_id=f"key_suggestions_{code}",
        summary=label,
        request=shape,
        responses={200: shapes.KeyItemDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=TAGS,
    )
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": described(post)}
    view: type[KeyItemDeed] = type(f"{name}KeyItem", (KeyItemDeed,), parts)
    return view.as_view()


def key_routes() -> list[URLPattern]:
    return [
        path("key-suggestions/", KeyItems.as_view(), name="api_key_items"),
        path("key-suggestions/<int:pk>/", KeyItemView.as_view(), name="api_key_item"),
        *[
            path(
                f"key-suggestions/<int:pk>/{code.replace('_', '-')}/",
                _view_of(code),
                name=f"api_key_item_{code}",
            )
            for code in SERVICES
        ],
    ]
