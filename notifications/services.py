"""Telling people: rows are stored once per key, then delivered in batches by lease."""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from smtplib import SMTPRecipientsRefused
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from accounts.models import User
from core.clock import BEIJING, now, today
from core.jobs import enqueue
from notifications.channels import CHANNELS
from notifications.channels.base import Letter
from notifications.models import Delivery, Notification, Preference

log = logging.getLogger(__name__)

DELIVER = "notifications.tasks.deliver"
LEASE = dt.timedelta(minutes=5)
FIRST_RETRY = dt.timedelta(minutes=1)
LONGEST_RETRY = dt.timedelta(hours=4)
MAX_ATTEMPTS = 12
DIGEST_AT = dt.time(8, 30)
# "At once" as a time that no clock stepping back can put into the future.
AT_ONCE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

STORE = """
WITH wanted AS ({wanted}),
told AS (
    INSERT INTO notifications_notification
        (user_id, seat_id, kind, title, body, url, subject_type, subject_id, key, created_at)
    SELECT user_id, seat_id, kind, left(title, 120), left(body, 400), left(url, 200),
           subject_type, subject_id, key, %(created_at)s
    FROM wanted
    ON CONFLICT (key) DO NOTHING
    RETURNING id, user_id, key,
        CASE WHEN seat_id IS NULL THEN key ELSE regexp_replace(key, ':[^:]*$', '') END AS event
),
queued AS (
    INSERT INTO notifications_delivery
        (notification_id, channel, state, attempts, next_at, receipt, error)
    SELECT DISTINCT ON (told.event, channel.code) told.id, channel.code, 'queued', 0,
           CASE WHEN p.digest THEN %(digest_at)s ELSE %(at_once)s END, '', ''
    FROM told
    JOIN notifications_preference p ON p.user_id = told.user_id
    JOIN accounts_user u ON u.id = told.user_id
    CROSS JOIN LATERAL (VALUES {channels}) AS channel (code, wanted)
    WHERE channel.wanted AND NOT EXISTS (
        SELECT 1 FROM notifications_notification n
        WHERE n.key ~>=~ (told.event || ':') AND n.key ~<~ (told.event || ';')
    )
    ORDER BY told.event, channel.code, told.id
    ON CONFLICT (notification_id, channel) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM queued)
"""

ONE_FACT = """
SELECT u.id AS user_id, post.id AS seat_id, %(kind)s AS kind, %(title)s AS title,
       %(body)s AS body, %(url)s AS url, %(subject_type)s AS subject_type,
       %(subject_id)s::bigint AS subject_id,
       concat_ws(':', %(key)s::text, u.id, post.id) AS key
FROM (
    SELECT user_id, id FROM unnest(%(users)s::bigint[], %(seats)s::bigint[]) AS asked (user_id, id)
    {stand_ins}
) post
JOIN accounts_user u ON u.id = post.user_id
WHERE u.is_active
ORDER BY post.id, u.id
"""

STANDING = """
    UNION
    SELECT instead.user_id, instead.seat_id FROM ({query}) AS instead (seat_id, user_id)
    WHERE instead.seat_id = ANY(%(seats)s::bigint[])
"""

LEASED = """
UPDATE notifications_delivery d
SET leased_until = %(until)s, attempts = d.attempts + 1
FROM (
    SELECT id FROM notifications_delivery
    WHERE state IN ('queued', 'failed')
      AND (next_at <= %(now)s OR next_at > %(too_far)s)
      AND (leased_until IS NULL OR leased_until < %(now)s OR leased_until > %(no_lease)s)
      {only}
    ORDER BY next_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
) due
WHERE d.id = due.id
RETURNING d.id
"""


# SQL that names, for the day `today`, which person acts in which post for somebody on leave.
_stand_ins = ""


def also_tell(stand_ins: str) -> None:
    """Leave is known to an app above this one; its query yields seat_id, user_id."""
    global _stand_ins
    _stand_ins = stand_ins


class Post(Protocol):
    """A seat, as far as telling goes: seats live in an app above this one."""

    pk: Any
    user_id: Any


def notify_seats(
    seats: Iterable[Post],
    *,
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    subject: models.Model | None = None,
    key: str,
) -> int:
    """Tell each post once; what an office is told is read in the seat of that office only.

    A person with two posts concerned has one notice in each, and outside channels get one letter.
    """
    posts = {seat.pk: seat.user_id for seat in seats}
    fact = _fact(kind=kind, title=title, body=body, url=url, subject=subject, key=key)
    return _tell(list(posts.values()), list(posts), fact)


