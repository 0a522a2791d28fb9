"""What happened to a matter from the voter's words to the voter being told, for pages and API."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.display import cn_date, local_day
from deadlines.lights import Light, light_of
from liaison.models import Seat
from stations.choices import OpinionState
from stations.models import Opinion, OpinionEvent
from suggestions import permissions as may
from suggestions.choices import ENDED_STATES, State
from suggestions.models import Suggestion
from suggestions.workflow import SUGGESTION

# Of an opinion's own history the suggestion's timeline shows where it came from and how it ended.
_OF_OPINION = ("record", "take_up", "suggestion_answered", "answer_recalled", "tell_back")


@dataclass(frozen=True)
class Event:
    """One line; `when` is a day for the page, `at` the instant for the API."""

    when: dt.date
    at: dt.datetime
    title: str
    text: str = ""
    state: str = "done"
    url: str = ""
    who: str = ""
    code: str = ""


def actions(case: Suggestion, seat: Seat) -> list[dict[str, Any]]:
    """The deeds that would be accepted from this seat now: only buttons that work are drawn."""
    return [
        {"code": step.code, "label": step.label, "primary": step.primary}
        for step in SUGGESTION.available(case, seat)
    ]


def timeline(case: Suggestion, seat: Seat) -> list[Event]:
    """Reception, opinion, suggestion, assignment, reply, verdict, told-back: newest first."""
    inner, whole = may.sees_inner(seat, case), may.sees_all(seat, case)
    found = [
        Event(
            local_day(row.at),
            row.at,
            row.sentence,
            row.note if whole else "",
            url=_key_url(case, row.code),
            who=row.by_name if whole else "",
            code=row.code,
        )
        for row in case.events.all()
        if (inner or not row.is_inner) and (whole or row.code in _FOR_EVERYBODY)
    ]
    found += _of_opinions(case, seat)
    found.sort(key=lambda event: event.at, reverse=True)
    if found and case.state not in ENDED_STATES:
        found[0] = _with_state(found[0], "late" if is_late(case) else "now")
    return found


def _key_url(case: Suggestion, code: str) -> str:
    """What was done on the key item leads to its page."""
    decision = getattr(case, "key_decision", None) if code.startswith("key") else None
    if decision is None:
        return ""
    return reverse("suggestions:key-item", kwargs={"pk": decision.item_id})


# What deputies who are no party may follow: text, units, state and the published reply.
_FOR_EVERYBODY = frozenset(
    {
        "submitted",
        "accepted",
        "assigned",
        "reassigned",
        "signed_for",
        "replied",
        "published",
        "rehandled",
        "checked",
        "key",
    }
)


def is_late(case: Suggestion) -> bool:
    return light(case).level == "r"


def light(case: Suggestion) -> Light:
    done = case.state in ENDED_STATES and not case.check_pending
    return light_of(case.due_on, case.amber_on, done=done)


def _with_state(event: Event, state: str) -> Event:
    return Event(
        event.when, event.at, event.title, event.text, state, event.url, event.who, event.code
    )


def opinions_of(case: Suggestion, seat: Seat) -> list[Opinion]:
    """The voters' opinions it took up, as far as the seat may see them."""
    if not case.opinion_links.all():
        return []
    visible = Opinion.objects.visible_to(seat).filter(suggestion_links__suggestion_id=case.pk)
    return list(visible.select_related("reception").order_by("id"))


def _of_opinions(case: Suggestion, seat: Seat) -> list[Event]:
    opinions = {row.pk: row for row in opinions_of(case, seat)}
    if not opinions:
        return []
    rows = OpinionEvent.objects.filter(opinion__in=opinions, code__in=_OF_OPINION)
    return [
        Event(
            local_day(row.at),
            row.at,
            f"{row.sentence}（{opinions[row.opinion_id].number}）",
            opinions[row.opinion_id].title,
            url=reverse("stations:opinion", kwargs={"pk": row.opinion_id}),
            who=row.by_name,
            code=f"opinion_{row.code}",
        )
        for row in rows.order_by("id")
    ]


