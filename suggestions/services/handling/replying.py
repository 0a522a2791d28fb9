"""The reply: signed by the unit's head, with class and letter; recalled until it is rated."""

import datetime as dt
from functools import partial
from typing import Any

from core.clock import today
from core.display import cn_date
from files.models import StoredFile
from liaison.models import Seat
from stations import services as stations
from stations.choices import OpinionState
from stations.models import Opinion
from suggestions.choices import (
    CO_OPINION,
    CO_REDO,
    CONTACT,
    LIVE_ASSIGNMENTS,
    PROMISING,
    RATE,
    REHANDLE,
    REPLY,
    SEAL_LETTER,
    SIGN_FOR,
    AssignmentPart,
    AssignmentState,
    State,
)
from suggestions.models import Assignment, Reply, Suggestion
from suggestions.services.base import clocks
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import checked_phone, day_of_deed, refuse, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.base.summary import classes_of, worst
from suggestions.services.handling import numbering, reply_drafts, sealing
from suggestions.services.handling.delivering import address
from suggestions.services.handling.extending import lapse
from suggestions.services.handling.shared import answer_members, take_back
from suggestions.services.handling.working import own_share
from suggestions.services.promises import making as promises
from suggestions.services.publishing import opening as publishing
from suggestions.services.verdicts import asking

# A voter who heard something already is told again when the suggestion is answered.
ANSWERABLE = frozenset({OpinionState.SUGGESTED, OpinionState.HANDLED, OpinionState.TOLD})

_NO_TEXT = "请写答复内容，逐条回应代表的建议。"


def reply(
    case: Suggestion,
    *,
    by: Seat,
    outcome: str,
    text: str,
    contact_name: str,
    contact_phone: str,
    letter_no: str = "",
    without_co_opinion: str = "",
    letter: StoredFile | None = None,
    promise: str = "",
    promise_due_on: dt.date | None = None,
    publication: str = "",
    publication_reason: str = "",
    on: dt.date | None = None,
    version: int | None = None,
) -> Suggestion:
    """A unit's answer in the congress's own classes; the case is answered when every main or
    separate unit has, and its class is then the worst of theirs."""
    require_words(text=(text, _NO_TEXT), contact_name=(contact_name, "请填写联系人。"))
    sealing.require_own(letter, by=by)
    with deed(case, "reply", by=by, version=version) as now:
        share = own_share(by, now, AssignmentState.HANDLING)
        _require_co_opinions(now, share, without_co_opinion)
        day = day_of_deed(on, since=share.assigned_on)
        row = Reply.objects.create(
            suggestion=now,
            assignment=share,
            round=now.round,
            version=share.replies.filter(round=now.round).count() + 1,
            **_checked_class(now, outcome),
            text=text.strip(),
            contact_name=contact_name.strip()[:40],
            contact_phone=checked_phone(contact_phone),
            without_co_opinion=without_co_opinion.strip()[:300],
            replied_on=day,
            signed_by_name=by.person_name,
            is_late=_finish(now, share, day, by=by),
        )
        numbering.give(row, typed=letter_no)
        attach(letter, now, f"reply:{row.pk}", by=by)
        promises.with_reply(now, row, promise, promise_due_on, by=by)
        address(now, row)
        publishing.with_reply(now, row, publication, publication_reason, by=by)
        sealing.ask(now, row, by=by)
        reply_drafts.sign(now, share, row, by=by, given={"text": text, "outcome": outcome})
        _conclude(now, share, row, by=by)
    return case


def _checked_class(case: Suggestion, outcome: str) -> dict[str, Any]:
    """The letter with its meaning of today: a congress may word its classes anew."""
    classes = classes_of(case.congress_id)
    if outcome not in classes:
        raise refuse("outcome", f"请在{'、'.join(map(str, classes.values()))}中选一类。")
    row = classes[outcome]
    return {"outcome": outcome, "outcome_label": row.label, "asks_promise": row.tag in PROMISING}


def _require_co_opinions(case: Suggestion, share: Assignment, words: str) -> None:
    """A late co-handler does not stop the answer, but the answer says what is missing."""
    if share.part != AssignmentPart.MAIN or words.strip():
        return
    missing = case.assignments.filter(
        part=AssignmentPart.CO, state__in=LIVE_ASSIGNMENTS - {AssignmentState.DONE}
    )
    names = [row.unit.short_name for row in missing.select_related("unit")]
    if names:
        raise refuse(
            "without_co_opinion",
            f"{'、'.join(names)}还没有送会办意见。可先催办；要先答复的，请说明缺会办意见的情况。",
        )


