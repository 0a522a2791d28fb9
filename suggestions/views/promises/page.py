"""One promise: what, by when, how far, who said what; and the deeds that will work now."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.display import cn_date, local_day
from files.models import StoredFile
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import PromiseState
from suggestions.models import Promise, PromiseEvent
from suggestions.views.promises.shown import days_late, light_for
from suggestions.workflow import PROMISE

_ICONS = {"report_kept": "check", "strike_off": "check", "rate_promise": "star"} | {
    "add_progress": "writing"
}


def promise_for(request: HttpRequest, pk: int) -> Promise:
    """The promise if the acting seat sees its suggestion; anything else is not there."""
    promise: Promise | None = (
        Promise.objects.visible_to(request.seat)
        .select_related("suggestion__lead", "suggestion__congress", "unit", "reply")
        .filter(pk=pk)
        .first()
    )
    if promise is None:
        raise Http404
    return promise


@require_GET
def promise_page(request: HttpRequest, pk: int) -> HttpResponse:
    promise = promise_for(request, pk)
    inside = may.sees_all(request.seat, promise.suggestion)
    verdicts = list(promise.verdicts.select_related("deputy")) if inside else []
    context = {
        "promise": promise,
        "case": promise.suggestion,
        "light": light_for(promise),
        "facts": _facts(promise),
        "progress": _progress(promise, inside),
        "carries": list(promise.carries.all()),
        "verdicts": verdicts[::-1],
        "letters": _files(promise, "change") if inside else [],
        "events": [_line(event, inside) for event in promise.events.order_by("-at", "-id")],
        "actions": buttons(promise, request.seat),
        "late": days_late(promise),
    }
    return render(request, "suggestions/promise.html", context)


def _facts(promise: Promise) -> list[dict[str, Any]]:
    case = promise.suggestion
    found = [
        {
            "label": "建议",
            "value": f"{case.number} {case.title}",
            "url": reverse("suggestions:suggestion", kwargs={"pk": case.pk}),
        },
        {"label": "领衔代表", "value": case.lead.name},
        {"label": "兑现单位", "value": promise.unit.name},
        {"label": "承诺日期", "value": f"{cn_date(promise.made_on)}，{promise.made_by_name}"},
        {"label": "时限", "value": cn_date(promise.due_on)},
    ]
    if promise.unit_name != promise.unit.name:
        found.insert(3, {"label": "作出承诺", "value": promise.unit_name})
    if promise.first_due_on != promise.due_on:
        found.append({"label": "最初时限", "value": cn_date(promise.first_due_on)})
    return found


def _files(promise: Promise, purpose: str = "") -> list[StoredFile]:
    rows = StoredFile.objects.filter(subject_type="promise", subject_id=promise.pk)
    return list(rows.filter(purpose__startswith=purpose).order_by("id"))


def _progress(promise: Promise, inside: bool) -> list[dict[str, Any]]:
    """Newest first, each with its evidence; evidence is for whoever may open the case's papers."""
    files: dict[str, list[StoredFile]] = {}
    for file in _files(promise, "progress:") if inside else []:
        files.setdefault(file.purpose, []).append(file)
    rows = promise.progress.order_by("-on", "-id")
    return [{"row": row, "files": files.get(f"progress:{row.pk}", [])} for row in rows]


def _line(event: PromiseEvent, inside: bool) -> dict[str, Any]:
    return {
        "when": local_day(event.at),
        "title": event.sentence,
        "text": event.note if inside else "",
        "state": "done",
        "who": event.by_name if event.by_name not in event.sentence else "",
    }


def buttons(promise: Promise, seat: Seat) -> list[dict[str, Any]]:
    """The deeds that will work now; a verdict that is there already can only be changed."""
    found = []
    for step in PROMISE.available(promise, seat):
        again = step.code == "rate_promise" and bool(promise.rating)
        url = reverse("suggestions:promise-deed", kwargs={"pk": promise.pk, "deed": step.code})
        found.append(
            {
                "code": step.code,
                "label": "变更对兑现的评价" if again else step.label,
                "primary": step.primary and not again,
                "url": url,
                "icon": _ICONS.get(step.code, ""),
            }
        )
    if promise.state == PromiseState.STUDYING:
        found.sort(key=lambda one: not one["primary"])
    return found
