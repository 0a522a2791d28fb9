"""Closing a year or a session: what is ready or still open, the order, its carrying out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from audit.services import record
from core import registry
from core.apart import apart
from core.clock import now
from core.display import cn_num
from core.exports import XLSX
from core.jobs import enqueue
from core.problems import Conflict, Forbidden, Invalid, Problem
from files import services as files
from files.models import StoredFile
from liaison.models import Seat, Session
from liaison.permissions import is_congress_office
from liaison.querysets import office_seats
from notifications.services import notify_seats
from suggestions.choices import ENDED_STATES
from suggestions.models import ArchiveBatch, ArchiveVolume, Suggestion
from suggestions.querysets import SuggestionQuerySet
from suggestions.services.archive.deeds import archive
from suggestions.services.archive.register import register

TASK = "suggestions.tasks.carry_out_archive"
SHOWN = 100


@dataclass(frozen=True)
class Scope:
    """A calendar year of handing in, or a session."""

    congress_id: int
    year: int | None = None
    session: Session | None = None

    @property
    def label(self) -> str:
        if self.session is None:
            return f"{self.year}年"
        return f"{cn_num(self.session.term.number)}届{cn_num(self.session.number)}次会议"

    @property
    def key(self) -> str:
        return f"session:{self.session.pk}" if self.session else f"year:{self.year}"

    def cases(self) -> SuggestionQuerySet:
        rows = Suggestion.objects.filter(
            congress_id=self.congress_id, submitted_on__isnull=False, archived_on=None
        )
        if self.session is not None:
            return rows.filter(session=self.session)
        return rows.filter(submitted_on__year=self.year)


@dataclass(frozen=True)
class Preview:
    """What closing would do now; one that is still open stops the whole."""

    scope: Scope
    ready: int
    archived: int
    open: list[Suggestion]
    open_count: int
    running: ArchiveBatch | None


def scopes_of(seat: Seat) -> list[Scope]:
    """Years and sessions of the own congress that hold suggestions not archived yet."""
    _require_office(seat)
    congress = seat.unit.congress_id or 0
    rows = Suggestion.objects.filter(
        congress_id=congress, submitted_on__isnull=False, archived_on=None
    ).order_by()
    years = sorted({day.year for day in rows.dates("submitted_on", "year")}, reverse=True)
    ids = rows.filter(session__isnull=False).values("session_id")
    sessions = Session.objects.filter(pk__in=ids).select_related("term").order_by("-opens_on")
    return [
        *(Scope(congress, year=year) for year in years),
        *(Scope(congress, session=session) for session in sessions),
    ]


def scope_for(seat: Seat, *, year: int | None = None, session: Session | None = None) -> Scope:
    """One or the other, of the own congress."""
    _require_office(seat)
    if (year is None) == (session is None):
        words = "请选一年，或一次会议。"
        raise Invalid(words, errors={"year": [words]})
    congress = seat.unit.congress_id or 0
    if session is not None and session.term.congress_id != congress:
        words = "请选本级人大的会议。"
        raise Invalid(words, errors={"session": [words]})
    return Scope(congress, year=year, session=session)


def preview(scope: Scope) -> Preview:
    still_open = scope.cases().exclude(_READY).select_related("lead", "main_unit")
    done = Suggestion.objects.filter(congress_id=scope.congress_id, archived_on__isnull=False)
    if scope.session is not None:
        done = done.filter(session=scope.session)
    else:
        done = done.filter(submitted_on__year=scope.year)
    running = ArchiveBatch.objects.filter(
        congress_id=scope.congress_id, year=scope.year, session=scope.session, finished_at=None
    )
    return Preview(
        scope=scope,
        ready=scope.cases().filter(_READY).count(),
        archived=done.count(),
        open=list(still_open.order_by("session_id", "serial", "id")[:SHOWN]),
        open_count=still_open.count(),
        running=running.first(),
    )


_READY = Q(state__in=ENDED_STATES, check_pending=False)


def close_scope(scope: Scope, *, by: Seat) -> ArchiveBatch:
    """Order it; refused while one case is still open, with the list."""
    _require_office(by)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('archive'), %s)", [scope.congress_id]
            )
        found = preview(scope)
        if found.running is not None:
            raise Conflict(f"{scope.label}正在归档，请等它完成。")
        if found.open_count:
            raise Conflict(_still_open(found))
        if not found.ready:
            raise Conflict(f"{scope.label}没有要归档的建议。")
        batch = ArchiveBatch.objects.create(
            congress_id=scope.congress_id,
            year=scope.year,
            session=scope.session,
            label=scope.label,
            total=found.ready,
            seat=by,
            by_name=by.person_name,
        )
        record("archive.close", by=by, label="年度归档", subject=batch, after={"件数": found.ready})
        enqueue(TASK, batch.pk)
    return batch


def _still_open(found: Preview) -> str:
    some = "、".join(case.number or case.public_title for case in found.open[:5])
    more = "等" if found.open_count > 5 else ""
    return (
        f"{found.scope.label}还有{found.open_count}件没有办完，不能归档：{some}{more}。"
        "请先办结，或按会议、按年份另选范围。"
    )


def carry_out(pk: int) -> int:
    """Case by case, each whole or not at all; what fails is named and holds up no other."""
    batch = ArchiveBatch.objects.select_related("seat__unit", "seat__user", "session__term").get(
        pk=pk
    )
    with _alone(batch) as mine:
        if not mine or batch.finished_at is not None:
            return 0
        scope = Scope(batch.congress_id, batch.year, batch.session)
        ids = list(
            scope.cases()
            .filter(_READY)
            .order_by("session_id", "serial", "id")
            .values_list("pk", flat=True)
        )
        done = sum(_archived(case_id, batch) for case_id in ids)
        _finish(batch, scope)
    return done


def go_on() -> int:
    """Orders whose worker went away are taken up again where they stopped."""
    waiting = ArchiveBatch.objects.filter(finished_at=None).order_by("id")
    return sum(carry_out(pk) for pk in waiting.values_list("pk", flat=True))


@contextmanager
def _alone(batch: ArchiveBatch) -> Iterator[bool]:
    """Two workers do not bind the same volumes at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('archive batch'), %s)", [batch.pk])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(hashtext('archive batch'), %s)", [batch.pk]
                )


