"""The whole demo: places, people, and what they did up to this minute. Deterministic."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db import transaction

from core.clock import now, replay
from deadlines import sweep
from demo import activities, door, people, places, rules, standards, texts, visits
from demo.answering import Answering
from demo.archiving import Archiving
from demo.calendar import Days
from demo.checking import Checks
from demo.keying import KeyItems
from demo.matters import Matters
from demo.meetings import Meetings
from demo.merging import Merging
from demo.places import County
from demo.promising import Promising
from demo.publishing import Publishing
from demo.receiving import Stations
from demo.roster import Roster
from demo.suggesting import NEVER, ONE, Congress, Plan
from demo.texts import OpinionText, SuggestionText
from liaison.models import Deputy, Session
from notifications.models import Notification
from stations.models import Opinion

SEED = 20251211
FIRST = ("示范县", "431099")
SECOND = ("对照县", "431098")
Progress = Callable[[str], None]


def tell(
    progress: Progress,
    suggestion_texts: list[SuggestionText] | None = None,
    opinion_texts: list[OpinionText] | None = None,
) -> None:
    """Build both counties; each step in its own transaction, said aloud as it starts."""
    days = Days(now())
    suggestion_texts = suggestion_texts or texts.suggestions()
    opinion_texts = opinion_texts or texts.opinions()
    progress("搭建示范县：区划、机构、联络站")
    with transaction.atomic():
        county = places.build(*FIRST, days.today)
        other = places.build(*SECOND, days.today, small=True)
    progress("代表、小组、岗位和演示账号")
    with transaction.atomic():
        cast = people.Casting(county, random.Random(SEED)).all()
        small = people.Casting(other, random.Random(SEED + 1), prefix="b-").all()
        people.administrators(cast.seats["office"].user.password, county.sessions[0].opens_on)
        Merging(county, cast, days).play()
    progress("一年的接待和群众意见")
    roster, small_roster = Roster(county, cast, days), Roster(other, small, days)
    stations = Stations(county, cast, days, random.Random(SEED + 2), roster)
    with transaction.atomic():
        roster.plan()
        small_roster.plan()
        stations.play(opinion_texts[:-8])
        few = Stations(other, small, days, random.Random(SEED + 3), small_roster)
        few.play(opinion_texts[-8:])
        roster.fill()
        small_roster.fill()
        roster.finish()
        small_roster.finish()
    progress("联络站活动")
    with transaction.atomic():
        _at_the_stations(county, cast, days)
    progress("上年和今年的代表建议")
    congress = Congress(county, cast, days, random.Random(SEED + 4))
    with transaction.atomic():
        Story(county, congress, stations, days).play(suggestion_texts[:-5])
        _afterwards(county, cast, days, stations, opinion_texts)
        _second_county(
            other,
            Congress(other, small, days, random.Random(SEED + 5)),
            days,
            suggestion_texts[-5:],
        )
    progress("提醒和通知")
    with transaction.atomic():
        rules.play(cast, days)
        _finish(days)


def _at_the_stations(county: County, cast: people.Cast, days: Days) -> None:
    """What a station does besides receiving."""
    activities.play(county, cast, days)
    visits.play(county, cast, days)
    standards.play(county, cast, days, random.Random(SEED + 6))


def _afterwards(
    county: County, cast: people.Cast, days: Days, stations: Stations, rows: list[OpinionText]
) -> None:
    """What became of promises; what stations do with opinions that suggestions have taken up."""
    Promising(cast, days).play()
    Publishing(cast, days).play()
    KeyItems(cast, days).play()
    stations.settle(rows)
    door.play(county, cast, days)
    Matters(county, cast, days).play()
    Merging(county, cast, days).leave()
    Checks(county, cast, days).play()
    Meetings(cast, days).play()
    Archiving(cast, days).play()
    Answering(cast, days).play()


def _finish(days: Days) -> None:
    """Old notices are read, so that an inbox shows what is new; today's reminders are sent."""
    moment = days.at(days.working(days.today), 5)
    with replay(moment):
        sweep.run(moment)
    old = days.now - dt.timedelta(days=10)
    Notification.objects.filter(created_at__lt=old).update(read_at=old)


