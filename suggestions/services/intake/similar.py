"""Suggestions of this and earlier years whose titles say nearly the same: a hint, never a wall."""

from django.db import connection

from core.text import fold
from stations.services.similar import rare_pieces
from suggestions.models import Suggestion
from suggestions.querysets import SuggestionQuerySet

SHOWN = 5
# Titles that share this much of their two-letter pieces are likely one matter.
NEAR = 0.4
# The rarest pieces of a title find the others; common ones (建议, 加强) find everything.
RAREST = 10
CANDIDATES = 300

_SHARING = """
SELECT g.suggestion_id
FROM unnest(%(pieces)s::int[]) AS piece (gram)
JOIN suggestions_suggestiongrams g ON g.grams @> ARRAY[piece.gram]
GROUP BY g.suggestion_id ORDER BY count(*) DESC, g.suggestion_id DESC LIMIT %(limit)s
"""


def alike(title: str, among: SuggestionQuerySet, *, but: int | None = None) -> list[Suggestion]:
    """The closest first, only of those that the reader may see (`among`)."""
    words = _words(title)
    if len(words) < 2:
        return []
    scored = []
    for case in among.filter(pk__in=_candidates(title)).exclude(pk=but or 0):
        own = _words(case.title)
        share = len(words & own) / min(len(words), len(own) or 1)
        if share >= NEAR:
            scored.append((share, case.pk, case))
    scored.sort(key=lambda one: one[:2], reverse=True)
    return [case for *_, case in scored[:SHOWN]]


def _candidates(title: str) -> list[int]:
    pieces = rare_pieces(_core(title))[:RAREST]
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, {"pieces": pieces, "limit": CANDIDATES})
        return [pk for (pk,) in cursor.fetchall()]


def _core(title: str) -> str:
    """A title without the frame that every title has (关于……的建议)."""
    return fold(title).removeprefix("关于").removesuffix("的建议")


def _words(title: str) -> set[str]:
    core = _core(title)
    return {core[i : i + 2] for i in range(len(core) - 1)}
