"""可能是同一件事: opinions of the county's last two years that sound like a text.

Two-letter pieces find candidates through the index, the likeness of the whole text ranks them.
Nothing is ever merged by this: it is a hint for the person who types or decides.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection

from core.clock import today
from core.text import fold, grams
from liaison.models import Seat
from liaison.querysets import county_of
from stations.models import Opinion
from stations.services.likeness import NEAR, have_words_in_common, likeness, prepared

YEARS = 2
SHOWN = 5
# A text of fewer letters is looked for as it stands.
SHORT = 6
# Pieces that stand in many opinions (没有, 村里) find everything: the rarest ones are enough.
RAREST = 24
BEST = 1000
CANDIDATES = 120
_COMMON = "similar.common"
_MINUTES = 10

# Rows that share most pieces first, each piece one walk through the index; only the best of
# them are looked up for county and day, because that look-up is what costs.
_SHARING = """
WITH best AS (
    SELECT g.opinion_id, count(*) AS shared
    FROM unnest(%(pieces)s::int[]) AS piece (gram)
    JOIN stations_opiniongrams g ON g.grams @> ARRAY[piece.gram]
    GROUP BY g.opinion_id ORDER BY shared DESC, g.opinion_id DESC LIMIT %(best)s
)
SELECT o.id FROM best JOIN stations_opinion o ON o.id = best.opinion_id
WHERE o.received_on >= %(since)s AND o.state <> 'withdrawn'
  AND (%(county)s::bigint IS NULL OR o.county_id = %(county)s) AND o.id <> %(but)s
ORDER BY best.shared DESC, o.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Hints:
    """The ones this post may see, best first; of those it may not see only how many there are.

    That number is told of sentences that have several words in common, never of a few letters or
    of digits: a name or a phone number could be found in what others said by trying.
    """

    rows: list[tuple[float, Opinion]]
    elsewhere: int


def similar(text: str, *, seat: Seat, but: Opinion | None = None) -> Hints:
    """From two letters up; a short text must occur as it stands, a longer one is compared."""
    text = text[:2000]
    folded = fold(text)
    if len(folded) < 2:
        return Hints([], 0)
    if len(folded) < SHORT:
        return _containing(text, seat, but)
    found = _candidates(text, county_of(seat), but)
    mine = prepared(text)
    ranked: list[tuple[float, int]] = []
    told: set[int] = set()
    for row in Opinion.objects.filter(pk__in=found).only("title", "raw_text"):
        share = likeness(mine, prepared(row.raw_text))
        if share >= NEAR:
            ranked.append((share, row.pk))
            if have_words_in_common(mine, prepared(row.raw_text)):
                told.add(row.pk)
    ranked.sort(reverse=True)
    return _seen(ranked, seat, told)


def alike(opinion: Opinion, seat: Seat) -> list[Opinion]:
    """Those that sound like this one and that the post may see, to link or fold."""
    return [row for _, row in similar(opinion.raw_text, seat=seat, but=opinion).rows]


def _containing(text: str, seat: Seat, but: Opinion | None) -> Hints:
    county, since = county_of(seat), today() - dt.timedelta(days=365 * YEARS)
    rows = Opinion.objects.matching(text).filter(received_on__gte=since)
    if county is not None:
        rows = rows.filter(county_id=county)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    ids = rows.exclude(state="withdrawn").order_by("-id").values_list("id", flat=True)
    return _seen([(1.0, pk) for pk in ids[:CANDIDATES]], seat, set())


def _seen(ranked: list[tuple[float, int]], seat: Seat, told: set[int]) -> Hints:
    ids = [pk for _, pk in ranked]
    rows = Opinion.objects.visible_to(seat).filter(pk__in=ids).select_related("station", "handler")
    mine = {row.pk: row for row in rows}
    shown = [(share, mine[pk]) for share, pk in ranked if pk in mine]
    return Hints(shown[:SHOWN], len(told - set(mine)))


def _candidates(text: str, county: int | None, but: Opinion | None) -> list[int]:
    params: dict[str, Any] = {
        "pieces": rare_pieces(text),
        "since": today() - dt.timedelta(days=365 * YEARS),
        "county": county,
        "but": but.pk if but else 0,
        "best": BEST,
        "limit": CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, params)
        return [pk for (pk,) in cursor.fetchall()]


def rare_pieces(text: str) -> list[int]:
    """Of the text as spoken and of its prepared form, which knows other words for the same."""
    common = _common()
    pieces = set(grams(text)) | set(grams(prepared(text)))
    return sorted(pieces, key=lambda piece: (common.get(piece, 0.0), piece))[:RAREST]


def _common() -> dict[int, float]:
    """How often the frequent pieces occur, as the planner's statistics know it."""
    known: dict[int, float] | None = cache.get(_COMMON)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT most_common_elems::text::int[], most_common_elem_freqs FROM pg_stats"
                " WHERE schemaname = current_schema() AND tablename = 'stations_opiniongrams'"
                " AND attname = 'grams'"
            )
            row = cursor.fetchone()
        pieces, shares = row if row and row[0] else ([], [])
        known = dict(zip(pieces, shares, strict=False))
        cache.set(_COMMON, known, 60 * _MINUTES)
    return known
