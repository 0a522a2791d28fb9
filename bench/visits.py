"""A reception for every second suggestion, two opinions each: as many opinions as suggestions."""

import datetime as dt
from typing import Any

import psycopg

from audit.models import Entry
from bench.cases import RECENT, SCOPE, YEARS, Duties
from bench.copying import Table
from bench.places import Places
from bench.words import Words, written
from core.clock import today
from notifications.models import Notification
from stations.models import (
    Opinion,
    OpinionEvent,
    OpinionGrams,
    OpinionParty,
    Reception,
    ReceptionDeputy,
)

DUTY = {"recorded": "route_opinion", "routed": "handle_opinion_township", "handled": "tell_voter"}


class Visits:
    def __init__(self, words: Words, places: Places, duties: Duties, rows: int):
        self.words, self.duties, self.rows = words, duties, rows
        self.draw, self.today = words.random, today()
        self.counties = places.counties
        self.users = [caller["user"] for caller in places.tokens]
        self.party = 0
        self.t = {
            "visit": Table(
                Reception,
                *("id", "station_id", "number", "channel", "held_on", "visitor_name"),
                *("visitor_phone", "recorded_by_name", *SCOPE),
            ),
            "receiver": Table(ReceptionDeputy, "id", "reception_id", "deputy_id", "mandate_label"),
            "opinion": Table(
                Opinion,
                *(
                    "id",
                    "station_id",
                    "origin_id",
                    "reception_id",
                    "number",
                    "channel",
                    "received_on",
                ),
                *(
                    "title",
                    "raw_text",
                    "state",
                    "route",
                    "handler_id",
                    "result",
                    "handled_on",
                    "told_on",
                ),
                *("satisfaction", "due_on", "amber_on", "turn", *SCOPE),
            ),
            "party": Table(OpinionParty, "id", "opinion_id", "part", "deputy_id", "since"),
            "event": Table(OpinionEvent, "id", "opinion_id", "at", "code", "sentence", "by_name"),
            "grams": Table(OpinionGrams, "opinion_id", "grams"),
            "audit": Table(
                Entry,
                *("id", "at", "user_name", "action", "label", "subject_type", "subject_id"),
                *("subject_label", "after", "address", "request_id"),
            ),
            "notice": Table(
                Notification,
                *("id", "user_id", "kind", "title", "body", "url", "subject_type", "subject_id"),
                "key",
            ),
        }

    def start_from(self, number: int) -> None:
        self.party = number

    def make(self, number: int) -> None:
        """Visit number n brings the opinions 2n - 1 and 2n."""
        draw = self.draw
        here = draw.choice(self.counties)
        station, unit, town, code = draw.choice(here.stations)
        age = int((1 - 2 * number / self.rows) * YEARS * 365) + draw.randint(0, 30)
        day = self.today - dt.timedelta(days=age)
        deputy = draw.choice(here.deputies)
        scope = (*here.scope, town, here.congress)
        serial = here.next((code, day.year))
        self.t["visit"].add(
            number, station, f"{code}-{day.year}-{serial:04d}", "reception_day", day,
            self.words.name(), f"138{draw.randrange(10**8):08d}", "登记人", *scope,
        )  # fmt: skip
        self.t["receiver"].add(number, number, deputy, "县人大代表")
        for opinion in (2 * number - 1, 2 * number):
            self.opinion(opinion, (number, station, unit, code), day, deputy, scope)

    def opinion(
        self,
        number: int,
        visit: tuple[int, int, int, str],
        day: dt.date,
        deputy: int,
        scope: tuple[Any, ...],
    ) -> None:
        draw = self.draw
        recent = number > self.rows * RECENT
        state = draw.choice(("recorded", "routed", "handled", "told")) if recent else "told"
        body = self.words.body(1, 1)
        title = body[0].text[:20]
        due = self.today + dt.timedelta(days=draw.randint(-10, 20)) if state in DUTY else None
        done, told = state in {"handled", "told"}, state == "told"
        self.t["opinion"].add(
            number, visit[1], visit[1], visit[0], f"{visit[3]}-{day:%Y%m%d}-{number}",
            "reception_day", day, title, written(body), state,
            "" if state == "recorded" else "station",
            None if state == "recorded" else visit[2], "已办理。" if done else "",
            day if done else None, day if told else None, "satisfied" if told else "", due,
            due and due - dt.timedelta(days=2), "联络站·办理" if due else "", *scope,
        )  # fmt: skip
        self.t["grams"].add(number, self.words.search(title, body))
        self.party += 1
        self.t["party"].add(self.party, number, "received", deputy, day)
        self.t["event"].add(2 * number - 1, number, day, "record", "登记了意见", "登记人")
        if told:
            self.t["event"].add(2 * number, number, day, "tell_back", "回复了来访人", "登记人")
        self.t["audit"].add(
            number, day, "登记人", "opinion.record", "登记意见", "opinion", number, title,
            f'{{"title": "{title}", "state": "recorded"}}', "127.0.0.1", "0123456789abcdef",
        )  # fmt: skip
        self.t["notice"].add(
            number, draw.choice(self.users), "opinion_record", title, "", f"/opinions/{number}/",
            "opinion", number, f"opinion.{number}.record",
        )  # fmt: skip
        if due:
            place = (None, *scope)
            case, span = ("opinion", number, title), (day, max(due, day), None)
            self.duties.add(DUTY[state], case, (visit[2], None), span, place)

    def flush(self, connection: psycopg.Connection[Any]) -> None:
        for table in self.t.values():
            table.flush(connection)
