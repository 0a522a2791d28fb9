"""Files come in by one door, belong to one case, and leave only with it."""

import datetime as dt
import hashlib
import io
import re
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import Http404
from django.utils import timezone
from PIL import Image

from accounts.models import User
from audit.services import record
from core import registry
from core.problems import Conflict, Problem, TooOften
from core.registry import require_visible
from files.inspection import MB, THUMBNAIL, Kind, clean_image, kind_of
from files.models import StoredFile

LOOSE_LIFETIME = dt.timedelta(days=7)
LOOSE_AT_ONCE = 100
LOST_AFTER = dt.timedelta(days=1)
LOST_AT_ONCE = 500
LOW_WATER = 500 * MB

_NAME = re.compile(r"[0-9a-f]{32}(-thumb)?\.[a-z0-9]{1,8}")


class Uploader(Protocol):
    """A seat, anybody who has an account and acts, or a voter, who has none."""

    @property
    def user(self) -> User | None: ...

    def identity(self) -> dict[str, Any]: ...


class StorageFull(Problem):
    status = 507
    slug = "storage-full"
    title = "服务器空间不足"


@dataclass(frozen=True)
class Prepared:
    """Checked and cleaned, not kept yet: the slow part, done before anything is locked."""

    row: StoredFile
    content: IO[bytes]
    thumbnail: bytes


def store(
    upload: UploadedFile, *, by: Uploader, purpose: str = "", subject: models.Model | None = None
) -> StoredFile:
    """Check by content, clean, keep; until it is attached only its uploader sees it."""
    return keep(prepare(upload, by=by, purpose=purpose), by=by, subject=subject)


def prepare(upload: UploadedFile, *, by: Uploader, purpose: str = "") -> Prepared:
    _require_room(by.user)
    kind = kind_of(upload, upload.size or 0)
    row = StoredFile(
        name=safe_name(upload.name or "", kind.extension),
        extension=kind.extension,
        content_type=kind.content_type,
        purpose=purpose[:40],
        uploaded_by=by.user,
    )
    content, thumbnail = _cleaned(upload, kind)
    row.size, row.sha256 = _measured(content)
    return Prepared(row, content, thumbnail)


def prepare_own(
    name: str, data: bytes, content_type: str, *, by: Uploader, purpose: str
) -> Prepared:
    """A paper that the product made itself: its bytes need no check and know no limit."""
    row = StoredFile(
        name=name,
        extension=name.rpartition(".")[2],
        content_type=content_type,
        purpose=purpose,
        uploaded_by=by.user,
    )
    content = io.BytesIO(data)
    row.size, row.sha256 = _measured(content)
    return Prepared(row, content, b"")


def keep(file: Prepared, *, by: Uploader, subject: models.Model | None = None) -> StoredFile:
    row = file.row
    with transaction.atomic():
        _keep(row, file.content, file.thumbnail)
        record(
            "file.store",
            by=by,
            label="上传文件",
            subject=row,
            after={"name": row.name, "size": row.size, "sha256": row.sha256},
        )
        if subject is not None:
            attach(row, subject, by=by)
    return row


def _cleaned(upload: IO[bytes], kind: Kind) -> tuple[IO[bytes], bytes]:
    """The bytes to keep and, for a picture, its small one; the picture that came is not kept."""
    if kind.family != "image":
        return upload, b""
    picture = clean_image(upload, kind)
    small = picture.convert("RGB")
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    return io.BytesIO(_encoded(picture, kind.extension)), _encoded(small, "jpg")


def _encoded(picture: Image.Image, extension: str) -> bytes:
    out = io.BytesIO()
    if extension == "png":
        picture.save(out, "PNG", optimize=False)
    else:
        picture.save(out, "JPEG", quality=86, progressive=True)
    return out.getvalue()


def _measured(content: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while chunk := content.read(MB):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    return size, digest.hexdigest()


def _keep(row: StoredFile, content: IO[bytes], thumbnail: bytes) -> None:
    row.content.save(row.name, File(content), save=False)
    if thumbnail:
        row.thumbnail.save(row.name, ContentFile(thumbnail), save=False)
    try:
        row.save()
    except Exception:
        _erase([row])
        raise


def _require_room(user: User | None) -> None:
    """A phone that goes wild and a full disk stop here, not in the database.

    Who has no account leaves nothing loose: such a file comes with its case or not at all.
    """
    loose = StoredFile.objects.filter(uploaded_by=user, subject_type="")
    if user is not None and loose.count() >= LOOSE_AT_ONCE:
        raise TooOften("您上传后还没用上的文件太多，请先用掉或一小时后再传。", retry_after=3600)
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.MEDIA_ROOT).free < LOW_WATER:
        raise StorageFull("服务器空间不足，暂时不能上传，请告诉系统管理员。文字内容可以照常保存。")


