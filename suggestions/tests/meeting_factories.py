"""An assignment meeting in any state, made by the real deeds."""

from typing import Any

from core.clock import today
from liaison.choices import Role
from liaison.tests.factories import County
from suggestions import services
from suggestions.models import AssignmentMeeting, PlannedCase, Suggestion
from suggestions.tests.factories import make_suggestion


def make_meeting(
    county: County, cases: int | list[Suggestion] = 2, *, held: bool = False, **kw: Any
) -> AssignmentMeeting:
    """`held`: every line has a main unit and was handed over."""
    office = county.seat(Role.OFFICE)
    kw.setdefault("title", "代表建议交办会")
    kw.setdefault("day", today())
    meeting = services.call_meeting(by=office, **kw)
    if isinstance(cases, int):
        cases = [make_suggestion(county, "accepted") for _ in range(cases)]
    if cases:
        services.put_in(meeting, by=office, cases=cases)
    if held:
        for row in meeting.rows.all():
            services.plan(row, by=office, main=county.departments[:1], co=county.departments[1:2])
        services.hold(meeting, by=office)
    meeting.refresh_from_db()
    return meeting


def line(meeting: AssignmentMeeting, case: Suggestion) -> PlannedCase:
    return meeting.rows.get(suggestion=case)
