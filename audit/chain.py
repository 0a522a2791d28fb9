"""The hash chain over audit entries: how a link is computed and how the chain is checked."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models, transaction

from audit.models import Entry, Seal

GENESIS = "0" * 64
_LOCK = 0x11A150  # advisory lock: one sealer at a time
# Far more than others write while one deed, or an import of a whole county, is not yet committed.
BACK = 10_000


def digest(previous: str, entry: Entry) -> str:
    """SHA-256 over the previous digest and the entry as canonical JSON, hex."""
    fields = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    fields["at"] = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal(batch: int = 5000, *, back: int | None = BACK) -> int:
    """Seal what is not sealed yet, oldest first; returns how many links were added.

    An entry whose transaction ends late gets a later link than its id suggests. So each look goes
    `back` a number of entries before the furthest one sealed, and one look a night (`back=None`)
    over all of them: none is left out, and the look of each minute costs the same for ever.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        last = Seal.objects.order_by("-number").first()
        number, previous = (last.number, last.digest) if last else (0, GENESIS)
        links = []
        for entry in unsealed(back)[:batch]:
            number += 1
            link = Seal(
                number=number, entry=entry, previous=previous, digest=digest(previous, entry)
            )
            previous = link.digest
            links.append(link)
        Seal.objects.bulk_create(links, batch_size=1000)
        return len(links)


def seal_all() -> int:
    """The look of the night, over everything."""
    sealed = 0
    while added := seal(back=None):
        sealed += added
    return sealed


def unsealed(back: int | None) -> "models.QuerySet[Entry]":
    """Entries without a link; both tables are read from the same id on."""
    seals = Seal.objects.filter(entry_id=models.OuterRef("pk"))
    entries = Entry.objects.order_by("id")
    if back is not None:
        furthest = Seal.objects.aggregate(at=models.Max("entry_id"))["at"] or 0
        seals = seals.filter(entry_id__gt=furthest - back)
        entries = entries.filter(pk__gt=furthest - back)
    return entries.filter(~models.Exists(seals))


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
