"""建站标准: a list per congress and year, and how each station stands against it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from audit.services import record
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from files import services as files
from files.models import StoredFile
from liaison.models import Congress, Seat
from stations.models import Checklist, ChecklistItem, ChecklistMark, StarEvidence, Station
from stations.permissions.standards import may_check, may_write_standard

MOST_PHOTOS = 3
MOST_ITEMS = 60


@dataclass(frozen=True)
class Item:
    """One line of the standard as the office writes it."""

    group: str
    text: str
    weight: int
    needs_photo: bool = False


@dataclass(frozen=True)
class Mark:
    """What was seen of one item."""

    item: ChecklistItem
    is_met: bool
    note: str = ""
    photos: Sequence[Any] = field(default=())


@dataclass
class Standing:
    """A station against its standard: points of what it meets, out of all."""

    checklist: Checklist
    rows: list[tuple[ChecklistItem, ChecklistMark | None, list[StoredFile]]]

    @property
    def points(self) -> int:
        return sum(item.weight for item, mark, _ in self.rows if mark and mark.is_met)

    @property
    def whole(self) -> int:
        return sum(item.weight for item, _, _ in self.rows)

    @property
    def missing(self) -> list[ChecklistItem]:
        return [item for item, mark, _ in self.rows if mark is None or not mark.is_met]

    @property
    def without_photo(self) -> list[ChecklistItem]:
        """Said to be met, and the photo that it asks for is not there."""
        return [
            item
            for item, mark, photos in self.rows
            if mark and mark.is_met and item.needs_photo and not photos
        ]


def checklist_of(congress_id: int | None, year: int | None = None) -> Checklist:
    """The congress's own list of that year or the last one before it, else the default."""
    year = year or today().year
    rows = Checklist.objects.order_by("-year")
    own = None
    if congress_id is not None:
        own = rows.filter(congress_id=congress_id, year__lte=year).first()
    found = own or rows.filter(congress=None).first()
    if found is None:
        raise Conflict("还没有建站标准，请代工委先制定。")
    return found


def standing_of(station: Station, checklist: Checklist | None = None) -> Standing:
    checklist = checklist or checklist_of(station.congress_id)
    items = list(checklist.items.all())
    marks = {mark.item_id: mark for mark in station.marks.filter(item__checklist=checklist)}
    photos: dict[str, list[StoredFile]] = {}
    for file in StoredFile.objects.filter(subject_type="station", subject_id=station.pk):
        photos.setdefault(file.purpose, []).append(file)
    rows = [(item, marks.get(item.pk), photos.get(_purpose(item), [])) for item in items]
    return Standing(checklist, rows)


def _purpose(item: ChecklistItem) -> str:
    """A photo belongs to the station; its purpose says which item it shows."""
    return f"standard-{item.pk}"


def check_station(
    station: Station, *, by: Seat, marks: Sequence[Mark], on: dt.date | None = None
) -> Standing:
    """核对: who looked, when, what was there; all lines of the form or none."""
    if not may_check(by, station):
        raise Forbidden("核对标准由本站、乡镇人大主席团或代工委办理。")
    day = on or today()
    if day > today():
        raise Invalid("日期在今天之后，请核对。", errors={"on": ["日期在今天之后，请核对。"]})
    with transaction.atomic():
        changed = {}
        for mark in marks:
            ChecklistMark.objects.update_or_create(
                station=station,
                item=mark.item,
                defaults={
                    "is_met": mark.is_met,
                    "note": mark.note.strip()[:200],
                    "checked_on": day,
                    "by_name": by.person_name,
                },
            )
            changed[str(mark.item.pk)] = mark.is_met
            _keep_photos(station, mark, by)
        record(
            "station.check",
            by=by,
            label="核对建站标准",
            subject=station,
            after={"marks": changed, "on": day.isoformat()},
        )
    return standing_of(station)


def _keep_photos(station: Station, mark: Mark, by: Seat) -> None:
    if not mark.photos:
        return
    purpose = _purpose(mark.item)
    there = StoredFile.objects.filter(
        subject_type="station", subject_id=station.pk, purpose=purpose
    ).count()
    if there + len(mark.photos) > MOST_PHOTOS:
        words = f"「{mark.item.text}」最多{MOST_PHOTOS}张照片，已有{there}张。"
        raise Invalid(words, errors={f"photos_{mark.item.pk}": [words]})
    for photo in mark.photos:
        if isinstance(photo, StoredFile):
            files.attach(photo, station, by=by, purpose=purpose)
        else:
            files.store(photo, by=by, purpose=purpose, subject=station)


def write_standard(
    congress: Congress, year: int, *, by: Seat, name: str, items: Sequence[Item]
) -> Checklist:
    """A year's standard. One that stations were checked against already is not rewritten.

    A correction after that is next year's list: what was judged by the old one stays readable.
    """
    if not may_write_standard(by) or by.unit.congress_id != congress.pk:
        raise Forbidden("建站标准由本级代工委制定。")
    _require_items(year, items)
    with transaction.atomic():
        checklist, _ = Checklist.objects.get_or_create(
            congress=congress, year=year, defaults={"name": name.strip()}
        )
        Checklist.objects.select_for_update().get(pk=checklist.pk)
        if _is_used(checklist):
            raise Conflict(f"已经有站按{year}年标准核对过，不能再改；请另定下一年的标准。")
        checklist.items.all().delete()
        checklist.name = name.strip()[:80]
        checklist.save(update_fields=["name"])
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                checklist=checklist,
                order=number,
                group=item.group.strip()[:40],
                text=item.text.strip()[:160],
                weight=item.weight,
                needs_photo=item.needs_photo,
            )
            for number, item in enumerate(items, 1)
        )
        record(
            "checklist.write",
            by=by,
            label="制定建站标准",
            subject=checklist,
            after={"year": year, "items": len(items), "points": sum(i.weight for i in items)},
        )
    return checklist


def _is_used(checklist: Checklist) -> bool:
    return (
        ChecklistMark.objects.filter(item__checklist=checklist).exists()
        or StarEvidence.objects.filter(item__checklist=checklist).exists()
    )


def _require_items(year: int, items: Sequence[Item]) -> None:
    words = ""
    if not today().year - 1 <= year <= today().year + 1:
        words = "只能定去年、今年或明年的标准。"
    elif not items:
        words = "请至少写一项。"
    elif len(items) > MOST_ITEMS:
        words = f"最多{MOST_ITEMS}项，请合并几项。"
    elif any(not item.text.strip() or not 1 <= item.weight <= 100 for item in items):
        words = "每项都要写明要求，分值填1到100。"
    if words:
        raise Invalid(words, errors={"items": [words]})
