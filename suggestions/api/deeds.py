"""POST /suggestions/{id}/<deed>/: one address for each step of the workflow."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from suggestions import services
from suggestions.api import drafts, inputs
from suggestions.api.shapes import SuggestionDetail
from suggestions.api.views import TAGS, answer, case_for
from suggestions.workflow import SUGGESTION


class Deed(OnceMixin, APIView):
    """The body's fields are the service's arguments; the fresh case comes back."""

    do: ClassVar[Callable[..., Any]]
    shape: ClassVar[type[inputs.DeedInput]]

    def post(self, request: Request, pk: int) -> Response:
        case = case_for(request.seat, pk)
        body = self.shape(data=request.data, context={"seat": request.seat, "case": case})
        body.is_valid(raise_exception=True)
        type(self).do(case, by=request.seat, **body.validated_data)
        return answer(request.seat, pk)


SERVICES: dict[str, tuple[Callable[..., Any], type[inputs.DeedInput]]] = {
    "invite": (services.invite, inputs.InviteInput),
    "confirm_cosign": (partial(services.answer_cosign, agree=True), inputs.CosignInput),
    "decline_cosign": (partial(services.answer_cosign, agree=False), inputs.CosignInput),
    "submit": (services.submit, inputs.DeedInput),
    "withdraw": (services.withdraw, inputs.WithdrawInput),
    "agree_withdrawal": (partial(services.answer_withdrawal, agree=True), inputs.CosignInput),
    "refuse_withdrawal": (partial(services.answer_withdrawal, agree=False), inputs.CosignInput),
    "deny_cosign": (services.deny_cosign, inputs.DenyInput),
    "accept": (services.accept, inputs.AcceptInput),
    "send_back": (services.send_back, inputs.ReasonInput),
    "refuse": (services.refuse, inputs.RefuseInput),
    "split": (services.split, inputs.SplitInput),
    "merge": (services.merge, inputs.IntoFileInput),
    "unmerge": (services.unmerge, inputs.ReasonInput),
    "assign": (services.assign, inputs.AssignInput),
    "reassign": (services.reassign, inputs.ReassignInput),
    "recall": (services.recall, inputs.ReasonInput),
    "sign_for": (services.sign_for, inputs.DeedInput),
    "log_contact": (services.log_contact, inputs.ContactInput),
    "give_co_opinion": (services.give_co_opinion, inputs.CoOpinionInput),
    "return_opinion": (services.return_opinion, inputs.ReturnOpinionInput),
    "draft_reply": (services.draft_reply, drafts.DraftReplyInput),
    "check_reply": (services.check_reply, drafts.CheckReplyInput),
    "return_draft": (services.return_draft, drafts.ReturnDraftInput),
    "reply": (services.reply, inputs.ReplyInput),
    "record_delivery": (services.record_delivery, inputs.DeliveryInput),
    "add_scan": (services.add_scan, drafts.SealedInput),
    "recall_reply": (services.recall_reply, inputs.ReasonInput),
    "ask_return": (services.ask_return, inputs.AskReturnInput),
    "decide_return": (services.decide_return, inputs.DecideReturnInput),
    "ask_extension": (services.ask_extension, inputs.AskExtensionInput),
    "agree_extension": (services.agree_extension, inputs.DecideInput),
    "decide_extension": (services.decide_extension, inputs.DecideInput),
    "answer_press": (services.answer_press, inputs.AnswerPressInput),
    "rate": (services.rate, inputs.RateSurveyInput),
    "rate_again": (services.rate_again, inputs.RateSurveyInput),
    "study": (services.study, inputs.StudyInput),
    "coordinate": (services.coordinate, inputs.CoordinateInput),
    "add_promise": (services.add_promise, inputs.AddPromiseInput),
    "follow_check": (services.follow_check, inputs.StudyInput),
    "make_key": (services.make_key, inputs.MakeKeyInput),
    "name_leaders": (services.name_leaders, inputs.LeadersInput),
    "archive": (services.archive, inputs.DeedInput),
    "unarchive": (services.unarchive, inputs.ReasonInput),
    "press": (services.press, inputs.PressInput),
}


def view_of(code: str) -> Callable[..., Any]:
    """The view of a step, with its own operation, shape and example in the schema."""
    do, shape = SERVICES[code]
    label = SUGGESTION.steps[code].label
    name = "".join(part.title() for part in code.split("_"))
    parts = {"do": staticmethod(do), "shape": shape, "post": _post(code, label, shape)}
    view: type[Deed] = type(name, (Deed,), parts)
    return view.as_view()


def _post(code: str, label: str, shape: type[inputs.DeedInput]) -> Callable[..., Response]:
    def post(self: Deed, request: Request, pk: int) -> Response:
        return Deed.post(self, request, pk)

    described = extend_schema(
        operation_id=f"suggestions_{code}",
        summary=label,
        request=shape,
        responses={200: SuggestionDetail},
        examples=[OpenApiExample(label, value=shape.example, request_only=True)],
        tags=TAGS,
    )
    return described(post)
