"""The list of opinions, one opinion, and the export of what is seen."""

from typing import Any

from django.db.models import Count, DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.services import record
from core import asked
from core.clock import today
from core.display import cn_date
from core.exports import XLSX, xlsx
from core.keyset import Keyset
from core.problems import Invalid
from core.web import page_of
from deadlines.services import climb_on
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.choices import Channel, OpinionState, Route, Satisfaction
from stations.filters import OpinionFilter, visible_stations
from stations.models import Opinion, Theme
from stations.services.visitors import wording_for
from stations.views.matters import asked_of, same_of, ways_of
from stations.views.shared import address, chips_of, choice_menu
from stations.views.story import (
    events_of,
    facts_of,
    photos_of,
    result_title,
    sees_reception,
    sentence_of,
    steps_of,
    visitor_of,
)
from stations.workflow import OPINION

NEWEST = Keyset("-id")
MOST_PRESSING = Keyset("due_key", "id")
EXPORT_LIMIT = 100
_BOUNCED = {"1": "退回过", "2": "退回两次以上"}
TABS = {
    "mine": "等我办",
    "routed": "办理中",
    "handled": "待回复来访人",
    "told": "已回复",
    "suggested": "已提建议",
    "all": "全部",
}
# Nothing waits for whoever only reads.
_READERS = frozenset({Role.LEADER})
_DECIDERS = STATION_ROLES | {Role.PRESIDIUM, Role.OFFICE}
_NEVER = Value("9999-12-31", output_field=DateField())


@require_http_methods(["GET", "HEAD", "POST"])
def opinions(request: HttpRequest) -> HttpResponse:
    """What is looked for comes by POST: it may be a voter's name, and reaches the voter's words."""
    if asked.must_move(request):
        return redirect(asked.address(request, request.POST or request.GET))
    tab = _tab(request)
    rows = _selected(request, request.GET, tab).select_related("station", "handler")
    keyset = NEWEST
    if tab == "mine":
        rows = rows.annotate(due_key=Coalesce("due_on", _NEVER))
        keyset = MOST_PRESSING
    context = page_of(request, rows, keyset)
    return render(
        request,
        "stations/opinion_list.html",
        context
        | {
            "tab": tab,
            "tabs": _tabs(request, tab),
            "menus": _menus(request),
            "chips": _chips(request),
            "clear_url": f"?tab={tab}",
            "searched": asked.filled(request, request.GET).get("q", ""),
            "sent": [(k, v) for k, v in request.GET.items() if k not in {"cursor", "tab"}],
            "show_station": request.seat.role not in STATION_ROLES,
            "may_record": request.seat.role in STATION_ROLES,
            "bulk": _bulk(request.seat, tab),
        },
    )


def _bulk(seat: Seat, tab: str) -> list[dict[str, str]]:
    """What can be done with several rows of this tab at once: only what waits for it."""
    found = []
    if seat.role in _DECIDERS and tab in {"mine", "all"}:
        found.append({"code": "route", "label": "一起分办"})
    if seat.role in STATION_ROLES and tab in {"mine", "handled", "all"}:
        url = reverse("stations:opinions-tell")
        found.append({"code": "tell", "label": "一起回复", "url": url})
    return found


def _tab(request: HttpRequest) -> str:
    """What waits for this seat comes first; where nothing does, there is everything to read."""
    tab = request.GET.get("tab", "")
    if tab in TABS:
        return tab
    waiting = Opinion.objects.visible_to(request.seat).waiting_for(request.seat)
    return "mine" if waiting.exists() else "all"


def _selected(request: HttpRequest, chosen: QueryDict, tab: str) -> QuerySet[Opinion]:
    """What the seat sees, narrowed by tab and filters; the export uses the same."""
    rows = Opinion.objects.visible_to(request.seat)
    if tab == "mine":
        rows = rows.waiting_for(request.seat)
    elif tab != "all":
        rows = rows.filter(state=tab)
    if asked.is_lost(request, chosen):
        return rows.none()
    words = asked.filled(request, chosen)
    narrowed: QuerySet[Opinion] = OpinionFilter(words, rows, request=request).qs
    return narrowed


