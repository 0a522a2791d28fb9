"""What the API says of a suggestion: plain dictionaries from few queries, no model serializers."""

from typing import Any

from core.clock import today
from core.display import mask_phone
from deadlines.lights import light_of
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import (
    ENDED_STATES,
    LIVE_ASSIGNMENTS,
    OPEN_ASSIGNMENTS,
    ExtensionState,
    FormedBy,
    PromiseState,
    State,
)
from suggestions.models import SURVEY, Assignment, Promise, Publication, Reply, Suggestion
from suggestions.permissions import letters
from suggestions.permissions.publication import kept_from_others
from suggestions.timeline import actions, opinions_of, steps

STATE_LABELS = dict(State.choices)
_AS_THEY_ARE = (
    "id",
    "number",
    "first_number",
    "state",
    "cosigner_count",
    "handler_text",
    "is_key",
    "is_confidential",
    "outcome",
    "result_rating",
    "checked_result",
    "checked_on",
    "archived_on",
    "round",
    "submitted_on",
    "assigned_on",
    "replied_on",
    "reply_due_on",
    "due_on",
    "turn",
    "version",
)
ROW_COLUMNS = (
    *_AS_THEY_ARE,
    "title",
    "lead_id",
    "lead__name",
    "theme_id",
    "theme__name",
    "session_id",
    "main_unit_id",
    "main_unit__short_name",
    "amber_on",
)


def row(values: dict[str, Any]) -> dict[str, Any]:
    """A line of a list from its columns; the title of a confidential one is masked."""
    light = light_of(values["due_on"], values["amber_on"], done=values["state"] in ENDED_STATES)
    return {name: values[name] for name in _AS_THEY_ARE} | {
        "title": "（保密件）" if values["is_confidential"] else values["title"],
        "state_label": STATE_LABELS[values["state"]],
        "lead": {"id": values["lead_id"], "name": values["lead__name"]},
        "theme": named(values["theme_id"], values["theme__name"]),
        "session": values["session_id"],
        "main_unit": named(values["main_unit_id"], values["main_unit__short_name"]),
        "light": {"level": light.level, "words": light.words},
    }


def promise_row(promise: Promise) -> dict[str, Any]:
    """A line of the ledger; of a confidential suggestion what was promised is masked."""
    case, light = promise.suggestion, None
    if promise.state == PromiseState.OPEN:
        light = light_of(promise.due_on, promise.amber_on)
    return _columns(
        promise,
        "id",
        "made_on",
        "first_due_on",
        "due_on",
        "carried",
        "state",
        "reported_on",
        "struck_on",
        "rating",
        "version",
    ) | {
        "what": "（保密件）" if case.is_confidential else promise.what,
        "state_label": promise.get_state_display(),
        "suggestion": {"id": case.pk, "number": case.number},
        "reply": promise.reply_id,
        "unit": {"id": promise.unit_id, "name": promise.unit.name},
        "made_by_unit": promise.unit_name,
        "light": None if light is None else {"level": light.level, "words": light.words},
    }


def named(pk: int | None, name: str | None) -> dict[str, Any] | None:
    return None if pk is None else {"id": pk, "name": name}


def detail(case: Suggestion, seat: Seat) -> dict[str, Any]:
    """The whole case as far as this seat may read it; `case` was filled by `models.fill`."""
    whole = may.sees_all(seat, case)
    body = _head(case) | {
        "cosigners": [
            {
                "id": row.deputy_id,
                "name": row.deputy.name,
                "state": row.state,
                "state_label": row.get_state_display(),
                "denied_on": row.denied_on,
            }
            for row in case.cosigners.all()
            if whole or row.state == "confirmed"
        ],
        "assignments": _shares(case, seat, whole=whole),
        "replies": _replies(case, whole=whole),
        "reply_draft": _reply_draft(case, seat),
        "promises": _promises(case, whole=whole),
        "key": _key(case),
        "merged_into": _numbered(case.merged_into),
        "members": [_numbered(row) for row in case.members.all()],
        "split_from": _numbered(case.split_from),
        "parts": [_numbered(row) for row in case.parts.all()],
        "opinions": [
            {"id": row.pk, "number": row.number, "title": row.title}
            for row in opinions_of(case, seat)
        ],
        "steps": steps(case),
        "actions": actions(case, seat),
    }
    return body | (_for_parties(case, seat) if whole else _NOT_FOR_ALL)