def _archived(case_id: int, batch: ArchiveBatch) -> bool:
    done = False
    with apart("archive of a suggestion", case_id):
        case = Suggestion.objects.get(pk=case_id)
        try:
            with transaction.atomic():
                archive(case, by=batch.seat, batch=batch)
            done = True
        except Problem as problem:
            batch.left.append([case.number, problem.detail])
    return done


def _finish(batch: ArchiveBatch, scope: Scope) -> None:
    """The register of all volumes, and whoever ordered it and the office are told."""
    told = {number for number, _ in batch.left}
    for number in scope.cases().values_list("number", flat=True):
        if number not in told:
            batch.left.append([number, "没有归档成功，请重新归档；仍不行的请告诉系统管理员。"])
    with transaction.atomic():
        batch.finished_at = now()
        batch.save(update_fields=["finished_at", "left"])
        data = register(batch)
        name = f"{batch.label}建议归档目录.xlsx"
        sheet = files.prepare_own(name, data, XLSX, by=batch.seat, purpose="register")
        files.keep(sheet, by=batch.seat, subject=batch)
        count = batch.volumes.count()
        left = f"，{len(batch.left)}件没有归档" if batch.left else ""
        notify_seats(
            list(office_open(batch.congress_id)),
            kind="archive.finished",
            title=f"{batch.label}建议归档完成",
            body=f"归档{count}件{left}，目录和案卷可以下载。",
            url=registry.subject("archivebatch").url(batch.pk),
            subject=batch,
            key=f"archivebatch:{batch.pk}",
        )


def office_open(congress_id: int) -> Any:
    return Seat.objects.open().filter(office_seats(congress_id)).order_by("id")


@dataclass(frozen=True)
class Progress:
    """How many volumes are bound, and the register once there is one."""

    done: int
    register: StoredFile | None


def progress_of(batches: Sequence[ArchiveBatch]) -> dict[int, Progress]:
    """Of a page of batches in two statements; of several registers the newest counts."""
    volumes = ArchiveVolume.objects.filter(batch__in=batches).order_by().values_list("batch_id")
    bound = dict(volumes.annotate(Count("pk")))
    files_ = StoredFile.objects.filter(
        subject_type="archivebatch", subject_id__in=[batch.pk for batch in batches]
    )
    registers = {file.subject_id: file for file in files_.order_by("id")}
    return {
        batch.pk: Progress(bound.get(batch.pk, 0), registers.get(batch.pk)) for batch in batches
    }


def _require_office(seat: Seat) -> None:
    if not is_congress_office(seat):
        raise Forbidden("归档由本级人大的代工委（乡镇人大主席团）办，请联系他们。")
