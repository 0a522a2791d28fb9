"""What a suggestion does to the voters' opinions that it took up."""

import datetime as dt
from typing import Any

from audit.services import Actor, name_of
from liaison.models import Deputy, Seat
from stations import notices
from stations.choices import (
    ROUTE_OPINION,
    TELL_VOTER,
    DispositionState,
    OpinionPart,
    OpinionState,
    Route,
)
from stations.models import Opinion
from stations.services import summary
from stations.services.results import handled, take_back
from stations.services.routing import back_to_station
from stations.workflow import ANSWERED, LINKED, OPINION


def require_linkable(opinion: Opinion, *, by: Seat) -> None:
    """May this seat put the opinion into a suggestion? Asked when the link is drawn."""
    OPINION.check(opinion, "take_up", by)


def follow(opinion: Opinion, *, deputy: Deputy, on: dt.date | None = None) -> None:
    """The deputy who writes the suggestion sees the opinion from now on."""
    summary.add_party(opinion, OpinionPart.ADDRESSED, since=summary.deed_day(on), deputy=deputy)


def take_up(opinion: Opinion, *, by: Actor, suggestion: Any, on: dt.date | None = None) -> Opinion:
    """转为代表建议: the clocks of routing and handling stop, the voter is told that once.

    Called when the suggestion is submitted. A result that the voter has still to hear keeps its
    own clock; a voter who was answered already will be told again when the suggestion is.
    """
    day = summary.deed_day(on)
    with summary.deed_on(opinion, "take_up", by=by, workflow=LINKED) as deed:
        case: Opinion = deed.case
        reason = "已转为代表建议"
        _taken(case, reason, day)
        if case.state != OpinionState.HANDLED:
            clock = summary.handling_kind(case.route) if case.route else ROUTE_OPINION.code
            summary.drop_duty(case, clock, reason=reason)
            if case.state != OpinionState.SUGGESTED:
                summary.end_handler(case, on=day, state=DispositionState.MOVED, result=reason)
                case.dispositions.create(route=Route.SUGGESTION, by_name=name_of(by))
            case.route, case.handler, case.state = Route.SUGGESTION, None, OpinionState.SUGGESTED
            summary.refresh(case)
        event = summary.happened(case, "take_up", f"转为代表建议：{_name(suggestion)}", by=by)
        notices.told_station(case, event, by=by)
        notices.told_deputies(case, event, by=by)
    return opinion


def _taken(case: Opinion, reason: str, day: dt.date) -> None:
    """拟提建议 as a further way has reached its end when a deputy submits."""
    for way in case.dispositions.filter(summary.WAYS_OPEN, route=Route.SUGGESTION):
        kind = summary.handling_kind(way.route)
        summary.close_duty(case, kind, on=day, ref=str(way.pk))
        summary.end_way(case, way, on=day, state=DispositionState.DONE, result=reason)


def release(
    opinion: Opinion, *, by: Actor, suggestion: Any, reason: str, on: dt.date | None = None
) -> Opinion:
    """The suggestion was withdrawn or refused: the opinion waits for the station again.

    Call it when no other live suggestion holds the opinion. One that has gone on meanwhile
    (handled, told) is left as it is.
    """
    if Opinion.objects.get(pk=opinion.pk).state != OpinionState.SUGGESTED:
        return opinion
    day = summary.deed_day(on)
    with summary.deed_on(opinion, "release", by=by, workflow=LINKED, reason=reason) as deed:
        case: Opinion = deed.case
        back_to_station(case, by, day, DispositionState.MOVED, reason)
        event = summary.happened(
            case,
            "release",
            f"建议未提成，意见回到联络站重新分办：{_name(suggestion)}",
            by=by,
            note=reason.strip(),
        )
        notices.told_station(case, event, by=by)
        notices.told_deputies(case, event, by=by)
    return opinion


def suggestion_answered(
    opinion: Opinion, *, by: Actor, words: str, on: dt.date | None = None
) -> Opinion:
    """The suggestion has its reply: within the days of the rule the voter is told."""
    summary.require_words(words=(words, "请写明答复了什么。"))
    day = summary.deed_day(on)
    with summary.deed_on(opinion, "suggestion_answered", by=by, workflow=LINKED) as deed:
        case: Opinion = deed.case
        if case.state == OpinionState.HANDLED:
            summary.drop_duty(case, TELL_VOTER.code, reason="建议又有新的答复")
        summary.finish_disposition(case, words.strip())
        handled(case, words, by, day)
        event = summary.happened(
            case, "suggestion_answered", "代表建议已答复，等联络站回复来访人", by=by
        )
        notices.told_station(case, event, by=by)
    return opinion


def answer_recalled(
    opinion: Opinion, *, by: Actor, words: str, reason: str, on: dt.date | None = None
) -> Opinion:
    """The unit took its answer back: no voter is told words that do not hold any more.

    `words` are those the opinion was answered with; a result of somebody else is left as it is.
    Whoever heard them already is told again when the suggestion has its next answer.
    """
    now = Opinion.objects.get(pk=opinion.pk)
    if now.state not in ANSWERED or now.result != words.strip():
        return opinion
    day = summary.deed_day(on)
    with summary.deed_on(opinion, "answer_recalled", by=by, workflow=LINKED) as deed:
        case: Opinion = deed.case
        if case.route != Route.SUGGESTION:
            summary.end_handler(case, on=day, state=DispositionState.MOVED)
        case.route, case.handler = Route.SUGGESTION, None
        take_back(case, OpinionState.SUGGESTED, "answer_recalled", "", by=by, why=reason)
        if not case.dispositions.filter(summary.MAIN_OPEN).exists():
            case.dispositions.create(route=Route.SUGGESTION, by_name=name_of(by))
    return opinion


def _name(suggestion: Any) -> str:
    """A confidential suggestion gives only its public title away."""
    return str(getattr(suggestion, "label", "") or suggestion)[:120]
