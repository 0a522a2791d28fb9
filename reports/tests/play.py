"""A year of a county, played at random by the real deeds; a refused deed is simply not done."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import time_machine
from django.db import transaction

from core.clock import BEIJING
from core.problems import Problem
from liaison.choices import Role
from liaison.tests.factories import County
from suggestions import services
from suggestions.choices import AssignmentState
from suggestions.models import Assignment, Suggestion
from suggestions.tests.factories import answer, lead_seat, make_draft, unit_seat

Deed = Callable[[], Any]


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), BEIJING)


def play(county: County, chance: random.Random, first: dt.date, count: int) -> None:
    """Every case has its own story; the deeds of all run in the order of their days."""
    planned: list[tuple[dt.date, int, Deed]] = []
    for number in range(count):
        day = first + dt.timedelta(days=chance.randrange(60))
        with time_machine.travel(noon(day), tick=False):
            case = make_draft(county)
            services.submit(case, by=lead_seat(county))
            services.accept(case, by=county.seat(Role.OFFICE))
        for deed in story(case, county, chance):
            day += dt.timedelta(days=chance.randrange(1, 40))
            planned.append((day, number, deed))
    for day, _, deed in sorted(planned, key=lambda row: row[:2]):
        with time_machine.travel(noon(day), tick=False):
            try:
                with transaction.atomic():
                    deed()
            except Problem:
                continue


class Story:
    """One case and what its people do with it, each deed when its day comes."""

    def __init__(self, case: Suggestion, county: County, chance: random.Random) -> None:
        self.kept, self.county, self.chance = case, county, chance
        self.office = county.seat(Role.OFFICE)
        self.units = chance.sample(county.departments[:3], 2)

    @property
    def case(self) -> Suggestion:
        self.kept.refresh_from_db()
        return self.kept

    def shares(self) -> list[Assignment]:
        return list(self.case.assignments.filter(state__in=["assigned", "handling"]))

    def begin(self) -> None:
        if self.chance.random() < 0.3:
            services.assign(self.case, by=self.office, separate=self.units)
        else:
            services.assign(self.case, by=self.office, main=self.units[0], co=self.units[1:])

    def sign(self) -> None:
        for share in self.shares():
            services.sign_for(self.case, by=unit_seat(share.unit, Role.UNIT))

    def contact(self) -> None:
        for share in self.shares()[:1]:
            services.log_contact(
                self.case,
                by=unit_seat(share.unit),
                stage="before",
                form="phone",
                minutes="已听意见。",
            )

    def put_off(self) -> None:
        for share in self.shares()[:1]:
            until = share.assigned_on + dt.timedelta(days=self.chance.randrange(100, 175))
            head, gov = unit_seat(share.unit), self.county.seat(Role.GOVOFFICE)
            services.ask_extension(self.case, by=head, until=until, reason="要勘测。")
            services.agree_extension(self.case, by=gov, agree=True)
            agree = self.chance.random() < 0.8
            services.decide_extension(self.case, by=self.office, agree=agree, words="看过。")

    def reply(self) -> None:
        for share in self.shares():
            if share.part != "co":
                answer(self.case, share.unit, self.chance.choice("ABC"))

    def take_back(self) -> None:
        done = self.case.assignments.filter(state=AssignmentState.DONE).exclude(part="co")
        for share in done[:1]:
            services.recall_reply(self.case, by=unit_seat(share.unit), reason="数字有误。")

    def rate(self) -> None:
        case = self.case
        rated = case.verdicts.filter(round=case.round).exists()
        deed = services.rate_again if rated else services.rate
        rating = self.chance.choice(["satisfied", "basic", "unsatisfied"])
        lead = lead_seat(self.county)
        deed(case, by=lead, attitude="basic", result=rating, reason="说明。")

    def study(self) -> None:
        again = self.chance.random() < 0.7
        services.study(self.case, by=self.office, rehandle=again, words="再办。")

    def give_away(self) -> None:
        for share in self.shares()[:1]:
            head, gov = unit_seat(share.unit), self.county.seat(Role.GOVOFFICE)
            services.ask_return(self.case, by=head, reason="不是我单位的事。")
            unit = self.chance.choice([self.county.departments[2], None])
            services.decide_return(self.case, by=gov, agree=True, words="同意。", unit=unit)

    def recall(self) -> None:
        services.recall(self.case, by=self.office, reason="交办有误。")

    def withdraw(self) -> None:
        services.withdraw(self.case, by=lead_seat(self.county), reason="已经解决。")


# How likely each deed is, in the order of a case's life.
LIFE = [
    ("begin", 1.0), ("recall", 0.15), ("begin", 0.5), ("give_away", 0.15), ("begin", 0.2),
    ("sign", 0.9), ("contact", 0.7), ("put_off", 0.4), ("withdraw", 0.1), ("reply", 0.9),
    ("take_back", 0.2), ("reply", 0.5), ("rate", 0.7), ("rate", 0.2), ("study", 0.5),
    ("reply", 0.5), ("rate", 0.4),
]  # fmt: skip


def story(case: Suggestion, county: County, chance: random.Random) -> list[Deed]:
    told = Story(case, county, chance)
    return [getattr(told, name) for name, part in LIFE if chance.random() < part]
