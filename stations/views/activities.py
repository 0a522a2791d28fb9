"""Activities: the list, planning one, its page, its deeds and its paper."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import once
from core.clock import today
from core.display import cn_date
from core.keyset import Keyset
from core.papers import FORMATS, paper_response
from core.problems import Forbidden, Invalid, Problem
from core.web import attempt, blame_fields, page_of
from deadlines.models import Deadline
from files.models import StoredFile
from liaison.models import Seat
from stations import services
from stations.choices import SUM_UP_ACTIVITY, ActivityKind, ActivityState, AttendeeRole
from stations.filters import ActivityFilter
from stations.forms.activities import ACTIVITY_DEEDS, ActivityDeed, ActivityForm
from stations.models import Activity, Opinion
from stations.permissions.activities import may_plan_any
from stations.views.shared import address, chips_of, choice_menu, timeline_of, version_of
from stations.workflow.activities import ACTIVITY

KEYSET = Keyset("-held_on", "-id")
TABS = {
    "coming": ("将开展", {"state__in": [ActivityState.PLANNED, ActivityState.NOTICED]}),
    "held": ("待小结", {"state": ActivityState.HELD}),
    "closed": ("已小结", {"state": ActivityState.CLOSED}),
    "all": ("全部", {}),
}
ICONS = {
    "notice": "bell",
    "invite": "user-plus",
    "hold": "check",
    "find": "plus",
    "add_photos": "photo",
    "sum_up": "edit",
    "change": "edit",
    "cancel": "x",
}


@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    visible = Activity.objects.visible_to(request.seat)
    tab = request.GET.get("tab", "coming")
    if tab not in TABS:
        tab = "coming"
    found = ActivityFilter(request.GET, visible, request=request).qs
    rows = found.filter(**TABS[tab][1]).select_related("station").with_counts()
    menus = {"kind": ActivityKind.choices}
    context = page_of(request, rows, KEYSET) | {
        "tab": tab,
        "tabs": [
            {
                "label": label,
                "url": address(request, tab=code),
                "on": code == tab,
                "count": found.filter(**what).count() if code in {"coming", "held"} else None,
            }
            for code, (label, what) in TABS.items()
        ],
        "kinds": choice_menu(request, "kind", ActivityKind.choices),
        "chips": chips_of(request, {"q": ("搜索", {}), "kind": ("种类", dict(menus["kind"]))}),
        "may_plan": may_plan_any(request.seat),
    }
    return render(request, "stations/activity_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def plan(request: HttpRequest) -> HttpResponse:
    if not may_plan_any(request.seat):
        raise Forbidden("活动由联络站、乡镇人大主席团或代工委登记，请换到有权登记的岗位。")
    form = ActivityForm(request.POST or None, seat=request.seat)
    made = request.method == "POST" and attempt(form, form.plan)
    if made:
        return redirect("stations:activity", pk=made.pk)
    return _plan_page(request, form, "登记活动", reverse("stations:activities"))


@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    case = visible_activity(request, pk)
    ACTIVITY.check(case, "change", request.seat)
    form = ActivityForm(request.POST or None, seat=request.seat, activity=case)
    changed = request.method == "POST" and attempt(
        form,
        lambda data: services.change_activity(
            case, by=request.seat, version=version_of(request), **data
        ),
    )
    if changed:
        return redirect("stations:activity", pk=pk)
    url = reverse("stations:activity", kwargs={"pk": pk})
    return _plan_page(request, form, f"修改：{case.title}", url, case)


def _plan_page(
    request: HttpRequest,
    form: ActivityForm,
    heading: str,
    back_url: str,
    case: Activity | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "back_url": back_url,
        "activity": case,
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/activity_form.html", context)


def visible_activity(request: HttpRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.seat).select_related("station__unit", "theme")
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


@require_GET
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    case = visible_activity(request, pk)
    seat = request.seat
    people = list(case.attendees.select_related("deputy", "unit"))
    sees = set(Opinion.objects.visible_to(seat).filter(activity=case).values_list("pk", flat=True))
    findings = list(case.findings.select_related("opinion__station__unit", "opinion__handler"))
    context = {
        "activity": case,
        "sentence": _sentence(case, seat),
        "deeds": _deeds(case, seat),
        "steps": _steps(case),
        "agenda": case.agenda.all(),
        "groups": _grouped(people),
        "came": sum(1 for row in people if row.attended),
        "findings": [(row, row.opinion_id in sees) for row in findings],
        "photos": StoredFile.objects.filter(subject_type="activity", subject_id=case.pk),
        "events": _events(case),
        "facts": _facts(case),
        "may_take_out": "take_out" in ACTIVITY.codes(case, seat),
    }
    return render(request, "stations/activity.html", context)


def _deeds(case: Activity, seat: Seat) -> list[dict[str, Any]]:
    """Taking somebody out stands beside the name, not among the buttons."""
    return [
        {
            "code": step.code,
            "label": step.label,
            "primary": step.primary,
            "danger": step.code == "cancel",
            "icon": ICONS.get(step.code, ""),
            "url": reverse("stations:activity-change", kwargs={"pk": case.pk})
            if step.code == "change"
            else reverse("stations:activity-deed", kwargs={"pk": case.pk, "deed": step.code}),
        }
        for step in ACTIVITY.available(case, seat)
        if step.code != "take_out"
    ]


def _sentence(case: Activity, seat: Seat) -> str:
    """What is to be done next, and by when."""
    if case.state == ActivityState.PLANNED:
        return "名单和议程定好后，请通知参加人员。"
    if case.state == ActivityState.NOTICED:
        held = case.held_on <= today()
        return "活动结束后请登记谁到场、讲了什么。" if held else "已通知参加人员，等活动开展。"
    if case.state == ActivityState.HELD:
        duty = Deadline.objects.open().filter(
            subject_type="activity", subject_id=case.pk, kind=SUM_UP_ACTIVITY.code
        )
        due = duty.values_list("due_on", flat=True).first()
        return f"请在{cn_date(due)}前写小结。" if due else "请写小结。"
    if case.state == ActivityState.CANCELLED:
        return f"活动已取消：{case.cancel_reason}"
    return "活动已小结归档。"


def _steps(case: Activity) -> list[dict[str, str]]:
    if case.state == ActivityState.CANCELLED:
        return [
            {"label": "登记", "note": "", "state": "done"},
            {"label": "已取消", "note": "", "state": "now"},
        ]
    order = [ActivityState.PLANNED, ActivityState.NOTICED, ActivityState.HELD, ActivityState.CLOSED]
    now = order.index(ActivityState(case.state)) + 1
    notes = ["", cn_date(case.noticed_at) if case.noticed_at else "", cn_date(case.held_on), ""]
    return [
        {
            "label": label,
            "note": notes[n],
            "state": "done" if n < now else "now" if n == now else "",
        }
        for n, label in enumerate(["登记", "通知", "开展", "小结"])
    ]


def _grouped(people: list[Any]) -> list[tuple[str, list[Any]]]:
    groups = [(role.label, [row for row in people if row.role == role]) for role in AttendeeRole]
    return [(label, rows) for label, rows in groups if rows]


def _events(case: Activity) -> list[dict[str, Any]]:
    return timeline_of(case.events.order_by("-at", "-id"))


def _facts(case: Activity) -> list[dict[str, Any]]:
    hours = "–".join(f"{at:%H:%M}" for at in (case.starts_at, case.ends_at) if at)
    station = reverse("stations:station", kwargs={"pk": case.station_id})
    rows = [
        ("联络站", case.station.name, station),
        ("种类", case.get_kind_display(), ""),
        ("时间", f"{cn_date(case.held_on)} {hours}".strip(), ""),
        ("地点", case.place, ""),
        ("主题", case.theme.name if case.theme else "", ""),
        ("目的", case.purpose, ""),
        ("登记人", case.made_by_name, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in rows if value]


@require_http_methods(["GET", "POST"])
@never_cache
@once
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    if deed not in ACTIVITY_DEEDS:
        raise Http404
    case = visible_activity(request, pk)
    if request.method == "GET":
        try:
            ACTIVITY.check(case, deed, request.seat)
        except Problem as problem:
            page = {
                "problem": problem,
                "back_url": reverse("stations:activity", kwargs={"pk": pk}),
            }
            return render(request, "errors/refused.html", page, status=problem.status)
        return _deed_page(request, case, deed, _form(request, case, deed))
    form = _form(request, case, deed, request.POST, request.FILES)
    if not form.is_valid():
        return _deed_page(request, case, deed, form)
    try:
        form.do(version=version_of(request))
    except Problem as problem:
        blame_fields(form, problem)
        status = 200 if isinstance(problem, Invalid) else problem.status
        return _deed_page(request, visible_activity(request, pk), deed, form, status)
    return redirect("stations:activity", pk=pk)


def _form(request: HttpRequest, case: Activity, deed: str, *data: Any) -> ActivityDeed:
    return ACTIVITY_DEEDS[deed](*data, activity=case, seat=request.seat)


def _deed_page(
    request: HttpRequest, case: Activity, deed: str, form: ActivityDeed, status: int = 200
) -> HttpResponse:
    context = {
        "activity": case,
        "deed": deed,
        "form": form,
        "key": request.POST.get("idempotency_key", ""),
    }
    return render(request, "stations/activity_deed.html", context, status=status)


@require_POST
@once
def take_out(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    case = visible_activity(request, pk)
    row = case.attendees.filter(pk=person).first()
    if row is None:
        raise Http404
    services.take_out(case, row, by=request.seat)
    return redirect("stations:activity", pk=pk)


@require_GET
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """活动记录表, for signing and filing."""
    if form not in FORMATS:
        raise Http404
    case = visible_activity(request, pk)
    name = f"活动记录表-{case.station.name}-{case.held_on.month}月{case.held_on.day}日"
    return paper_response(services.activity_paper(case), name, form)
