"""Remind of everything that is owed: one statement, the latest stage only, once per post.

For each open duty the stage reached is the smallest reminder not smaller than the days left, or
once it is late the week of lateness it is in. A notification's key names duty, stage, person
and post, so a second run adds nothing, a run after five days' outage adds one notice each, and an
extended duty, being a new row, starts afresh. Whoever stands in for somebody on leave hears what
the absent one hears, as that post.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from core import registry
from core.apart import logged
from core.clock import BEIJING
from deadlines import services
from deadlines.choices import LADDER, OFFICE_CLOSES, OFFICE_OPENS, kinds
from deadlines.models import DeadlineRule, EscalationStep, Heartbeat
from liaison.calendar import calendar_of
from liaison.choices import DayKind
from liaison.models import CalendarDay
from liaison.models.scope import SCOPE_COLUMNS
from liaison.services import reform
from liaison.services.stand_ins import STANDING
from notifications.services import store

HEARTBEAT = "sweep"
LOCK = 0x5EED_0001
NO_CASE = 999_999_999_999  # stands for the id when an address is taken apart
DEFAULT_LADDER = 0

OWED = """
WITH kind (code, label) AS (VALUES {kinds}),
page (subject_type, head, tail) AS (VALUES {pages}),
ladder (congress_id, role, after_days) AS (VALUES {ladder}),
acting (seat_id, user_id) AS (
    SELECT id, user_id FROM liaison_seat
    UNION ALL
    {standing}
),
people AS MATERIALIZED (
    SELECT s.id, a.user_id, s.role, s.unit_id, s.deputy_id, b.government_id, b.congress_id
    FROM liaison_seat s
    JOIN acting a ON a.seat_id = s.id
    JOIN liaison_unit b ON b.id = s.unit_id
    JOIN accounts_user u ON u.id = a.user_id
    WHERE u.is_active AND s.starts_on <= %(today)s
      AND (s.ends_on IS NULL OR s.ends_on >= %(today)s)
),
called AS MATERIALIZED (
    SELECT d.id, d.kind, d.subject_type, d.subject_id, d.subject_label, d.due_on,
           d.owner_unit_id, d.owner_deputy_id, d.owner_roles, d.government_id, d.congress_id,
           d.supervisor_id, d.due_on - %(today)s AS days, reached.stage, {seen} AS seen,
           CASE WHEN NOT d.escalates THEN NULL
                WHEN d.congress_id = ANY(%(own_ladders)s) THEN d.congress_id
                ELSE {default_ladder} END AS ladder_id
    FROM deadlines_deadline d
    CROSS JOIN LATERAL (SELECT {stage} AS stage OFFSET 0) reached
    WHERE d.state = 'open' AND d.due_on <= %(horizon)s AND reached.stage IS NOT NULL
      {not_resting}
),
step AS (
    SELECT c.*, l.role AS step_role FROM called c
    JOIN ladder l ON l.congress_id = c.ladder_id AND -c.days > l.after_days
    WHERE c.days < 0
),
recipient AS (
    SELECT {carried}, p.user_id, p.id AS seat_id, false AS above
    FROM called c JOIN people p ON p.unit_id = c.owner_unit_id AND p.role = ANY(c.owner_roles)
    UNION ALL
    SELECT {carried}, y.user_id,
           (SELECT min(p.id) FROM people p WHERE p.deputy_id = y.id AND p.user_id = y.user_id),
           false
    FROM called c
    JOIN liaison_deputy y ON y.id = c.owner_deputy_id
    JOIN accounts_user u ON u.id = y.user_id AND u.is_active
    UNION ALL
    SELECT {carried}, p.user_id, p.id, true
    FROM step c JOIN people p ON p.unit_id = c.owner_unit_id
     AND (p.role = c.step_role OR c.step_role = 'unit_head' AND p.role = 'head')
    WHERE c.step_role NOT IN ('govoffice', 'office', 'leader')
    UNION ALL
    SELECT {carried}, p.user_id, p.id, true
    FROM step c JOIN people p ON p.role = 'govoffice' AND p.government_id = c.government_id
    WHERE c.step_role = 'govoffice'
    UNION ALL
    SELECT {carried}, p.user_id, p.id, true
    FROM step c JOIN people p ON p.role IN ('office', 'presidium')
     AND p.congress_id = c.congress_id
    WHERE c.step_role = 'office'
    UNION ALL
    SELECT {carried}, p.user_id, p.id, true
    FROM step c JOIN people p ON p.id = c.supervisor_id
    WHERE c.step_role = 'leader'
)
SELECT c.user_id, c.seat_id, 'reminder' AS kind,
       coalesce(k.label, '办理') || CASE
           WHEN c.days > 0 THEN '还剩' || c.days || '天：'
           WHEN c.days = 0 THEN '今天到期：'
           ELSE '逾期' || -c.days || '天：' END || c.subject_label AS title,
       CASE WHEN c.above THEN '责任单位：' || coalesce(b.name, y.name || '代表') || '。'
            ELSE '' END
           || '期限：' || to_char(c.due_on, 'FMYYYY"年"FMMM"月"FMDD"日"') || '。' AS body,
       coalesce(g.head || c.subject_id || g.tail, '') AS url,
       c.subject_type, c.subject_id,
       concat_ws(':', 'reminder', c.id, c.stage, c.user_id, c.seat_id) AS key
