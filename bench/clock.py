"""How long the sweep of duties takes: the first run tells everybody, the second adds nothing."""

import datetime as dt
import time
from typing import Any

from django.db import connection, transaction

from core.clock import BEIJING, today
from deadlines import sweep
from deadlines.models import Deadline
from liaison.calendar import calendar_of
from notifications.models import Notification


class Undo(Exception):
    """Nothing of the measurement stays behind."""


def main() -> dict[str, Any]:
    found: dict[str, Any] = {"open": Deadline.objects.open().count()}
    moment = working_moment()
    before = Notification.objects.count()
    try:
        with transaction.atomic():
            for name in ("first", "second"):
                started = time.monotonic()
                found[f"{name}_rows"] = sweep.run(moment)
                found[f"{name}_seconds"] = round(time.monotonic() - started, 2)
            raise Undo
    except Undo:
        pass
    found["kept"] = Notification.objects.count() - before
    with connection.cursor() as cursor:
        cursor.execute("VACUUM notifications_notification")
    return found


def working_moment() -> dt.datetime:
    """Today at ten, or on the next working day: at night nobody is told."""
    day = today()
    while not calendar_of([]).is_working(day):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(10), tzinfo=BEIJING)
