"""The hash chain over audit entries: how a link is computed and how the chain is checked."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from audit.models import Entry, Seal

GENESIS = "0" * 64
_LOCK = 0x11A150  # advisory lock: one sealer at a time


def digest(previous: str, entry: Entry) -> str:
    """SHA-256 over the previous digest and the entry as canonical JSON, hex."""
    fields = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    fields["at"] = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal(batch: int = 5000) -> int:
    """Seal what is not sealed yet, oldest first; returns how many links were added.

    An entry whose transaction ends late gets a later link than its id suggests; none is left out.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        last = Seal.objects.order_by("-number").first()
        number, previous = (last.number, last.digest) if last else (0, GENESIS)
        links = []
        entries = Entry.objects.filter(seal__isnull=True).order_by("id")[:batch]
        for entry in entries:
            number += 1
            link = Seal(
                number=number, entry=entry, previous=previous, digest=digest(previous, entry)
            )
            previous = link.digest
            links.append(link)
        Seal.objects.bulk_create(links, batch_size=1000)
        return len(links)


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, in words."""

    number: int
    entry_id: int | None
    what: str


def verify() -> Iterator[Break]:
    """Walk the chain from its first link and yield every place that does not hold."""
    previous, expected = GENESIS, 1
    for link in Seal.objects.select_related("entry").order_by("number").iterator(2000):
        if link.number != expected:
            yield Break(expected, None, f"第{expected}环缺失")
            expected = link.number
        if link.previous != previous:
            yield Break(link.number, link.entry_id, f"第{link.number}环与前一环接不上")
        if digest(link.previous, link.entry) != link.digest:
            yield Break(
                link.number, link.entry_id, f"第{link.number}环的记录（{link.entry_id}）被改过"
            )
        previous, expected = link.digest, link.number + 1
