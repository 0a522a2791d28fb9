"""接待日: the month, one day, its deeds, its poster."""

import calendar as months
import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import once
from core.clock import today
from core.display import cn_date
from core.keyset import Keyset
from core.papers import FORMATS, paper_response
from core.problems import Invalid, Problem
from core.web import attempt, blame_fields, page_of
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations.choices import DutyState, RosterState
from stations.filters import RosterFilter
from stations.forms.roster import DAY_DEEDS, DayDeed, ExtraDayForm
from stations.models import Reception, RosterDay, Station
from stations.permissions.roster import is_station_staff, may_plan_for
from stations.services import roster as services
from stations.services import roster_base as base
from stations.services.feeds import may_subscribe
from stations.services.roster_paper import poster
from stations.views.shared import address, chips_of, choice_menu, timeline_of, version_of
from stations.workflow.roster import ROSTER

KEYSET = Keyset("held_on", "id")
IN_A_CELL = 3
ICONS = {
    "notice": "speakerphone",
    "confirm": "check",
    "leave": "walk",
    "substitute": "arrows-exchange",
    "assign": "users",
    "move": "calendar-event",
    "change": "clock",
    "cancel": "x",
    "explain": "edit",
}
COLOURS = {
    RosterState.PLANNED: "a",
    RosterState.NOTICED: "g",
    RosterState.HELD: "x",
    RosterState.CANCELLED: "x",
    RosterState.MISSED: "r",
}


def tabs_of(request: HttpRequest, now: str) -> list[dict[str, Any]]:
    """The pages about reception days that this post has a use for."""
    seat = request.seat
    rows = [("month", "日历", "stations:roster")]
    if seat.role in STATION_ROLES or seat.role in {Role.PRESIDIUM, Role.OFFICE, Role.LEADER}:
        rows += [("year", "全年安排", "stations:roster-year")]
    rows += [("coverage", "接待情况", "stations:roster-coverage")]
    if may_subscribe(seat):
        rows += [("feed", "日历订阅", "stations:roster-feed")]
    return [{"label": label, "url": reverse(url), "on": code == now} for code, label, url in rows]


@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    first = _month(request.GET.get("month", ""))
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    visible = RosterDay.objects.visible_to(request.seat)
    found = RosterFilter(_filters(request), visible, request=request).qs.select_related("station")
    rows = found.between(first, last)
    context = page_of(request, rows.prefetch_related("duties__deputy"), KEYSET, size=40)
    for row in context["rows"]:
        row.colour = COLOURS[RosterState(row.state)]
        row.shown = [one for one in row.duties.all() if one.state != DutyState.ON_LEAVE]
    several = request.seat.role not in STATION_ROLES
    return render(
        request,
        "stations/roster.html",
        context
        | {
            "tabs": tabs_of(request, "month"),
            "first": first,
            "weeks": _weeks(first, list(rows.order_by("held_on", "starts_at", "id"))),
            "previous_month": address(request, month=f"{first - base.ONE:%Y-%m}"),
            "next_month": address(request, month=f"{last + base.ONE:%Y-%m}"),
            "this_month": address(request, month=""),
            "states": choice_menu(request, "state", RosterState.choices),
            "stations": _station_menu(request) if several else [],
            "chips": _chips(request),
            "several": several,
            "sentence": _waiting(visible),
            "extra_url": _extra_url(request),
        },
    )


def _month(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)
    return day if 2000 <= day.year <= 2100 else today().replace(day=1)


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("station", "state") if name in request.GET}


def _station_menu(request: HttpRequest) -> list[dict[str, Any]]:
    stations = Station.objects.worked_by(request.seat).open().order_by("township_id", "id")
    if request.seat.role == Role.DEPUTY:
        return []
    return choice_menu(request, "station", stations.values_list("pk", "name")[:200])


def _chips(request: HttpRequest) -> list[dict[str, str]]:
    known: dict[str, tuple[str, dict[Any, str]]] = {
        "state": ("状态", dict(RosterState.choices)),
    }
    station = request.GET.get("station", "")
    if station.isdecimal():
        place = Station.objects.visible_to(request.seat).filter(pk=int(station[:9])).first()
        known["station"] = ("联络站", {station: place.name if place else "没有这个站"})
    return chips_of(request, known)


