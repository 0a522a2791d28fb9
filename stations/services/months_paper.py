"""工作月报 of a station as a paper, and the county's table of a month as a sheet."""

from collections.abc import Iterable
from typing import Any

from core.display import cn_date
from core.exports import xlsx
from core.papers import Cell, Form, Paper, Signatures, Table
from stations.choices import ActivityState, Route
from stations.models import Activity, Station
from stations.services.months import MEANINGS, Figures, Month

_SHEET = [
    "days", "visits", "people", "received", "on_spot", "suggested", "handled", "told", "rated",
    "well", "duties", "in_time", "waiting", "activities", "attended", "deputies", "receiving",
]  # fmt: skip


def month_paper(station: Station, month: Month, figures: Figures, before: Figures) -> Paper:
    """The same numbers as on the page, with those of the month before."""
    rows = [
        [label, getattr(figures, name), getattr(before, name), meaning]
        for name, (label, meaning) in MEANINGS.items()
    ]
    rows += [
        ["满意率", figures.well_rate, before.well_rate, "满意和基本满意÷有评价"],
        ["按期率", figures.in_time_rate, before.in_time_rate, "按期完成÷到期事项"],
    ]
    routes = [[label, figures.by_route.get(code, 0)] for code, label in route_rows(figures)]
    held = [
        [cn_date(row.held_on), row.title, row.get_kind_display()]
        for row in activities_of(station, month)
    ]
    return Paper(
        title=station.name,
        subtitle=f"{month.label}工作月报",
        blocks=[
            Form([[Cell("联络站", station.name), Cell("月份", month.label)]]),
            Table(
                ["项目", "本月", "上月", "口径"],
                rows,
                widths=[3, 2, 2, 7],
                align="lrrl",
                title="一、主要数字",
            ),
            Table(
                ["去向", "件数"],
                routes,
                widths=[4, 1],
                align="lr",
                title="二、当月意见的去向",
                empty="本月没有收到意见。",
            ),
            Table(
                ["日期", "活动", "种类"],
                held,
                widths=[2, 6, 2],
                align="lll",
                title="三、活动",
                empty="本月没有开展活动。",
            ),
            Signatures(["填报人", "站长签名"]),
        ],
    )


def route_rows(figures: Figures) -> list[tuple[str, str]]:
    """The routes that occur, in the order of the form; what waits to be routed comes last."""
    known = [(code, label) for code, label in Route.choices if figures.by_route.get(code)]
    return known + ([("", "待分办")] if figures.by_route.get("") else [])


def activities_of(station: Station, month: Month) -> list[Activity]:
    rows = Activity.objects.filter(
        station=station,
        held_on__range=(month.first, month.last),
        state__in=[ActivityState.HELD, ActivityState.CLOSED],
    )
    return list(rows.order_by("held_on", "id"))


def month_sheet(rows: Iterable[tuple[Station, Figures]], month: Month, who: str) -> bytes:
    """One line a station, by name: figures, no ranks."""
    columns = [("联络站", 26), ("乡镇街道", 14)]
    columns += [(MEANINGS[name][0], 12) for name in _SHEET] + [("满意率", 10), ("按期率", 10)]
    return xlsx(month.label, columns, [_line(*row) for row in rows], notes=[who])


def _line(station: Station, figures: Figures) -> list[Any]:
    town = station.township.name if station.township else ""
    numbers = [getattr(figures, name) for name in _SHEET]
    return [station.name, town, *numbers, figures.well_rate, figures.in_time_rate]
