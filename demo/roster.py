"""Reception days of the demo: patterns everywhere, a year planned, the coming days announced."""

import datetime as dt
from bisect import bisect_right
from typing import Any

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from liaison.models import Seat
from stations.choices import Channel, DutyState, PatternKind, RosterState
from stations.models import RosterDay, Station
from stations.services import attending, duties, patterns, planning, record_reception, roster
from stations.services.assigning import Turns
from stations.services.roster_base import receivers

BACK = dt.timedelta(days=300)
ANNOUNCED = dt.timedelta(days=60)  # how far back notices were published
ODD = [1, 3, 5, 7, 9, 11]
REASONS = ("外出参加培训", "出差", "家中有事", "参加镇里的会议")


class Roster:
    """Made before the receptions, which then fall on these days; finished after them."""

    def __init__(self, county: County, cast: Cast, days: Days):
        self.county, self.cast, self.days = county, cast, days
        self.start = days.working(days.today - BACK)
        self.held: dict[int, list[dt.date]] = {}

    def clerk(self, station: Station) -> Seat:
        number = self.county.stations.index(station)
        return self.cast.seats["clerk" if number == 0 else f"clerk{number + 1:02d}"]

    def plan(self) -> None:
        """Each station sets its pattern and the office plans this year and the next in one go."""
        with replay(self.days.at(self.start)):
            for number, station in enumerate(self.county.stations):
                for details in self._patterns(number):
                    patterns.add_pattern(station, by=self.clerk(station), **details)
            office = self.cast.seats["office"]
            for year in range(self.start.year, self.days.today.year + 1):
                planning.generate_all(self.county.stations, year, by=office)
            if self.days.today.month >= 11:
                few = self.county.stations[:6]
                planning.generate_all(few, self.days.today.year + 1, by=office)
        rows = RosterDay.objects.filter(station__in=self.county.stations)
        for row in rows.order_by("held_on").values_list("station_id", "held_on"):
            self.held.setdefault(row[0], []).append(row[1])
        self._announce_past()

    def _patterns(self, number: int) -> list[dict[str, Any]]:
        """Markets at three, lunar days at one; villages every other month, the rest monthly."""
        hours = {"starts_at": dt.time(9), "ends_at": dt.time(11, 30), "deputies_per_day": 2}
        lately = self.days.today - ANNOUNCED
        if number in {7, 15, 23}:
            digit = {7: 3, 15: 5, 23: 8}[number]
            by_lunar = number != 23
            return [
                hours
                | {"kind": PatternKind.MARKET, "days": [digit], "by_lunar": by_lunar}
                | {"since": lately, "place": "圩场便民服务点"}
            ]
        if number == 11:
            return [hours | {"kind": PatternKind.LUNAR, "days": [1, 15], "since": lately}]
        if number == 0:
            last = {"kind": PatternKind.NTH_WEEKDAY, "nth": -1, "weekday": 4, "since": lately}
            return [hours | {"kind": PatternKind.MONTH_DAY, "days": [15]}, hours | last]
        if number % 3 == 1:
            return [
                hours
                | {"kind": PatternKind.NTH_WEEKDAY, "nth": number % 4 + 1, "weekday": number % 5}
                | {"months": ODD}
            ]
        return [hours | {"kind": PatternKind.MONTH_DAY, "days": [number % 28 + 1], "months": ODD}]

    def _announce_past(self) -> None:
        """The demo's own station has its whole year on the door, the others the last weeks."""
        own = self.county.stations[0]
        rows = RosterDay.objects.filter(
            station__in=self.county.stations, held_on__lt=self.days.today
        )
        for day in rows.select_related("station__unit").order_by("notice_due_on", "id"):
            if day.station_id != own.pk and day.held_on < self.days.today - ANNOUNCED:
                continue
            on = max(day.notice_due_on, self.start)
            with replay(self.days.at(self.days.calendar.working_before(on), 30)):
                if day.duties.exists():
                    roster.publish(day, by=self.clerk(day.station))

    def reception_day(self, station: Station, day: dt.date, within: int = 45) -> dt.date | None:
        """The station's last reception day up to that date."""
        days = self.held.get(station.pk, [])
        place = bisect_right(days, day)
        if place and (day - days[place - 1]).days <= within:
            return days[place - 1]
        return None

    def fill(self) -> None:
        """Days that nobody came to are recorded so, all but a few."""
        past = RosterDay.objects.filter(
            station__in=self.county.stations,
            held_on__lt=self.days.today,
            state__in=[RosterState.PLANNED, RosterState.NOTICED],
        )
        for number, day in enumerate(
            past.select_related("station__unit").order_by("held_on", "id")
        ):
            late = day.held_on >= self.days.today - dt.timedelta(days=5)
            if number % 29 == 17 or (late and number % 3 == 0):
                continue
            self._nobody_came(day)

    def finish(self) -> None:
        """What was not recorded is missed; the last of these is still unexplained."""
        self._close()
        self._coming()

    def _nobody_came(self, day: RosterDay) -> None:
        market = day.pattern is not None and day.pattern.kind == PatternKind.MARKET
        with replay(self.days.at(day.held_on, 165)):
            record_reception(
                by=self.clerk(day.station),
                station=day.station,
                held_on=day.held_on,
                channel=Channel.MARKET_DAY if market else Channel.RECEPTION_DAY,
                deputies=[turn.deputy for turn in day.duties.select_related("deputy")],
                no_visitor=True,
            )

    def _close(self) -> None:
        with replay(self.days.at(self.days.today, 1)):
            attending.close_past()
        missed = RosterDay.objects.filter(
            station__in=self.county.stations, state=RosterState.MISSED
        ).order_by("held_on", "id")
        for day in list(missed)[:-1]:
            with replay(self.days.at(self.days.working(day.held_on + dt.timedelta(days=3)), 20)):
                roster.explain(day, by=self.clerk(day.station), reason="当天强降雨，道路中断。")

    def _coming(self) -> None:
        """The deputy's own turn waits for an answer; others have confirmed, one stands in."""
        self._own_turn()
        with replay(self.days.at(self.days.working(self.days.today), 2)):
            attending.ask_coming()
            coming = RosterDay.objects.filter(
                station__in=self.county.stations,
                state=RosterState.PLANNED,
                asked_on__isnull=False,
            ).select_related("station__unit")
            for number, day in enumerate(coming.order_by("held_on", "id")):
                self._prepare(day, number)

    def _own_turn(self) -> None:
        """The demo's deputy receives next at the demo's station."""
        own, station = self.cast.deputies[0], self.county.stations[0]
        day = (
            RosterDay.objects.filter(
                station=station, state=RosterState.PLANNED, held_on__gt=self.days.today
            )
            .order_by("held_on")
            .first()
        )
        if day is None or not station.attachments.filter(deputy=own).exists():
            return
        with replay(self.days.at(self.days.before(self.days.today, 1), 40)):
            turns = list(day.duties.select_related("deputy").order_by("id"))
            people = [own, *(turn.deputy for turn in turns if turn.deputy_id != own.pk)]
            if own.pk not in {turn.deputy_id for turn in turns}:
                roster.assign(day, by=self.clerk(station), deputies=people[:2])

    def _prepare(self, day: RosterDay, number: int) -> None:
        clerk, own = self.clerk(day.station), self.cast.deputies[0].pk
        turns = list(day.duties.filter(state=DutyState.ASKED).select_related("deputy"))
        others = [turn for turn in turns if turn.deputy_id != own]
        if number % 5 == 2 and others:
            away = others.pop()
            duties.ask_leave(
                day, by=clerk, deputy=away.deputy, reason=REASONS[number % len(REASONS)]
            )
            self._stand_in(day, clerk)
        for turn in others[: 1 + number % 2]:
            duties.confirm(day, by=clerk, deputy=turn.deputy)
        soon = day.notice_due_on <= self.days.today + dt.timedelta(days=2)
        # Whoever had a turn may be on leave, and nobody there to stand in.
        if soon and number % 6 != 4 and receivers(day):
            day.refresh_from_db()
            roster.publish(day, by=clerk)

    def _stand_in(self, day: RosterDay, clerk: Seat) -> None:
        turns = Turns(
            day.station, dt.date(day.held_on.year, 1, 1), dt.date(day.held_on.year, 12, 31)
        )
        there = list(day.duties.values_list("deputy_id", flat=True))
        for deputy in turns.next(day.held_on, 1, without=there):
            duties.substitute(day, by=clerk, substitute=deputy)
