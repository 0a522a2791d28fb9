"""督办一页纸 and 督办函, as Word and PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.papers import FORMATS, paper_response
from suggestions.choices import KeyState
from suggestions.models import Promise
from suggestions.permissions.key import sees_inner
from suggestions.services.leading.papers import Line, note_paper, one_page
from suggestions.views.keys.page import case_rows, item_for, note_for, notes_of


@require_GET
def key_item_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """One page that a leader takes along: what, who, promised, solved, next."""
    item, seat = item_for(request, pk), request.seat
    if form not in FORMATS or item.state == KeyState.DROPPED:
        raise Http404
    promises = Promise.objects.visible_to(seat).filter(suggestion__key_cases__item=item)
    rows = case_rows(item, seat)
    ids = [row["row"].case.pk for row in rows]
    lines = [
        Line(
            number=row["row"].case.number,
            title=row["row"].case.title,
            unit=row["row"].handler,
            words=row["row"].words,
            outcome=row["row"].case.outcome,
            solved=row["solved"],
        )
        for row in rows
    ]
    notes = notes_of(item, seat) if sees_inner(seat) else []
    kept = list(promises.filter(suggestion__in=ids).select_related("unit").order_by("due_on", "id"))
    paper = one_page(item, lines, kept, notes)
    return paper_response(paper, f"督办一页纸-{item.title}", form)


@require_GET
def key_note_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    note = note_for(request, pk)
    if form not in FORMATS:
        raise Http404
    return paper_response(note_paper(note), f"督办函-{note.number}", form)
