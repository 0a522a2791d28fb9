"""重点督办: the year's key items at different stages, one that stands still, one closed."""

import datetime as dt
from collections.abc import Callable

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from suggestions import services
from suggestions.choices import KeyState, State
from suggestions.models import KeyItem, Suggestion
from suggestions.querysets import SuggestionQuerySet
from suggestions.services import Candidate, StepLine, Visit

ONE = dt.timedelta(days=1)
_PLAN = "一、每月听取一次进展；二、两次到现场督办，请提建议的代表参加；三、年底前向主任会议报告。"
_NOTE = "方案里的事项没有按期完成，请查明原因，明确完成日期和责任人，书面回复。"
_REPORT = "建议都已答复，方案事项已完成，代表到现场看过，认可办理结果。今后由主办单位长效管理。"
_AGREED = "主办单位一个月内拿出分段完成的时间表；资金由财政统筹；提建议的代表参加验收。"


class KeyItems:
    """`play` after the year's suggestions: their key items are there, decided each by itself."""

    def __init__(self, cast: Cast, days: Days):
        self.cast, self.days = cast, days
        self.office = cast.seats["office"]
        self.committee = next(seat for seat in cast.seats.values() if seat.role == "committee")

    def play(self) -> None:
        mine = KeyItem.objects.filter(congress=self.office.unit.congress, state=KeyState.DECIDED)
        open_ones: list[KeyItem] = []
        done: list[KeyItem] = []
        for item in mine.order_by("decided_on", "id"):
            states = set(item.cases.values_list("suggestion__state", flat=True))
            (done if states <= {State.CLOSED, State.REPLIED} else open_ones).append(item)
        for number, item in enumerate(done):
            # The second goes on, the third stands still, the others have their report.
            self._supervise(item, close=number not in {1, 2}, visits=number != 2)
        for number, item in enumerate(open_ones[:3]):
            self._open(number, item)
        self._candidate()

    def _open(self, number: int, item: KeyItem) -> None:
        """One is bundled and written to without answer, the next has a plan, the last nothing."""
        if number == 0:
            self._join(item)
        if number < 2:
            self._supervise(item, close=False, note=number == 0)

    def _supervise(
        self, item: KeyItem, *, close: bool, note: bool = False, visits: bool = True
    ) -> None:
        decided = item.decided_on or self.days.today
        first = item.cases.select_related("suggestion__main_unit").first()
        unit = first.suggestion.main_unit if first else None
        answered = item.cases.exclude(suggestion__replied_on=None).exists()
        soon = decided if answered else self.days.today + 12 * ONE
        body = self.committee.unit
        self._on(
            decided + 2 * ONE,
            lambda: services.name_key_committee(item, by=self.office, committee=body),
        )
        due = self.days.working(max(decided + 60 * ONE, soon))
        steps = [StepLine("拿出分段完成的时间表", due, unit)] if unit is not None else []
        self._on(
            decided + 9 * ONE,
            lambda: services.plan_key(item, by=self.committee, plan=_PLAN, steps=steps),
        )
        if visits:
            self._visit(item, decided + 25 * ONE)
        if visits and not close:
            self._visit(item, max(self.days.before(self.days.today, 6), decided + 30 * ONE))
        if note and unit is not None:
            self._on(
                max(self.days.before(self.days.today, 16), decided + 10 * ONE),
                lambda: services.send_note(item, by=self.committee, unit=unit, text=_NOTE),
            )
        if close:
            self._finish(item, decided)

    def _visit(self, item: KeyItem, day: dt.date) -> None:
        held = self.days.working(day)
        visit = Visit(
            "site",
            held,
            "承办单位和现场",
            "督办领导、委员会、承办单位负责人、提建议的代表",
            _AGREED,
        )
        self._on(day, lambda: services.visit_key(item, visit, by=self.committee))

    def _finish(self, item: KeyItem, decided: dt.date) -> None:
        def done() -> None:
            item.refresh_from_db()
            for step in item.steps.filter(done_on=None):
                services.finish_key_step(
                    item, by=self.committee, step=step, words="时间表已印发，按期完成。"
                )
            services.close_key(item, by=self.committee, report=_REPORT)

        last = max(
            case.replied_on or decided
            for case in Suggestion.objects.filter(key_cases__item=item, key_cases__until=None)
        )
        self._on(last + 12 * ONE, done)

    def _join(self, item: KeyItem) -> None:
        """The suggestions of the same field that are being handled come into the bundle."""
        first = item.cases.select_related("suggestion").first()
        if first is None:
            return
        same = self._choosable().exclude(pk=first.suggestion_id)
        near = list(same.filter(theme_id=first.suggestion.theme_id)[:2]) or list(same[:2])
        day = max(
            self.days.before(self.days.today, 18), (item.decided_on or self.days.today) + 3 * ONE
        )
        day = self.days.working(day)
        near = [case for case in near if case.assigned_on and case.assigned_on < day]
        if near:
            self._on(
                day,
                lambda: services.join_key(
                    item,
                    by=self.office,
                    cases=near,
                    meeting="第26次主任会议",
                    decided_on=day,
                ),
            )

    def _choosable(self) -> SuggestionQuerySet:
        found: SuggestionQuerySet = Suggestion.objects.filter(
            congress=self.office.unit.congress,
            state=State.HANDLING,
            is_key=False,
            is_confidential=False,
            key_cases=None,
        )
        return found.order_by("id")

    def _candidate(self) -> None:
        cases = list(self._choosable().reverse()[:2])
        if not cases:
            return
        title = cases[0].title.removeprefix("关于").removesuffix("的建议")
        wanted = Candidate(title, cases, ["concern", "many"], "群众意见里反映集中。")
        self._on(
            self.days.before(self.days.today, 2),
            lambda: services.propose_key(wanted, by=self.office),
        )

    def _on(self, day: dt.date, deed: Callable[[], object]) -> bool:
        day = self.days.working(day)
        if day > self.days.today:
            return False
        with replay(self.days.at(day, 150)):
            deed()
        return True
