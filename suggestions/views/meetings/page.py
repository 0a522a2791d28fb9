"""交办会: the list, calling one, and its page: the table to plan, later the receipts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.clock import today
from core.display import cn_num
from core.keyset import Keyset
from core.problems import Forbidden, Problem
from core.text import whole_number
from core.web import attempt, blame_fields, page_of
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat, Session
from liaison.permissions import is_congress_office
from suggestions import services
from suggestions.choices import MeetingState, PlannedState
from suggestions.forms.meetings import MeetingForm, NewMeetingForm, named_units
from suggestions.models import AssignmentMeeting, Suggestion
from suggestions.services.meetings.frame import law_day
from suggestions.services.meetings.planning import MOST
from suggestions.views.meetings.table import Line, lines, rows_of, sums
from suggestions.views.rows import short_number
from suggestions.workflow.meetings import MEETING

METHODS = ["GET", "HEAD", "POST"]
KEYSET = Keyset("-day", "-id")
SHOWN = 12


def meeting_for(request: HttpRequest, pk: int) -> AssignmentMeeting:
    """The meeting if the acting seat sees it; anything else is not there."""
    rows = AssignmentMeeting.objects.visible_to(request.seat).select_related("congress", "session")
    meeting: AssignmentMeeting | None = rows.filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    page = page_of(request, AssignmentMeeting.objects.visible_to(seat), KEYSET)
    sums_by_meeting = services.sums_of(page["rows"], seat)
    for meeting in page["rows"]:
        meeting.sums = sums_by_meeting[meeting.pk]
    may_call = is_congress_office(seat)
    context = {"may_call": may_call, "is_unit": seat.role in UNIT_ROLES}
    return render(request, "suggestions/meetings/list.html", page | context)


def _require_office(seat: Seat) -> None:
    if not is_congress_office(seat):
        raise Forbidden("交办会由本级人大的代工委（乡镇人大主席团）组织，请联系他们。")


@never_cache
@require_http_methods(METHODS)
@once
def meeting_new(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    _require_office(seat)
    initial = _first(seat)
    form = NewMeetingForm(request.POST or None, seat=seat, initial=initial)
    made = attempt(form, lambda data: _call(seat, data)) if request.method == "POST" else None
    if made is not None:
        return redirect("suggestions:meeting", pk=made.pk)
    status = 400 if form.errors else 200
    context = {"form": form, "waiting": _waiting(seat)}
    return render(request, "suggestions/meetings/form.html", context, status=status)


def _first(seat: Seat) -> dict[str, Any]:
    """Named after the last session of the congress."""
    last = (
        Session.objects.filter(term__congress_id=seat.unit.congress_id or 0, opens_on__lte=today())
        .select_related("term")
        .order_by("-opens_on")
        .first()
    )
    if last is None:
        return {"title": "代表建议交办会"}
    name = f"{cn_num(last.term.number)}届{cn_num(last.number)}次会议"
    return {"title": f"{name}代表建议交办会", "session": last.pk}


def _waiting(seat: Seat) -> int:
    empty = AssignmentMeeting(congress_id=seat.unit.congress_id)
    return services.waiting_for_meeting(empty, seat).count()


def _call(seat: Seat, data: dict[str, Any]) -> AssignmentMeeting:
    fill = data.pop("fill")
    meeting = services.call_meeting(by=seat, **data)
    found = list(services.waiting_for_meeting(meeting, seat)[:MOST]) if fill else []
    if found:
        services.put_in(meeting, by=seat, cases=found)
    return meeting


@never_cache
@require_http_methods(METHODS)
@once
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    seat: Seat = request.seat
    meeting = meeting_for(request, pk)
    MEETING.check(meeting, "edit", seat)
    names = ("title", "day", "place", "session", "due_on")
    initial = {name: getattr(meeting, name) for name in names}
    form = MeetingForm(request.POST or None, seat=seat, initial=initial)
    status = 200
    if request.method == "POST":
        version = whole_number(request.POST.get("version", ""))
        try:
            if form.is_valid():
                services.edit_meeting(meeting, by=seat, version=version, **form.cleaned_data)
                return redirect("suggestions:meeting", pk=pk)
            status = 400
        except Problem as problem:
            blame_fields(form, problem)
            status = problem.status
    context = {"form": form, "meeting": meeting}
    return render(request, "suggestions/meetings/form.html", context, status=status)


@never_cache
@require_http_methods(METHODS)
@once
def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    """排入建议: those that wait to be assigned and are in no other table."""
    seat: Seat = request.seat
    meeting = meeting_for(request, pk)
    MEETING.check(meeting, "put_in", seat)
    waiting = services.waiting_for_meeting(meeting, seat)
    problem = None
    if request.method == "POST":
        ids = [whole_number(one) for one in request.POST.getlist("ids")]
        chosen = Suggestion.objects.filter(pk__in=[pk for pk in ids if pk is not None])
        try:
            services.put_in(meeting, by=seat, cases=chosen)
            return redirect("suggestions:meeting", pk=pk)
        except Problem as refused:
            problem = refused
    found = list(waiting.select_related("lead", "theme", "session")[:MOST])
    rows = [{"case": case, "number": short_number(case)} for case in found]
    context = {"meeting": meeting, "rows": rows, "problem": problem}
    status = problem.status if problem else 200
    return render(request, "suggestions/meetings/add.html", context, status=status)


@require_safe
def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    return draw(request, meeting_for(request, pk))


def draw(
    request: HttpRequest,
    meeting: AssignmentMeeting,
    *,
    refused: Line | None = None,
    status: int = 200,
) -> HttpResponse:
    """The office's table while lines wait; receipts once it was held; a unit sees its own."""
    seat: Seat = request.seat
    office = is_congress_office(seat)
    held = meeting.state == MeetingState.HELD
    found = _lines(meeting, held=held) if office else []
    if refused is not None:
        found = [refused if line.row.pk == refused.row.pk else line for line in found]
    plans = office and (meeting.state == MeetingState.DRAFT or bool(found))
    context = {
        "meeting": meeting,
        "may_plan": plans,
        "held": held,
        "lines": found,
        "sums": sums(found),
        "units": named_units(seat) if plans else [],
        "law_day": law_day(meeting),
        "at": whole_number(request.GET.get("at", "")),
        "actions": _actions(meeting, seat, found),
        "events": _events(meeting) if office else [],
    }
    if held:
        context |= _held(meeting, seat)
    return render(request, "suggestions/meetings/meeting.html", context, status=status)


