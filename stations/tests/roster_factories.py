"""Reception days and patterns in any state, for the tests of this app and of those above."""

import datetime as dt
from typing import Any

from core.clock import now, today
from liaison.models import Deputy
from stations.choices import DutyState, PatternKind, RosterState
from stations.models import RosterDay, RosterDuty, RosterPattern, Station


def make_pattern(station: Station, **kw: Any) -> RosterPattern:
    """Every Thursday morning."""
    kw.setdefault("kind", PatternKind.WEEKLY)
    kw.setdefault("weekday", 3)
    kw.setdefault("since", today())
    return RosterPattern.objects.create(
        station=station, starts_at=dt.time(9), ends_at=dt.time(11, 30), **kw
    )


def make_roster_day(
    station: Station,
    state: str = RosterState.PLANNED,
    *,
    asked: Deputy | None = None,
    away: Deputy | None = None,
    **kw: Any,
) -> RosterDay:
    """A day in a month: one deputy was asked, another is on leave and waits for a substitute."""
    kw.setdefault("held_on", today() + dt.timedelta(days=30))
    fitting = {
        RosterState.NOTICED: {"noticed_at": now(), "notice_number": 1},
        RosterState.CANCELLED: {"cancel_reason": "维修"},
    }.get(RosterState(state), {})
    day = RosterDay.objects.create(
        station=station,
        planned_on=kw["held_on"],
        starts_at=dt.time(9),
        ends_at=dt.time(11, 30),
        notice_due_on=kw["held_on"] - dt.timedelta(days=3),
        state=state,
        **fitting,
        **station.scope(),
        **kw,
    )
    if asked is not None:
        RosterDuty.objects.create(day=day, deputy=asked)
    if away is not None:
        RosterDuty.objects.create(
            day=day, deputy=away, state=DutyState.ON_LEAVE, leave_reason="外出"
        )
    return day
