"""Numbers on paper and the voter's secret code; each number is given once and never again."""

import datetime as dt
import secrets
from typing import Any

from django.db.models import Model
from django.utils.crypto import salted_hmac
from psycopg.types.numeric import Int4

from core.kept import Kept, prepared_cursor
from core.writing import next_id
from stations.models import Opinion, Reception, Station

# Without 0 O 1 I L: people copy it from paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# Where no phone is asked for besides, the code alone has to be hard to guess.
_SHORT, _LONG = 8, 12


def lock(station: Station) -> Station:
    """Whoever numbers something of a station waits for the one who does so now."""
    locked: Station = _LOCKED.rows("", station=station.pk)[0]
    return locked


def lock_keeper(station: Station) -> Station:
    """The station that looks after this one now, locked: a foreign key holds nobody off before
    the commit, so whoever brings something new waits for a merge that goes on, and it for him."""
    locked = lock(station)
    while locked.kept_by_id != locked.unit_id:
        locked = lock(locked.kept_by.station)
    return locked


def _locked(shape: str, *, station: int) -> Any:
    rows = Station.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.filter(pk=station)


_LOCKED = Kept(_locked)


def next_reception(station: Station, year: int) -> tuple[int, str]:
    """Id and 登记编号: station code, year, serial. The station must be locked."""
    prefix = f"{station.code}-{year}-"
    pk, serial = _next(Reception, prefix)
    return pk, f"{prefix}{serial:04d}"


def next_opinion(station: Station, day: dt.date) -> tuple[int, str]:
    """Id and the number on the slip, e.g. QX-20251120-02. The station must be locked."""
    prefix = f"{station.code}-{day:%Y%m%d}-"
    pk, serial = _next(Opinion, prefix)
    return pk, f"{prefix}{serial:02d}"


def _next(model: type[Model], prefix: str) -> tuple[int, int]:
    """The bytes of a number order it whatever the collation is: the index of LIKE serves."""
    sql = (
        f"SELECT {next_id(model)}, 1 + coalesce(max(substr(number, %s)::int), 0)"  # noqa: S608
        f" FROM {model._meta.db_table} WHERE number ~>=~ %s AND number ~<~ %s"
    )
    with prepared_cursor() as cursor:
        cursor.execute(sql, [Int4(len(prefix) + 1), prefix, f"{prefix[:-1]}."])
        pk, serial = cursor.fetchone()
    return pk, serial


def secret_code(*, has_phone: bool = True) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(_SHORT if has_phone else _LONG))


def hashed(code: str) -> str:
    """Keyed, so that a stolen table alone does not give the codes away."""
    return salted_hmac("stations.follow", code.strip().upper(), algorithm="sha256").hexdigest()
