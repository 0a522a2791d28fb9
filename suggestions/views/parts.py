"""Pieces that other pages load: suggestions born of an opinion, and likely doubles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from core.text import fold
from liaison.models import Seat
from stations.models import Opinion
from suggestions.models import Suggestion
from suggestions.querysets import SuggestionQuerySet
from suggestions.views.rows import row_of, with_counts

ENOUGH = 3


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
    found = alike(title, request.seat, but=request.GET.get("not", ""))
    return render(request, "suggestions/_similar.html", {"rows": found})


def alike(title: str, seat: Seat, *, but: str = "") -> list[Suggestion]:
    """Titles that share most two-letter words, the closest first."""
    words = _words(title)
    if len(words) < 2:
        return []
    candidates: SuggestionQuerySet = Suggestion.objects.visible_to(seat).order_by("-id")
    scored = []
    for case in candidates.only("id", "title", "number", "state")[:500]:
        if str(case.pk) == but:
            continue
        own = _words(case.title)
        share = len(words & own) / min(len(words), len(own) or 1)
        if share >= 0.4:
            scored.append((share, case))
    scored.sort(key=lambda pair: -pair[0])
    return [case for _, case in scored[:ENOUGH]]


def _words(title: str) -> set[str]:
    """Two-letter pieces of a title without the frame that every title has (关于……的建议)."""
    core = fold(title).removeprefix("关于").removesuffix("的建议")
    return {core[i : i + 2] for i in range(len(core) - 1)}
