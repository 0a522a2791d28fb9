"""The office's review of what the public reads of answers: most released, a few declined."""

import datetime as dt
from typing import Any

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from suggestions import services
from suggestions.models import Publication

SOON = dt.timedelta(days=14)


class Publishing:
    """Each two weeks after its answer; the latest still wait."""

    def __init__(self, cast: Cast, days: Days):
        self.office, self.days = cast.seats["office"], days

    def play(self) -> None:
        waiting = Publication.objects.filter(state="waiting", congress=self.office.unit.congress)
        for row in waiting.select_related("suggestion__lead", "reply").order_by("pk"):
            day = self.days.working(row.opened_on + SOON)
            if day > self.days.today:
                continue
            with replay(self.days.at(day, 200)):
                self._review(row)

    def _review(self, row: Publication) -> None:
        if row.pk % 12 == 5:
            services.decline(row, by=self.office, words="涉及正在谈判的项目，暂不公开。")
            return
        kind = "abstract" if row.wish == "abstract" else "full"
        copy: dict[str, Any] = {**services.first_copy(row)}
        services.release(row, by=self.office, kind=kind, **copy)