def _weeks(first: dt.date, rows: list[RosterDay]) -> list[list[dict[str, Any]]]:
    """Monday to Sunday, with the days of the neighbouring months left empty."""
    by_day: dict[dt.date, list[RosterDay]] = {}
    for row in rows:
        row.colour = COLOURS[RosterState(row.state)]  # type: ignore[attr-defined]
        by_day.setdefault(row.held_on, []).append(row)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    return [
        [
            {
                "day": day,
                "inside": day.month == first.month,
                "today": day == today(),
                "rows": by_day.get(day, [])[:IN_A_CELL],
                "more": max(0, len(by_day.get(day, [])) - IN_A_CELL),
            }
            for day in week
        ]
        for week in weeks
    ]


def _waiting(visible: "QuerySet[RosterDay]") -> str:
    """What is to be done next, in one line."""
    soon = visible.filter(
        state=RosterState.PLANNED,
        held_on__gte=today(),
        notice_due_on__lte=today() + dt.timedelta(days=base.ASKED_BEFORE_NOTICE),
    )
    parts = []
    first = soon.order_by("notice_due_on").first()
    if first is not None:
        number = soon.count()
        parts.append(f"{number}天等着公告，最早的要在{cn_date(first.notice_due_on)}前发")
    if number := visible.filter(state=RosterState.MISSED, missed_why="").count():
        parts.append(f"{number}天没有接待记录，请补录或说明原因")
    return "；".join(parts) + "。" if parts else "近期的接待日都已公告，没有等着办的。"


def _extra_url(request: HttpRequest) -> str:
    stations = Station.objects.worked_by(request.seat).open()
    own = stations.first() if request.seat.role in STATION_ROLES else None
    if own is not None:
        return reverse("stations:roster-extra", kwargs={"station": own.pk})
    return ""


def visible_day(request: HttpRequest, pk: int) -> RosterDay:
    rows = RosterDay.objects.visible_to(request.seat).select_related("station__unit", "pattern")
    day = rows.filter(pk=pk).first()
    if day is None:
        raise Http404
    return day


@require_GET
def day(request: HttpRequest, pk: int) -> HttpResponse:
    case = visible_day(request, pk)
    seat = request.seat
    duties = list(case.duties.select_related("deputy", "replaces__deputy"))
    staff = is_station_staff(seat, case)
    receptions = Reception.objects.visible_to(seat).filter(roster_day=case)
    return render(
        request,
        "stations/roster_day.html",
        {
            "day": case,
            "colour": COLOURS[RosterState(case.state)],
            "hours": base.hours(case),
            "sentence": _sentence(case, duties, seat),
            "deeds": _deeds(case, seat),
            "duties": duties,
            "waiting": any(d.state == DutyState.ASKED for d in duties),
            "notices": case.notices.order_by("-number"),
            "receptions": receptions.prefetch_related("opinions", "receivers__deputy")[:50],
            "events": _events(case),
            "facts": _facts(case),
            "staff": staff,
            "record_url": f"{reverse('stations:reception-new')}?held_on={case.held_on:%Y-%m-%d}",
            "may_record": staff and case.held_on <= today() and case.state != "cancelled",
        },
    )


def _sentence(case: RosterDay, duties: list[Any], seat: Seat) -> str:
    """What is to be done next, and by when."""
    if seat.role == Role.DEPUTY:
        return _for_deputy(case, duties, seat)
    if case.state == RosterState.CANCELLED:
        return f"这一天已取消：{case.cancel_reason}"
    if case.state == RosterState.HELD:
        return "这一天已经接待过了。"
    if case.state == RosterState.MISSED:
        why = case.missed_why
        return f"没有接待：{why}" if why else "当天没有接待记录，请补录接待登记，或者说明原因。"
    if any(one.state == DutyState.ON_LEAVE and not _replaced(one, duties) for one in duties):
        return "有代表请假，还没有人替班。"
    if case.state == RosterState.NOTICED:
        return "已公告，等接待日那天登记接待。"
    return f"请在{cn_date(case.notice_due_on)}前发布公告。"


def _replaced(duty: Any, duties: list[Any]) -> bool:
    return any(one.replaces_id == duty.pk for one in duties)


