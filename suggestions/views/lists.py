"""The list of suggestions: what waits first, filters in the address, deeds on many rows."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import asked as searches
from core.web import page_of
from deadlines.models import Deadline
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from suggestions import choices
from suggestions.models import Suggestion
from suggestions.views import narrowing, tabs
from suggestions.views.rows import BY_DUE, NEWEST, row_of, with_counts, with_own_share

PAGE = 20
PRESSING = frozenset({Role.OFFICE, Role.PRESIDIUM, Role.LEADER, Role.GOVOFFICE})

# How each duty reads after 件等您, as in 4件等您审核.
VERBS = {
    choices.REVIEW.code: "审核",
    choices.COSIGN.code: "确认联名",
    choices.ASSIGN.code: "交办",
    choices.SIGN_FOR.code: "签收",
    choices.CONTACT.code: "办前沟通",
    choices.CO_OPINION.code: "送会办意见",
    choices.CO_REDO.code: "重送会办意见",
    choices.REPLY.code: "答复",
    choices.DECIDE_RETURN.code: "裁定退办",
    choices.DECIDE_EXTENSION.code: "批延期",
    choices.RATE.code: "评价",
    choices.STUDY.code: "研究不满意的",
    choices.COORDINATE.code: "协调再次不满意的",
    choices.FOLLOW_CHECK.code: "研究抽评结果的",
    choices.REHANDLE.code: "重新办理",
    choices.PRESS_ANSWER.code: "回应催办",
}


@require_GET
def suggestion_list(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    menus = narrowing.menus_for(seat)
    rows = narrowing.narrowed(Suggestion.objects.visible_to(seat), request)
    asked = tabs.tabs_for(seat)
    named = {tab.key: tab.narrow(rows, seat) for tab in (*asked, tabs.ALL)}
    own = named.get("mine", rows)
    counts = tabs.count(seat, named | {"late": own.open().late()})
    on = tabs.chosen(asked, request.GET.get("tab", ""), counts)
    found = with_own_share(with_counts(named[on.key]), seat)
    page = page_of(request, found, BY_DUE if on.by_due else NEWEST, PAGE)
    lost = searches.LOST if searches.is_lost(request, request.GET) else ""
    text = searches.filled(request, request.GET).get("q", "")
    chips = narrowing.chips(menus, request.GET, text or lost)
    context = page | {
        "rows": [row_of(case, seat) for case in page["rows"]],
        "sentence": _sentence(seat, counts),
        "tabs": tabs.tab_links(asked, on, counts, request.GET),
        "tab": on,
        "menus": narrowing.open_menus(menus, request.GET),
        "chips": chips,
        "kept": narrowing.kept(menus, request.GET),
        "clear_url": narrowing.clear_url(request, menus),
        "text": text,
        "number_said": tabs.said(counts[on.key]),
        "new_url": reverse("suggestions:new"),
        "summary": f"共{tabs.said(counts[on.key])}件",
        "export_query": _query_for(request, on),
        "deeds": _deeds(seat),
        "may_draft": seat.role in {Role.DEPUTY, Role.OFFICE, Role.PRESIDIUM} | STATION_ROLES,
        "all_url": f"?tab={asked[-1].key}",
    }
    return render(request, "suggestions/list.html", context)


def _query_for(request: HttpRequest, on: tabs.Tab) -> str:
    query = request.GET.copy()
    query["tab"] = on.key
    query.pop("cursor", None)
    return query.urlencode()


def _deeds(seat: Seat) -> list[dict[str, str]]:
    found = []
    if seat.role in PRESSING:
        found.append({"code": "press", "label": "催办", "url": reverse("suggestions:press-many")})
    if seat.role not in {Role.DEPUTY}:
        found.append(
            {"code": "print", "label": "打印交办清单", "url": reverse("suggestions:ledger")}
        )
    return found


def _sentence(seat: Seat, counts: dict[str, int]) -> dict[str, Any]:
    """What waits and when, in parts that the template joins."""
    waiting = (
        Deadline.objects.open()
        .owed_by(seat)
        .filter(subject_type="suggestion")
        .values("kind")
        .annotate(n=Count("id"))
        .order_by("-n")
    )
    return {
        "all": tabs.said(counts["all"]),
        "mine": tabs.said(counts.get("mine", 0)),
        "late": counts["late"],
        "waiting": [
            {"n": row["n"], "verb": VERBS[row["kind"]]} for row in waiting if row["kind"] in VERBS
        ],
    }
