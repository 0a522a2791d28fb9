"""Counters that hold under parallel requests and survive an emptied cache.

`take(key, limit, window)` is one statement, so exactly `limit` of any number of simultaneous
takers pass. A take commits on its own when it stands outside a transaction; inside one it makes
every other taker of the same key wait for that transaction's end.
"""

import datetime as dt
import ipaddress
import math
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Quota

# A window that ends further off than a whole window was written before the clock was put back.
TAKE = """
INSERT INTO accounts_quota AS q (key_hash, ends_at, count)
VALUES (%(key)s, %(ends)s, 1)
ON CONFLICT (key_hash) DO UPDATE SET
    count = CASE WHEN q.ends_at > %(now)s AND q.ends_at <= %(too_far)s THEN q.count + 1 ELSE 1 END,
    ends_at = CASE
        WHEN q.ends_at > %(now)s AND q.ends_at <= %(too_far)s THEN q.ends_at
        ELSE excluded.ends_at END
WHERE q.count < %(limit)s OR q.ends_at <= %(now)s OR q.ends_at > %(too_far)s
RETURNING q.count, q.ends_at
"""


@dataclass(frozen=True)
class Taken:
    """Whether this one may pass, and after how many seconds to try again when it may not."""

    allowed: bool
    retry_after: int
    key_hash: str
    ends_at: dt.datetime
    count: int


def take(key: str, limit: int, window: dt.timedelta) -> Taken:
    """One of `limit` in a `window`, which begins with its first taker; refusals cost nothing."""
    now = timezone.now()
    hashed = _hash(key)
    params: dict[str, Any] = {
        "key": hashed,
        "now": now,
        "ends": now + window,
        # Another process may have looked at its watch after us.
        "too_far": now + 2 * window,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, params)
        row = cursor.fetchone()
    if row is not None:
        return Taken(True, 0, hashed, row[1], row[0])
    held = Quota.objects.filter(key_hash=hashed).values_list("ends_at", flat=True).first()
    ends = held or now
    return Taken(False, max(1, math.ceil((ends - now).total_seconds())), hashed, ends, limit)


def give_back(taken: Taken) -> None:
    """This one is not to count after all; a window that has begun since is left alone."""
    Quota.objects.filter(key_hash=taken.key_hash, ends_at=taken.ends_at, count__gt=0).update(
        count=F("count") - 1
    )


def running(key: str) -> Quota | None:
    """The count of the window that is open now."""
    return Quota.objects.filter(key_hash=_hash(key), ends_at__gt=timezone.now()).first()


def sweep() -> None:
    """Forget the windows that have ended."""
    Quota.objects.filter(ends_at__lte=timezone.now()).delete()


def network_of(address: str, *, bits4: int = 24, bits6: int = 56) -> str:
    """What one household or office holds of addresses: an IPv4 /24, an IPv6 /56."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    bits = bits4 if found.version == 4 else bits6
    return str(ipaddress.ip_network((found, bits), strict=False))


def _hash(key: str) -> str:
    """Addresses and names are personal: the table holds what they cannot be read from."""
    return salted_hmac("accounts.quotas", key, algorithm="sha256").hexdigest()
