"""并案: suggestions of one matter are handled as one file, and each is answered by itself."""

from django.db import OperationalError

from audit.services import touch
from core.clock import today
from core.problems import Conflict
from liaison.models import Seat
from suggestions.choices import ASSIGN, State
from suggestions.models import Suggestion, SuggestionMerge
from suggestions.querysets import SuggestionQuerySet
from suggestions.services.base import clocks, parties, summary
from suggestions.services.base.checks import refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened

FILES = frozenset({State.ACCEPTED, State.ASSIGNED, State.HANDLING})


def files_for(case: Suggestion) -> SuggestionQuerySet:
    """Into which the case may go: of the same congress, not answered, as open or confidential."""
    rows: SuggestionQuerySet = Suggestion.objects.filter(
        congress=case.congress, state__in=FILES, is_confidential=case.is_confidential
    )
    return rows.exclude(pk=case.pk).select_related("lead")


def merge(
    case: Suggestion, *, by: Seat, into: Suggestion, reason: str, version: int | None = None
) -> Suggestion:
    """The case goes into another's file; its proposers are told, and keep number and verdict."""
    require_words(reason=(reason, "请写明并案的理由，提出人会看到。"))
    with deed(case, "merge", by=by, version=version, reason=reason) as now:
        file = _checked_file(now, into)
        SuggestionMerge.objects.create(
            suggestion=now,
            into=file,
            reason=reason.strip()[:300],
            merged_on=today(),
            merged_by_name=by.person_name,
        )
        now.merged_into = file
        now.reply_due_on = file.reply_due_on
        clocks.drop(now, ASSIGN, reason=f"并入{file.number}")
        parties.copy_units(file, now)
        happened(now, "merged", f"与{file.number}并案办理", by=by, note=reason)
        happened(file, "took_in", f"{now.number}并入本件办理", by=by, note=reason)
    return case


def _checked_file(case: Suggestion, into: Suggestion) -> Suggestion:
    """Locked, so that the file is not answered meanwhile; two that go into each other do not
    wait for ever."""
    rows = Suggestion.objects.select_for_update(of=("self",), no_key=True, nowait=True)
    try:
        file: Suggestion = rows.get(pk=into.pk)
    except OperationalError as error:
        words = f"别人正在办{into.number}，请稍等一会儿再并。"
        raise Conflict(words, state=case.state) from error
    if file.pk == case.pk:
        raise refuse("into", "请选另一件建议。")
    if file.congress_id != case.congress_id or file.state not in FILES:
        raise refuse("into", "请选本级人大还没有答复的建议，并入它办理。")
    if file.is_confidential != case.is_confidential:
        raise refuse("into", "保密的和不保密的建议不能并案，请分开办理。")
    return file


def unmerge(case: Suggestion, *, by: Seat, reason: str, version: int | None = None) -> Suggestion:
    """Before it is answered: the case is on its own again and waits to be assigned."""
    require_words(reason=(reason, "请写明恢复单独办理的理由。"))
    with deed(case, "unmerge", by=by, version=version, reason=reason) as now:
        _take_out(now, by=by, reason=reason)
    return case


def let_go(file: Suggestion, *, by: Seat, reason: str) -> None:
    """The file ended without an answer: whoever went into it is on its own again."""
    for member in members(file):
        member.state = State.ACCEPTED
        _take_out(member, by=by, reason=reason)
        summary.refresh(member)
        touch(member, by)
        member.save()


def drop_out(case: Suggestion, *, by: Seat, reason: str) -> None:
    """It ends while it is in another's file: the file goes on without it."""
    file = case.merged_into
    if file is None:
        return
    _undo(case, by=by, reason=reason)
    happened(file, "gave_back", f"{case.number}已撤回，不再并案", by=by, note=reason)


def _undo(case: Suggestion, *, by: Seat, reason: str) -> None:
    case.merges.filter(undone_on=None).update(
        undone_on=today(), undone_by_name=by.person_name, undone_reason=reason.strip()[:300]
    )
    parties.leave_units(case)
    case.merged_into, case.reply_due_on = None, None


def _take_out(case: Suggestion, *, by: Seat, reason: str) -> None:
    file = case.merged_into
    if file is None:
        raise Conflict("这件建议没有并案。请刷新后再看。", state=case.state)
    _undo(case, by=by, reason=reason)
    clocks.start_at_office(case, ASSIGN, by=by)
    happened(case, "unmerged", f"不再与{file.number}并案，单独办理", by=by, note=reason)
    happened(file, "gave_back", f"{case.number}恢复单独办理", by=by, note=reason)


def members(file: Suggestion) -> list[Suggestion]:
    """Who waits in this file; locked in one order."""
    rows = Suggestion.objects.filter(merged_into=file, state=State.MERGED).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))
