"""What every deed on an opinion leaves behind: list columns, one sentence, parties, clocks."""

import datetime as dt
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.db.models import Q

from audit.services import Actor, Deed, perform
from core.clock import now, today
from core.display import full_day
from core.problems import Invalid
from core.text import grams
from core.workflow import Workflow
from core.writing import insert
from deadlines import services as deadlines
from deadlines.models import Deadline
from liaison.models import Deputy, Unit
from liaison.services.history import signed
from stations.choices import (
    HANDLE_OPINION_COUNTY,
    HANDLE_OPINION_STATION,
    HANDLE_OPINION_TOWNSHIP,
    ROUTE_OPINION,
    TELL_VOTER,
    DispositionState,
    OpinionPart,
    OpinionState,
    Route,
)
from stations.choices.matters import BOUNCES_TO_OFFICE
from stations.models import Disposition, Opinion, OpinionEvent, OpinionGrams, OpinionParty
from stations.permissions import office_of
from stations.workflow import OPINION
from stations.workflow.public import has_draft

# Neither the words of a voter, of which a title is the first, nor the code's hash go to the audit,
# from which nothing can be taken away again.
PRIVATE = ("raw_text", "title", "place_text", "secret_hash")
MAIN_OPEN = Q(state=DispositionState.OPEN, is_main=True)
WAYS_OPEN = Q(state=DispositionState.OPEN, is_main=False)
_WAITS_FOR = {
    OpinionState.RECORDED: "分办",
    OpinionState.ROUTED: "办理",
    OpinionState.HANDLED: "回复来访人",
}


def deed_on(
    opinion: Opinion,
    code: str,
    *,
    by: Any,
    workflow: Workflow = OPINION,
    version: int | None = None,
    reason: str = "",
) -> AbstractContextManager[Deed]:
    """perform() on an opinion, which never takes the voter's words into the audit."""
    return perform(
        opinion,
        code,
        by=by,
        workflow=workflow,
        version=version,
        reason=reason,
        private=PRIVATE,
    )


def refresh(opinion: Opinion) -> None:
    """Due date, light and turn of a list row, from the duties that are open now."""
    duty = (
        Deadline.objects.open()
        .filter(subject_type="opinion", subject_id=opinion.pk)
        .order_by("due_on", "id")
        .first()
    )
    opinion.due_on = duty.due_on if duty else None
    opinion.amber_on = duty.amber_on if duty else None
    opinion.turn = turn_of(opinion)


def dates_moved(ids: list[int]) -> None:
    """A year's days off were published and moved duties; no deed, so the version stays."""
    for opinion in Opinion.objects.select_for_update(of=("self",)).filter(pk__in=ids):
        refresh(opinion)
        opinion.save(update_fields=["due_on", "amber_on", "turn"])


def turn_of(opinion: Opinion) -> str:
    if opinion.state == OpinionState.SUGGESTED:
        return "随建议"
    if opinion.state == OpinionState.TOLD:
        return _turn_of_ways(opinion)
    deed = _WAITS_FOR.get(OpinionState(opinion.state))
    if deed is None:
        return ""
    if opinion.state == OpinionState.RECORDED:
        return f"{router_of(opinion).short_name}·{deed}"
    if opinion.state == OpinionState.HANDLED and has_draft(opinion):
        deed = "发布公示"
    handler = opinion.handler if opinion.state == OpinionState.ROUTED else None
    unit = handler or answers_for(opinion)
    return f"{unit.short_name}·{deed}"


def _turn_of_ways(opinion: Opinion) -> str:
    """The voter was answered; another way that it went may still be open."""
    way = opinion.dispositions.filter(WAYS_OPEN).select_related("unit").first()
    if way is None:
        return ""
    return f"{(way.unit or opinion.station.keeper).short_name}·办理"


def router_of(opinion: Opinion) -> Unit:
    """Who decides where it goes: the station, or the county's office after it came back twice."""
    if opinion.bounced >= BOUNCES_TO_OFFICE:
        return office_of(opinion) or opinion.station.keeper
    return answers_for(opinion)


def answers_for(opinion: Opinion) -> Unit:
    """The station; the county's office for what comes back after the station was closed."""
    if opinion.station.is_left_alone:
        return office_of(opinion) or opinion.station.keeper
    return opinion.station.keeper


def happened(
    opinion: Opinion, code: str, sentence: str, *, by: Actor, note: str = ""
) -> OpinionEvent:
    """One sentence for the timeline, in the deed's own transaction."""
    event = new_event(opinion, code, sentence, by=by, note=note)
    insert([event])
    return event


def new_event(
    opinion: Opinion, code: str, sentence: str, *, by: Actor, note: str = ""
) -> OpinionEvent:
    """The sentence, not stored yet."""
    return OpinionEvent(
        opinion=opinion,
        code=code,
        sentence=sentence[:300],
        note=note,
        **signed(by),
    )


def index(opinion: Opinion) -> None:
    """Title and words for the search."""
    OpinionGrams.objects.bulk_create(
        [new_grams(opinion)],
        update_conflicts=True,
        unique_fields=["opinion"],
        update_fields=["grams"],
    )


def new_grams(opinion: Opinion) -> OpinionGrams:
    return OpinionGrams(opinion=opinion, grams=grams(f"{opinion.title} {opinion.raw_text}"))


def new_parties(
    opinion: Opinion, deputies: Iterable[tuple[OpinionPart, Deputy]], *, since: dt.date
) -> list[OpinionParty]:
    """The deputies of a case that is just being written, each once, not stored yet."""
    return [
        OpinionParty(opinion=opinion, part=part, deputy=deputy, since=since)
        for part, deputy in dict.fromkeys(deputies)
    ]


