"""Pieces that other pages load: suggestions born of an opinion, and likely doubles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from core.text import whole_number
from stations.models import Opinion
from suggestions.models import Suggestion
from suggestions.services.intake.similar import alike
from suggestions.views.rows import row_of, with_counts


@require_GET
def for_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """The suggestions that took up an opinion; the opinion's page leaves a slot for them."""
    opinion = Opinion.objects.visible_to(request.seat).filter(pk=pk).first()
    if opinion is None:
        raise Http404
    rows = with_counts(
        Suggestion.objects.visible_to(request.seat).filter(opinion_links__opinion=opinion)
    ).order_by("id")
    context = {"rows": [row_of(case, request.seat) for case in rows]}
    return render(request, "suggestions/_for_opinion.html", context)


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Likely doubles of a title that is being written: same matter, maybe another wording.

    By POST: the title is a draft's, or a voter's first words, and no address may hold it.
    """
    title = request.POST.get("title", "")[:80]
    seen = Suggestion.objects.visible_to(request.seat).only("id", "title", "number", "state")
    found = alike(title, seen, but=whole_number(request.GET.get("not", "")))
    return render(request, "suggestions/_similar.html", {"rows": found})