def _tabs(request: HttpRequest, tab: str) -> list[dict[str, Any]]:
    """Counts per state in one query, and what waits for this seat in another."""
    visible = Opinion.objects.visible_to(request.seat)
    counts = dict(visible.order_by().values_list("state").annotate(n=Count("id")))
    counts["all"] = sum(counts.values())
    counts["mine"] = visible.waiting_for(request.seat).count()
    return [
        {
            "label": label,
            "url": address(request, tab=code),
            "count": counts.get(code, 0),
            "on": code == tab,
        }
        for code, label in TABS.items()
        if code != "mine" or request.seat.role not in _READERS
    ]


def _menus(request: HttpRequest) -> list[dict[str, Any]]:
    seat = request.seat
    themes = Theme.objects.for_congress(seat.unit.congress_id).filter(parent=None)
    menus = [
        ("主题", choice_menu(request, "theme", themes.values_list("pk", "name"))),
        ("来源", choice_menu(request, "channel", Channel.choices)),
        ("去向", choice_menu(request, "route", Route.choices)),
        ("期限", choice_menu(request, "late", [("true", "只看逾期")])),
        ("满意度", choice_menu(request, "satisfaction", Satisfaction.choices)),
        ("退回", choice_menu(request, "bounced", _BOUNCED.items())),
    ]
    if seat.role not in STATION_ROLES:
        stations = visible_stations(request).filter(closed_on=None).order_by("township_id", "id")
        names = stations.values_list("pk", "name")[:200]
        menus.insert(0, ("联络站", choice_menu(request, "station", names)))
        menus.append(("最初在哪站", choice_menu(request, "origin", names)))
    return [{"label": label, "options": options} for label, options in menus]


def _chips(request: HttpRequest) -> list[dict[str, str]]:
    known: dict[str, tuple[str, dict[Any, str]]] = {
        "q": ("搜索", {}),
        **asked.chip(request, request.GET),
        "channel": ("来源", dict(Channel.choices)),
        "route": ("去向", dict(Route.choices)),
        "late": ("", {"true": "只看逾期"}),
        "satisfaction": ("满意度", dict(Satisfaction.choices)),
        "bounced": ("", _BOUNCED),
        "state": ("状态", dict(OpinionState.choices)),
        "received_after": ("反映日期从", _day_words(request, "received_after")),
        "received_before": ("反映日期到", _day_words(request, "received_before")),
    }
    theme = request.GET.get("theme", "")
    if theme.isdecimal():
        row = Theme.objects.filter(pk=int(theme[:9])).first()
        known["theme"] = ("主题", {theme: row.name if row else "没有这个主题"})
    for name, label in (("station", "联络站"), ("origin", "最初在")):
        sent = request.GET.get(name, "")
        if sent.isdecimal():
            place = visible_stations(request).filter(pk=int(sent[:9])).first()
            known[name] = (label, {sent: place.name if place else "没有这个站"})
    return chips_of(request, known)


def _day_words(request: HttpRequest, name: str) -> dict[Any, str]:
    value = request.GET.get(name, "")
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    return {value: cn_date(day) if day else "日期不对"}


@require_GET
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    case = visible_opinion(request, pk)
    actions = actions_of(case, request)
    sees_visit = sees_reception(case, request.seat)
    said = wording_for(request.seat, case)
    addenda = list(case.addenda.all())
    for row in addenda:
        row.text = said(row.text)
    return render(
        request,
        "stations/opinion.html",
        {
            "opinion": case,
            "words": said(case.raw_text),
            "summary": said(case.summary),
            "sentence": sentence_of(case),
            "ladder": climb_on(case) if case.due_on and case.due_on < today() else [],
            "result_title": result_title(case),
            "steps": steps_of(case),
            "events": events_of(case, request.seat),
            "facts": facts_of(case, said),
            "photos": photos_of(case),
            "asked": asked_of(case, actions),
            "deeds": [one for one in actions if one["code"] not in _ELSEWHERE],
            "more": [one for one in actions if one["code"] in _MORE],
            "ways": ways_of(case, request.seat),
            "same": same_of(case, request.seat),
            "reveal_url": next((one["url"] for one in actions if one["code"] == "reveal"), ""),
            "visitor": visitor_of(case, sees_visit=sees_visit),
            "sees_reception": sees_visit,
            "addenda": addenda,
        },
    )