class Story:
    """Which suggestion goes how far: all states can be seen, some duties are late today."""

    def __init__(self, county: County, congress: Congress, stations: Stations, days: Days):
        self.county, self.congress, self.stations, self.days = county, congress, stations, days
        self.today = days.today
        self.turn = 0

    def play(self, rows: list[SuggestionText]) -> None:
        """The first texts are for the open cases between sessions, the rest for the sessions."""
        dogs = next(row for row in rows if "养犬" in row.title)
        rest = [row for row in rows if row is not dogs]
        open_plans = list(self._open_plans())
        open_rows = [self._take(rest, plan) for plan in open_plans]
        last_year = len(rest) * 2 // 5
        for row in rest[:last_year]:
            self._session_case(row, self.county.sessions[-2])
        for row in rest[last_year:]:
            self._session_case(row, self.county.sessions[-1])
        for row, plan in zip(open_rows, open_plans, strict=True):
            lead, opinions = self._origin(row, plan.submitted)
            if plan.by_first:
                lead, opinions = self.congress.cast.deputies[0], []
            self.congress.play(row, plan, lead, opinions)
        self._dogs(dogs)

    def _take(self, rows: list[SuggestionText], plan: Plan) -> SuggestionText:
        """The next text, or the next one for the unit that the plan wants."""
        found = next((row for row in rows if not plan.unit or row.unit == plan.unit), rows[0])
        rows.remove(found)
        return found

    def _session_case(self, row: SuggestionText, session: Session) -> None:
        number = self.turn
        assigned = self.days.working(session.closes_on + dt.timedelta(days=33 + number % 3))
        plan = Plan(
            submitted=session.opens_on + dt.timedelta(days=1 + number % 2),
            assigned=assigned,
            session=session,
            replied=55 + number % 33,
            rated=3 + number % 9,
            unsatisfied=number % 13 == 6,
            key=session is self.county.session and number % 15 == 3,
            cosigners=number % 4,
            motion=f"议案第{number}号" if number % 19 == 9 else "",
        )
        if number % 17 == 5:
            plan = replace(plan, replied=101)  # answered late
        self.congress.play(row, plan, *self._origin(row, plan.submitted))

    def _open_plans(self) -> Iterator[Plan]:
        """Between sessions, hung on today: one of every state, several of the common ones."""
        back = self._back
        yield Plan(submitted=back(2), assigned=NEVER, stop="draft", cosigners=0)
        yield Plan(submitted=back(1), assigned=NEVER, stop="draft", cosigners=0)
        yield Plan(submitted=back(3), assigned=NEVER, stop="cosigning", cosigners=3)
        yield Plan(submitted=back(4), assigned=NEVER, stop="cosigning", cosigners=2)
        for days in (1, 3, 5, 9):
            yield Plan(submitted=back(days), assigned=NEVER, stop="submit")
        yield Plan(submitted=back(12), assigned=back(1), stop="send_back")
        yield Plan(submitted=back(30), assigned=back(1), stop="refuse")
        yield Plan(submitted=back(20), assigned=NEVER, stop="withdraw")
        for days in (8, 15):
            denied = days == 15
            yield Plan(submitted=back(days), assigned=back(1), stop="accept", denied=denied)
        # waiting to be signed for: one fresh, one late
        yield Plan(submitted=back(12), assigned=back(1), signed=None, unit="县公安局")
        yield Plan(submitted=back(20), assigned=back(8), signed=None)
        yield Plan(submitted=back(15), assigned=back(8), ask="return", unit="县水利局")
        yield from self._being_handled()
        # answered, waiting for the verdict; unsatisfied, being studied; handled again
        for age, replied in ((78, 74), (85, 80), (95, 83)):
            yield Plan(
                submitted=back(age + 9),
                assigned=back(age),
                replied=replied,
                rated=None,
                by_first=age == 78,
            )
        yield Plan(
            submitted=back(99),
            assigned=back(90),
            replied=80,
            rated=6,
            unsatisfied=True,
            stop="study",
        )
        yield Plan(
            submitted=back(129),
            assigned=back(120),
            replied=88,
            rated=8,
            unsatisfied=True,
            rehandled=None,
        )
        # several matters in one, and one that another deputy has raised already
        yield Plan(submitted=back(16), assigned=back(1), stop="split")
        yield Plan(submitted=back(14), assigned=back(1), stop="merge")

    def _being_handled(self) -> Iterator[Plan]:
        """In hand: late, due today, due soon, and with time left; two of them key items."""
        yield self._in_hand(-2)
        yield replace(self._in_hand(-9, key=True), pressed=True)
        yield self._in_hand(0)
        yield replace(self._in_hand(6), ask="extension")
        yield self._in_hand(3, co_opinion=None)
        for days in (9, 24, 40, 55, 70):
            yield replace(self._in_hand(days, key=days == 24), returned=days == 9)

    def _in_hand(self, due_in: int, *, key: bool = False, co_opinion: int | None = 24) -> Plan:
        assigned = self._due_in(due_in)
        return Plan(
            submitted=self.days.before(assigned, 6),
            assigned=assigned,
            replied=None,
            key=key,
            co_opinion=co_opinion,
        )

    def _back(self, days: int) -> dt.date:
        """A working day about so many days ago."""
        return self.days.before(self.today - dt.timedelta(days=max(days - 1, 0)), 1)

    def _due_in(self, days: int) -> dt.date:
        """The assignment day whose three months end so many days from today."""
        due = self.today + dt.timedelta(days=days)
        month, year = (due.month - 4) % 12 + 1, due.year - (due.month <= 3)
        day = min(due.day, 28)
        return self.days.calendar.working_before(dt.date(year, month, day) + ONE)

    def _dogs(self, row: SuggestionText) -> None:
        """The key suggestion of the reference pages: born of many opinions, 15 days left."""
        assigned = self._due_in(15)
        plan = Plan(
            submitted=self.days.before(assigned, 5),
            assigned=assigned,
            replied=None,
            key=True,
            cosigners=6,
            co_opinion=None,
        )
        opinions = [
            o
            for title, o in self.stations.by_title.items()
            if "犬" in title and o.received_on <= plan.submitted
        ]
        lead = next(d for d in self.congress.cast.deputies if d.name == "黄志勇")
        self.congress.play(row, plan, lead, opinions)

    def _lead(self, row: SuggestionText) -> Deputy:
        """Every ninth is by the demo's own deputy; else someone who lives in the place."""
        self.turn += 1
        cast = self.congress.cast
        if self.turn % 9 == 0:
            return cast.deputies[0]
        place = self.county.townships.get(row.town)
        local = [d for d in cast.deputies[1:] if people.lives_in(d, place)] if place else []
        return (local or cast.deputies)[self.turn % len(local or cast.deputies)]

    def _origin(self, row: SuggestionText, by: dt.date) -> tuple[Deputy, list[Opinion]]:
        """Every third takes up an opinion of its theme, by the deputy who received the voter."""
        lead = self._lead(row)
        if self.turn % 3:
            return lead, []
        opinion = (
            Opinion.objects.filter(
                county=self.county.division,
                state="recorded",
                received_on__lt=by,
                theme__name=row.theme,
                reception__receivers__isnull=False,
            )
            .order_by("id")
            .first()
        )
        if opinion is not None:
            return opinion.reception.receivers.first().deputy, [opinion]
        return lead, []


def _second_county(
    county: County, congress: Congress, days: Days, rows: list[SuggestionText]
) -> None:
    for number, row in enumerate(rows):
        assigned = days.before(days.today, 20 + number)
        plan = Plan(submitted=days.before(assigned, 8), assigned=assigned, replied=None)
        unit = "县公安局" if row.unit not in county.units else row.unit
        congress.play(replace(row, unit=unit, co=()), plan, congress.cast.deputies[number])
