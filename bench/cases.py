"""Suggestions in every state with all that hangs on them; the older ones are closed."""

import datetime as dt
import json
from typing import Any

import psycopg

from bench.copying import Table, array
from bench.places import County, Places
from bench.words import Words, written
from core.clock import today
from deadlines.choices import kind as kind_of
from deadlines.models import Deadline
from deadlines.services import terms_for
from liaison.calendar import calendar_of
from suggestions.choices import State
from suggestions.models import (
    Assignment,
    CoSigner,
    OpinionLink,
    Party,
    Reply,
    Suggestion,
    SuggestionEvent,
    SuggestionGrams,
    Verdict,
)

YEARS = 6
RECENT = 0.8  # what lies before is closed
OPEN_MIX = {
    State.CLOSED: 20,
    State.DRAFT: 4,
    State.COSIGNING: 3,
    State.SUBMITTED: 8,
    State.SENT_BACK: 2,
    State.ACCEPTED: 7,
    State.ASSIGNED: 12,
    State.HANDLING: 28,
    State.REPLIED: 12,
    State.STUDYING: 1,
    State.REHANDLING: 1,
    State.WITHDRAWN: 1,
    State.NOT_ADMITTED: 1,
}
# How far a state has come: handed in, accepted, assigned, signed for, replied, rated.
STAGES = ("submitted", "accepted", "assigned", "signed_for", "replied", "rated")
REACHED = {
    State.DRAFT: 0,
    State.COSIGNING: 0,
    State.SUBMITTED: 1,
    State.SENT_BACK: 1,
    State.NOT_ADMITTED: 1,
    State.WITHDRAWN: 1,
    State.ACCEPTED: 2,
    State.ASSIGNED: 3,
    State.HANDLING: 4,
    State.REPLIED: 5,
    State.STUDYING: 6,
    State.REHANDLING: 6,
    State.CLOSED: 6,
}
DUTY = {
    State.SUBMITTED: "review_suggestion",
    State.ACCEPTED: "assign_suggestion",
    State.ASSIGNED: "sign_for",
    State.HANDLING: "reply",
    State.REPLIED: "rate_reply",
    State.STUDYING: "study_unsatisfied",
    State.REHANDLING: "rehandle",
}
SCOPE = ("province_id", "prefecture_id", "county_id", "township_id", "congress_id")


class Duties:
    """Lines of deadlines with a calculation as the product stores it."""

    def __init__(self, words: Words):
        self.draw = words.random
        self.table = Table(
            Deadline,
            *("id", "kind", "subject_type", "subject_id", "subject_label", "owner_unit_id"),
            *("owner_deputy_id", "owner_roles", "government_id", "from_on", "due_on", "amber_on"),
            *("reminders", "calculation", "state", "closed_on", *SCOPE),
        )
        self.number = 0
        day = today() - dt.timedelta(days=30)
        self.known: dict[str, tuple[str, str, str]] = {}
        for code in {*DUTY.values(), "route_opinion", "tell_voter", "handle_opinion_township"}:
            terms = terms_for(code, None, day)
            found = terms.calculate(day, calendar_of([])).as_dict()
            stored = json.dumps(found, ensure_ascii=False).replace("\\", "\\\\")
            self.known[code] = (array(kind_of(code).roles), array(terms.reminders), stored)

    def add(
        self,
        kind: str,
        case: tuple[str, int, str],
        owner: tuple[int | None, int | None],
        days: tuple[dt.date, dt.date, dt.date | None],
        here: tuple[Any, ...],
    ) -> None:
        """`days`: from, due, closed; `here`: government and scope."""
        self.number += 1
        roles, reminders, stored = self.known[kind]
        start, due, closed = days
        self.table.add(
            self.number, kind, case[0], case[1], case[2], *owner, roles, here[0], start, due,
            due - dt.timedelta(days=5), reminders, stored, "done" if closed else "open", closed,
            *here[1:],
        )  # fmt: skip

    def start_from(self, number: int) -> None:
        self.number = number

    def flush(self, connection: psycopg.Connection[Any]) -> None:
        self.table.flush(connection)


