"""A deputy's cards for the phone's first page: rate, co-sign, see where one's own stand."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from core.display import cn_date
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from liaison.models import Seat
from suggestions.choices import COSIGN, RATE, RATE_PROMISE, SignerState, State
from suggestions.models import CoSigner, Promise, Reply, Suggestion, Verdict
from suggestions.timeline import steps
from suggestions.views.rows import short_number, turn_of, words_for

MOST = 8
_ON_PHONE = {
    "交办": "交办",
    "签收": "签收",
    "办理中": "办理",
    "答复": "答复",
    "代表评价": "评价",
}


def cards(seat: Seat) -> list[dict[str, Any]]:
    """What waits for the deputy first, then how the own ones go on."""
    return [
        *_to_rate(seat),
        *_to_rate_promises(seat),
        *_to_cosign(seat),
        *_drafts(seat),
        *_going_on(seat),
    ]


def _lights(seat: Seat, kind: str) -> dict[int, Light]:
    rows = Deadline.objects.open().filter(
        owner_deputy_id=seat.deputy_id, subject_type="suggestion", kind=kind
    )
    return {row.subject_id: light_of(row.due_on, row.amber_on) for row in rows}


def _url(case: Suggestion, deed: str = "") -> str:
    if deed:
        return reverse("suggestions:deed", kwargs={"pk": case.pk, "deed": deed})
    return reverse("suggestions:suggestion", kwargs={"pk": case.pk})


def _base(case: Suggestion) -> dict[str, Any]:
    return {
        "case": case,
        "url": _url(case),
        "number": short_number(case),
        "title": case.title,
        "tag": "重点督办" if case.is_key else "",
    }


def _to_rate(seat: Seat) -> list[dict[str, Any]]:
    valid = Reply.objects.filter(recalled_on=None).select_related("assignment")
    lights = _lights(seat, RATE.code)
    asked = Q(lead_id=seat.deputy_id) | Q(pk__in=lights)
    cases = (
        Suggestion.objects.filter(asked, state=State.REPLIED)
        .exclude(Exists(_own_words(seat)))
        .prefetch_related(Prefetch("replies", valid))
        .order_by("due_on", "id")[:MOST]
    )
    return [
        _base(case)
        | {
            "kind": "rate",
            "light": lights.get(case.pk),
            "light_prefix": "评价",
            "text": "；".join(
                f"{r.assignment.unit_name}{cn_date(r.replied_on)}已答复 · {r.outcome}类"
                for r in case.replies.all()
                if r.round == case.round
            ),
            "hint": "看答复，说满不满意",
            "go": {"label": "去评价", "url": _url(case, "rate")},
        }
        for case in cases
    ]


def _own_words(seat: Seat) -> Any:
    """Where every signer rates, the answer waits for others after one's own word."""
    return Verdict.objects.filter(
        suggestion_id=OuterRef("pk"), round=OuterRef("round"), deputy_id=seat.deputy_id or 0
    )


def _to_rate_promises(seat: Seat) -> list[dict[str, Any]]:
    """What an answer promised has been struck off or given up: was it kept."""
    owed = Deadline.objects.open().filter(
        owner_deputy_id=seat.deputy_id, subject_type="promise", kind=RATE_PROMISE.code
    )
    lights = {row.subject_id: light_of(row.due_on, row.amber_on) for row in owed}
    rows = Promise.objects.filter(pk__in=lights).select_related("suggestion", "unit")
    return [
        _base(row.suggestion)
        | {
            "kind": "promise",
            "light": lights[row.pk],
            "light_prefix": "评价兑现",
            "url": reverse("suggestions:promise", kwargs={"pk": row.pk}),
            "title": row.what,
            "text": f"{row.unit.name}的承诺，{row.get_state_display()}",
            "hint": "答复里说的事办成没有",
            "go": {
                "label": "评价兑现",
                "url": reverse(
                    "suggestions:promise-deed", kwargs={"pk": row.pk, "deed": "rate_promise"}
                ),
            },
        }
        for row in rows.order_by("due_on", "id")[:MOST]
    ]


def _to_cosign(seat: Seat) -> list[dict[str, Any]]:
    invited = (
        CoSigner.objects.filter(
            deputy=seat.deputy,
            state=SignerState.INVITED,
            suggestion__state=State.COSIGNING,
        )
        .select_related("suggestion__lead")
        .order_by("id")[:MOST]
    )
    lights = _lights(seat, COSIGN.code)
    return [
        _base(row.suggestion)
        | {
            "kind": "cosign",
            "light": lights.get(row.suggestion_id),
            "light_prefix": "邀请联名，",
            "number": "",
            "text": f"{row.suggestion.lead.name}代表邀您联名"
            + (
                f" · 已有{row.suggestion.cosigner_count}人" if row.suggestion.cosigner_count else ""
            ),
            "look": _url(row.suggestion),
            "confirm": _url(row.suggestion, "confirm_cosign"),
        }
        for row in invited
    ]


def _drafts(seat: Seat) -> list[dict[str, Any]]:
    states = [State.DRAFT, State.COSIGNING, State.SENT_BACK]
    cases = Suggestion.objects.filter(lead_id=seat.deputy_id, state__in=states).order_by("-id")
    return [
        _base(case)
        | {
            "kind": "draft",
            "light": light_of(case.due_on, case.amber_on) if case.due_on else None,
            "light_prefix": f"{words_for(case)}，",
            "words": words_for(case),
            "number": "",
            "text": case.state_note,
            "hint": "写好后提交",
            "go": {"label": "接着办", "url": _url(case)},
        }
        for case in cases[:MOST]
    ]


def _going_on(seat: Seat) -> list[dict[str, Any]]:
    """Being handled: step line, light and whose move, in one glance."""
    states = [
        State.SUBMITTED,
        State.ACCEPTED,
        State.MERGED,
        State.ASSIGNED,
        State.HANDLING,
        State.STUDYING,
        State.REHANDLING,
    ]
    cases = Suggestion.objects.filter(lead_id=seat.deputy_id, state__in=states).prefetch_related(
        "opinion_links"
    )
    return [
        _base(case)
        | {
            "kind": "handling",
            "words": words_for(case),
            "light": light_of(case.due_on, case.amber_on) if case.due_on else None,
            "light_prefix": f"{words_for(case)}，",
            "text": f"轮到{turn_of(case, seat)}" if case.turn else "",
            "steps": phone_steps(case),
        }
        for case in cases.order_by("due_on", "-id")[:MOST]
    ]


def phone_steps(case: Suggestion) -> list[dict[str, str]]:
    """Five steps fit under a thumb: what comes before assigning is told by the state's words."""
    return [
        {"label": _ON_PHONE[step["label"]], "note": "", "state": step["state"]}
        for step in steps(case)
        if step["label"] in _ON_PHONE
    ]
