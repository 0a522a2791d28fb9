"""After the visit: corrections that stand beside the record, and the sheet that was signed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from audit.services import perform
from core.problems import Invalid
from files import services as files
from files.inspection import kind_of
from files.models import StoredFile
from liaison.models import Seat
from stations.models import Reception, ReceptionAddendum
from stations.services import summary
from stations.services.contacts import reveal
from stations.services.guests import PRIVATE
from stations.workflow import VISIT

MOST_SHEETS = 6
_SCANS = frozenset({"image", "pdf"})
NOT_A_SCAN = "签名表请用照片或PDF。"


def correct_reception(
    reception: Reception, *, by: Seat, text: str, version: int | None = None
) -> ReceptionAddendum:
    """更正补充: who, when and what; the first entry never changes."""
    summary.require_words(text=(text, "请写下要更正或补充的内容。"))
    with perform(reception, "add", by=by, workflow=VISIT, version=version, private=PRIVATE) as deed:
        return ReceptionAddendum.objects.create(
            reception=deed.case, text=text.strip(), by_name=by.person_name
        )


def add_sheets(
    reception: Reception, *, by: Seat, scans: Sequence[Any], version: int | None = None
) -> list[StoredFile]:
    """The scan of the signed sheet: photos or a PDF, opened later only with a reason."""
    with perform(
        reception, "add_sheet", by=by, workflow=VISIT, version=version, private=PRIVATE
    ) as deed:
        had = sheets_of(deed.case).count()
        if not scans:
            _refuse("请先选签名表的照片或PDF。")
        if had + len(scans) > MOST_SHEETS:
            _refuse(f"一次接待最多存{MOST_SHEETS}份签名表，已有{had}份。")
        return [
            _keep(deed.case, scan, had + number, by) for number, scan in enumerate(scans, start=1)
        ]


def _keep(reception: Reception, scan: Any, number: int, by: Seat) -> StoredFile:
    """Under a name of ours: a file is often called after the visitor."""
    stem = f"签名表-{reception.number}-{number}"
    if isinstance(scan, StoredFile):
        if not scan.is_image and scan.extension != "pdf":
            _refuse(NOT_A_SCAN)
        files.attach(scan, reception, by=by, purpose="sheet")
        scan.name = f"{stem}.{scan.extension}"
        scan.save(update_fields=["name"])
        return scan
    if kind_of(scan, scan.size).family not in _SCANS:
        _refuse(NOT_A_SCAN)
    scan.name = stem
    return files.store(scan, by=by, purpose="sheet", subject=reception)


def _refuse(words: str) -> None:
    raise Invalid(words, errors={"scans": [words]})


def sheets_of(reception: Reception) -> QuerySet[StoredFile]:
    rows = StoredFile.objects.filter(subject_type="reception", subject_id=reception.pk)
    return rows.filter(purpose="sheet").order_by("id")


def open_sheet(
    reception: Reception, token: UUID, *, by: Seat, reason_code: str, words: str
) -> StoredFile:
    """It shows the name and the phone: the same reason, the same record as 查看联系方式."""
    sheet = sheets_of(reception).filter(token=token).first()
    if sheet is None:
        raise Http404
    reveal(reception, by=by, reason_code=reason_code, words=words)
    return sheet
