"""Papers of an assignment meeting: the list, a unit's own list, its receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.papers import FORMATS, paper_response
from liaison.models import Seat, Unit
from liaison.permissions import is_congress_office
from suggestions import services
from suggestions.models import AssignmentMeeting, PlannedShare
from suggestions.services.meetings import papers
from suggestions.views.meetings.page import meeting_for
from suggestions.views.meetings.table import rows_of


@require_GET
def meeting_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """交办清单 of the whole meeting, for the office; also before it is held."""
    meeting = meeting_for(request, pk)
    if form not in FORMATS or not is_congress_office(request.seat):
        raise Http404
    rows = list(rows_of(meeting).exclude(state="released"))
    return paper_response(papers.list_paper(meeting, rows), f"交办清单-{meeting.title}", form)


@require_GET
def meeting_receipt(request: HttpRequest, pk: int, unit: int, kind: str, form: str) -> HttpResponse:
    """One unit's 交办清单 or its 签收回执."""
    meeting = meeting_for(request, pk)
    if form not in FORMATS or kind not in {"list", "receipt"}:
        raise Http404
    shares = _of_unit(meeting, request.seat, unit)
    if not shares:
        raise Http404
    body: Unit = shares[0].unit
    if kind == "list":
        paper = papers.unit_paper(meeting, body, shares)
        return paper_response(paper, f"交办清单-{body.short_name}", form)
    paper = papers.receipt_paper(meeting, body, shares)
    return paper_response(paper, f"签收回执-{body.short_name}", form)


def _of_unit(meeting: AssignmentMeeting, seat: Seat, unit: int) -> list[PlannedShare]:
    rows = services.shares_of(meeting, seat).filter(unit_id=unit)
    return list(rows.prefetch_related("planned__shares__unit"))
