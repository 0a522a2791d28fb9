"""Rules for clients: what holds, an example reckoned, a look at a change, the change itself."""

import datetime as dt
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import OnceMixin
from core.api.serializers import Input
from core.clock import today
from deadlines import services
from deadlines.api.rule_shapes import (
    EffectOut,
    LadderIn,
    LadderOut,
    RuleIn,
    RuleLookIn,
    RuleOut,
    RulePage,
    RuleWhole,
)
from deadlines.choices import Kind, kinds
from deadlines.forms import rule_from
from deadlines.models import DeadlineRule
from deadlines.services import Effect, Line, Past
from liaison.models import Congress, Seat
from liaison.permissions import bound_to

DAY = OpenApiParameter("on", dt.date, description="这一天起算的按哪条；不填是今天")
NEW = {
    "kind": "rate_reply",
    "unit": "working_days",
    "amount": 15,
    "effective_from": "2027-01-01",
    "reminders": [7, 3, 1, 0],
    "source": "示范县人大常委会办公室2026年第12号通知",
}


def bound(request: Request) -> tuple[Seat, Congress]:
    """Whoever works for a congress reads its rules; administrators of the platform do not."""
    congress = bound_to(request.seat)
    if congress is None:
        raise Http404
    return request.seat, congress


def known_kind(code: str) -> Kind:
    found = next((kind for kind in kinds() if kind.code == code), None)
    if found is None:
        raise Http404
    return found


class DeadlineRules(OnceMixin, APIView):
    """What holds in the seat's congress for each kind of duty."""

    @extend_schema(
        operation_id="deadline_rules_list",
        summary="期限规则：每类事项谁来办、多长、依据",
        parameters=[DAY],
        responses=RulePage,
        tags=["deadline-rules"],
    )
    def get(self, request: Request) -> Response:
        _, congress = bound(request)
        rows = [line_out(line) for line in services.book(congress.pk, asked_day(request))]
        return Response({"results": rows, "next": None, "previous": None})

    @extend_schema(
        operation_id="deadline_rules_create",
        summary="定一条从某天起的新规则",
        request=RuleIn,
        responses={201: RuleWhole},
        examples=[OpenApiExample("评价延长到15个工作日", NEW | {"moving": 0}, request_only=True)],
        tags=["deadline-rules"],
    )
    def post(self, request: Request) -> Response:
        seat, congress = bound(request)
        data = valid(RuleIn, request)
        moving = data.pop("moving")
        kind = known_kind(data.pop("kind"))
        rule = services.add_rule(rule_from(data, kind, congress), by=seat, moving=moving)
        body = whole(seat, congress, kind.code, rule.effective_from)
        return Response(
            body, status=201, headers={"Location": f"/api/v1/deadline-rules/{kind.code}/"}
        )


class DeadlineRuleLook(APIView):
    """A look before the deed; nothing is stored."""

    @extend_schema(
        operation_id="deadline_rules_preview",
        summary="先看影响：哪些正在计算的期限会改",
        request=RuleLookIn,
        responses=EffectOut,
        examples=[OpenApiExample("先看影响", NEW, request_only=True)],
        tags=["deadline-rules"],
    )
    def post(self, request: Request) -> Response:
        seat, congress = bound(request)
        data = valid(RuleLookIn, request)
        row = rule_from(data, known_kind(data.pop("kind")), congress)
        services.check(row, seat)
        effect = services.effect_of(row)
        start = max(row.effective_from, today())
        found = services.terms_of(row).calculate(start, services.calendar_for(seat))
        return Response(effect_out(effect, seat) | {"example": example_out(found)})


class DeadlineRuleView(APIView):
    """One kind with its history."""

    @extend_schema(
        operation_id="deadline_rules_retrieve",
        summary="一类事项的规则、例子和历次规则",
        parameters=[DAY],
        responses=RuleWhole,
        tags=["deadline-rules"],
    )
    def get(self, request: Request, kind: str) -> Response:
        seat, congress = bound(request)
        return Response(whole(seat, congress, known_kind(kind).code, asked_day(request)))


