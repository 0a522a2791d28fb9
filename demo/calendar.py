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
        while not self.calendar.is_working(day):
            day += dt.timedelta(days=1)
        return day

    def before(self, day: dt.date, count: int) -> dt.date:
        """So many working days before the day."""
        while count:
            day -= dt.timedelta(days=1)
            count -= self.calendar.is_working(day)
        return day

    def at(self, day: dt.date, minute: int = 0) -> dt.datetime:
        """A moment in office hours; today's are a minute ago at the latest."""
        moment = dt.datetime.combine(day, dt.time(9, 0), BEIJING) + dt.timedelta(minutes=minute)
        return min(moment, self.now - dt.timedelta(minutes=1))
