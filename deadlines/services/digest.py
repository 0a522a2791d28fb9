"""What is due, for whoever wants one message a day: the second half of that message.

One row per person, post and day; a second run of the sweep adds nothing, a day on which nothing ran
is not made up for. It leaves the building only: the inbox has the single notices.
"""

import datetime as dt

from core.clock import now
from liaison.services.stand_ins import STANDING
from notifications.models import Notification
from notifications.services import DIGEST, store

SOON = 3

DUE = """
WITH acting (seat_id, user_id) AS (
    SELECT id, user_id FROM liaison_seat
    UNION ALL
    {standing}
),
reader AS MATERIALIZED (
    SELECT s.id, a.user_id, s.role, s.unit_id, s.deputy_id
    FROM notifications_preference p
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active
    JOIN acting a ON a.user_id = u.id
    JOIN liaison_seat s ON s.id = a.seat_id
    WHERE p.digest AND s.starts_on <= %(today)s
      AND (s.ends_on IS NULL OR s.ends_on >= %(today)s)
),
owed AS (
    SELECT r.user_id, r.id AS seat_id, d.due_on, d.subject_label
    FROM reader r JOIN deadlines_deadline d ON d.owner_unit_id = r.unit_id
    WHERE d.state = 'open' AND d.due_on <= %(soon)s
      AND (r.role = 'unit_head' OR r.role = ANY(d.owner_roles))
    UNION ALL
    SELECT r.user_id, r.id, d.due_on, d.subject_label
    FROM reader r JOIN deadlines_deadline d ON d.owner_deputy_id = r.deputy_id
    WHERE d.state = 'open' AND d.due_on <= %(soon)s
),
counted AS (
    SELECT user_id, seat_id,
           count(*) FILTER (WHERE due_on < %(today)s) AS late,
           count(*) FILTER (WHERE due_on = %(today)s) AS due,
           count(*) FILTER (WHERE due_on > %(today)s) AS soon,
           (array_agg(subject_label || CASE
                WHEN due_on < %(today)s THEN '（逾期' || %(today)s - due_on || '天）'
                WHEN due_on = %(today)s THEN '（今天到期）'
                ELSE '（剩' || due_on - %(today)s || '天）' END
                ORDER BY due_on, subject_label))[1:3] AS first
    FROM owed GROUP BY user_id, seat_id
)
SELECT c.user_id, c.seat_id, %(kind)s AS kind,
       concat_ws('，',
           CASE WHEN c.due > 0 THEN '今天到期' || c.due || '件' END,
           CASE WHEN c.late > 0 THEN '逾期' || c.late || '件' END,
           CASE WHEN c.soon > 0 THEN {soon_days} || '天内到期' || c.soon || '件' END) AS title,
       b.short_name || '：' || array_to_string(c.first, '；') ||
           CASE WHEN c.late + c.due + c.soon > 3 THEN '……' ELSE '。' END AS body,
       '/todo/' AS url, '' AS subject_type, NULL::bigint AS subject_id,
       concat_ws(':', %(kind)s, %(today)s, c.seat_id, c.user_id, c.seat_id) AS key
FROM counted c
JOIN liaison_seat s ON s.id = c.seat_id
JOIN liaison_unit b ON b.id = s.unit_id
WHERE c.late + c.due > 0
"""


def sum_up(today: dt.date) -> int:
    """Once a day for each person and post that wants it; returns how many are new."""
    query = DUE.format(standing=STANDING, soon_days=SOON)
    told = store(query, {"today": today, "soon": today + dt.timedelta(days=SOON), "kind": DIGEST})
    if told:
        Notification.objects.filter(kind=DIGEST, read_at=None).update(read_at=now())
    return told
