"""A year of receptions at the stations, lived through the very services that staff use."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from demo.roster import Roster
from demo.texts import OpinionText
from liaison.models import Seat, Unit
from stations import services
from stations.choices import Channel, Nature, Route, Satisfaction, TellMethod
from stations.models import Opinion, RosterDay, Station, Theme
from stations.services import public_notices

MONTHS = 10
WAITING_DAYS = 7
STREETS = ("一组", "二组", "三组", "五组", "老街", "新屋场")


class Stations:
    """Plays receptions; `dogs` are the opinions that a key suggestion will take up."""

    def __init__(self, county: County, cast: Cast, days: Days, rng: random.Random, roster: Roster):
        self.county, self.cast, self.days, self.rng = county, cast, days, rng
        self.roster = roster
        self.themes = {theme.name: theme for theme in Theme.objects.all()}
        self.fallback = Theme.objects.order_by("id").first()
        self.minute = 0
        self.dogs = 0
        self.by_title: dict[str, Opinion] = {}

    def play(self, texts: list[OpinionText]) -> None:
        """Spread the texts over the reception days, oldest first; every tenth day nobody came."""
        visits = sorted(self._visits(len(texts)), key=lambda visit: visit[0])
        waiting = list(texts)
        for number, (day, station) in enumerate(visits):
            clerk = self._clerk(station)
            if number % 10 == 9:
                self._record(clerk, station, day, [])
                continue
            take = 2 if number % 6 == 0 else 1
            chosen, waiting = waiting[:take], waiting[take:]
            if not chosen:
                break
            if any("犬" in text.title for text in chosen):
                station, day = self.county.stations[0], self._dog_day()
                clerk = self._clerk(station)
            self._visit(clerk, station, day, chosen)

    def _dog_day(self) -> dt.date:
        """The dogs were spoken of all spring and summer, before the suggestion was made."""
        self.dogs += 1
        return self.days.working(self.days.today - dt.timedelta(days=100 + 9 * self.dogs))

    def settle(self, texts: list[OpinionText]) -> None:
        """What was meant for a suggestion and found no deputy was done by the station itself."""
        for text in texts:
            opinion = self.by_title.get(text.title)
            if opinion is None or text.route != Route.SUGGESTION:
                continue
            opinion.refresh_from_db()
            age = (self.days.today - opinion.received_on).days
            if opinion.state == "recorded" and age > 4:
                clerk = self._clerk(opinion.station)
                own = replace(text, route=Route.STATION)
                self._route(clerk, opinion, own, opinion.received_on)
                self._finish(clerk, opinion, own, opinion.received_on, age)

    def _visits(self, texts: int) -> Iterator[tuple[dt.date, Station]]:
        """About as many visits as there are texts, two in ten at the demo's own station."""
        wanted = int(texts * 0.98)
        stations = self.county.stations
        for number in range(wanted):
            station = stations[0] if number % 10 < 2 else stations[number % len(stations)]
            # Recent weeks are denser, so that every state can be seen today.
            back = int((number / wanted) ** 1.6 * MONTHS * 30)
            day = self.days.working(self.days.today - dt.timedelta(days=back))
            day = min(day, self.days.today)
            # Most come on a reception day; the rest on any working day.
            planned = self.roster.reception_day(station, day, within=45 if back > 60 else 6)
            yield (planned if planned and number % 5 else day), station

    def _clerk(self, station: Station) -> Seat:
        number = self.county.stations.index(station)
        return self.cast.seats["clerk" if number == 0 else f"clerk{number + 1:02d}"]

    def _record(self, clerk: Seat, station: Station, day: dt.date, opinions: list[dict]) -> None:
        self.minute = (self.minute + 17) % 120
        attached = [a.deputy for a in station.attachments.select_related("deputy")[:6]]
        receivers = self.rng.sample(attached, min(len(attached), 2))
        visitor: dict[str, Any] = {"no_visitor": True}
        if opinions:
            visitor = self._visitor(station)
        channel = self.rng.choice([Channel.APPOINTMENT] * 4 + [Channel.VISIT, Channel.LETTER])
        planned = RosterDay.objects.filter(station=station, held_on=day).first()
        if planned is not None:
            channel = Channel.RECEPTION_DAY
            turns = planned.duties.select_related("deputy")
            receivers = [turn.deputy for turn in turns] or receivers
        if any("犬" in str(row["title"]) for row in opinions):
            receivers = [self.cast.deputies[0]]
        with replay(self.days.at(day, self.minute)):
            reception = services.record_reception(
                by=clerk,
                station=station,
                held_on=day,
                channel=channel,
                deputies=receivers,
                opinions=opinions,
                **visitor,
            )
        for opinion in reception.opinions.all():
            self.by_title[opinion.title] = opinion

    def _visitor(self, station: Station) -> dict[str, Any]:
        if self.rng.random() < 0.06:
            return {"is_anonymous": True}
        names = ("扶国强", "黄桂英", "罗来福", "邓秀莲", "李树生", "郭细妹", "何启明", "谢冬梅")
        family = self.rng.choice("扶黄罗邓李郭何谢钟赖邝骆")
        village = self.rng.choice(
            self.county.villages.get(_town_of(self.county, station)) or [None]
        )
        return {
            "visitor_name": family + self.rng.choice(names)[1:],
            "visitor_phone": f"1980000{self.rng.randrange(10000):04d}",
            "visitor_village": village,
            "visitor_address": self.rng.choice(STREETS),
            "people": self.rng.choice([1, 1, 1, 1, 1, 2, 5]),
        }

    def _visit(
        self, clerk: Seat, station: Station, day: dt.date, chosen: list[OpinionText]
    ) -> None:
        self._record(clerk, station, day, [self._fields(text) for text in chosen])
        for text in chosen:
            self._follow(clerk, self.by_title[text.title], text, day)

    def _fields(self, text: OpinionText) -> dict[str, Any]:
        return {
            "title": text.title,
            "raw_text": text.words,
            "theme": self.themes.get(text.theme, self.fallback),
            "nature": text.nature or Nature.HELP,
            "is_urgent": text.urgent,
        }

    def _follow(self, clerk: Seat, opinion: Opinion, text: OpinionText, day: dt.date) -> None:
        """The opinion's own course, as far as today allows."""
        age = (self.days.today - day).days
        if text.route == Route.ON_SPOT:
            with replay(self.days.at(day, self.minute + 20)):
                services.answer(
                    opinion, by=clerk, words=text.result, satisfaction=Satisfaction.SATISFIED
                )
            return
        if text.route == Route.NOT_TAKEN:
            with replay(self.days.at(day, self.minute + 20)):
                services.decline(opinion, by=clerk, advice=text.result)
            return
        if text.route == Route.SUGGESTION or age < 2:
            return
        self._route(clerk, opinion, text, day)
        self._finish(clerk, opinion, text, day, age)

    def _route(self, clerk: Seat, opinion: Opinion, text: OpinionText, day: dt.date) -> None:
        routed = self.days.working(day + dt.timedelta(days=1))
        with replay(self.days.at(routed, 30)):
            services.route(opinion, by=clerk, route=text.route, unit=self._handler(opinion, text))

    def _handler(self, opinion: Opinion, text: OpinionText) -> Unit | None:
        town = _town_of(self.county, opinion.station)
        if text.route == Route.TOWNSHIP:
            return self.county.units[f"{town}人民政府"]
        if text.route == Route.COUNTY and text.unit in self.county.units:
            return self.county.units[text.unit]
        return None

    def _finish(
        self, clerk: Seat, opinion: Opinion, text: OpinionText, day: dt.date, age: int
    ) -> None:
        """Most are done within the period; a few recent ones wait, some are late."""
        slow = self.rng.random() < 0.12
        took = self.rng.randrange(4, 13) if text.route != Route.COUNTY else 22
        if age < took + 3 or (slow and age < 45):
            return
        done = self.days.working(day + dt.timedelta(days=took))
        with replay(self.days.at(done, 60)):
            services.report_result(opinion, by=clerk, result=text.result)
        told = self.days.working(done + dt.timedelta(days=self.rng.randrange(1, 5)))
        if told > self.days.today or age < took + 7:
            return
        anonymous = opinion.reception is not None and opinion.reception.is_anonymous
        with replay(self.days.at(told, 90)):
            services.tell_back(
                opinion,
                by=clerk,
                told_on=told,
                method=TellMethod.NOTICE if anonymous else self._method(),
                words=text.result,
                satisfaction=self._satisfaction(anonymous=anonymous),
            )
            # The latest ones still wait for somebody to look at them.
            if anonymous and (self.days.today - told).days > WAITING_DAYS:
                public_notices.release(opinion, by=clerk)

    def _method(self) -> str:
        return self.rng.choice([TellMethod.PHONE, TellMethod.PHONE, TellMethod.VISIT])

    def _satisfaction(self, *, anonymous: bool) -> str:
        if anonymous:
            return Satisfaction.UNREACHABLE
        options = [Satisfaction.SATISFIED] * 8 + [Satisfaction.BASIC] * 2
        return self.rng.choice([*options, Satisfaction.UNSATISFIED])


def _town_of(county: County, station: Station) -> str:
    return next(n for n, place in county.townships.items() if place.pk == station.township_id)
