"""What the demo's office settled for itself, and who is on leave this week."""

import datetime as dt

from core.clock import replay
from deadlines.choices import PeriodUnit
from deadlines.models import DeadlineRule
from deadlines.services import add_rule
from demo.calendar import Days
from demo.people import Cast
from liaison.services.stand_ins import candidates, name_stand_in

SOURCE = "示范县人大常委会办公室2026年第12号通知"


def play(cast: Cast, days: Days) -> None:
    """Deputies get 15 working days to rate from the coming year on; a clerk is away."""
    with replay(days.at(days.before(days.today, 3), 20)):
        office = cast.seats["office"]
        add_rule(
            DeadlineRule(
                congress=office.unit.congress,
                kind="rate_reply",
                unit=PeriodUnit.WORKING_DAYS,
                amount=15,
                reminders=[7, 3, 1, 0],
                effective_from=dt.date(days.today.year + 1, 1, 1),
                source=SOURCE,
            ),
            by=office,
            moving=0,
        )
    head = cast.seats["head"]
    away = candidates(head).exclude(pk=cast.seats["clerk"].pk).first()
    if away is not None:
        with replay(days.now):
            name_stand_in(
                away,
                head,
                starts_on=days.today,
                ends_on=days.today + dt.timedelta(days=3),
                reason="年休假",
                by=head,
            )
