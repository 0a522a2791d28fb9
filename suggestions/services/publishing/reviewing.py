"""The office reviews the public copy: releases it, declines, corrects, takes it down."""

from core.clock import today
from liaison.models import Seat
from suggestions.choices import PublicationState, PublicKind
from suggestions.models import Publication
from suggestions.services.base.checks import refuse, require_words
from suggestions.services.base.history import happened
from suggestions.services.publishing import frame
from suggestions.services.publishing.copying import PARTS, require_clean
from suggestions.services.publishing.opening import lapse


def release(
    publication: Publication,
    *,
    by: Seat,
    kind: str,
    title: str,
    answer: str,
    problem: str = "",
    proposal: str = "",
    version: int | None = None,
) -> Publication:
    """Everybody reads the public copy from now on; an earlier answer of the unit gives way."""
    if kind not in {PublicKind.FULL, PublicKind.ABSTRACT}:
        raise refuse("kind", "请选全文公开或摘要公开；不公开的请点“不予公开”。")
    with frame.deed(publication, "release", by=by, version=version) as now:
        _put_copy(now, title, problem, proposal, answer)
        frame.end_review(now)
        now.kind, now.published_on, now.objected, now.words = kind, today(), False, ""
        _decided(now, by)
        older = now.suggestion.publications.filter(
            unit_id=now.unit_id, state=PublicationState.PUBLISHED, reply_id__lt=now.reply_id
        )
        for row in older.select_related("reply"):
            lapse(row.reply, by=by, why="已有新的答复公开")
        sentence = f"{now.unit_name}的答复{now.get_kind_display()}"
        happened(now.suggestion, "published", sentence, by=by)
    return publication


def decline(
    publication: Publication, *, by: Seat, words: str, version: int | None = None
) -> Publication:
    """Not public, with the reasons: secrets, trade secrets, privacy, stability."""
    require_words(words=(words, "请写明不予公开的理由。"))
    with frame.deed(publication, "decline", by=by, version=version, reason=words) as now:
        frame.end_review(now)
        now.words = words.strip()[:300]
        _decided(now, by)
        sentence = f"{now.unit_name}的答复不予公开"
        happened(now.suggestion, "not_published", sentence, by=by, note=now.words)
    return publication


def correct(
    publication: Publication,
    *,
    by: Seat,
    title: str,
    answer: str,
    words: str,
    problem: str = "",
    proposal: str = "",
    version: int | None = None,
) -> Publication:
    """Another wording of what is public already; the record keeps the earlier one."""
    require_words(words=(words, "请写明为什么更正。"))
    with frame.deed(publication, "correct", by=by, version=version, reason=words) as now:
        _put_copy(now, title, problem, proposal, answer)
        _decided(now, by)
        happened(now.suggestion, "republished", "更正公开稿", by=by, note=words.strip())
    return publication


def take_down(
    publication: Publication, *, by: Seat, words: str, version: int | None = None
) -> Publication:
    """Nobody reads it any more; it may be released again."""
    require_words(words=(words, "请写明撤下的理由。"))
    with frame.deed(publication, "take_down", by=by, version=version, reason=words) as now:
        now.words = words.strip()[:300]
        _decided(now, by)
        sentence = f"{now.unit_name}的答复从公开页撤下"
        happened(now.suggestion, "unpublished", sentence, by=by, note=now.words)
    return publication


def _put_copy(now: Publication, title: str, problem: str, proposal: str, answer: str) -> None:
    require_words(title=(title, "请写公开的题目。"), answer=(answer, "请写公开的答复。"))
    texts = dict(zip(PARTS, (title, problem, proposal, answer), strict=True))
    require_clean(now.suggestion, texts)
    for name, text in texts.items():
        setattr(now, name, text.strip())


def _decided(now: Publication, by: Seat) -> None:
    now.decided_on, now.decided_by_name = today(), by.person_name
