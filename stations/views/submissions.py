"""扫码来件 for the station: waiting first, urgent on top; take in, refuse, many at once."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import done, once
from core.display import mask_name, mask_phone
from core.keyset import Keyset
from core.problems import Problem
from core.web import attempt, page_of
from deadlines.lights import light_of
from files.models import StoredFile
from liaison.choices import STATION_ROLES
from stations.forms.public import AcceptForm, CodeReasonForm, LookForm, RefuseForm
from stations.models import Submission
from stations.services import taking_in
from stations.services.visitors import wording_of_sent
from stations.views.shared import address, version_of
from stations.workflow.public import SUBMISSION

URGENT_FIRST = Keyset("-in_crisis", "id")
NEWEST = Keyset("-id")
WAITING, HELD = Q(state="waiting", held_why=""), Q(state="waiting") & ~Q(held_why="")
TABS: dict[str, tuple[str, Q]] = {
    "waiting": ("待受理", WAITING | Q(state="waiting", in_crisis=True)),
    "held": ("后看", HELD & Q(in_crisis=False)),
    "accepted": ("已受理", Q(state="accepted")),
    "refused": ("未受理", Q(state="refused")),
    "all": ("全部", Q()),
}
_MOST_AT_ONCE = 100
_BUTTONS = {
    "accept": (
        AcceptForm,
        "受理",
        "受理",
        "原话不会改动。受理后来访人能查到，分办的期限从今天算起。",
    ),
    "refuse": (RefuseForm, "不受理", "不受理", "来访人在查询页会看到您写的原因。"),
    "forget": (
        CodeReasonForm,
        "删除联系方式",
        "删除",
        "来访人要求删除时用。称呼和电话删掉后不能恢复，写的事情照常办。",
    ),
    "look": (
        LookForm,
        "查看联系方式",
        "查看",
        "称呼和电话只显示这一次。谁看的、为什么看，都会记录下来，本单位管理员能看到。",
    ),
}


@require_GET
def submissions(request: HttpRequest) -> HttpResponse:
    visible = Submission.objects.visible_to(request.seat)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "waiting"
    rows = visible.filter(TABS[tab][1]).select_related("station", "deputy")
    keyset = URGENT_FIRST if tab in {"waiting", "held"} else NEWEST
    context = page_of(request, rows, keyset)
    for row in context["rows"]:
        row.light = light_of(row.due_on, row.amber_on, done=row.state != "waiting")
        row.words = wording_of_sent(request.seat, row)(row.raw_text)
    may_refuse = request.seat.role in STATION_ROLES and tab in {"waiting", "held"}
    return render(
        request,
        "stations/submission_list.html",
        context
        | {
            "tab": tab,
            "tabs": _tabs(request, visible, tab),
            "show_station": request.seat.role not in STATION_ROLES,
            "deeds": [{"code": "refuse", "label": "都不受理"}] if may_refuse else [],
        },
    )


def _tabs(request: HttpRequest, visible: QuerySet[Submission], tab: str) -> list[dict[str, Any]]:
    """Counted is what waits; what was settled only grows, and no page counts it."""
    waiting = visible.filter(state="waiting")
    counts = waiting.aggregate(
        waiting=Count("id", filter=TABS["waiting"][1]), held=Count("id", filter=TABS["held"][1])
    )
    return [
        {
            "label": label,
            "url": address(request, tab=code),
            "count": counts.get(code),
            "on": code == tab,
        }
        for code, (label, _) in TABS.items()
    ]


def visible_submission(request: HttpRequest, pk: int) -> Submission:
    rows = Submission.objects.visible_to(request.seat)
    return get_object_or_404(rows.select_related("station__unit", "deputy", "opinion"), pk=pk)


@require_GET
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    case = visible_submission(request, pk)
    deeds = [
        {
            "code": step.code,
            "label": step.label,
            "primary": step.primary,
            "url": reverse("stations:submission-deed", kwargs={"pk": pk, "deed": step.code}),
        }
        for step in SUBMISSION.available(case, request.seat)
    ]
    has_contact = bool(case.visitor_name or case.visitor_phone)
    said = wording_of_sent(request.seat, case)
    return render(
        request,
        "stations/submission.html",
        {
            "case": case,
            "words": said(case.raw_text),
            "place": said(case.place_text),
            "light": light_of(case.due_on, case.amber_on, done=case.state != "waiting"),
            "photos": photos_of(case),
            "deeds": [one for one in deeds if one["code"] != "look"],
            "look_url": next((d["url"] for d in deeds if d["code"] == "look" and has_contact), ""),
            "sender": sender_of(case),
        },
    )


def sender_of(case: Submission) -> dict[str, str]:
    """As much as may be seen without a reason."""
    name = mask_name(case.visitor_name) or ("没有留称呼" if case.visitor_phone else "没有留名")
    return {"name": name, "phone": mask_phone(case.visitor_phone)}


def photos_of(case: Submission) -> list[StoredFile]:
    """With the submission, or with the opinion that it became."""
    where = {"subject_type": "submission", "subject_id": case.pk}
    if case.opinion_id is not None:
        where = {"subject_type": "opinion", "subject_id": case.opinion_id}
    return list(StoredFile.objects.filter(**where).order_by("id")[:20])


@require_http_methods(["GET", "POST"])
@never_cache
@once
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    if deed not in _BUTTONS:
        raise Http404
    case = visible_submission(request, pk)
    try:
        SUBMISSION.check(case, deed, request.seat)
    except Problem as problem:
        back = reverse("stations:submission", kwargs={"pk": pk})
        context = {"problem": problem, "back_url": back}
        return render(request, "errors/refused.html", context, status=problem.status)
    form = _form(deed, case, request.POST or None)
    result = request.method == "POST" and attempt(form, lambda data: _do(request, case, deed, data))
    if result:
        return _answer(request, case, deed, result)
    return _form_page(request, form, deed, case)


def _form(deed: str, case: Submission, data: Any) -> Any:
    if deed == "accept":
        return AcceptForm(data, submission=case)
    return _BUTTONS[deed][0](data)


def _do(request: HttpRequest, case: Submission, deed: str, data: dict[str, Any]) -> Any:
    if deed == "look":
        return taking_in.look(case, by=request.seat, **data)
    if deed == "forget":
        return taking_in.forget(case, by=request.seat, **data)
    service = taking_in.accept if deed == "accept" else taking_in.refuse
    return service(case, by=request.seat, version=version_of(request), **data)


def _answer(request: HttpRequest, case: Submission, deed: str, result: Any) -> HttpResponse:
    if deed == "look":
        page = {"submission": case, "contact": result}
        return done(render(request, "stations/submission_contact.html", page))
    if deed == "accept":
        return redirect("stations:opinion", pk=result.pk)
    if deed == "forget":
        return redirect("stations:submission", pk=case.pk)
    return redirect("stations:submissions")


def _form_page(request: HttpRequest, form: Any, deed: str, case: Submission) -> HttpResponse:
    _, heading, button, hint = _BUTTONS[deed]
    return render(
        request,
        "stations/submission_deed.html",
        {
            "form": form,
            "case": case,
            "deed": deed,
            "heading": heading,
            "button": button,
            "hint": hint,
            "key": request.POST.get("idempotency_key", ""),
        },
    )


@require_http_methods(["POST"])
@once
def refuse_many(request: HttpRequest) -> HttpResponse:
    """First the reason is asked for, then each row is refused on its own and reported."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19]
    rows = list(
        Submission.objects.visible_to(request.seat)
        .filter(pk__in=ids[:_MOST_AT_ONCE])
        .order_by("id")
    )
    if not rows:
        return redirect("stations:submissions")
    form = RefuseForm(request.POST if "reason" in request.POST else None)
    result = attempt(
        form, lambda data: taking_in.refuse_all(rows, by=request.seat, reason=data["reason"])
    )
    context = {"form": form, "rows": rows, "key": request.POST.get("idempotency_key", "")}
    if result:
        context |= {"refused": result[0], "left": result[1]}
        return done(render(request, "stations/submission_refused.html", context))
    return render(request, "stations/submission_refuse.html", context)