FROM recipient c
LEFT JOIN kind k ON k.code = c.kind
LEFT JOIN page g ON g.subject_type = c.subject_type
LEFT JOIN liaison_unit b ON c.above AND b.id = c.owner_unit_id
LEFT JOIN liaison_deputy y ON c.above AND y.id = c.owner_deputy_id
LEFT JOIN LATERAL (
    SELECT true AS told FROM notifications_notification n
    WHERE n.key = concat_ws(':', 'reminder', c.id, c.seen, c.user_id, c.seat_id)
    LIMIT 1
) before ON true
WHERE before.told IS NULL
"""

CARRIED = ", ".join(
    f"c.{name}"
    for name in (
        "id",
        "kind",
        "subject_type",
        "subject_id",
        "subject_label",
        "due_on",
        "days",
        "stage",
        "seen",
        "owner_unit_id",
        "owner_deputy_id",
    )
)

# A place with a holiday of its own rests, whatever the country does.
NOT_RESTING = " ".join(
    f"AND NOT coalesce(d.{column} = ANY(%(resting)s), false)" for column in SCOPE_COLUMNS
)

# Days before the due date (30, 15 … 0); late ones as -1, -8, -15 … by the row's own rhythm.
STAGE = """
CASE WHEN d.due_on >= %({day})s THEN
    (SELECT min(r) FROM unnest(d.reminders) r WHERE r >= d.due_on - %({day})s)
