"""Deeds on a whole meeting: each asks once more, and says what it did."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.idempotency import once
from core.problems import Invalid, Problem
from core.text import whole_number
from liaison.models import Seat, Unit
from suggestions import services
from suggestions.models import AssignmentMeeting
from suggestions.services import Held
from suggestions.services.meetings.frame import law_day
from suggestions.views.meetings.page import METHODS, meeting_for
from suggestions.views.meetings.table import lines, rows_of, sums
from suggestions.workflow.meetings import MEETING

ASKED = frozenset({"hold", "assign_rest", "cancel"})
AT_ONCE = frozenset({"press_signing", "sign_all"})


@never_cache
@require_http_methods(METHODS)
@once
def meeting_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    code = deed.replace("-", "_")
    if code not in ASKED | AT_ONCE:
        raise Http404
    meeting = meeting_for(request, pk)
    if request.method != "POST":
        if code in AT_ONCE:
            return redirect("suggestions:meeting", pk=pk)
        MEETING.check(meeting, code, request.seat)
        return _ask(request, meeting, code)
    try:
        words = _DO[code](request, meeting, request.seat)
    except Problem as problem:
        if code in AT_ONCE:
            messages.error(request, problem.detail)
            return redirect("suggestions:meeting", pk=pk)
        return _ask(request, meeting, code, problem)
    messages.success(request, words)
    if code == "cancel":
        return redirect("suggestions:meetings")
    return redirect("suggestions:meeting", pk=pk)


def _ask(
    request: HttpRequest, meeting: AssignmentMeeting, code: str, problem: Problem | None = None
) -> HttpResponse:
    rows = list(rows_of(meeting).exclude(state="released"))
    context = {
        "meeting": meeting,
        "code": code,
        "deed": code.replace("_", "-"),
        "title": MEETING.steps[code].label,
        "sums": sums(lines(meeting, rows)),
        "law_day": law_day(meeting),
        "problem": problem,
    }
    status = problem.status if problem is not None else 200
    return render(request, "suggestions/meetings/deed.html", context, status=status)


def _version(request: HttpRequest) -> int | None:
    return whole_number(request.POST.get("version", ""))


def _hold(request: HttpRequest, meeting: AssignmentMeeting, seat: Seat) -> str:
    return _said(services.hold(meeting, by=seat, version=_version(request)))


def _rest(request: HttpRequest, meeting: AssignmentMeeting, seat: Seat) -> str:
    return _said(services.assign_rest(meeting, by=seat))


def _said(held: Held) -> str:
    words = f"交办了{held.done}件，承办单位已收到通知。"
    return words + (f"还有{held.left}件没有交办，原因写在各行。" if held.left else "")


def _cancel(request: HttpRequest, meeting: AssignmentMeeting, seat: Seat) -> str:
    services.cancel_meeting(meeting, by=seat, version=_version(request))
    return f"已取消“{meeting.title}”，里面的建议还在待交办里。"


def _press(request: HttpRequest, meeting: AssignmentMeeting, seat: Seat) -> str:
    wanted = whole_number(request.POST.get("unit", ""))
    unit = Unit.objects.filter(pk=wanted).first() if wanted is not None else None
    if wanted is not None and unit is None:
        raise Invalid("请选要催的单位。")
    return f"已催{services.press_signing(meeting, by=seat, unit=unit)}个单位签收。"


def _sign(request: HttpRequest, meeting: AssignmentMeeting, seat: Seat) -> str:
    given = [whole_number(one) for one in request.POST.getlist("ids")]
    ids = {pk for pk in given if pk is not None} or None
    signed = services.sign_all(meeting, by=seat, ids=ids)
    left = [one for one in signed if one.words]
    words = f"签收了{len(signed) - len(left)}件。"
    return words + "".join(f"{one.case.number}没有签收：{one.words}" for one in left)


_DO: dict[str, Any] = {
    "hold": _hold,
    "assign_rest": _rest,
    "cancel": _cancel,
    "press_signing": _press,
    "sign_all": _sign,
}
