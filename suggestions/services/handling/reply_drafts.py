"""The answer inside the unit: the clerk drafts, the section checks, the head signs or sends back.

The case is locked before its draft in every deed, autosave and signing alike.
"""

from typing import Any

from django.db import transaction

from audit.services import Actor, require_version, touch
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import Role
from liaison.models import Seat
from suggestions.choices import (
    CHECK_DRAFT,
    LIVE_DRAFTS,
    REVISE_DRAFT,
    SIGN_DRAFT,
    AssignmentState,
    DraftState,
)
from suggestions.models import Assignment, Reply, ReplyDraft, Suggestion
from suggestions.notices.drafts import tell_draft
from suggestions.permissions import letters as may
from suggestions.services.base import drafts
from suggestions.services.base.checks import checked_phone, refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.summary import classes_of
from suggestions.services.handling.working import own_share

FIELDS = {
    "outcome": 8,
    "text": 10_000,
    "letter_no": 40,
    "promise": 300,
    "promise_due_on": 10,
    "publication": 12,
    "publication_reason": 300,
    "contact_name": 40,
    "contact_phone": 20,
    "without_co_opinion": 300,
}


def draft_reply(
    case: Suggestion,
    *,
    by: Seat,
    hand_up: bool = False,
    version: int | None = None,
    **contents: Any,
) -> Suggestion:
    """Save the draft; `hand_up` passes it to the section, or to the head where there is none."""
    with deed(case, "draft_reply", by=by) as now:
        draft = _written(now, by, version, contents)
        if hand_up:
            _require_whole(now, draft)
            if _has_section(draft):
                _pass_on(draft, DraftState.CHECKING, "送科室审核", by=by)
            else:
                _pass_on(draft, DraftState.SIGNING, "送签发", by=by)
    return case


def save_draft(
    case: Suggestion, *, by: Seat, version: int | None = None, **contents: Any
) -> ReplyDraft:
    """What is typed, saved by itself: no deed on the case, whose form others may have open."""
    with transaction.atomic():
        rows = Suggestion.objects.select_for_update(of=("self",), no_key=True)
        now = rows.get(pk=case.pk)
        if not may.may_draft_reply(by, now):
            raise Forbidden("答复稿已经送出，或者不由您起草。请刷新后再看。")
        return _written(now, by, version, contents)


def check_reply(
    case: Suggestion, *, by: Seat, version: int | None = None, **contents: Any
) -> Suggestion:
    """The section agrees, with what it changed in the wording; the head has it to sign."""
    contents.pop("hand_up", None)
    with deed(case, "check_reply", by=by) as now:
        draft = _written(now, by, version, contents)
        _require_whole(now, draft)
        draft.checked_by_name = by.person_name
        _pass_on(draft, DraftState.SIGNING, "审核通过，送签发", by=by)
    return case


def return_draft(
    case: Suggestion, *, by: Seat, words: str, version: int | None = None
) -> Suggestion:
    """Section or head want it otherwise: back to the clerk, with words."""
    require_words(words=(words, "请写明哪里要改。"))
    with deed(case, "return_draft", by=by, version=version) as now:
        draft = _own(now, by)
        draft.state = DraftState.DRAFTING
        _save(draft, by)
        event = drafts.happened(draft, "returned", "退回修改", by=by, note=words.strip())
        drafts.ask(draft, REVISE_DRAFT, by=by)
        tell_draft(event, draft, "答复稿被退回，请修改后再送", roles=[Role.UNIT], by=by)
    return case


def sign(case: Suggestion, share: Assignment, reply: Reply, *, by: Actor, given: dict) -> None:
    """The head signed: with the draft's wording or another, at once or after the section."""
    draft = _live(share, case.round)
    if draft is None:
        return
    draft.contents = draft.contents | drafts.plain(given)
    drafts.keep(draft, by=by, fresh=True)
    draft.state, draft.reply = DraftState.SIGNED, reply
    _save(draft, by)
    drafts.rest(draft)
    event = drafts.happened(draft, "signed", "签发", by=by)
    tell_draft(event, draft, "答复已签发", roles=[Role.UNIT, Role.UNIT_SECTION], by=by)


def _live(share: Assignment, number: int) -> ReplyDraft | None:
    rows = ReplyDraft.objects.select_for_update(of=("self",))
    return rows.filter(assignment=share, round=number, state__in=LIVE_DRAFTS).first()


def _own(case: Suggestion, by: Seat) -> ReplyDraft:
    draft = _live(own_share(by, case, AssignmentState.HANDLING), case.round)
    if draft is None:
        raise Conflict("答复稿已经不在了。请刷新后再看。", state=case.state)
    return draft


def _written(case: Suggestion, by: Seat, version: int | None, contents: Any) -> ReplyDraft:
    """The draft with the new wording, begun if there was none; an older form is refused."""
    share = own_share(by, case, AssignmentState.HANDLING)
    draft = _live(share, case.round)
    if draft is None:
        draft = ReplyDraft(
            suggestion=case,
            assignment=share,
            round=case.round,
            drafted_by_name=by.person_name,
            version=0,
        )
    elif version is not None:
        require_version(draft, version)
    draft.contents = draft.contents | _checked(contents)
    _save(draft, by)
    drafts.keep(draft, by=by)
    return draft


def _save(draft: ReplyDraft, by: Actor) -> None:
    touch(draft, by)
    draft.save()


def _checked(contents: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(contents) - set(FIELDS))
    if unknown:
        raise Invalid("有不能填的内容。", errors={name: ["不能填这一项"] for name in unknown})
    found = drafts.plain(contents)
    for name, text in found.items():
        if len(text) > FIELDS[name]:
            raise refuse(name, f"最多{FIELDS[name]}字，请精简。")
    return found


def _require_whole(case: Suggestion, draft: ReplyDraft) -> None:
    """What goes up can be signed as it is."""
    found = draft.contents
    require_words(
        text=(found.get("text", ""), "请写答复内容，逐条回应代表的建议。"),
        contact_name=(found.get("contact_name", ""), "请填写联系人。"),
    )
    if found.get("outcome") not in classes_of(case.congress_id):
        raise refuse("outcome", "请选结果类别。")
    draft.contents["contact_phone"] = checked_phone(found.get("contact_phone", ""))


def _has_section(draft: ReplyDraft) -> bool:
    unit = draft.assignment.unit_id
    return Seat.objects.open().filter(unit_id=unit, role=Role.UNIT_SECTION).exists()


def _pass_on(draft: ReplyDraft, state: DraftState, sentence: str, *, by: Seat) -> None:
    draft.state = state
    drafts.keep(draft, by=by)
    _save(draft, by)
    event = drafts.happened(draft, state.value, sentence, by=by)
    checking = state == DraftState.CHECKING
    drafts.ask(draft, CHECK_DRAFT if checking else SIGN_DRAFT, by=by)
    title = "答复稿请审核" if checking else "答复稿请签发"
    role = Role.UNIT_SECTION if checking else Role.UNIT_HEAD
    tell_draft(event, draft, title, roles=[role], by=by)
