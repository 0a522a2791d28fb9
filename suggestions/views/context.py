"""What each deed's page tells besides its form: numbers, due dates, requests, what was said."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from core.clock import today
from deadlines.services import terms_for
from liaison.calendar import calendar_of
from liaison.models import Deputy, Seat
from liaison.models.scope import SCOPE_COLUMNS
from suggestions import permissions as may
from suggestions.choices import REPLY, SignerState, State
from suggestions.forms.drafting import Contents
from suggestions.models import Extension, Reply, ReturnRequest, Serial, Suggestion, SuggestionEvent
from suggestions.permissions import letters
from suggestions.services import Route, routes_of
from suggestions.services.intake.denying import is_before_assignment
from suggestions.views.rows import short_number

Found = dict[str, Any]


def initial(case: Suggestion, deed: str, seat: Seat) -> Found:
    """What a form starts with: the draft itself, or the contact of the last letter."""
    if deed == "edit":
        return {name: getattr(case, name) for name in Contents.base_fields if name != "submit_now"}
    if deed in {"reply", "draft_reply", "check_reply"}:
        draft = letters.own_draft(seat, case)
        if draft is not None:
            return draft.contents | {"version": draft.version}
        last = case.replies.order_by("-id").first()
        if last is not None:
            return {"contact_name": last.contact_name, "contact_phone": last.contact_phone}
    return {}


def last_event(case: Suggestion) -> SuggestionEvent | None:
    """Who did what last: a refusal names it."""
    return case.events.filter(is_inner=False).order_by("-at", "-id").first()


def for_deed(case: Suggestion, deed: str, seat: Seat) -> Found:
    tell = _TELLS.get(deed)
    return tell(case, seat) if tell else {}


def author_of(deputy: Deputy | None, congress_id: int | None) -> dict[str, str] | None:
    """What the paper form says of its author, from the register."""
    if deputy is None:
        return None
    held = deputy.mandates.filter(term__congress_id=congress_id or 0, ends_on=None).last()
    return {
        "name": deputy.name,
        "card": held.card_no if held else "",
        "delegation": held.delegation if held else "",
        "work": deputy.work,
        "phone": deputy.phone,
    }


def _edit(case: Suggestion, seat: Seat) -> Found:
    return {
        "similar_url": f"{reverse('suggestions:similar')}?not={case.pk}",
        "author": author_of(case.lead, case.congress_id),
        "saves_itself": case.state in {State.DRAFT, State.SENT_BACK},
    }


def _accept(case: Suggestion, seat: Seat) -> Found:
    """The number it would get now; another may be taken meanwhile, so it is only a preview."""
    row = Serial.objects.filter(term_id=case.term_id, session=case.session).first()
    serial = (row.last if row else 0) + 1
    return {"number": short_number(Suggestion(serial=serial, session_id=case.session_id))}


def _assign(case: Suggestion, seat: Seat) -> Found:
    """When the reply would be due, and how that date is reckoned; a returned case keeps its day."""
    routes = {"routes": [_route(one) for one in routes_of(case, by=seat)]}
    if case.assigned_on is not None and case.reply_due_on is not None:
        return routes | {"kept": case.assigned_on, "due": {"due_on": case.reply_due_on}}
    calendar = calendar_of(getattr(case, column) for column in SCOPE_COLUMNS)
    terms = terms_for(REPLY.code, case.congress_id, today())
    return routes | {"due": terms.calculate(today(), calendar)}


def _route(route: Route) -> Found:
    """Where such matters went before: the suggestions themselves, or how many of the theme."""
    cases = [{"pk": one.pk, "label": one.label} for one in route.cases]
    return {"unit": route.unit, "count": route.count, "cases": cases, "of_theme": route.of_theme}


def _submit(case: Suggestion, seat: Seat) -> Found:
    waiting = case.cosigners.filter(state=SignerState.INVITED).select_related("deputy")
    return {"unconfirmed": [row.deputy.name for row in waiting]}


def _return(case: Suggestion, seat: Seat) -> Found:
    request = (
        ReturnRequest.objects.filter(assignment__suggestion=case, state="asked")
        .select_related("assignment", "proposed_unit")
        .first()
    )
    return {"request_asked": request}


def _extension(case: Suggestion, seat: Seat) -> Found:
    asked = Extension.objects.filter(
        assignment__suggestion=case, state__in=["asked", "agreed"]
    ).select_related("assignment")
    return {"request_asked": asked.first()}


def _draft(case: Suggestion, seat: Seat) -> Found:
    """How far the unit's draft is, and what was said when it was sent back."""
    draft = letters.own_draft(seat, case)
    if draft is None:
        return {}
    back = draft.events.filter(code="returned").last() if draft.state == "drafting" else None
    return {"draft": draft, "sent_back": back}


def _ask_extension(case: Suggestion, seat: Seat) -> Found:
    return {"own": case.assignments.filter(unit_id=seat.unit_id).order_by("-id").first()}


def _rate_again(case: Suggestion, seat: Seat) -> Found:
    """What was said before, since the new verdict stands beside it."""
    return _replies(case, seat) | {"before": case.verdicts.order_by("id").last()}


def _return_opinion(case: Suggestion, seat: Seat) -> Found:
    """What each of them wrote last."""
    shares = may.co_opinions_to_return(case)
    return {"opinions": [(share.unit_name, list(share.opinions.all())[-1]) for share in shares]}


def _deny(case: Suggestion, seat: Seat) -> Found:
    return {"before_assignment": is_before_assignment(case)}


def _replies(case: Suggestion, seat: Seat) -> Found:
    rows = Reply.objects.filter(suggestion=case, round=case.round, recalled_on=None)
    return {"replies": rows.select_related("assignment")}


def _study(case: Suggestion, seat: Seat) -> Found:
    return {"verdict": case.verdicts.select_related("deputy").order_by("-id").first()}


def _press(case: Suggestion, seat: Seat) -> Found:
    return {"behind": may.to_press(seat, case)}


def _answer_press(case: Suggestion, seat: Seat) -> Found:
    rows = case.presses.filter(assignment__unit_id=seat.unit_id, answered_on=None)
    return {"press": rows.order_by("-id").first()}


_TELLS: dict[str, Callable[[Suggestion, Seat], Found]] = {
    "edit": _edit,
    "accept": _accept,
    "assign": _assign,
    "submit": _submit,
    "decide_return": _return,
    "agree_extension": _extension,
    "decide_extension": _extension,
    "ask_extension": _ask_extension,
    "draft_reply": _draft,
    "check_reply": _draft,
    "return_draft": _draft,
    "reply": _draft,
    "rate": _replies,
    "rate_again": _rate_again,
    "return_opinion": _return_opinion,
    "deny_cosign": _deny,
    "study": _study,
    "coordinate": _study,
    "press": _press,
    "answer_press": _answer_press,
}
