"""POST /opinions/{id}/<deed>/: one address for each step of the workflow."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from stations import services
from stations.api import inputs, matter_inputs, voter_inputs
from stations.api.shapes import OpinionDetail, VoterContact, VoterSlip
from stations.api.views import opinion_answer, opinion_for
from stations.services import asking, public_notices
from stations.workflow import OPINION


class Deed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh case comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[inputs.DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        case = opinion_for(request.seat, pk)
        body = self.shape(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        type(self).do(case, by=request.seat, **body.validated_data)
        return opinion_answer(request.seat, pk)


SERVICES: dict[str, tuple[Callable[..., Any], type[inputs.DeedInput]]] = {
    "answer": (services.answer, inputs.AnswerInput),
    "route": (services.route, inputs.RouteInput),
    "reroute": (services.reroute, inputs.RerouteInput),
    "bounce": (services.bounce, inputs.BounceInput),
    "decline": (services.decline, inputs.DeclineInput),
    "report_result": (services.report_result, inputs.ResultInput),
    "tell_back": (services.tell_back, inputs.TellInput),
    "add": (services.add, inputs.AddInput),
    "ask": (asking.ask, voter_inputs.AskVoterInput),
    "publish": (public_notices.publish, voter_inputs.PublishInput),
    "release_notice": (public_notices.release, voter_inputs.ReleaseInput),
    "change_notice": (public_notices.change, voter_inputs.ChangeNoticeInput),
    "also_route": (services.also_route, matter_inputs.AlsoRouteInput),
    "finish_route": (services.finish_route, matter_inputs.FinishRouteInput),
    "ask_extension": (services.ask_extension, matter_inputs.AskMoreTimeInput),
    "extend": (services.extend, matter_inputs.ExtendInput),
    "refuse_extension": (services.refuse_extension, matter_inputs.AskMoreTimeInput),
    "reopen": (services.reopen, matter_inputs.ReopenInput),
    "try_contact": (services.try_contact, matter_inputs.TryContactInput),
    "classify": (services.classify, matter_inputs.ClassifyInput),
    "link_same": (services.link_same, matter_inputs.OtherInput),
    "unlink_same": (services.unlink_same, matter_inputs.OtherInput),
    "fold": (services.fold, matter_inputs.FoldInput),
    "unfold": (services.unfold, matter_inputs.UnfoldInput),
}


def view_of(code: str) -> Callable[..., Any]:
    """The view of a step, with its own operation, shape and example in the schema."""
    do, shape = SERVICES[code]
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": _post(code, shape)}
    view: type[Deed] = type(f"Opinion{name}", (Deed,), parts)
    return view.as_view()


def _post(code: str, shape: type[inputs.DeedInput]) -> Callable[..., Response]:
    label = OPINION.steps[code].label

    def post(self: Deed, request: Request, pk: int) -> Response:
        return Deed.post(self, request, pk)

    described: Callable[..., Response] = extend_schema(
        operation_id=f"opinions_{code}",
        summary=label,
        request=shape,
        responses={200: OpinionDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=["opinions"],
    )(post)
    return described


class Reveal(APIView):
    """Not repeatable from a stored answer: what is shown here is stored nowhere."""

    @extend_schema(
        operation_id="opinions_reveal",
        summary="查看来访人联系方式，会被记录",
        request=inputs.RevealInput,
        responses={200: VoterContact},
        examples=[OpenApiExample("查看", value=inputs.RevealInput.example, request_only=True)],
        tags=["opinions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        case = opinion_for(request.seat, pk)
        body = inputs.RevealInput(data=request.data, context={"seat": request.seat})
        body.is_valid(raise_exception=True)
        contact = services.reveal(case, by=request.seat, **body.validated_data)
        return _unstored({"name": contact.name, "phone": contact.phone})


class IssueSlip(APIView):
    """The code leaves the server once; only its hash stays."""

    @extend_schema(
        operation_id="opinions_issue_slip",
        summary="领取来访人回执的查询码，旧的作废",
        request=inputs.EmptyInput,
        responses={200: VoterSlip},
        tags=["opinions"],
    )
    def post(self, request: Request, pk: int) -> Response:
        case = opinion_for(request.seat, pk)
        inputs.EmptyInput(data=request.data).is_valid(raise_exception=True)
        code = services.issue_slip(case, by=request.seat)
        return _unstored({"number": case.number, "code": code})


def _unstored(body: dict[str, str]) -> Response:
    return Response(body, headers={"Cache-Control": "no-store"})
