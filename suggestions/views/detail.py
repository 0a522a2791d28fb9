"""The record: where it stands, who handles it, what was said, what may be done now."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import registry
from liaison.choices import Role
from liaison.models import Seat
from suggestions import permissions as may
from suggestions import services
from suggestions.models import Suggestion, fill
from suggestions.permissions import letters
from suggestions.timeline import Event, actions, steps, timeline
from suggestions.views import record
from suggestions.views.common import case_for
from suggestions.views.kin import kin_of
from suggestions.views.rows import turn_of
from suggestions.views.table import DEEDS

# Beyond these the history is folded: what happened lately is what one looks for.
RECENT = 14
# Deeds for once in a while: a link where they belong instead of a button on every case.
BESIDE = frozenset({"deny_cosign", "record_delivery"})
_ICONS = {
    "edit": "edit",
    "invite": "user-plus",
    "confirm_cosign": "signature",
    "submit": "send",
    "accept": "check",
    "split": "copy",
    "merge": "link",
    "assign": "send",
    "sign_for": "check",
    "log_contact": "message-2",
    "give_co_opinion": "send",
    "draft_reply": "writing",
    "check_reply": "check",
    "return_draft": "arrow-back-up",
    "reply": "writing",
    "rate": "star",
    "press": "bell-ringing",
    "make_key": "flag-3",
    "follow_check": "dice-5",
    "archive": "file-check",
}


@require_GET
def suggestion_page(request: HttpRequest, pk: int) -> HttpResponse:
    case = fill(case_for(request, pk))
    services.note_opened(case, request.seat)
    shown = record.record_of(case, request.seat)
    events = [_once_named(event) for event in timeline(case, request.seat)]
    context = {
        "case": case,
        "record": shown,
        "key_tag": record.leader_tag(case, shown.leaders),
        "steps": steps(case),
        "turn": turn_of(case, request.seat, leads=may.is_supervisor(request.seat, case)),
        "events": events[:RECENT],
        "older": events[RECENT:],
        "actions": buttons(case, request.seat),
        "beside": {one["code"] for one in actions(case, request.seat)} & BESIDE,
        "head": _head(case),
        "sees_versions": may.sees_versions(request.seat, case),
        "kin": kin_of(case, request.seat),
        "check_url": _check_url(case, request.seat),
        "may_bind": may.sees_all(request.seat, case) and case.submitted_on is not None,
        "draft": letters.own_draft(request.seat, case),
    }
    return render(request, "suggestions/suggestion.html", context)


def _once_named(event: Event) -> Event:
    """李春梅同意联名 needs no 李春梅 behind it."""
    return replace(event, who="") if event.who and event.title.startswith(event.who) else event


def buttons(case: Suggestion, seat: Seat) -> list[dict[str, Any]]:
    """The deeds that will work now, the main one first; a plain yes is a button of its own."""
    found = []
    for action in actions(case, seat):
        code = action["code"]
        if code in BESIDE:
            continue
        if code == "reassign" and not any(a.state == "assigned" for a in case.assignments.all()):
            continue
        deed = DEEDS[code]
        at_once = deed.one_click and (code != "confirm_cosign" or seat.role == Role.DEPUTY)
        found.append(
            {
                "code": code,
                "label": action["label"],
                "primary": action["primary"],
                "url": reverse("suggestions:deed", kwargs={"pk": case.pk, "deed": code}),
                "danger": deed.danger,
                "icon": _ICONS.get(code, ""),
                "at_once": at_once,
                "loads": not deed.wide,
            }
        )
    found.sort(key=lambda one: (not one["primary"], one["danger"]))
    return found


def _check_url(case: Suggestion, seat: Seat) -> str:
    """The finding on the spot, if this seat may open it; the check itself lives in an app above."""
    if case.checked_row is None or not registry.known("spotcheckcase"):
        return ""
    subject = registry.subject("spotcheckcase")
    seen = subject.visible(seat).filter(pk=case.checked_row).exists()
    return subject.url(case.checked_row) if seen else ""


def _head(case: Suggestion) -> str:
    congress = case.congress.short_name if case.congress else ""
    return f"{congress} · {case.number}" if case.number else congress
