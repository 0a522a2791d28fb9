"""The draft of an answer: its wordings, its duties inside the unit, and how it ends."""

import datetime as dt
from typing import Any

from audit.services import Actor, name_of
from core.clock import now, today
from deadlines import services as deadlines
from deadlines.choices import Kind
from deadlines.models import Deadline
from liaison.models.scope import SCOPE_COLUMNS
from liaison.services.history import signed
from suggestions.choices import (
    CHECK_DRAFT,
    LIVE_DRAFTS,
    REVISE_DRAFT,
    SIGN_DRAFT,
    AssignmentState,
    DraftState,
)
from suggestions.models import ReplyDraft, ReplyDraftEvent, ReplyDraftVersion, Suggestion
from suggestions.services.base.sittings import goes_on

_GOES_ON = (AssignmentState.HANDLING, AssignmentState.RETURNING)
_NOWHERE: dict[str, int | None] = dict.fromkeys((*SCOPE_COLUMNS, "congress_id"))


def keep(draft: ReplyDraft, *, by: Actor, fresh: bool = False) -> None:
    """The wording as it is now; `fresh` begins a new version, as when another person goes on."""
    last = draft.versions.last()
    if last is not None and last.contents == draft.contents:
        return
    if last is not None and goes_on(last, by=by) and not fresh:
        last.contents, last.saved_at = draft.contents, now()
        last.save(update_fields=["contents", "saved_at"])
        return
    ReplyDraftVersion.objects.create(
        draft=draft,
        number=last.number + 1 if last is not None else 1,
        contents=draft.contents,
        saved_at=now(),
        by_name=name_of(by),
    )


def happened(
    draft: ReplyDraft, code: str, sentence: str, *, by: Actor, note: str = ""
) -> ReplyDraftEvent:
    return ReplyDraftEvent.objects.create(
        draft=draft, code=code, sentence=sentence[:300], note=note, **signed(by)
    )


def ask(draft: ReplyDraft, kind: Kind, *, by: Actor) -> None:
    """The next step is owed inside the unit; no place is named, so that no office sees it."""
    rest(draft)
    row = deadlines.open_(
        draft,
        kind=kind.code,
        owner=draft.assignment.unit,
        from_on=today(),
        scope=_NOWHERE,
        label=draft.label,
        by=by,
    )
    Deadline.objects.filter(pk=row.pk).update(government=None)


def rest(draft: ReplyDraft) -> None:
    """Whatever was owed on it is done."""
    for kind in (REVISE_DRAFT, CHECK_DRAFT, SIGN_DRAFT):
        deadlines.close(draft, kind.code)


def lapse(case: Suggestion) -> None:
    """The share was taken from the unit, or the case withdrawn: its draft is of no use."""
    rows = ReplyDraft.objects.filter(suggestion=case, state__in=LIVE_DRAFTS)
    for row in rows.exclude(assignment__state__in=_GOES_ON).select_for_update(of=("self",)):
        deadlines.cancel_all(row, reason="不再由本单位答复")
        row.state = DraftState.DROPPED
        row.save(update_fields=["state", "updated_at"])


def plain(contents: dict[str, Any]) -> dict[str, Any]:
    """As the column keeps it: texts without blanks at the ends, days as texts."""
    found: dict[str, Any] = {}
    for name, value in contents.items():
        if isinstance(value, dt.date):
            found[name] = value.isoformat()
        else:
            found[name] = "" if value is None else str(value).strip()
    return found