def _finish(case: Suggestion, share: Assignment, day: dt.date, *, by: Seat) -> bool:
    """The share is done and owes nothing; returns whether the answer came late."""
    ref = clocks.ref_of(share)
    closed = [clocks.done(case, kind, ref=ref, on=day) for kind in (REPLY, REHANDLE)]
    clocks.drop(case, CONTACT, ref=ref, reason="已答复")
    lapse(case, share, by=by, words="已答复，不用再延期")
    share.state, share.done_on = AssignmentState.DONE, day
    share.save(update_fields=["state", "done_on"])
    return any(duty is not None and duty.late_days > 0 for duty in closed)


def _conclude(case: Suggestion, share: Assignment, row: Reply, *, by: Seat) -> None:
    case.outcome = worst(case)
    sentence = f"{share.unit.short_name}答复（{row.outcome}类）"
    note = f"{row.letter_no} {row.outcome_label}".strip()
    open_ones = case.assignments.filter(state__in=LIVE_ASSIGNMENTS - {AssignmentState.DONE})
    if open_ones.exclude(part=AssignmentPart.CO).exists():
        happened(case, "partly_replied", f"{sentence}，其他单位还在办理", by=by, note=note)
        return
    for late in open_ones.filter(part=AssignmentPart.CO):
        reason = "主办单位已答复，未等会办意见"
        clocks.drop(case, SIGN_FOR, CO_OPINION, CO_REDO, ref=clocks.ref_of(late), reason=reason)
    case.state = State.REPLIED
    case.replied_on = row.replied_on
    duty = asking.ask(case, by=by, from_on=row.replied_on)
    happened(case, "replied", f"{sentence}，请在{cn_date(duty.due_on)}前评价", by=by, note=note)
    _tell_stations(case, by=by)
    answer_members(case, by=by, tell=_tell_stations)


def _tell_stations(case: Suggestion, *, by: Seat) -> None:
    """The told-back clock of each opinion starts with the reply (roles.md, clocks)."""
    words = _words_for_voters(case)
    for opinion in Opinion.objects.filter(suggestion_links__suggestion=case).order_by("id"):
        if opinion.state in ANSWERABLE:
            stations.suggestion_answered(opinion, by=by, words=words)


def _words_for_voters(case: Suggestion) -> str:
    """More people read an opinion than a confidential suggestion: its station opens that."""
    if case.is_confidential:
        return "代表建议已有答复。建议要求保密，答复内容请打开建议查看。"
    rows = case.replies.filter(recalled_on=None, round=case.round).select_related(
        "assignment__unit"
    )
    return "\n".join(f"{row.assignment.unit.name}答复：{row.text}" for row in rows)


def recall_reply(
    case: Suggestion, *, by: Seat, reason: str, version: int | None = None
) -> Suggestion:
    """Until the deputy has rated: the old version is kept, its clock runs on from where it was."""
    require_words(reason=(reason, "请写明撤回答复的理由。"))
    with deed(case, "recall_reply", by=by, version=version, reason=reason) as now:
        share = own_share(by, now, AssignmentState.DONE)
        take_back(now, by=by, reason=reason, tell=partial(_take_back_words, reason=reason, by=by))
        told = _words_for_voters(now)
        row = share.replies.get(round=now.round, recalled_on=None)
        row.recalled_on = today()
        row.save(update_fields=["recalled_on"])
        promises.recall_with(row, by=by)
        publishing.lapse(row, by=by)
        share.state, share.done_on = AssignmentState.HANDLING, None
        share.save(update_fields=["state", "done_on"])
        clocks.drop_kind(now, RATE, reason="答复已撤回")
        clocks.drop(now, SEAL_LETTER, ref=clocks.ref_of(share), reason="答复已撤回")
        clocks.reopen_reply(now, share, by=by)
        now.state = State.HANDLING if now.round == 1 else State.REHANDLING
        now.replied_on = None
        now.outcome = worst(now)
        happened(now, "reply_recalled", f"{share.unit.short_name}撤回答复", by=by, note=reason)
        _tell_stations_recalled(now, told, reason, by=by)
    return case


def _take_back_words(member: Suggestion, *, reason: str, by: Seat) -> None:
    _tell_stations_recalled(member, _words_for_voters(member), reason, by=by)


def _tell_stations_recalled(case: Suggestion, words: str, reason: str, *, by: Seat) -> None:
    """Nobody hears from a station what the unit does not stand by any more."""
    why = "" if case.is_confidential else reason
    for opinion in Opinion.objects.filter(suggestion_links__suggestion=case).order_by("id"):
        stations.answer_recalled(opinion, by=by, words=words, reason=why)
