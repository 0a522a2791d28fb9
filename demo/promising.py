"""Promises of the answers that said "we will": some kept and struck off, some late, one put off."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from core.clock import replay, today
from demo.calendar import Days
from demo.people import Cast
from liaison.models import Seat
from suggestions import services
from suggestions.choices import PromiseState, Rating
from suggestions.models import Promise, Suggestion

ONE = dt.timedelta(days=1)
PROMISING = {"B"}
_WHAT = (
    "完成第一段施工并组织代表参加验收",
    "年底前建成投用，公布服务电话",
    "制定专门方案，分两批整改到位",
    "争取专项资金，完成设备更换",
)


def promise_of(case: Suggestion, outcome: str, days: Days) -> dict[str, Any]:
    """What the letter of this class promises: two to eight months from its day."""
    if outcome not in PROMISING:
        return {}
    until = days.working(today() + dt.timedelta(days=70 + case.pk * 37 % 170))
    return {"promise": _WHAT[case.pk % len(_WHAT)], "promise_due_on": until}


class Promising:
    """What became of them up to today, in the order of their days."""

    def __init__(self, cast: Cast, days: Days):
        self.cast, self.days = cast, days
        self.office = cast.seats["office"]

    def play(self) -> None:
        rows = Promise.objects.filter(state=PromiseState.OPEN, congress=self.office.unit.congress)
        for number, promise in enumerate(rows.select_related("unit", "suggestion__lead")):
            self._story(number, promise)

    def _story(self, number: int, promise: Promise) -> None:
        """Of the latest some are late; one of ten was put off, one changed, the rest were kept."""
        head, turn = self._head(promise), number % 10
        recent = promise.due_on > self.days.today - 60 * ONE
        if head is None or (turn in {3, 4} and recent):
            return
        self._on(
            promise.made_on + 30 * ONE,
            lambda: services.add_progress(promise, by=head, words="方案已定，资金已落实，已开工。"),
        )
        if turn == 7:
            self._put_off(promise, head)
        elif turn == 8:
            words = "原选址涉及规划调整，确实不能按原方案实施，改为在邻近地块建设，列入下年度计划。"
            self._on(
                promise.due_on - 10 * ONE,
                lambda: services.change_promise(promise, by=head, words=words),
            )
        else:
            self._kept(number, promise, head)

    def _put_off(self, promise: Promise, head: Seat) -> None:
        until = dt.date(promise.due_on.year + 1, 6, 30)
        reason = "上级资金下达晚于预期，主体工程跨年实施，明年上半年完成。"
        self._on(
            promise.due_on - 5 * ONE,
            lambda: services.carry_over(promise, by=head, due_on=until, reason=reason),
        )

    def _kept(self, number: int, promise: Promise, head: Seat) -> None:
        words = "已按承诺完成，请代表现场看过，群众反映良好。"
        done = self._on(
            promise.due_on - 8 * ONE,
            lambda: services.report_kept(promise, by=head, words=words),
        )
        if not done or not self._on(
            promise.due_on - 3 * ONE,
            lambda: services.strike_off(promise, by=self.office, words="现场核实，已落实。"),
        ):
            return
        lead = self.cast.seat_of(promise.suggestion.lead)
        rating = Rating.BASIC if number % 4 == 1 else Rating.SATISFIED
        self._on(
            promise.due_on + 2 * ONE,
            lambda: services.rate_promise(promise, by=lead, rating=rating),
        )

    def _head(self, promise: Promise) -> Seat | None:
        return next(
            (
                seat
                for key, seat in self.cast.seats.items()
                if key.endswith(":unit_head") and seat.unit_id == promise.unit_id
            ),
            None,
        )

    def _on(self, day: dt.date, deed: Callable[[], object]) -> bool:
        day = self.days.working(day)
        if day > self.days.today:
            return False
        with replay(self.days.at(day, 120)):
            deed()
        return True