def safe_name(name: str, extension: str) -> str:
    """The uploader's name for people to read: no folders, no control signs, the true ending."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    stem = PurePosixPath(name).name
    for ending in (".jpeg", f".{stem.rpartition('.')[2]}" if "." in stem else ""):
        if ending and len(ending) <= 6:
            stem = stem.removesuffix(ending)
    kept = "".join(c for c in stem if not unicodedata.category(c).startswith("C"))
    kept = "".join("_" if c in '/:*?"<>|' else c for c in kept).strip(" .")
    return f"{kept[:100] or '文件'}.{extension}"


def attach(file: StoredFile, subject: models.Model, *, by: Uploader, purpose: str = "") -> None:
    """From now on whoever sees the case sees the file; a file belongs to one case for good."""
    kind, pk = subject._meta.model_name or "", subject.pk
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=file.pk)
        if row.subject_type and (row.subject_type, row.subject_id) != (kind, pk):
            raise Conflict("这份文件已经用在别处，请重新上传。")
        if not row.subject_type and row.uploaded_by_id != getattr(by.user, "pk", None):
            raise Http404
        row.subject_type, row.subject_id = kind, pk
        row.purpose = purpose[:40] or row.purpose
        row.save(update_fields=["subject_type", "subject_id", "purpose"])
    file.subject_type, file.subject_id, file.purpose = kind, pk, row.purpose


def pass_on(old: models.Model, new: models.Model) -> int:
    """A case went over into another one, and its files with it."""
    rows = StoredFile.objects.filter(subject_type=old._meta.model_name, subject_id=old.pk)
    return rows.update(subject_type=new._meta.model_name, subject_id=new.pk)


def own_loose(tokens: Iterable[Any], *, by: Uploader) -> list[StoredFile]:
    """Uploads of this person that wait to be attached, by token; anything else is not there."""
    rows = StoredFile.objects.filter(token__in=list(tokens), uploaded_by=by.user, subject_type="")
    return list(rows.order_by("id"))


def visible_file(token: Any, seat: Any) -> StoredFile:
    """The file if its case is visible to the seat; a loose one for its uploader alone; else 404."""
    row = StoredFile.objects.filter(token=token).first()
    if row is None or seat is None:
        raise Http404
    if row.subject_type:
        case = require_visible(row.subject_type, row.subject_id or 0, seat)
        if not registry.subject(row.subject_type).opens_files(case, seat):
            raise Http404
    elif row.uploaded_by_id != seat.user_id:
        raise Http404
    return row


def remove(file: StoredFile, *, by: Uploader) -> None:
    """Take back an upload that belongs to nobody yet; what belongs to a case stays with it."""
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().filter(pk=file.pk, subject_type="").first()
        if row is None:
            raise Conflict("这份文件已经归入记录，不能删除。")
        record("file.remove", by=by, label="删除文件", subject=row, before={"name": row.name})
        row.delete()
        transaction.on_commit(lambda: _erase([row]))


def tidy() -> int:
    """Uploads that nobody attached within a week; one that is being attached now stays."""
    old = timezone.now() - LOOSE_LIFETIME
    with transaction.atomic():
        loose = StoredFile.objects.select_for_update(skip_locked=True)
        rows = list(loose.filter(subject_type="", created_at__lt=old).order_by("id")[:500])
        StoredFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
        transaction.on_commit(lambda: _erase(rows))
    return len(rows)


def erase_lost() -> int:
    """Bytes whose deed was refused after they were written: older than a day and without a row.

    Only names that `store` gives are looked at, and only so many a night: a database that was
    restored from an old copy must not empty the disk before somebody notices.
    """
    old = (timezone.now() - LOST_AFTER).timestamp()
    found = (path for path in settings.MEDIA_ROOT.glob("??/*") if _NAME.fullmatch(path.name))
    aged = iter([path for path in found if path.stat().st_mtime < old])
    lost: list[Path] = []
    while len(lost) < LOST_AT_ONCE and (some := list(islice(aged, 500))):
        tokens = {path: UUID(path.name[:32]) for path in some}
        known = StoredFile.objects.filter(token__in=set(tokens.values()))
        kept = set(known.values_list("token", flat=True))
        lost += [path for path, token in tokens.items() if token not in kept]
    for path in lost[:LOST_AT_ONCE]:
        path.unlink(missing_ok=True)
    return len(lost[:LOST_AT_ONCE])


def _erase(rows: list[StoredFile]) -> None:
    for row in rows:
        for stored in (row.content, row.thumbnail):
            if stored.name:
                stored.storage.delete(stored.name)