def notify(
    users: Iterable[User | int],
    *,
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    subject: models.Model | None = None,
    key: str,
) -> int:
    """Tell each person once, whatever the post: only what is about the account, never a case.

    The same key again tells nobody twice. Returns how many are new.
    """
    ids = sorted({user if isinstance(user, int) else user.pk for user in users})
    fact = _fact(kind=kind, title=title, body=body, url=url, subject=subject, key=key)
    return _tell(ids, [None] * len(ids), fact)


def _tell(users: list[int], seats: Sequence[int | None], fact: dict[str, Any]) -> int:
    if not users:
        return 0
    standing = STANDING.format(query=_stand_ins) if _stand_ins else ""
    wanted = ONE_FACT.format(stand_ins=standing)
    return store(wanted, {**fact, "users": users, "seats": seats, "today": today()})


def _fact(*, subject: models.Model | None, **words: str) -> dict[str, Any]:
    return {
        **words,
        "subject_type": (subject._meta.model_name or "") if subject is not None else "",
        "subject_id": subject.pk if subject is not None else None,
    }


def store(wanted: str, params: dict[str, Any]) -> int:
    """Store what a query wants told, with its outbox rows, in one statement.

    The query yields user_id, seat_id, kind, title, body, url, subject_type, subject_id, key; the
    key of a post ends in `:seat_id`, and what comes before names the event and the person. Outside
    channels reach a person, not a post: they get the first notice of each event only.
    """
    outside = [channel for channel in CHANNELS.values() if channel.wanted]
    values = ", ".join(f"('{channel.code}', {channel.wanted})" for channel in outside)
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(
            STORE.format(wanted=wanted, channels=values),
            {
                **params,
                "created_at": moment,
                "digest_at": next_digest(moment),
                "at_once": AT_ONCE,
            },
        )
        told, queued = cursor.fetchone()
    if queued:
        enqueue(DELIVER)
    return int(told)


def next_digest(moment: dt.datetime) -> dt.datetime:
    """The next half past eight in Beijing."""
    local = moment.astimezone(BEIJING)
    day = local.date() + dt.timedelta(days=local.time() >= DIGEST_AT)
    return dt.datetime.combine(day, DIGEST_AT, BEIJING)


def deliver_batch(limit: int = 100) -> int:
    """Lease rows and commit, send each with its key, mark it. Returns how many rows were taken.

    A crash between sending and marking repeats that one call with the same key; a crash before
    leaves the row to whoever comes when the lease has run out.
    """
    rows = _lease(limit)
    for group in _letters(rows):
        _send(group)
    return len(rows)


def deliver_all(batches: int) -> int:
    """Batch after batch until nothing is due."""
    sent = 0
    for _ in range(batches):
        taken = deliver_batch()
        if not taken:
            break
        sent += taken
    return sent


def _lease(limit: int, *, user_ids: Iterable[int] = ()) -> list[Delivery]:
    """Rows that are due and that nobody else holds.

    A lease or a waiting time further off than we ever set them was written before the wall clock
    was put back: it counts as over.
    """
    moment = dt.datetime.now(dt.UTC)
    ids = list(user_ids)
    only = (
        "AND notification_id IN (SELECT id FROM notifications_notification"
        " WHERE user_id = ANY(%(users)s))"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            LEASED.format(only=only if ids else ""),
            {
                "now": moment,
                "until": moment + LEASE,
                # Well over a lease: another process may have looked at its watch after us.
                "no_lease": moment + 2 * LEASE,
                "too_far": moment + dt.timedelta(days=2),
                "limit": limit,
                "users": ids,
            },
        )
        leased = [row[0] for row in cursor.fetchall()]
    rows = Delivery.objects.filter(pk__in=leased).select_related("notification__user")
    return list(rows.order_by("id"))


