"""How long the sweep of duties takes: the first run tells everybody, the second adds nothing.

As many open duties as suggestions, a fifth of them due: a million with 200,000 due, at a million.
"""

import datetime as dt
import time
from typing import Any

from django.db import connection, transaction

from core.clock import BEIJING, today
from deadlines import sweep
from deadlines.models import Deadline
from liaison.calendar import calendar_of
from notifications.models import Notification
from suggestions.models import Suggestion

MORE = """
INSERT INTO deadlines_deadline ({columns}, ref, due_on, amber_on)
SELECT {columns}, 'bench.' || id || '.' || copy,
       %(today)s::date + CASE WHEN (id + copy) %% 5 = 0 THEN 0 ELSE 300 END,
       %(today)s::date + CASE WHEN (id + copy) %% 5 = 0 THEN 0 ELSE 290 END
FROM deadlines_deadline CROSS JOIN generate_series(1, %(copies)s) copy
WHERE state = 'open' ORDER BY copy, id LIMIT %(wanted)s
"""


class Undo(Exception):
    """Nothing of the measurement stays behind."""


def main() -> dict[str, Any]:
    found: dict[str, Any] = {}
    moment = working_moment()
    before = Notification.objects.count()
    try:
        with transaction.atomic():
            found["open"] = topped_up(Suggestion.objects.count())
            for name in ("first", "second"):
                started = time.monotonic()
                found[f"{name}_rows"] = sweep.run(moment)
                found[f"{name}_seconds"] = round(time.monotonic() - started, 2)
            raise Undo
    except Undo:
        pass
    found["kept"] = Notification.objects.count() - before
    with connection.cursor() as cursor:
        cursor.execute("VACUUM notifications_notification, deadlines_deadline")
    return found


def topped_up(wanted: int) -> int:
    """Open duties are copied until there are as many as wanted; returns how many there are."""
    there = Deadline.objects.open().count()
    kept = {"id", "ref", "due_on", "amber_on"}
    columns = [field.column for field in Deadline._meta.concrete_fields]
    sql = MORE.format(columns=", ".join(name for name in columns if name not in kept))
    missing = max(0, wanted - there)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "copies": -(-missing // max(1, there)),
            "wanted": missing,
            "today": today(),
        }
        cursor.execute(sql, values)
        cursor.execute("ANALYZE deadlines_deadline")
    return Deadline.objects.open().count()


def working_moment() -> dt.datetime:
    """Today at ten, or on the next working day: at night nobody is told."""
    day = today()
    while not calendar_of([]).is_working(day):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(10), tzinfo=BEIJING)
