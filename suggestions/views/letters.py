"""Papers of handling that a unit prints: the letter of an answer, the minutes of a contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.papers import FORMATS, paper_response
from suggestions import permissions as may
from suggestions.models import Contact, Reply, Suggestion
from suggestions.services.handling.letter_paper import contact_paper, reply_paper
from suggestions.views.common import case_for


def _inside(request: HttpRequest, pk: int, form: str) -> Suggestion:
    """Who is no party reads the published answer only, never its phone or the contacts."""
    case = case_for(request, pk)
    if form not in FORMATS or not may.sees_all(request.seat, case):
        raise Http404
    return case


@require_GET
def reply_letter(request: HttpRequest, pk: int, reply: int, form: str) -> HttpResponse:
    case = _inside(request, pk, form)
    rows = Reply.objects.filter(suggestion=case).select_related("assignment", "letter")
    row = get_object_or_404(rows, pk=reply)
    return paper_response(reply_paper(case, row), f"答复函-{case.number}-{row.version}", form)


@require_GET
def contact_minutes(request: HttpRequest, pk: int, contact: int, form: str) -> HttpResponse:
    case = _inside(request, pk, form)
    rows = Contact.objects.filter(assignment__suggestion=case).select_related("assignment")
    row = get_object_or_404(rows, pk=contact)
    return paper_response(contact_paper(case, row), f"面商记录-{case.number}", form)