def _lines(meeting: AssignmentMeeting, *, held: bool) -> list[Line]:
    """Once held only what is left to hand over is planned on; the rest stands in the receipts."""
    rows = rows_of(meeting).exclude(state=PlannedState.RELEASED)
    if held:
        rows = rows.filter(state=PlannedState.PLANNED)
    return lines(meeting, list(rows))


def _held(meeting: AssignmentMeeting, seat: Seat) -> dict[str, Any]:
    found = services.receipts(meeting, seat)
    own = seat.role in UNIT_ROLES
    return {
        "receipts": found,
        "own": found[0] if own and found else None,
        "unsigned": sum(len(one.waiting) for one in found),
        "signed": sum(len(one.signed) for one in found),
        "handed": sum(len(one.shares) for one in found),
        "cases": len({share.planned_id for one in found for share in one.shares}),
        "may_press": "press_signing" in MEETING.codes(meeting, seat),
        "may_sign": seat.role in UNIT_ROLES | {Role.GOVOFFICE},
    }


_QUIET = frozenset({"plan", "take_out", "press_signing", "sign_all"})


def _actions(meeting: AssignmentMeeting, seat: Seat, found: list[Line]) -> list[dict[str, Any]]:
    """Buttons above the table; what belongs to a line or to a unit stands there."""
    shown = []
    addresses = {"edit": "suggestions:meeting-edit", "put_in": "suggestions:meeting-add"}
    for step in MEETING.available(meeting, seat):
        if step.code in _QUIET or (step.code == "assign_rest" and not found):
            continue
        if step.code in addresses:
            url = reverse(addresses[step.code], kwargs={"pk": meeting.pk})
        else:
            deed = step.code.replace("_", "-")
            url = reverse("suggestions:meeting-deed", kwargs={"pk": meeting.pk, "deed": deed})
        shown.append(
            {
                "code": step.code,
                "label": step.label,
                "url": url,
                "primary": step.primary,
                "danger": step.code == "cancel",
                "whole_page": step.code == "put_in",
            }
        )
    return sorted(shown, key=lambda one: not one["primary"])


def _events(meeting: AssignmentMeeting) -> list[dict[str, Any]]:
    return [
        {
            "when": event.at,
            "title": event.sentence,
            "text": event.note,
            "who": event.by_name,
            "state": "done",
        }
        for event in meeting.events.order_by("-at", "-id")[:SHOWN]
    ]
