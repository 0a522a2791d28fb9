"""办结 is not 解决: of what was given out in a month, what is solved, what is only answered."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import TruncMonth

from liaison.models import Seat
from reports.indicators import facts
from reports.indicators.facts import Narrowing
from reports.indicators.formulas import Sums
from suggestions.choices import Tag
from suggestions.models import Party

MOST = 12


@dataclass(frozen=True)
class Month:
    """Suggestions by the month in which they were first given to a unit."""

    first: dt.date
    assigned: int
    solved: int
    unsolved: int

    @property
    def open(self) -> int:
        return self.assigned - self.solved - self.unsolved


def months(seat: Seat, *, as_of: dt.date, narrowing: Narrowing) -> list[Month]:
    """The last twelve months with something in them, as they stood at the end of the day."""
    rows = facts.assigned(facts.narrowed(facts.counted_for(seat, as_of), narrowing, as_of), as_of)
    held = Party.objects.filter(
        facts.in_force(as_of), suggestion_id=OuterRef("pk"), part__in=facts.ANSWERING
    )
    given = rows.annotate(
        given_on=Subquery(held.order_by("since").values("since")[:1]),
        month=TruncMonth(F("given_on")),
    )
    sums: dict[dt.date, Sums] = defaultdict(Sums)
    for row in facts.cube(facts.with_facts(given, as_of, first=False), "month"):
        sums[row["month"]].add(row)
    return [
        Month(
            first, found.assigned, found.tags[Tag.SOLVED], found.answered - found.tags[Tag.SOLVED]
        )
        for first, found in sorted(sums.items())
    ][-MOST:]