def chain(thing: Suggestion | Opinion, seat: Seat) -> list[dict[str, str]]:
    """Two clicks from either end to the other: the linked numbers that the seat may open."""
    if isinstance(thing, Suggestion):
        return [
            _link(row.number, row.title, "stations:opinion", row.pk)
            for row in opinions_of(thing, seat)
        ]
    linked = Suggestion.objects.visible_to(seat).filter(opinion_links__opinion_id=thing.pk)
    return [
        _link(row.number or "未编号", row.public_title, "suggestions:suggestion", row.pk)
        for row in linked.order_by("id")
    ]


def _link(number: str, title: str, name: str, pk: int) -> dict[str, str]:
    return {"number": number, "title": title, "url": reverse(name, kwargs={"pk": pk})}


_MINI = {
    State.ACCEPTED: 2,
    State.MERGED: 3,
    State.ASSIGNED: 2,
    State.HANDLING: 3,
    State.REHANDLING: 3,
    State.REPLIED: 4,
    State.STUDYING: 4,
    State.CLOSED: 5,
}


def mini(case: Suggestion) -> int:
    """Which of five bars a list row has reached: 审核, 交办, 办理, 评价, 办结."""
    return _MINI.get(State(case.state), 1)


# Where each state stands on the step line of the record.
_AT = {
    State.DRAFT: 0,
    State.COSIGNING: 0,
    State.SENT_BACK: 0,
    State.SUBMITTED: 1,
    State.ACCEPTED: 2,
    State.MERGED: 3,
    State.ASSIGNED: 3,
    State.HANDLING: 4,
    State.REHANDLING: 4,
    State.REPLIED: 6,
    State.STUDYING: 6,
}


def steps(case: Suggestion) -> list[dict[str, str]]:
    """提出 … 代表评价, and 回复群众 where voters' opinions were taken up; each with its day."""
    days = [
        ("提出", case.submitted_on),
        ("审核立案", case.accepted_on),
        ("交办", case.assigned_on),
        ("签收", case.signed_on),
        ("办理中", case.signed_on),
        ("答复", case.replied_on),
        ("代表评价", case.rated_on),
    ]
    ended_early = case.state in {State.WITHDRAWN, State.NOT_ADMITTED}
    now = len(days) if case.state == State.CLOSED else _AT.get(State(case.state), -1)
    found = []
    for place, (label, day) in enumerate(days):
        state = "now" if place == now else "done" if place < now or (ended_early and day) else ""
        found.append({"label": label, "note": _note(case, place, now, day), "state": state})
    if case.checked_on is not None:
        words = f"{cn_date(case.checked_on)}，{case.get_checked_result_display()}"
        found.append({"label": "随机抽评", "note": words, "state": "done"})
    if told := _told_step(case):
        found.append(told)
    return found


def _note(case: Suggestion, place: int, now: int, day: dt.date | None) -> str:
    if place == now:
        return case.get_state_display() if case.state in _SAID else _due(case)
    if place > now and case.state not in ENDED_STATES:
        return ""
    return cn_date(day) if day and place != 4 else ""


_SAID = frozenset({State.COSIGNING, State.SENT_BACK, State.STUDYING, State.REHANDLING})


def _due(case: Suggestion) -> str:
    return light(case).words if case.due_on else ""


def _told_step(case: Suggestion) -> dict[str, str] | None:
    """The last step of a matter that began with voters: each of them has been told."""
    links = case.opinion_links.all()
    if not links:
        return None
    rows: Any = getattr(case, "told_states", None)
    if rows is None:
        ids = [link.opinion_id for link in links]
        rows = list(Opinion.objects.filter(pk__in=ids).values_list("state", "told_on"))
    told = [day for state, day in rows if state == OpinionState.TOLD and day]
    label = {"label": "回复群众", "note": "", "state": ""}
    if told and len(told) == len(rows):
        return label | {"note": cn_date(max(told)), "state": "done"}
    if any(state == OpinionState.HANDLED for state, _ in rows):
        return label | {"note": f"{len(told)}/{len(rows)}", "state": "now"}
    return label
