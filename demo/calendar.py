"""Moments of the demo's past: working hours of working days, never later than now."""

import datetime as dt

from core.clock import BEIJING
from liaison.calendar import calendar_of


class Days:
    """Counts in the real calendar, so that nobody signs for a letter on a Sunday."""

    def __init__(self, now: dt.datetime):
        self.now = now
        self.today = now.date()
        self.calendar = calendar_of()

    def working(self, day: dt.date) -> dt.date:
        """The day itself, or the next working day."""
        return self.calendar.working_on_or_after(day)

    def before(self, day: dt.date, count: int) -> dt.date:
        """So many working days before the day."""
        for _ in range(count):
            day = self.calendar.working_before(day)
        return day

    def at(self, day: dt.date, minute: int = 0) -> dt.datetime:
        """A moment in office hours; today's are a minute ago at the latest."""
        moment = dt.datetime.combine(day, dt.time(9, 0), BEIJING) + dt.timedelta(minutes=minute)
        return min(moment, self.now - dt.timedelta(minutes=1))
