"""One line of the table is saved: a whole page without script, its small answer with it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.problems import Problem, Stale
from suggestions import services
from suggestions.forms.meetings import LineForm, named_units, typed
from suggestions.models import AssignmentMeeting, PlannedCase
from suggestions.services.meetings.planning import facts
from suggestions.views.meetings.page import draw, meeting_for
from suggestions.views.meetings.table import Line, lines, rows_of


def _row(meeting: AssignmentMeeting, pk: int) -> PlannedCase:
    found = rows_of(meeting).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_POST
def meeting_row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """排承办单位 of one line. Whoever comes second is told who changed what and keeps the text."""
    meeting = meeting_for(request, pk)
    planned = _row(meeting, row)
    form = LineForm(request.POST, menu=named_units(request.seat))
    errors: dict[str, list[str]] = {}
    problem: Problem | None = None
    if not form.is_valid():
        errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
    else:
        try:
            services.plan(planned, by=request.seat, **form.kwargs())
        except Problem as refused:
            errors, problem = _blamed(refused)
    if errors or problem is not None:
        return _refused(request, meeting, planned, errors, problem)
    if _by_script(request):
        return _state(request, lines(meeting, [_row(meeting, row)])[0])
    return redirect(_next(meeting, row))


def _blamed(problem: Problem) -> tuple[dict[str, list[str]], Problem | None]:
    errors = {name: list(words) for name, words in problem.errors.items()}
    return errors, None if errors else problem


def _refused(
    request: HttpRequest,
    meeting: AssignmentMeeting,
    planned: PlannedCase,
    errors: dict[str, list[str]],
    problem: Problem | None,
) -> HttpResponse:
    status = problem.status if problem is not None else 400
    found = lines(meeting, [planned])
    if isinstance(problem, Stale):
        # The form now starts from what the other one stored; saving again is a decision.
        found = lines(meeting, [_row(meeting, planned.pk)])
    line = found[0]
    line.errors, line.problem, line.typed = errors, problem, typed(request.POST)
    if line.stale:
        line.now = facts(line.row)
    if _by_script(request):
        return _state(request, line, status)
    return draw(request, meeting, refused=line, status=status)


def _state(request: HttpRequest, line: Line, status: int = 200) -> HttpResponse:
    return render(request, "suggestions/meetings/_state.html", {"line": line}, status=status)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "plan"


def _next(meeting: AssignmentMeeting, row: int) -> str:
    """Without script the page comes back with the next line ready to be typed."""
    ids = list(rows_of(meeting).filter(state="planned").values_list("pk", flat=True))
    place = ids.index(row) + 1 if row in ids else 0
    at = ids[place] if place < len(ids) else row
    return f"{reverse('suggestions:meeting', kwargs={'pk': meeting.pk})}?at={at}#row-{row}"


@never_cache
@require_POST
def meeting_row_out(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    meeting = meeting_for(request, pk)
    services.take_out(_row(meeting, row), by=request.seat)
    return redirect("suggestions:meeting", pk=pk)
