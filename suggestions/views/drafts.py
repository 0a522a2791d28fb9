"""The draft of an answer inside the unit: its page, how it grew, how the letter would look."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from core.display import local_day
from core.papers import FORMATS, paper_response
from suggestions import services
from suggestions.choices import DraftState
from suggestions.forms import DraftReplyForm
from suggestions.models import ReplyDraft, ReplyDraftVersion, fill
from suggestions.permissions import letters as may
from suggestions.services import classes_of
from suggestions.services.handling.letter_paper import draft_paper
from suggestions.services.intake.versions import pieces_of
from suggestions.views.common import autosaved, case_for
from suggestions.views.detail import buttons

_DEEDS = {"draft_reply", "check_reply", "return_draft", "reply"}
_WAY = (DraftState.DRAFTING, DraftState.CHECKING, DraftState.SIGNING, DraftState.SIGNED)


def _draft(request: HttpRequest, pk: int) -> ReplyDraft:
    rows = ReplyDraft.objects.visible_to(request.seat).select_related("assignment__unit")
    return get_object_or_404(rows, pk=pk)


@require_GET
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """For the unit alone: the wording, whose turn it is, who changed what."""
    draft = _draft(request, pk)
    case = fill(case_for(request, draft.suggestion_id))
    current = may.own_draft(request.seat, case)
    own = current is not None and current.pk == draft.pk
    page = {
        "case": case,
        "draft": draft,
        "facts": _facts(case.congress_id, draft.contents),
        "steps": _steps(draft),
        "events": [
            {
                "when": local_day(row.at),
                "title": row.sentence,
                "text": row.note,
                "who": row.by_name,
                "state": "done",
            }
            for row in reversed(draft.events.all())
        ],
        "versions": _grown(list(draft.versions.all())),
        "actions": [one for one in buttons(case, request.seat) if own and one["code"] in _DEEDS],
    }
    return render(request, "suggestions/draft.html", page)


def _facts(congress_id: int | None, found: dict[str, Any]) -> list[dict[str, str]]:
    outcome = classes_of(congress_id).get(found.get("outcome", ""))
    contact = "，".join(
        filter(None, (found.get("contact_name", ""), found.get("contact_phone", "")))
    )
    return [
        {"label": "结果类别", "value": str(outcome) if outcome else "还没选"},
        {"label": "联系人", "value": contact or "还没填"},
    ]


def _steps(draft: ReplyDraft) -> list[dict[str, str]]:
    """起草, 科室审核, 签发; a unit without a section has no second step of it."""
    names = {
        DraftState.DRAFTING: ("起草", draft.drafted_by_name),
        DraftState.CHECKING: ("科室审核", draft.checked_by_name),
        DraftState.SIGNING: ("签发", ""),
    }
    skipped = draft.state in _WAY[2:] and not draft.checked_by_name
    way = [state for state in _WAY if not (skipped and state == DraftState.CHECKING)]
    place = way.index(DraftState(draft.state)) if draft.state in way else 0
    return [
        {
            "label": names[state][0],
            "note": names[state][1],
            "state": "done" if number < place else "now" if number == place else "",
        }
        for number, state in enumerate(way)
        if state in names
    ]


def _grown(rows: list[ReplyDraftVersion]) -> list[dict[str, Any]]:
    """The newest first, each with what it changed in the text of the one before."""
    found: list[dict[str, Any]] = []
    before = ""
    for row in rows:
        text = row.contents.get("text", "")
        found.append(
            {
                "version": row,
                "pieces": pieces_of(before, text) if found else pieces_of(text, text),
            }
        )
        before = text
    return found[::-1]


@require_POST
def draft_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it stands; the answer has the version to go on from."""
    case = fill(case_for(request, pk))
    form = DraftReplyForm(request.POST, case=case, seat=request.seat)
    if not may.may_draft_reply(request.seat, case) or not form.is_valid():
        return JsonResponse({"saved": False})
    given = form.kwargs()
    given.pop("hand_up")
    return autosaved(lambda: services.save_draft(case, by=request.seat, **given))


@require_GET
def draft_letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The letter as it would be printed, to read before it is signed."""
    draft = _draft(request, pk)
    if form not in FORMATS:
        raise Http404
    case = case_for(request, draft.suggestion_id)
    return paper_response(draft_paper(case, draft), f"答复送审稿-{case.number}", form)
