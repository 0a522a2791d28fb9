"""归档 and 取消归档 of one suggestion."""

from django.db import transaction

from core.clock import today
from files import services as files
from files.models import StoredFile
from liaison.models import Seat
from suggestions.models import ArchiveBatch, ArchiveVolume, Suggestion, fill
from suggestions.services.archive.binding import Bound, bind
from suggestions.services.base.checks import require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened


def archive(
    case: Suggestion, *, by: Seat, batch: ArchiveBatch | None = None, version: int | None = None
) -> Suggestion:
    """Read and printed only from now on, all papers in one file (档案法 arts. 13, 35)."""
    with transaction.atomic():
        with deed(case, "archive", by=by, version=version) as now:
            now.archived_on = today()
            happened(now, "archived", "归档", by=by)
        _keep_volume(whole(case), by=by, batch=batch)
    return case


def unarchive(case: Suggestion, *, by: Seat, reason: str, version: int | None = None) -> Suggestion:
    """For what law or truth asks; the old volume stays as it was, with who opened it and why."""
    require_words(reason=(reason, "请写明为什么要取消归档，会记入办理经过和操作记录。"))
    with deed(case, "unarchive", by=by, version=version, reason=reason) as now:
        now.archived_on = None
        now.volumes.filter(opened_on=None).update(
            opened_on=today(), opened_by_name=by.person_name, opened_reason=reason[:300]
        )
        happened(now, "unarchived", "取消归档", by=by, note=reason)
    return case


def whole(case: Suggestion) -> Suggestion:
    """The case with everything that a volume shows."""
    related = ("lead", "congress__division", "term__congress", "session", "theme")
    return fill(Suggestion.objects.select_related(*related).get(pk=case.pk))


def volume_file(volume: ArchiveVolume) -> StoredFile | None:
    """The bound PDF of a volume."""
    rows = StoredFile.objects.filter(subject_type="archivevolume", subject_id=volume.pk)
    return rows.order_by("-id").first()


def bound_for(case: Suggestion, *, inner: bool) -> Bound:
    """On demand, as far as the reader may see; also of a case that is still open."""
    return bind(whole(case), inner=inner, archived_on=case.archived_on)


def _keep_volume(case: Suggestion, *, by: Seat, batch: ArchiveBatch | None) -> ArchiveVolume:
    bound = bind(case, inner=True, archived_on=case.archived_on)
    name = files.safe_name(f"{case.number or '未编号'}案卷.pdf", "pdf")
    stored = files.prepare_own(name, bound.data, "application/pdf", by=by, purpose="volume")
    volume = ArchiveVolume.objects.create(
        suggestion=case,
        batch=batch,
        pages=bound.pages,
        sha256=stored.row.sha256,
        contents=bound.contents,
        archived_on=case.archived_on or today(),
        by_name=by.person_name,
    )
    files.keep(stored, by=by, subject=volume)
    return volume