class Cases:
    def __init__(self, words: Words, places: Places, duties: Duties, rows: int):
        self.words, self.counties, self.duties, self.rows = words, places.counties, duties, rows
        self.draw = words.random
        self.today = today()
        self.weights = [(place + 1) ** -0.6 for place in range(len(self.counties))]
        self.kept: dict[int, list[int]] = {}
        self.t = {
            "case": Table(
                Suggestion,
                *("id", "term_id", "session_id", "serial", "number", "title", "problem"),
                *("proposal", "lead_id", "cosigner_count", "state", "created_on", "submitted_on"),
                *("accepted_on", "assigned_on", "signed_on", "replied_on", "rated_on"),
                *("closed_on", "main_unit_id", "handler_text", "is_key", "is_confidential"),
                *("outcome", "result_rating", "reply_due_on", "due_on", "amber_on", "turn", *SCOPE),
            ),
            "party": Table(
                Party, "id", "suggestion_id", "part", "unit_id", "deputy_id", "government_id",
                "since",
            ),
            "signer": Table(CoSigner, "id", "suggestion_id", "deputy_id", "state", "answered_at"),
            "share": Table(
                Assignment,
                *("id", "suggestion_id", "unit_id", "unit_name", "part", "state", "assigned_on"),
                *("signed_on", "done_on", "due_on", "amber_on"),
            ),
            "reply": Table(
                Reply,
                *("id", "suggestion_id", "assignment_id", "letter_no", "outcome", "outcome_label"),
                *("text", "contact_name", "contact_phone", "replied_on", "signed_by_name"),
            ),
            "verdict": Table(
                Verdict, "id", "suggestion_id", "deputy_id", "attitude", "result", "rated_on"
            ),
            "event": Table(
                SuggestionEvent, "id", "suggestion_id", "at", "code", "sentence", "by_name",
                "by_unit",
            ),
            "link": Table(OpinionLink, "id", "suggestion_id", "opinion_id"),
            "grams": Table(SuggestionGrams, "suggestion_id", "grams"),
        }  # fmt: skip
        self.ids = dict.fromkeys(self.t, 0)

    def start_from(self, number: int) -> None:
        self.ids = dict.fromkeys(self.t, number)

    def id(self, name: str) -> int:
        self.ids[name] += 1
        return self.ids[name]

    def make(self, number: int) -> None:
        draw = self.draw
        place = draw.choices(range(len(self.counties)), self.weights)[0]
        here = self.counties[place]
        recent = number > self.rows * RECENT
        state = draw.choices(list(OPEN_MIX), list(OPEN_MIX.values()))[0] if recent else State.CLOSED
        age = int((1 - number / self.rows) * YEARS * 365) + draw.randint(0, 60)
        self.write(number, here, state, self.today - dt.timedelta(days=age))
        kept = self.kept.setdefault(place, [])
        if REACHED[state] >= 2 and len(kept) < 20_000:
            kept.append(number)

    def write(self, number: int, here: County, state: str, day: dt.date) -> None:
        draw, words = self.draw, self.words
        reached = REACHED[State(state)]
        gaps = (0, 4, 8, 11, 70, 80)
        on = [day + dt.timedelta(days=gap) if n < reached else None for n, gap in enumerate(gaps)]
        term = here.terms[0] if day < self.today - dt.timedelta(days=3 * 365) else here.terms[1]
        session = draw.choice([None, None, *here.sessions[term]])
        serial = here.next((term, session)) if reached >= 2 else None
        label = f"第{serial:04d}号" if serial else ""
        title, problem, proposal = words.title(), words.body(2, 4), words.body(1, 3)
        lead = draw.choice(here.deputies)
        units = draw.sample(here.departments, 1 + (draw.random() < 0.2)) if reached >= 3 else []
        signers = draw.sample(here.deputies, draw.choice((0, 0, 1, 2, 3)))
        signers = [one for one in signers if one != lead]
        due = self.today + dt.timedelta(days=draw.randint(-20, 70)) if state in DUTY else None
        scope = (*here.scope, draw.choice(here.townships), here.congress)
        closed = state == State.CLOSED
        self.t["case"].add(
            number, term, session, serial, label, title, written(problem), written(proposal), lead,
            len(signers), state, day, *on, on[5] if closed else None, units[0] if units else None,
            f"第{units[0]}局" if units else "", "t" if draw.random() < 0.02 else "f",
            "t" if draw.random() < 0.01 else "f", draw.choice("ABC") if on[4] else "",
            "satisfied" if on[5] else "", due, due, due and due - dt.timedelta(days=5),
            "第一局·办理" if due else "", *scope,
        )  # fmt: skip
        self.t["grams"].add(number, words.search(title, [*problem, *proposal]))
        self.people(number, lead, signers, units, here, day)
        self.handling(number, here, state, on, units, due, lead)
        self.duty(number, here, state, on, (units, lead), (f"{label} {title}"[:190], due, scope))

    def people(
        self,
        number: int,
        lead: int,
        signers: list[int],
        units: list[int],
        here: County,
        day: dt.date,
    ) -> None:
        party = self.t["party"]
        party.add(self.id("party"), number, "lead", None, lead, None, day)
        for one in signers:
            party.add(self.id("party"), number, "cosigner", None, one, None, day)
            self.t["signer"].add(self.id("signer"), number, one, "confirmed", day)
        for part, unit in zip(("main", "co"), units, strict=False):
            party.add(self.id("party"), number, part, unit, None, here.government, day)
        if number % 5 == 0 and number > 1:
            origin = self.draw.choice(here.stations)[1]
            party.add(self.id("party"), number, "origin", origin, None, None, day)
            self.t["link"].add(self.id("link"), number, number // 2)

    def handling(
        self,
        number: int,
        here: County,
        state: str,
        on: list[dt.date | None],
        units: list[int],
        due: dt.date | None,
        lead: int,
    ) -> None:
        first = self.ids["share"] + 1
        share = "assigned" if not on[3] else "handling" if not on[4] else "done"
        for part, unit in zip(("main", "co"), units, strict=False):
            self.t["share"].add(
                self.id("share"), number, unit, f"第{unit}局", part, share, on[2], on[3], on[4],
                None if on[4] else due, None,
            )  # fmt: skip
        if on[4]:
            text = written(self.words.body(1, 2))
            self.t["reply"].add(
                self.id("reply"), number, first, f"测办〔{on[4].year}〕{number}号", "A", "已解决",
                text, "经办人", "07358000000", on[4], "签发人",
            )  # fmt: skip
        if on[5]:
            self.t["verdict"].add(self.id("verdict"), number, lead, "satisfied", "satisfied", on[5])
        for code, day in zip(STAGES, on, strict=True):
            if day is not None:
                self.t["event"].add(
                    self.id("event"), number, day, code, f"办理经过：{code}", "经办人", "某单位"
                )

    def duty(
        self,
        number: int,
        here: County,
        state: str,
        on: list[dt.date | None],
        who: tuple[list[int], int],
        what: tuple[str, dt.date | None, tuple[Any, ...]],
    ) -> None:
        """The open duty of its state, and those that were done."""
        units, lead = who
        label, due, scope = what
        case, place = ("suggestion", number, label), (here.government, *scope)
        if on[0] and on[1]:
            owner = (here.office, None)
            self.duties.add("review_suggestion", case, owner, (on[0], on[1], on[1]), place)
        if on[2] and on[4]:
            self.duties.add("reply", case, (units[0], None), (on[2], on[4], on[4]), place)
        if due is None:
            return
        start = due - dt.timedelta(days=90)
        owner = (here.office, None)
        if state in {State.ASSIGNED, State.HANDLING, State.REHANDLING}:
            owner = (units[0], None)
        if state == State.REPLIED:
            owner = (None, lead)  # type: ignore[assignment]
        self.duties.add(DUTY[State(state)], case, owner, (start, due, None), place)

    def flush(self, connection: psycopg.Connection[Any]) -> None:
        for table in self.t.values():
            table.flush(connection)