def _reply_draft(case: Suggestion, seat: Seat) -> dict[str, Any] | None:
    """For the posts of the unit that writes it, and for nobody else."""
    draft = letters.own_draft(seat, case)
    if draft is None:
        return None
    found = _columns(draft, "id", "state", "contents", "drafted_by_name", "checked_by_name")
    return found | {"state_label": draft.get_state_display(), "version": draft.version}


def _numbered(case: Suggestion | None) -> dict[str, Any] | None:
    """A number leads on; its title is for who may open it."""
    return None if case is None else {"id": case.pk, "number": case.number}


# Deputies who are no party read text, units, state and the published reply (roles.md).
_NOT_FOR_ALL: dict[str, Any] = {
    "address": "",
    "verdicts": [],
    "studies": [],
    "coordinations": [],
    "presses": [],
    "files": [],
}


def _head(case: Suggestion) -> dict[str, Any]:
    values = {name: getattr(case, name) for name in (*_AS_THEY_ARE, "amber_on")}
    values |= {
        "title": case.title,
        "lead_id": case.lead_id,
        "lead__name": case.lead.name,
        "theme_id": case.theme_id,
        "theme__name": case.theme.name if case.theme else None,
        "session_id": case.session_id,
        "main_unit_id": case.main_unit_id,
        "main_unit__short_name": case.main_unit.short_name if case.main_unit else None,
    }
    return row(values) | {
        # Whoever may open it may read it; only lists mask.
        "title": case.title,
        "problem": case.problem,
        "proposal": case.proposal,
        "formed_by": case.formed_by,
        "formed_by_label": dict(FormedBy.choices).get(case.formed_by, ""),
        "wished_unit": named(
            case.wished_unit_id, case.wished_unit.name if case.wished_unit else None
        ),
        "consents_to_publish": case.consents_to_publish,
        "wants_meeting": case.wants_meeting,
        "imported_on": case.imported_on,
        "drafted_by": " ".join(filter(None, [case.drafted_by_unit, case.drafted_by_name])),
        "state_note": case.state_note,
        "refusal_ground": named(
            case.refusal_ground_id, case.refusal_ground.label if case.refusal_ground else None
        ),
        "remedy": case.remedy,
        "remedy_label": case.get_remedy_display(),
        "created_on": case.created_on,
        "accepted_on": case.accepted_on,
        "signed_on": case.signed_on,
        "rated_on": case.rated_on,
        "is_silent": case.state == State.REPLIED
        and case.due_on is not None
        and case.due_on < today(),
        "closed_on": case.closed_on,
        "updated_at": case.updated_at,
    }


def _shares(case: Suggestion, seat: Seat, *, whole: bool) -> list[dict[str, Any]]:
    """Who handles it now; what passed between units (returns, refusals) is for them and offices."""
    inner = may.sees_inner(seat, case)
    return [
        _share(share) | (_inside(share, inner=inner) if whole else {})
        for share in case.assignments.all()
        if whole or share.state in LIVE_ASSIGNMENTS
    ]


def _share(share: Assignment) -> dict[str, Any]:
    light = light_of(share.due_on, share.amber_on, done=share.state not in OPEN_ASSIGNMENTS)
    return {
        "id": share.pk,
        "unit": {"id": share.unit_id, "name": share.unit_name},
        "part": share.part,
        "part_label": share.get_part_display(),
        "state": share.state,
        "state_label": share.get_state_display(),
        "assigned_on": share.assigned_on,
        "signed_on": share.signed_on,
        "done_on": share.done_on,
        "due_on": share.due_on,
        "light": {"level": light.level, "words": light.words},
        "contacts": [],
        "co_opinions": [],
        "returns": [],
        "extensions": [],
    }