def _for_deputy(case: RosterDay, duties: list[Any], seat: Seat) -> str:
    mine = next((one for one in duties if one.deputy_id == seat.deputy_id), None)
    if case.state == RosterState.CANCELLED:
        return f"这一天已取消：{case.cancel_reason}"
    if mine is None:
        return ""
    return {
        DutyState.ASKED: "请确认您能不能来；来不了请早点请假，好另请代表。",
        DutyState.CONFIRMED: "您已确认参加。",
        DutyState.ON_LEAVE: "您已请假。",
        DutyState.ATTENDED: "您这一天到站接待了。",
        DutyState.ABSENT: "这一天没有您的接待记录。",
    }[DutyState(mine.state)]


def _deeds(case: RosterDay, seat: Seat) -> list[dict[str, Any]]:
    return [
        {
            "code": step.code,
            "label": step.label,
            "primary": (step.primary and step.code != "confirm")
            or (step.code == "confirm" and seat.role == Role.DEPUTY),
            "danger": step.code == "cancel",
            "icon": ICONS[step.code],
            "url": reverse("stations:roster-deed", kwargs={"pk": case.pk, "deed": step.code}),
        }
        for step in ROSTER.available(case, seat)
    ]


def _events(case: RosterDay) -> list[dict[str, Any]]:
    return timeline_of(case.events.order_by("-at", "-id")[:100])


def _facts(case: RosterDay) -> list[dict[str, str]]:
    moved = case.planned_on != case.held_on
    rows = [
        ("联络站", case.station.name),
        ("时间", base.hours(case)),
        ("地点", base.place_of(case)),
        ("原定日期", cn_date(case.planned_on) if moved else ""),
        ("改期原因" if moved else "说明", case.moved_why),
        ("最迟公告", cn_date(case.notice_due_on)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@require_http_methods(["GET", "POST"])
@never_cache
@once
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """A deed's form by GET, the deed by POST; what was typed is never lost."""
    if deed not in DAY_DEEDS:
        raise Http404
    case = visible_day(request, pk)
    if request.method == "GET":
        try:
            ROSTER.check(case, deed, request.seat)
        except Problem as problem:
            back = reverse("stations:roster-day", kwargs={"pk": pk})
            page = {"problem": problem, "back_url": back}
            return render(request, "errors/refused.html", page, status=problem.status)
        initial = {"deputy": request.GET.get("deputy", "")} if request.GET.get("deputy") else None
        form = DAY_DEEDS[deed](day=case, seat=request.seat, initial=initial)
        return _form_page(request, case, deed, form)
    form = DAY_DEEDS[deed](request.POST, day=case, seat=request.seat)
    if not form.is_valid():
        return _form_page(request, case, deed, form)
    try:
        form.do(version=version_of(request))
    except Problem as problem:
        blame_fields(form, problem)
        status = 200 if isinstance(problem, Invalid) else problem.status
        return _form_page(request, visible_day(request, pk), deed, form, status)
    return redirect(_next(request) or reverse("stations:roster-day", kwargs={"pk": pk}))


def _next(request: HttpRequest) -> str:
    """Back to the page the button stood on, if it is one of ours."""
    url = request.POST.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, None) else ""


def _form_page(
    request: HttpRequest, case: RosterDay, deed: str, form: DayDeed, status: int = 200
) -> HttpResponse:
    context = {
        "day": case,
        "deed": deed,
        "form": form,
        "words": form.words(),
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/roster_deed.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def extra(request: HttpRequest, station: int) -> HttpResponse:
    """加一天: outside the pattern."""
    place = plannable(request, station)
    form = ExtraDayForm(request.POST or None, station=place)
    made = request.method == "POST" and attempt(
        form, lambda data: services.add_day(place, by=request.seat, **data)
    )
    if made:
        return redirect("stations:roster-day", pk=made.pk)
    context = {
        "form": form,
        "heading": f"加接待日：{place.name}",
        "hint": "规则以外的一天；重新排全年时不会动它。",
        "back_url": reverse("stations:roster"),
        "action": request.path,
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/station_form.html", context)


def plannable(request: HttpRequest, pk: int) -> Station:
    """A station whose days this post plans; any other is not there."""
    place = Station.objects.worked_by(request.seat).filter(pk=pk).first()
    if place is None or not may_plan_for(request.seat, place):
        raise Http404
    return place


@require_GET
def poster_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """接待日公告 for the door, as it was published last."""
    case = visible_day(request, pk)
    if form not in FORMATS or not case.notice_number:
        raise Http404
    name = f"接待日公告-{case.station.name}-{case.held_on.month}月{case.held_on.day}日"
    return paper_response(poster(case), name, form)
