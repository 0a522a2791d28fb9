"""Numbers on paper and the voter's secret code; each number is given once and never again."""

import datetime as dt
import secrets

from django.db.models import IntegerField, Max, Model, Value
from django.db.models.functions import Cast, Substr
from django.utils.crypto import constant_time_compare, salted_hmac

from stations.models import Opinion, Reception, Station

# Without 0 O 1 I L: people copy it from paper.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8


def lock(station: Station) -> Station:
    """Whoever numbers something of a station waits for the one who does so now."""
    rows = Station.objects.select_for_update(of=("self",)).select_related("unit")
    locked: Station = rows.get(pk=station.pk)
    return locked


def reception_number(station: Station, year: int) -> str:
    """登记编号: station code, year, serial. The station must be locked."""
    prefix = f"{station.code}-{year}-"
    return f"{prefix}{_next(Reception, prefix):04d}"


def trace_number(station: Station, day: dt.date) -> str:
    """The number on the slip, e.g. QX-20251120-02. The station must be locked."""
    prefix = f"{station.code}-{day:%Y%m%d}-"
    return f"{prefix}{_next(Opinion, prefix):02d}"


def _next(model: type[Model], prefix: str) -> int:
    serial = Cast(Substr("number", Value(len(prefix) + 1)), IntegerField())
    rows = model._default_manager.filter(number__startswith=prefix)
    last: int | None = rows.aggregate(last=Max(serial))["last"]
    return (last or 0) + 1


def secret_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def hashed(code: str) -> str:
    """Keyed, so that a stolen table alone does not give the codes away."""
    return salted_hmac("stations.follow", code.strip().upper(), algorithm="sha256").hexdigest()


def is_code_of(opinion: Opinion, code: str) -> bool:
    return bool(opinion.secret_hash) and constant_time_compare(opinion.secret_hash, hashed(code))
