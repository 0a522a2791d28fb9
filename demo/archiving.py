"""归档: some of last year's suggestions lie in the archive with their papers, and two of an
earlier year that came from a sheet."""

import datetime as dt
from contextlib import suppress

from core.clock import replay
from core.exports import xlsx
from core.problems import Conflict
from demo.calendar import Days
from demo.people import Cast
from liaison.models import Term
from suggestions import services
from suggestions.models import Suggestion
from suggestions.services.archive.import_rows import COLUMNS

# Binding takes half a second each: enough to show, not the whole year.
SHOWN = 3
# What the office's old register says of the first session's suggestions.
REGISTER = (
    ("关于整治河道采砂的建议", "县水利局", "满意"),
    ("关于增开县城至枫林镇班车的建议", "县交通运输局", "基本满意"),
)


class Archiving:
    """`play` after the spot checks, which must not find them waiting to be studied."""

    def __init__(self, cast: Cast, days: Days):
        self.cast, self.days = cast, days
        self.office = cast.seats["office"]

    def play(self) -> None:
        day = self.days.working(self.days.today - dt.timedelta(days=20))
        with replay(self.days.at(day, 30)):
            self._import()
        rows = Suggestion.objects.filter(
            congress_id=self.office.unit.congress_id or 0,
            state="closed",
            archived_on=None,
            check_pending=False,
            closed_on__lt=day - dt.timedelta(days=60),
            is_key=False,
        )
        for number, case in enumerate(rows.order_by("submitted_on", "id")[:SHOWN]):
            with replay(self.days.at(day, 60 + 10 * number)), suppress(Conflict):
                # The first run of a machine may come before its fonts: then nothing is bound yet.
                services.archive(case, by=self.office)

    def _import(self) -> None:
        """Two lines of an old register; a row that does not fit comes back, as it would."""
        term = Term.objects.get(congress_id=self.office.unit.congress_id or 0, ends_on=None)
        session = term.sessions.order_by("number").first()
        if session is None:
            return
        opened = session.opens_on
        lines = [
            {
                "number": f"{number:04d}",
                "session": f"{session.number}次会议",
                "title": title,
                "lead": self.cast.deputies[number].name,
                "card_no": self._card(number, term),
                "main": unit,
                "submitted_on": opened + dt.timedelta(days=1),
                "assigned_on": opened + dt.timedelta(days=30),
                "replied_on": opened + dt.timedelta(days=100),
                "outcome": "A",
                "result": rating,
                "rated_on": opened + dt.timedelta(days=110),
            }
            for number, (title, unit, rating) in enumerate(REGISTER, 1)
        ]
        heads = [(column.heading, column.width) for column in COLUMNS]
        sheet = xlsx("往年建议", heads, [[row.get(c.key, "") for c in COLUMNS] for row in lines])
        services.import_past(sheet, term=term, by=self.office, file_name="往年建议.xlsx")

    def _card(self, number: int, term: Term) -> str:
        mandate = self.cast.deputies[number].mandates.filter(term=term).first()
        return mandate.card_no if mandate else ""
