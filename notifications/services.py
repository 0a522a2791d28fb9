"""Telling people: rows are stored once per key, then delivered in batches by lease."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
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
# After the first reminders of the day, so that they are in it.
DIGEST_AT = dt.time(8, 40)
LATEST_DIGEST = dt.time(17, 30)
# What is due, as the daily message says it; the inbox does not show these rows.
DIGEST = "digest"
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
    RETURNING id, user_id, kind, key,
        CASE WHEN seat_id IS NULL THEN key ELSE regexp_replace(key, ':[^:]*$', '') END AS event
),
queued AS (
    INSERT INTO notifications_delivery
        (notification_id, channel, state, attempts, next_at, receipt, error)
    SELECT DISTINCT ON (told.event, channel.code) told.id, channel.code, 'queued', 0,
           CASE WHEN told.kind = 'digest' THEN %(digest_today)s
                WHEN p.digest THEN %(digest_at)s ELSE %(at_once)s END, '', ''
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
    SELECT d.id FROM notifications_delivery d
    JOIN notifications_notification n ON n.id = d.notification_id
    JOIN notifications_preference p ON p.user_id = n.user_id
    WHERE state IN ('queued', 'failed')
      AND (next_at <= %(now)s OR next_at > %(too_far)s)
      AND (NOT p.digest OR %(digests)s)
      AND (leased_until IS NULL OR leased_until < %(now)s OR leased_until > %(no_lease)s)
      {only}
    ORDER BY next_at, d.id
    LIMIT %(limit)s
    -- The person first: who finds a person taken must not hold that person's letters meanwhile.
    FOR UPDATE OF p, d SKIP LOCKED
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


def _every_day(day: dt.date) -> bool:
    return True


_is_office_day: Callable[[dt.date], bool] = _every_day


def wait_for_office_days(is_office_day: Callable[[dt.date], bool]) -> None:
    """Days off are known to an app above this one."""
    global _is_office_day
    _is_office_day = is_office_day


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
                "digest_today": _digest_of(moment.astimezone(BEIJING).date()),
                "at_once": AT_ONCE,
            },
        )
        told, queued = cursor.fetchone()
    if queued:
        enqueue(DELIVER)
    return int(told)


def next_digest(moment: dt.datetime) -> dt.datetime:
    """The next twenty to nine in Beijing; a day off passes it on to the next (see `_lease`)."""
    local = moment.astimezone(BEIJING)
    return _digest_of(local.date() + dt.timedelta(days=local.time() >= DIGEST_AT))


def _digest_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, DIGEST_AT, BEIJING)


def digests_go_out(moment: dt.datetime) -> bool:
    """Once a working day, from the beginning of office hours on; nobody is written to at night."""
    local = moment.astimezone(BEIJING)
    return DIGEST_AT <= local.time() <= LATEST_DIGEST and _is_office_day(local.date())


def deliver_batch(limit: int = 100) -> int:
    """Lease rows and commit, send each with its key, mark it. Returns how many rows were taken.

    A crash between sending and marking repeats that one call with the same key; a crash before
    leaves the row to whoever comes when the lease has run out.
    """
    with transaction.atomic():
        rows = _lease(limit)
        readers = _digest_readers(rows)
        if readers:
            # In the same transaction, which holds these people's preferences: one letter a day,
            # even where two workers look at once.
            rows += _lease(10_000, user_ids=readers)
    for group in _letters(rows, readers):
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
    only = "AND n.user_id = ANY(%(users)s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            LEASED.format(only=only if ids else ""),
            {
                "now": moment,
                "until": moment + LEASE,
                # Well over a lease: another process may have looked at its watch after us.
                "no_lease": moment + 2 * LEASE,
                "too_far": moment + dt.timedelta(days=2),
                "digests": digests_go_out(moment),
                "limit": limit,
                "users": ids,
            },
        )
        leased = [row[0] for row in cursor.fetchall()]
    rows = Delivery.objects.filter(pk__in=leased).select_related("notification__user")
    return list(rows.order_by("id"))


def _digest_readers(rows: list[Delivery]) -> set[int]:
    users = {row.notification.user_id for row in rows}
    chosen = Preference.objects.filter(user_id__in=users, digest=True)
    return set(chosen.values_list("user_id", flat=True))


def _letters(rows: list[Delivery], readers: set[int]) -> list[list[Delivery]]:
    """One group a letter: each row alone, or all that is due for a person who wants a digest."""
    groups: dict[tuple[str, int, int], list[Delivery]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        user = row.notification.user_id
        alone = 0 if user in readers else row.pk
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
    told = [row.notification for row in group]
    due = [one for one in told if one.kind == DIGEST]
    new = [one for one in told if one.kind != DIGEST]
    lines = [
        (one.title, one.body, f"{settings.SITE_URL}{one.url}" if one.url else "")
        for one in due + new
    ]
    first = group[0]
    if len(group) == 1 and not due:
        return Letter(first.notification.key, user.name, address, lines[0][0], lines)
    key = f"digest:{first.channel}:{user.pk}:{first.pk}"
    return Letter(key, user.name, address, _digest_title(due, len(new)), lines)


def _digest_title(due: list[Notification], new: int) -> str:
    """您有3条通知；今天到期2件，逾期1件."""
    parts = [f"您有{new}条通知"] if new else []
    return "；".join(parts + [one.title for one in due[:1]])


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