def _letters(rows: list[Delivery]) -> list[list[Delivery]]:
    """One group a letter: each row alone, or all that is due for a person who wants a digest."""
    users = {row.notification.user_id for row in rows}
    chosen = {p.user_id: p for p in Preference.objects.filter(user_id__in=users)}
    digests = {user for user in users if user in chosen and chosen[user].digest}
    if digests:
        rows = rows + _lease(10_000, user_ids=digests)
    groups: dict[tuple[str, int, int], list[Delivery]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        user = row.notification.user_id
        alone = 0 if user in digests else row.pk
        groups.setdefault((row.channel, user, alone), []).append(row)
    return list(groups.values())


def _send(group: list[Delivery]) -> None:
    ids = [row.pk for row in group]
    user = group[0].notification.user
    channel = CHANNELS[group[0].channel]
    address = getattr(user, channel.address, "") if channel.address else ""
    if not user.is_active or (channel.address and not address):
        _rows(ids).update(
            state=Delivery.State.GIVEN_UP, leased_until=None, error="账号已停用或没有填写地址"
        )
        return
    try:
        receipt = channel.send(_letter(group, user, address))
    except Exception as problem:  # one faulty letter must not hold up the others
        what = _kind_of(problem)
        log.warning("delivery %s by %s failed: %s", ids, channel.code, what)
        _put_off(group, what)
        return
    _rows(ids).update(
        state=Delivery.State.SENT,
        sent_at=dt.datetime.now(dt.UTC),
        leased_until=None,
        receipt=receipt.text[:200],
        error="",
    )


def _kind_of(problem: Exception) -> str:
    """Class and SMTP codes alone: what a mail server says repeats the person's address."""
    codes = {getattr(problem, "smtp_code", None)}
    if isinstance(problem, SMTPRecipientsRefused):
        codes = {code for code, _ in problem.recipients.values()}
    named = sorted(str(code) for code in codes if isinstance(code, int))
    return " ".join([type(problem).__name__, *named])


def _letter(group: list[Delivery], user: User, address: str) -> Letter:
    lines = [
        (n.title, n.body, f"{settings.SITE_URL}{n.url}" if n.url else "")
        for n in (row.notification for row in group)
    ]
    first = group[0]
    if len(group) == 1:
        return Letter(first.notification.key, user.name, address, lines[0][0], lines)
    key = f"digest:{first.channel}:{user.pk}:{first.pk}"
    return Letter(key, user.name, address, f"您有{len(group)}条通知", lines)


def _put_off(group: list[Delivery], problem: str) -> None:
    """Try again after 1, 2, 4 … minutes, at most 4 hours; give up after about a day."""
    for row in group:
        wait = min(FIRST_RETRY * 2 ** min(row.attempts - 1, 10), LONGEST_RETRY)
        _rows([row.pk]).update(
            state=(
                Delivery.State.GIVEN_UP if row.attempts >= MAX_ATTEMPTS else Delivery.State.FAILED
            ),
            next_at=dt.datetime.now(dt.UTC) + wait,
            leased_until=None,
            error=problem[:200],
        )


def _rows(ids: list[int]) -> "models.QuerySet[Delivery]":
    return Delivery.objects.filter(pk__in=ids)


def mark_read(rows: "models.QuerySet[Notification]") -> int:
    """Read is read: the first time counts."""
    return rows.filter(read_at=None).update(read_at=now())


def settle(prefix: str) -> int:
    """The matter is over: its unread notices no longer call, and waiting mail stays home."""
    unread = Notification.objects.filter(key__startswith=prefix, read_at=None)
    told = list(unread.values_list("pk", flat=True))
    if not told:
        return 0
    Delivery.objects.filter(
        Q(state=Delivery.State.QUEUED) | Q(state=Delivery.State.FAILED),
        leased_until=None,
        notification__in=told,
    ).update(state=Delivery.State.GIVEN_UP, error="事项已办完，不再发送")
    return mark_read(Notification.objects.filter(pk__in=told))


@transaction.atomic
def choose(user: User, *, mail: bool, digest: bool, email: str) -> Preference:
    """Which channels this person wants from now on; what is waiting follows the new wish."""
    if email != user.email:
        user.email = email
        user.save(update_fields=["email"])
    preference, _ = Preference.objects.update_or_create(
        user=user, defaults={"mail": mail, "digest": digest}
    )
    waiting = Delivery.objects.filter(
        notification__user=user, channel="mail", state=Delivery.State.QUEUED, leased_until=None
    )
    if not mail:
        waiting.update(state=Delivery.State.GIVEN_UP, error="本人不再收邮件")
    elif not digest:
        waiting.update(next_at=AT_ONCE)
    return preference
