"""/api/v1/indicators/: the figures of the page, number for number."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.problems import Invalid
from reports.api.shapes import ReportOut
from reports.forms import FiguresForm, asked
from reports.indicators import READERS, Figure, Indicator, Line
from suggestions.choices import SatisfiedBase, Silence

YES_NO = ["yes", "no"]
ASKED = [
    OpenApiParameter("as_of", dt.date, description="截至哪一天，不填是今天"),
    OpenApiParameter("year", int, description="提交年份"),
    OpenApiParameter("session", str, description="in、between，或会议号"),
    OpenApiParameter("theme", int),
    OpenApiParameter("unit", int, description="承办单位，主办和分办"),
    OpenApiParameter("group", int, description="代表小组，按领衔代表"),
    OpenApiParameter("key", str, enum=YES_NO, description="重点建议"),
    OpenApiParameter("basic", str, enum=YES_NO, description="基本满意算不算满意"),
    OpenApiParameter("silence", str, enum=Silence.values),
    OpenApiParameter("base", str, enum=SatisfiedBase.values),
    OpenApiParameter("verdict", str, enum=["first"], description="按首次评价"),
]
EXAMPLE = {
    "code": "answered",
    "label": "办结率",
    "numerator": 7,
    "denominator": 7,
    "value": 100.0,
    "formula": "已答复÷已交办",
    "notes": ["办结指已经答复，不等于问题已经解决。"],
}


class Indicators(APIView):
    """What was so on a past day, from dated rows."""

    @extend_schema(
        operation_id="indicators_list",
        summary="办理统计：各项比率的分子、分母、口径和同比",
        parameters=ASKED,
        responses=ReportOut,
        examples=[OpenApiExample("办结率一项", EXAMPLE, response_only=True)],
        tags=["indicators"],
    )
    def get(self, request: Request) -> Response:
        if request.seat.role not in READERS:
            raise Http404
        form = FiguresForm(request.query_params)
        unknown = sorted(set(request.query_params) - set(form.fields))
        if unknown:
            raise Invalid("有不认识的参数。", errors={name: ["没有这个参数。"] for name in unknown})
        found = asked(form, request.seat)
        return Response(
            {
                "as_of": found.as_of,
                "before_as_of": found.before_as_of,
                "sums": asdict(found.sums),
                "indicators": [_figure(figure) for figure in found.figures],
                "themes": _lines(found.themes),
                "sessions": _lines(found.sessions),
                "units": _lines(found.units),
                "groups": _lines(found.groups),
                "league_minimum": found.league_minimum,
                "left_out": found.left_out,
            }
        )


def _indicator(item: Indicator) -> dict[str, Any]:
    return {**asdict(item), "value": item.value}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        **_indicator(figure.now),
        "before": _indicator(figure.before),
        "points": figure.change.points,
        "relative": figure.change.relative,
    }


def _lines(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id,
            "name": line.name,
            "sums": asdict(line.sums),
            "indicators": [_indicator(item) for item in line.indicators],
        }
        for line in lines
    ]
