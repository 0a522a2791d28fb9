"""年度归档: choose a year or a session, look at what is ready and what is open, order, follow."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import once
from core.keyset import Keyset
from core.problems import Problem
from core.text import whole_number
from core.web import page_of
from liaison.models import Seat, Session
from suggestions import services
from suggestions.models import ArchiveBatch, ArchiveVolume
from suggestions.services import Scope

PAGE = 50
SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def archive_home(request: HttpRequest) -> HttpResponse:
    seat: Seat = request.seat
    scopes = services.scopes_of(seat)
    problem = None
    if request.method == "POST":
        scope = _scope(request, seat, request.POST.get("of", ""))
        try:
            batch = services.close_scope(scope, by=seat)
        except Problem as refusal:
            problem = refusal
        else:
            messages.success(request, f"{batch.label}{batch.total}件开始归档，不用等在这里。")
            return redirect("suggestions:archive-batch", pk=batch.pk)
    batches = list(ArchiveBatch.objects.visible_to(seat).order_by("-id")[:SHOWN])
    known = services.progress_of(batches)
    context = {
        "scopes": scopes,
        "batches": [_shown(batch, known[batch.pk].done) for batch in batches],
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "suggestions/archive/home.html", context, status=status)


@never_cache
@require_GET
def archive_preview(request: HttpRequest) -> HttpResponse:
    scope = _scope(request, request.seat, request.GET.get("of", ""))
    context = {"found": services.preview(scope), "scope": scope}
    return render(request, "suggestions/archive/preview.html", context)


def _scope(request: HttpRequest, seat: Seat, key: str) -> Scope:
    """`year:2025` or `session:12`; what the own congress does not have is not there."""
    kind, _, word = key.partition(":")
    number = whole_number(word)
    if number is None:
        raise Http404
    if kind == "year":
        return services.scope_for(seat, year=number)
    own = Session.objects.filter(term__congress_id=seat.unit.congress_id or 0)
    session = own.select_related("term").filter(pk=number).first()
    if kind != "session" or session is None:
        raise Http404
    return services.scope_for(seat, session=session)


@never_cache
@require_GET
def archive_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = ArchiveBatch.objects.visible_to(request.seat).filter(pk=pk).first()
    if batch is None:
        raise Http404
    rows = batch.volumes.select_related("suggestion__lead")
    progress = services.progress_of([batch])[batch.pk]
    register = progress.register
    context = page_of(request, rows, Keyset("id"), PAGE) | {
        "batch": batch,
        "shown": _shown(batch, progress.done),
        "register_url": reverse("file", args=[register.token]) if register else "",
    }
    return render(request, "suggestions/archive/batch.html", context)


@require_GET
def archive_volume(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a notice or a search leads: the suggestion that was bound."""
    row = ArchiveVolume.objects.visible_to(request.seat).filter(pk=pk).first()
    if row is None:
        raise Http404
    return redirect("suggestions:suggestion", pk=row.suggestion_id)


def _shown(batch: ArchiveBatch, done: int) -> dict[str, Any]:
    return {
        "pk": batch.pk,
        "label": batch.label,
        "by": batch.by_name,
        "on": batch.ordered_at,
        "total": batch.total,
        "done": done,
        "left": len(batch.left),
        "finished": batch.finished_at is not None,
    }