class DeadlineRuleWithdraw(OnceMixin, APIView):
    """Take back a rule that has not begun."""

    @extend_schema(
        operation_id="deadline_rules_withdraw",
        summary="撤回还没生效的规则",
        request=None,
        responses={204: None},
        tags=["deadline-rules"],
    )
    def post(self, request: Request, pk: int) -> Response:
        seat, congress = bound(request)
        rows = DeadlineRule.objects.visible_to(seat).filter(congress=congress)
        services.withdraw_rule(get_object_or_404(rows, pk=pk), by=seat)
        return Response(status=204)


class Ladder(OnceMixin, APIView):
    """Who hears of a late duty, and when."""

    @extend_schema(
        operation_id="escalation_ladder",
        summary="逾期上报：逾期几天报给谁",
        responses=LadderOut,
        tags=["deadline-rules"],
    )
    def get(self, request: Request) -> Response:
        _, congress = bound(request)
        return Response(ladder_out(congress))

    @extend_schema(
        operation_id="escalation_ladder_set",
        summary="改逾期上报",
        request=LadderIn,
        responses=LadderOut,
        examples=[
            OpenApiExample(
                "一周一级",
                {"unit_head": 7, "govoffice": 14, "office": 21, "leader": 0},
                request_only=True,
            )
        ],
        tags=["deadline-rules"],
    )
    def post(self, request: Request) -> Response:
        seat, congress = bound(request)
        services.set_ladder(congress, valid(LadderIn, request), by=seat)
        return Response(ladder_out(congress))


def valid(shape: type[Input], request: Request) -> dict[str, Any]:
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    data: dict[str, Any] = body.validated_data
    return data


def asked_day(request: Request) -> dt.date:
    text = request.query_params.get("on", "")
    if not text:
        return today()
    day: dt.date = serializers.DateField().run_validation(text)
    return day


def line_out(line: Line) -> dict[str, Any]:
    terms = line.terms
    month, day = terms.fixed or (None, None)
    return RuleOut(
        {
            "kind": line.kind.code,
            "kind_label": line.kind.label,
            "subject": line.subject,
            "roles": list(line.kind.roles),
            "id": line.rule.pk if line.is_own and line.rule else None,
            "unit": terms.unit,
            "amount": terms.amount or None,
            "fixed_month": month,
            "fixed_day": day,
            "period": line.period,
            "effective_from": line.since,
            "reminders": terms.reminders,
            "late_every": terms.late_every,
            "amber_denominator": terms.fraction[1],
            "escalates": line.kind.escalates,
            "source": line.source,
            "own": line.is_own,
            "from_case": line.kind.from_case,
        }
    ).data


def whole(seat: Seat, congress: Congress, code: str, on: dt.date) -> dict[str, Any]:
    line = services.line(congress.pk, code, on)
    found = None if line.kind.from_case else line.example(services.calendar_for(seat), on)
    return {
        **line_out(line),
        "example": example_out(found) if found else None,
        "history": [past_out(one) for one in services.history(congress.pk, code)],
    }


def example_out(found: Any) -> dict[str, Any]:
    return {"from_on": found.from_on, "due_on": found.due_on, "calculation": found.words()}


def past_out(one: Past) -> dict[str, Any]:
    return {
        "id": one.rule.pk if one.rule is not None else None,
        "period": one.period,
        "effective_from": one.since,
        "until": one.until,
        "state_label": one.state,
        "source": one.source,
        "made_by": one.by,
        "made_at": one.at,
    }


def effect_out(effect: Effect, seat: Seat) -> dict[str, Any]:
    named = services.named_for(seat, effect.first)
    return {
        "waiting": effect.waiting,
        "begun": effect.begun,
        "moving": len(effect.moves),
        "earlier": effect.earlier,
        "late": effect.late,
        "first": [
            {
                "deadline": move.deadline.pk,
                "label": move.deadline.subject_label if move.deadline.pk in named else "",
                "url": move.case_url if move.deadline.pk in named else "",
                "due_on": move.deadline.due_on,
                "new_due_on": move.due_on,
                "late": move.late,
            }
            for move in effect.first
        ],
    }


def ladder_out(congress: Congress) -> dict[str, Any]:
    return {
        "own": services.has_own_ladder(congress.pk),
        "steps": [
            {"role": rung.role, "role_label": rung.label, "after_days": rung.after_days}
            for rung in services.ladder_of(congress.pk)
        ],
    }