def visible_opinion(request: HttpRequest, pk: int) -> Opinion:
    rows = Opinion.objects.visible_to(request.seat).select_related(
        "station__unit", "handler", "theme__parent", "reception", "township"
    )
    return get_object_or_404(rows, pk=pk)


# Behind 更多, so that what moves the opinion on stands out.
_MORE = frozenset(
    {
        "add",
        "also_route",
        "ask_extension",
        "classify",
        "extend",
        "fold",
        "issue_slip",
        "link_same",
        "unlink_same",
    }
)
# The contact stands beside the visitor, the end of a further way beside that way, and the answer
# to a request for more time beside the request.
_ELSEWHERE = _MORE | {"reveal", "finish_route", "refuse_extension"}
_ICONS = {
    "answer": "message-2",
    "route": "send",
    "report_result": "clipboard-check",
    "tell_back": "phone",
    "release_notice": "send",
    "take_up": "file-plus",
    "reveal": "eye",
    "issue_slip": "printer",
}


def actions_of(case: Opinion, request: HttpRequest) -> list[dict[str, Any]]:
    """Only the deeds that will work now; the contact has its own place beside the visitor."""
    steps = OPINION.available(case, request.seat)
    # What is drafted already comes first, and one button stands out.
    drafted = any(step.code == "release_notice" for step in steps)
    labels = {"change_notice": "改公示稿"} if drafted else {}
    return [
        {
            "code": step.code,
            "label": labels.get(step.code, step.label),
            "primary": step.primary and not (drafted and step.code == "tell_back"),
            "icon": _ICONS.get(step.code, ""),
            "url": _deed_url(case, step.code),
            # A suggestion is drafted on a page of its own, not in a dialog.
            "whole_page": step.code == "take_up",
        }
        for step in steps
    ]


def _deed_url(case: Opinion, code: str) -> str:
    if code == "take_up":
        return f"/suggestions/new/?opinion={case.pk}"
    return reverse("stations:opinion-deed", kwargs={"pk": case.pk, "deed": code})


_COLUMNS = [
    ("编号", 22),
    ("题目", 40),
    ("联络站", 24),
    ("来源", 10),
    ("反映日期", 14),
    ("主题", 14),
    ("去向", 26),
    ("状态", 16),
    ("期限", 14),
    ("回复来访人", 14),
    ("满意度", 10),
]


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """At once up to 100 rows, recorded; no names, no phones, no voter's own words."""
    tab = request.POST.get("tab", "all")
    found = _selected(request, request.POST, tab if tab in TABS else "all")
    rows = list(
        found.select_related("station", "handler", "theme").order_by("-id")[: EXPORT_LIMIT + 1]
    )
    if len(rows) > EXPORT_LIMIT:
        raise Invalid(f"一次最多导出{EXPORT_LIMIT}件，请先用筛选缩小范围再导出。")
    record(
        "opinion.export",
        by=request.seat,
        label="导出群众意见",
        after={"count": len(rows), "tab": tab, "ids": [row.pk for row in rows]},
    )
    who = f"{request.seat.unit.name} {request.seat.person_name} {today():%Y-%m-%d}导出"
    body = xlsx("群众意见", _COLUMNS, [_line(row) for row in rows], notes=[who])
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="opinions-{today():%Y%m%d}.xlsx"'
    return response


def _line(row: Opinion) -> list[Any]:
    return [
        row.number,
        row.title,
        row.station.name,
        row.get_channel_display(),
        row.received_on,
        row.theme.name if row.theme else "",
        row.where,
        OpinionState(row.state).label,
        row.due_on,
        row.told_on,
        row.get_satisfaction_display(),
    ]
