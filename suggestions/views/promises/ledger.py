"""The ledger of promises: filters in the address, one sheet, one print."""

from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from audit.services import record
from core import exports
from core.clock import today
from core.display import full_day
from core.keyset import Keyset
from core.problems import Invalid
from core.web import page_of
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat, Unit
from stations.models import Theme
from suggestions.choices import PromiseState, Rating
from suggestions.filters import DUE, PROMISE_TABS, PromiseFilter
from suggestions.models import Promise
from suggestions.querysets import PromiseQuerySet
from suggestions.views.narrowing import Menu, chips, kept, open_menus, with_value, without
from suggestions.views.promises.shown import days_late, row_of
from suggestions.views.rows import short_number

BY_DUE = Keyset("due_on", "id")
PAGE = 20
MOST = 100
WAITERS = UNIT_ROLES | {Role.OFFICE, Role.PRESIDIUM, Role.DEPUTY}
COLUMNS = [
    ("建议编号", 22),
    ("建议题目", 40),
    ("承诺事项", 46),
    ("承办单位", 22),
    ("承诺日期", 16),
    ("最初时限", 16),
    ("现在的时限", 16),
    ("改期次数", 10),
    ("状态", 16),
    ("报告落实", 16),
    ("晚了几天", 10),
    ("销号", 16),
    ("变更说明", 40),
    ("代表对兑现的评价", 16),
]


@require_GET
def promise_list(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    visible = Promise.objects.visible_to(seat)
    menus = _menus(seat, visible)
    tab, tabs = _tabs(request, seat, visible)
    rows = _found(request, tab)
    page = page_of(request, rows.select_related("suggestion__lead", "unit"), BY_DUE, PAGE)
    text = request.GET.get("q", "")
    context = page | {
        "rows": [row_of(promise) for promise in page["rows"]],
        "tabs": tabs,
        "tab": tab,
        "menus": open_menus(menus, request.GET),
        "chips": chips(menus, request.GET, text),
        "kept": kept(menus, request.GET),
        "clear_url": without(request.GET, "q", *[menu.name for menu in menus]),
        "text": text,
        "query": without(_with_tab(request, tab))[1:],
        "suggestions_url": reverse("suggestions:list"),
    }
    return render(request, "suggestions/promises.html", context)


def _with_tab(request: HttpRequest, tab: str) -> QueryDict:
    query = request.GET.copy()
    query["tab"] = tab
    return query


def _tabs(
    request: HttpRequest, seat: Seat, visible: PromiseQuerySet
) -> tuple[str, list[dict[str, Any]]]:
    """What waits comes first for whoever may have something waiting; all counted in one query."""
    labels = [one for one in PROMISE_TABS if one[0] != "waiting" or seat.role in WAITERS]
    counted = visible.aggregate(
        open=Count("id", filter=Q(state=PromiseState.OPEN)),
        late=Count("id", filter=Q(state=PromiseState.OPEN, due_on__lt=today())),
        reported=Count("id", filter=Q(state=PromiseState.REPORTED)),
        waiting=Count("id", filter=Q(pk__in=visible.waiting_for(seat).values("pk"))),
    )
    wanted = request.GET.get("tab", "")
    if wanted not in dict(labels):
        wanted = "waiting" if counted["waiting"] and seat.role in WAITERS else "open"
    links = [
        {
            "label": label,
            "url": with_value(request.GET, "tab", code),
            "count": counted.get(code),
            "on": code == wanted,
        }
        for code, label in labels
    ]
    return wanted, links


def _found(request: HttpRequest, tab: str) -> PromiseQuerySet:
    visible = Promise.objects.visible_to(request.seat)
    rows: PromiseQuerySet = PromiseFilter(
        _with_tab(request, tab), queryset=visible, request=request
    ).qs
    return rows


def _menus(seat: Seat, visible: PromiseQuerySet) -> list[Menu]:
    """Only units, themes and years that the ledger has."""
    units = Unit.objects.filter(pk__in=visible.values("unit_id")).as_menu()
    themes = Theme.objects.filter(pk__in=visible.values("suggestion__theme_id"))
    years = sorted({day.year for day in visible.dates("due_on", "year")}, reverse=True)
    return [
        Menu("unit", "单位", [(str(u.pk), u.short_name or u.name) for u in units]),
        Menu("theme", "主题", [(str(t.pk), t.name) for t in themes]),
        Menu("due", "期限", DUE),
        Menu("year", "时限年份", [(str(year), f"{year}年") for year in years]),
        Menu("state", "状态", list(PromiseState.choices)),
        Menu("carried", "改期", [("true", "改过期的"), ("false", "没改过期的")]),
        Menu("rating", "兑现评价", list(Rating.choices)),
    ]


@require_POST
def promise_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, as a sheet; the record says who took it out."""
    seat: Seat = request.seat
    rows = _chosen(request)
    with transaction.atomic():
        record(
            "promise.export",
            by=seat,
            label="导出承诺台账",
            after={"rows": len(rows), "query": without(request.GET, "q")[1:]},
        )
        day = today()
        note = f"{seat.unit.name}{seat.person_name}，{full_day(day)}导出，共{len(rows)}项"
        sheet = exports.xlsx("承诺台账", COLUMNS, map(_line, rows), notes=[note])
    response = HttpResponse(sheet, content_type=exports.XLSX)
    name = quote(f"承诺台账-{day:%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_GET
def promise_print(request: HttpRequest) -> HttpResponse:
    """承诺台账 on paper, as it is filtered on screen."""
    context = {
        "rows": [row_of(promise) for promise in _chosen(request)],
        "today": today(),
        "unit_name": request.seat.unit.name,
        "back_url": f"{reverse('suggestions:promises')}?{request.GET.urlencode()}",
    }
    return render(request, "suggestions/print/promises.html", context)


def _chosen(request: HttpRequest) -> list[Promise]:
    tab = request.GET.get("tab", "all")
    rows = _found(request, tab if tab in dict(PROMISE_TABS) else "all")
    found = list(
        rows.select_related("suggestion__lead", "unit").order_by("due_on", "id")[: MOST + 1]
    )
    if len(found) > MOST:
        raise Invalid(
            f"一次最多{MOST}项，现在选出来的超过了。请用单位、主题或年份缩小范围，分几次来。"
        )
    return found


def _line(promise: Promise) -> list[Any]:
    case = promise.suggestion
    return [
        case.number or short_number(case),
        case.public_title,
        "（保密件）" if case.is_confidential else promise.what,
        promise.unit.name,
        promise.made_on,
        promise.first_due_on,
        promise.due_on,
        promise.carried,
        promise.get_state_display(),
        promise.reported_on,
        days_late(promise) or "",
        promise.struck_on,
        "" if case.is_confidential else promise.change_words,
        promise.get_rating_display(),
    ]