def _inside(share: Assignment, *, inner: bool) -> dict[str, Any]:
    return {
        "contacts": [
            _columns(row, "id", "stage", "form", "on", "place", "people", "minutes", "by_name")
            for row in share.contacts.all()
        ],
        "co_opinions": [
            _columns(row, "id", "text", "given_on", "by_name", "returned_on", "return_reason")
            for row in share.opinions.all()
        ],
        "returns": [
            _columns(row, "id", "reason", "asked_on", "is_late", "state", "decision", "decided_on")
            | {
                "proposed_unit": named(
                    row.proposed_unit_id, row.proposed_unit.name if row.proposed_unit else None
                )
            }
            for row in share.returns.all()
            if inner
        ],
        "extensions": [
            _columns(row, "id", "until", "reason", "asked_on", "state", "decision", "decided_on")
            for row in share.extensions.all()
            if inner or row.state == ExtensionState.GRANTED
        ],
    }


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _replies(case: Suggestion, *, whole: bool) -> list[dict[str, Any]]:
    """Every version for the parties; for others the valid ones, if the deputy lets them be
    published, without the contact's phone in full."""
    if not whole and not case.consents_to_publish:
        return []
    kept_back = set() if whole else kept_from_others(case)
    rows = [row for row in case.replies.all() if whole or row.recalled_on is None]
    public = {row.reply_id: row for row in case.publications.all()} if whole else {}
    return [
        _reply(row, whole=whole) | {"publication": _publication(public.get(row.pk))}
        for row in rows
        if row.pk not in kept_back
    ]


def _recipients(reply: Reply) -> list[dict[str, Any]]:
    """Every signer, with how and when the answer reached each."""
    return [
        _columns(row, "is_lead", "in_system", "opened_at", "way", "delivered_on", "note")
        | {"deputy": {"id": row.deputy_id, "name": row.deputy.name}}
        for row in reply.suggestion.recipients.all()
        if row.reply_id == reply.pk
    ]


def _publication(row: Publication | None) -> dict[str, Any] | None:
    if row is None:
        return None
    columns = _columns(row, "id", "wish", "wish_reason", "state", "published_on", "words")
    return columns | {"state_label": row.get_state_display()}


def _reply(row: Reply, *, whole: bool) -> dict[str, Any]:
    return _columns(
        row,
        "id",
        "round",
        "version",
        "letter_no",
        "outcome",
        "outcome_label",
        "text",
        "contact_name",
        "without_co_opinion",
        "replied_on",
        "signed_by_name",
        "is_late",
        "recalled_on",
    ) | {
        "scanned_on": getattr(getattr(row, "letter", None), "scanned_on", None),
        "assignment": row.assignment_id,
        "unit": {"id": row.assignment.unit_id, "name": row.assignment.unit_name},
        "recipients": _recipients(row) if whole else [],
        "contact_phone": row.contact_phone if whole else mask_phone(row.contact_phone),
    }


def _promises(case: Suggestion, *, whole: bool) -> list[dict[str, Any]]:
    """As the replies that they were made in."""
    if not whole and not case.consents_to_publish:
        return []
    # Whoever may open the case may read what was promised; only lists mask.
    return [promise_row(row) | {"what": row.what} for row in case.promises.all()]


def _for_parties(case: Suggestion, seat: Seat) -> dict[str, Any]:
    presses = case.presses.all() if may.sees_inner(seat, case) else []
    return {
        "address": case.address,
        "verdicts": [
            _columns(
                row, "id", "round", "attitude", "result", "reason", "rated_on", "is_late", "given"
            )
            | _columns(row, *SURVEY)
            | {"deputy": {"id": row.deputy_id, "name": row.deputy.name}}
            for row in case.verdicts.all()
        ],
        "studies": [
            _columns(row, "id", "round", "rehandle", "words", "on") for row in case.studies.all()
        ],
        "coordinations": [
            _columns(row, "id", "round", "form", "held_on", "participants", "outcome", "again")
            for row in case.coordinations.all()
        ],
        "presses": [
            _columns(row, "id", "words", "by_name", "by_title", "pressed_on")
            | _columns(row, "answer", "answered_on")
            | {"assignment": row.assignment_id}
            for row in presses
        ],
        "files": [
            {"id": row.token, "name": row.name, "purpose": row.purpose, "size": row.size}
            for row in case.kept_files  # type: ignore[attr-defined]
        ],
    }


def _key(case: Suggestion) -> dict[str, Any] | None:
    if not case.is_key:
        return None
    decision = case._state.fields_cache.get("key_decision")
    leaders = {
        row.part: {"seat": row.seat_id, "name": row.name, "title": row.title, "since": row.since}
        for row in case.key_leaders.all()
        if row.until is None
    }
    return {
        "item": decision.item_id if decision else None,
        "grounds": decision.grounds if decision else "",
        "meeting": decision.meeting if decision else "",
        "decided_on": decision.decided_on if decision else None,
        "supervisor": leaders.get("supervisor"),
        "handling_leader": leaders.get("handling_leader"),
    }