ELSE -((%({day})s - d.due_on - 1) / greatest(d.late_every, 1)) * greatest(d.late_every, 1) - 1
END"""


def run(now: dt.datetime) -> int:
    """Store what is owed at that moment; nothing outside office hours. Returns how many are new.

    First reforms and years of days off are followed, so that the right body hears of the right
    date. Whatever goes wrong there waits for the next run: the reminders go out by themselves.
    """
    with logged("handing over what is due"):
        reform.hand_over_due()
    with logged("following the years of days off"):
        for year in services.years_awaited():
            services.recompute_provisional(year)
    with transaction.atomic():
        if not _only_one():
            return 0
        _give_room()
        local = now.astimezone(BEIJING)
        told = _remind(local.date()) if in_office_hours(local) else 0
        services.beat(HEARTBEAT, _last_day_seen(local.date()).isoformat(), at=now)
    return told


def in_office_hours(local: dt.datetime) -> bool:
    """Nobody is called at night, on a holiday or on a weekend that is not worked."""
    return OFFICE_OPENS <= local.time() <= OFFICE_CLOSES and calendar_of().is_working(local.date())


def _remind(today: dt.date) -> int:
    """Reminders, and once a day what is due for those who read one message a day."""
    seen = _last_day_seen(today)
    told = store(*owed(today, seen))
    if seen == today:
        services.sum_up(today)
    return told


def owed(today: dt.date, seen: dt.date) -> tuple[str, dict[str, Any]]:
    """The query and its values: who is to be told what today.

    `seen` is later than today only when the wall clock was put back over midnight: whoever got
    the stage of that later day is not told of an earlier one.
    """
    ladder, resting = _ladder(), _resting_regions(today)
    names = [(kind.code, kind.label) for kind in kinds()]
    kind_sql, kind_params = _values("kind", names, ("text", "text"))
    page_sql, page_params = _values("page", _pages(), ("text", "text", "text"))
    ladder_sql, ladder_params = _values("step", ladder, ("bigint", "text", "int"))
    query = OWED.format(
        kinds=kind_sql,
        pages=page_sql,
        ladder=ladder_sql,
        stage=STAGE.format(day="today"),
        seen="reached.stage" if seen == today else STAGE.format(day="seen"),
        not_resting=NOT_RESTING if resting else "",
        carried=CARRIED,
        standing=STANDING,
        default_ladder=DEFAULT_LADDER,
    )
    return query, {
        **kind_params,
        **page_params,
        **ladder_params,
        "today": today,
        "seen": seen,
        "horizon": today + dt.timedelta(days=_furthest_reminder()),
        "own_ladders": sorted({row[0] for row in ladder if row[0] != DEFAULT_LADDER}),
        "resting": resting,
    }


def _values(
    name: str, rows: list[tuple[Any, ...]], types: tuple[str, ...]
) -> tuple[str, dict[str, Any]]:
    """A small table inside the statement; one row of nothing where there are none."""
    rows = rows or [tuple(None for _ in types)]
    params = {f"{name}_{i}_{j}": cell for i, row in enumerate(rows) for j, cell in enumerate(row)}
    lines = (
        "(" + ", ".join(f"%({name}_{i}_{j})s::{kind}" for j, kind in enumerate(types)) + ")"
        for i in range(len(rows))
    )
    return ", ".join(lines), params


def _pages() -> list[tuple[Any, ...]]:
    """The address of each kind of case, taken apart around its id."""
    addresses = ((subject.code, subject.url(NO_CASE)) for subject in registry.subjects())
    return [(code, *address.split(str(NO_CASE), 1)) for code, address in addresses]


def _ladder() -> list[tuple[Any, ...]]:
    """Rows of congresses, rows of the default, else the default of roles.md."""
    rows: list[tuple[Any, ...]] = [
        (congress or DEFAULT_LADDER, role, after)
        for congress, role, after in EscalationStep.objects.values_list(
            "congress_id", "role", "after_days"
        )
    ]
    if all(row[0] != DEFAULT_LADDER for row in rows):
        rows += [(DEFAULT_LADDER, str(role), after) for role, after in LADDER]
    return rows


def _furthest_reminder() -> int:
    rows = DeadlineRule.objects.values_list("reminders", flat=True)
    days = [day for reminders in rows for day in reminders]
    return max([*days, *(day for kind in kinds() for day in kind.reminders)], default=0)


def _resting_regions(today: dt.date) -> list[int]:
    """Places with a holiday of their own today (ethnic areas: art. 4 of the measure)."""
    rows = CalendarDay.objects.filter(day=today, kind=DayKind.HOLIDAY, year__region__isnull=False)
    return sorted(rows.values_list("year__region_id", flat=True))


def _only_one() -> bool:
    """Two triggers may meet; the second has nothing to add."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _give_room() -> None:
    """A year's backlog is sorted in memory; once an hour that is worth it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")


def _last_day_seen(today: dt.date) -> dt.date:
    """The latest day swept, if the clock was put back by a day or two; else today.

    A day further off was the error of a clock that had jumped ahead, and must not silence us.
    """
    note = Heartbeat.objects.filter(pk=HEARTBEAT).values_list("note", flat=True).first()
    seen = dt.date.fromisoformat(note) if note else today
    return seen if today < seen <= today + dt.timedelta(days=2) else today
