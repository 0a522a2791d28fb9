"""A row of the list: which one, what, who, where it stands, whose move, by when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.keyset import Keyset
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat
from suggestions.choices import ENDED_STATES, LIVE_ASSIGNMENTS, AssignmentState, State
from suggestions.models import Assignment, OpinionLink, Suggestion
from suggestions.querysets import NO_DAY, SuggestionQuerySet, due_key
from suggestions.services.intake import numbers
from suggestions.timeline import mini

BY_DUE = Keyset("due_key", "id")
NEWEST = Keyset("-id")

WORDS = {
    State.DRAFT: "草稿",
    State.COSIGNING: "等联名",
    State.SUBMITTED: "审核",
    State.SENT_BACK: "退回修改",
    State.ACCEPTED: "待交办",
    State.MERGED: "并案",
    State.ASSIGNED: "待签收",
    State.HANDLING: "办理中",
    State.REPLIED: "已答复",
    State.STUDYING: "不满意",
    State.REHANDLING: "重新办理",
    State.CLOSED: "已办结",
    State.WITHDRAWN: "已撤回",
    State.NOT_ADMITTED: "不予受理",
}


@dataclass(frozen=True)
class Turn:
    """Whose move it is and which; 您 when it is the reader's."""

    who: str
    what: str
    is_yours: bool = False

    def __str__(self) -> str:
        return f"{self.who} · {self.what}" if self.who else self.what

    def __bool__(self) -> bool:
        return bool(self.what)


@dataclass(frozen=True)
class Share:
    """What the reader's own unit still owes on a case that others handle too.

    `whole`: the light of the whole case, when that is another day than the unit's own.
    """

    light: Light | None
    due_on: dt.date | None
    whole: Light | None


@dataclass(frozen=True)
class Row:
    case: Suggestion
    url: str
    number: str
    opinions: int
    together: int
    handler: str
    co: int
    bounced: int
    step: int
    words: str
    finished: bool
    turn: Turn
    light: Light | None
    share: Share | None = None


def with_counts(rows: SuggestionQuerySet) -> SuggestionQuerySet:
    """What a row shows besides its own columns, in the same query."""
    links = OpinionLink.objects.filter(suggestion_id=OuterRef("pk"))
    units = Assignment.objects.filter(suggestion_id=OuterRef("pk"))
    live = units.filter(state__in=LIVE_ASSIGNMENTS)
    return rows.select_related("lead", "main_unit").annotate(
        opinion_count=_number(links),
        co_count=_number(live.filter(part="co")),
        separate_count=_number(live.filter(part="separate")),
        bounced_count=_number(units.filter(state="returned")),
        is_returning=Exists(units.filter(state="returning")),
        due_key=due_key(),
    )


def with_own_share(rows: SuggestionQuerySet, seat: Seat) -> SuggestionQuerySet:
    """For a handling unit: its own next duty, by which it also sorts; a duty of others comes last.

    After `with_counts`, whose order by the whole case's date it replaces.
    """
    if seat.role not in UNIT_ROLES:
        return rows
    owed = Deadline.objects.open().owed_by(seat).filter(subject_type="suggestion")
    first = owed.filter(subject_id=OuterRef("pk")).order_by("due_on", "id")
    own = Assignment.objects.filter(suggestion_id=OuterRef("pk"), unit_id=seat.unit_id)
    return rows.annotate(
        due_key=Coalesce(
            Subquery(first.values("due_on")[:1]), Value(NO_DAY, output_field=DateField())
        ),
        own_amber_on=Subquery(first.values("amber_on")[:1]),
        own_state=Subquery(own.order_by("-id").values("state")[:1]),
    )


def _number(rows: QuerySet) -> Coalesce:
    grouped = rows.order_by().values("suggestion_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def short_number(case: Suggestion) -> str:
    """第0031号 of a session, 闭会第15号 between sessions; a draft has none yet. A motion turned
    into a suggestion keeps its first number in brackets."""
    if case.serial is None:
        return "未编号"
    own = numbers.short(case.serial, case.split_no, in_session=case.session_id is not None)
    short = own if case.session_id else f"闭会{own}"
    return f"{short}（原{case.first_number}）" if case.first_number else short


def light_for(case: Suggestion) -> Light | None:
    """Grey when ended; no light at all where nobody owes anything."""
    if case.state in ENDED_STATES and not case.check_pending:
        return light_of(None, None, done=True) if case.state == State.CLOSED else None
    return light_of(case.due_on, case.amber_on) if case.due_on else None


def share_for(case: Any) -> Share | None:
    """Nothing when the case has ended, or for whoever has no share."""
    state = getattr(case, "own_state", None)
    if state is None or case.state in ENDED_STATES:
        return None
    whole = light_for(case)
    if case.due_key != NO_DAY:
        same = case.due_key == case.due_on
        own = light_of(case.due_key, case.own_amber_on)
        return Share(own, case.due_key, None if same else whole)
    done = state == AssignmentState.DONE
    return Share(light_of(None, None, done=True) if done else None, None, whole)


def words_for(case: Any) -> str:
    if getattr(case, "is_returning", False):
        return "退办待定"
    words = WORDS[State(case.state)]
    classed = case.outcome and case.state in {State.REPLIED, State.CLOSED}
    return f"{words}{case.outcome}" if classed else words


def row_of(case: Any, seat: Seat, *, leads: bool = False) -> Row:
    return Row(
        case=case,
        url=reverse("suggestions:suggestion", kwargs={"pk": case.pk}),
        number=short_number(case),
        opinions=case.opinion_count,
        together=case.cosigner_count + 1,
        handler=handler_of(case),
        co=case.co_count,
        bounced=case.bounced_count,
        step=mini(case),
        words=words_for(case),
        finished=case.state == State.CLOSED,
        turn=turn_of(case, seat, leads=leads),
        light=light_for(case),
        share=share_for(case),
    )


def turn_of(case: Suggestion, seat: Seat, *, leads: bool = False) -> Turn:
    """Of a body with several leaders only the one who supervises the case is meant."""
    who, _, what = case.turn.rpartition("·")
    own = seat.person_name if seat.role == Role.DEPUTY else seat.unit.short_name
    yours = bool(who) and who == own and (leads or seat.role != Role.LEADER)
    return Turn("您" if yours else who, what, yours)


def handler_of(case: Any) -> str:
    if case.main_unit is None:
        return ""
    name = case.main_unit.short_name or case.main_unit.name
    return f"{name}等{case.separate_count}个单位" if case.separate_count > 1 else str(name)