def add_party(
    opinion: Opinion,
    part: OpinionPart,
    *,
    since: dt.date,
    unit: Unit | None = None,
    deputy: Deputy | None = None,
) -> None:
    """Once only: the database knows whether it is there already."""
    row = OpinionParty(
        opinion=opinion,
        part=part,
        unit=unit,
        deputy=deputy,
        since=since,
        government_id=unit.government_id if unit else None,
    )
    OpinionParty.objects.bulk_create([row], ignore_conflicts=True)


def end_handler(
    opinion: Opinion, *, on: dt.date, state: DispositionState, result: str = ""
) -> None:
    """The main route it took so far is over; who handled it sees what happened until that day."""
    Disposition.objects.filter(MAIN_OPEN, opinion=opinion).update(
        state=state, ended_at=now(), **({"result": result} if result else {})
    )
    others = Disposition.objects.filter(WAYS_OPEN, opinion=opinion, unit__isnull=False)
    OpinionParty.objects.filter(opinion=opinion, part=OpinionPart.HANDLER, until=None).exclude(
        unit_id__in=others.values("unit_id")
    ).update(until=on)


def finish_disposition(opinion: Opinion, result: str) -> None:
    """Handled: the unit remains a party, because the voter has still to be told."""
    Disposition.objects.filter(MAIN_OPEN, opinion=opinion).update(
        state=DispositionState.DONE, ended_at=now(), result=result
    )


def reopen_disposition(opinion: Opinion) -> None:
    """The main route that had brought the result is under way again; it keeps its first day."""
    done = Disposition.objects.filter(
        opinion=opinion, is_main=True, state=DispositionState.DONE, route=opinion.route
    )
    last = done.order_by("-id").first()
    if last is not None:
        last.state, last.ended_at, last.result = DispositionState.OPEN, None, ""
        last.save(update_fields=["state", "ended_at", "result"])


def end_way(opinion: Opinion, way: Disposition, *, on: dt.date, state: str, result: str) -> None:
    """One of the further ways is over; a unit that only had this one sees no later deeds."""
    way.state, way.result, way.ended_at = state, result, now()
    way.save(update_fields=["state", "result", "ended_at"])
    if state == DispositionState.DONE or way.unit_id is None or way.unit_id == opinion.handler_id:
        return
    OpinionParty.objects.filter(
        opinion=opinion, part=OpinionPart.HANDLER, unit_id=way.unit_id, until=None
    ).update(until=on)


def open_duty(
    opinion: Opinion, kind: str, owner: Unit, *, on: dt.date, by: Actor, ref: str = ""
) -> None:
    """`ref` is the id of a way beside the main one: each has a clock of its own."""
    deadlines.open_(
        opinion,
        kind=kind,
        owner=owner,
        from_on=on,
        scope=opinion.scope(),
        label=f"{opinion.title}（加转）" if ref else opinion.title,
        ref=ref,
        by=by,
    )


def close_duty(opinion: Opinion, kind: str, *, on: dt.date, ref: str = "") -> None:
    deadlines.close(opinion, kind, ref=ref, on=on)


def drop_duty(opinion: Opinion, kind: str, *, reason: str, ref: str = "") -> None:
    deadlines.supersede(opinion, kind, ref=ref, reason=reason)


def handling_kind(route: str) -> str:
    if route == Route.TOWNSHIP:
        return HANDLE_OPINION_TOWNSHIP.code
    if route == Route.COUNTY:
        return HANDLE_OPINION_COUNTY.code
    return HANDLE_OPINION_STATION.code


def start_telling(opinion: Opinion, *, on: dt.date, by: Actor) -> None:
    """有结果后: from now on the station owes the voter an answer."""
    open_duty(opinion, TELL_VOTER.code, answers_for(opinion), on=on, by=by)


def first_duty(opinion: Opinion, *, on: dt.date) -> Deadline:
    """The clock for routing of a case that is just being written, and its columns in lists.

    What is urgent is routed on the day on which it was written down, so that it leads every list.
    """
    unit = router_of(opinion)
    at_once = max(on, today()) if opinion.is_urgent else None
    duty = deadlines.new_duty(
        opinion,
        kind=ROUTE_OPINION.code,
        owner=unit,
        from_on=on,
        scope=opinion.scope(),
        label=opinion.title,
        due_on=at_once,
    )
    opinion.due_on, opinion.amber_on = duty.due_on, duty.amber_on
    opinion.turn = turn_of(opinion)
    return duty


def start_routing(opinion: Opinion, *, on: dt.date, by: Actor) -> None:
    open_duty(opinion, ROUTE_OPINION.code, router_of(opinion), on=on, by=by)


def deed_day(
    on: dt.date | None, *, not_before: dt.date | None = None, field: str = "on"
) -> dt.date:
    """The day of a deed: today, or an earlier one that is entered late; never a coming one."""
    day = on or today()
    words = ""
    if day > today():
        words = "日期在今天之后，请核对。"
    elif not_before is not None and day < not_before:
        words = f"日期早于{full_day(not_before)}，请核对。"
    if words:
        raise Invalid(words, errors={field: [words]})
    return day


def require_words(**fields: tuple[Any, str]) -> None:
    """name=(value, sentence): each must hold more than blanks."""
    errors = {name: [words] for name, (value, words) in fields.items() if not str(value).strip()}
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)
