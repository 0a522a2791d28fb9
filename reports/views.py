"""Figures as a page and as a sheet."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.clock import today
from core.exports import XLSX
from core.problems import Invalid
from liaison.models import Seat
from reports.charts import cards, chart
from reports.forms import FiguresForm, asked
from reports.indicators import READERS, Line, Report, months, year_tables
from reports.sheets import figures_sheet


def _form(request: HttpRequest) -> tuple[Seat, FiguresForm]:
    seat: Seat = request.seat
    if seat.role not in READERS:
        raise Http404
    data: dict[str, Any] = {"as_of": today(), "year": today().year}
    data = {key: str(value) for key, value in data.items()} if not request.GET else {}
    return seat, FiguresForm(data or request.GET)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    seat, form = _form(request)
    form.offer(seat)
    context: dict[str, Any] = {"form": form}
    status = 200
    try:
        found = asked(form, seat)
        context |= _shown(found, request)
        bars = months(seat, as_of=found.as_of, narrowing=found.narrowing)
        context |= {"cards": cards(found), "chart": chart(bars)}
    except Invalid:
        status = 400
    return render(request, "reports/figures.html", context, status=status)


def _shown(found: Report, request: HttpRequest) -> dict[str, Any]:
    base = _query(found)
    return {
        "report": found,
        "all_url": _listed(base),
        "sheet_url": f"{reverse('reports:sheet')}?{request.GET.urlencode()}",
        "heads": [figure.now.label for figure in found.figures],
        "tables": [
            ("会议", [_row(line, base, "session") for line in found.sessions]),
            ("主题", [_row(line, base, "theme") for line in found.themes]),
            ("代表小组", [_row(line, base, "group") for line in found.groups]),
            ("承办单位", [_row(line, base, "unit") for line in found.units]),
        ],
    }


def _query(found: Report) -> dict[str, Any]:
    """The same narrowing in the list of suggestions, which shows the cases as they are today."""
    by = found.narrowing
    query: dict[str, Any] = {"tab": "all", "year": by.year, "session": by.session}
    query |= {"theme": by.theme, "unit": by.unit, "group": by.group}
    query["key"] = None if by.key is None else str(by.key).lower()
    return query


def _listed(query: dict[str, Any]) -> str:
    kept = {key: value for key, value in query.items() if value not in {None, ""}}
    return f"{reverse('suggestions:list')}?{urlencode(kept)}"


def _row(line: Line, base: dict[str, Any], name: str) -> dict[str, Any]:
    value: Any = line.id
    if line.id is None:
        value = "between" if name == "session" else None
    url = _listed(base | {name: value}) if value is not None else ""
    return {"line": line, "url": url}


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    seat, form = _form(request)
    found = asked(form, seat)
    tables = year_tables(seat, as_of=found.as_of, narrowing=found.narrowing)
    response = HttpResponse(figures_sheet(found, tables), content_type=XLSX)
    name = quote(f"代表建议办理统计-{found.as_of:%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
