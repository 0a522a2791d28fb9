"""先分后办: an opinion goes to whoever can settle it, comes back, goes elsewhere, is handled."""

import datetime as dt
from dataclasses import dataclass

from audit.services import Actor
from core.problems import Invalid
from liaison.models import Deputy, Seat, Unit
from stations import notices
from stations.choices import (
    ENDING_ROUTES,
    KEPT_ROUTES,
    ROUTE_OPINION,
    DispositionState,
    OpinionPart,
    OpinionState,
    Route,
)
from stations.choices.matters import BOUNCES_TO_OFFICE
from stations.models import Disposition, Opinion, OpinionEvent
from stations.services import public_notices, summary
from stations.services.handlers import handler_for
from stations.services.results import handled

_SENTENCES = {
    Route.STATION: "由本站和村（社区）办理",
    Route.SUGGESTION: "拟请代表提出建议",
    Route.HOTLINE: "转12345办理",
    Route.MICRO: "列入微建议",
}


def route(
    opinion: Opinion,
    *,
    by: Seat,
    route: str,
    unit: Unit | None = None,
    reason: str = "",
    contact: str = "",
    deputy: Deputy | None = None,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """分办: from this day on the handler's clock runs instead of the station's."""
    require_route(route)
    way = Way(route, unit, reason, contact, deputy)
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(
        opinion,
        "route",
        by=by,
        version=version,
        reason=reason,
    ) as deed:
        case: Opinion = deed.case
        summary.close_duty(case, ROUTE_OPINION.code, on=day)
        send(case, way, by, day, "route", "")
    return opinion


def reroute(
    opinion: Opinion,
    *,
    by: Seat,
    route: str,
    unit: Unit | None = None,
    reason: str = "",
    contact: str = "",
    deputy: Deputy | None = None,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """改转: the first handler keeps what it saw, the new one gets a clock of its own."""
    require_route(route)
    summary.require_words(reason=(reason, "请写明为什么改转。"))
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(
        opinion,
        "reroute",
        by=by,
        version=version,
        reason=reason,
    ) as deed:
        case: Opinion = deed.case
        target = handler_for(case.station, route, unit)
        if case.route == route and case.handler_id == target.pk:
            words = f"现在就由「{target.name}」办理，请另选单位或去向。"
            raise Invalid(words, errors={"unit": [words]})
        way = Way(route, target, reason, contact, deputy)
        summary.drop_duty(case, summary.handling_kind(case.route), reason=reason)
        summary.end_handler(case, on=day, state=DispositionState.MOVED)
        send(case, way, by, day, "reroute", "改为")
    return opinion


def require_route(route: str) -> None:
    words = ""
    if route not in Route.values:
        words = "没有这个去向，请重选。"
    elif route in ENDING_ROUTES:
        words = f"「{Route(route).label}」请用另外的按钮办理。"
    if words:
        raise Invalid(words, errors={"route": [words]})


@dataclass(frozen=True)
class Way:
    """One way as somebody chose it. `contact` is the other side's number (12345工单号) or who
    takes it there; `deputy` the deputy of a higher congress who is asked (委托上级代表)."""

    route: str
    unit: Unit | None = None
    reason: str = ""
    contact: str = ""
    deputy: Deputy | None = None


def send(case: Opinion, way: Way, by: Seat, day: dt.date, code: str, prefix: str) -> None:
    """The main way: it moves the opinion's state and its clock is the opinion's."""
    target = handler_for(case.station, way.route, way.unit)
    case.route, case.handler, case.state = way.route, target, OpinionState.ROUTED
    open_way(case, way, target, by, day)
    summary.open_duty(case, summary.handling_kind(way.route), target, on=day, by=by)
    summary.refresh(case)
    sentence = f"{prefix}{way_words(way, target)}"
    event = summary.happened(case, code, sentence, by=by, note=way.reason.strip())
    notices.routed(case, event, by=by)


def open_way(
    case: Opinion, way: Way, target: Unit, by: Seat, day: dt.date, *, is_main: bool = True
) -> Disposition:
    """Its row, and whoever may see the opinion from now on because of it."""
    contact = way.contact.strip()
    if way.deputy is not None and way.route == Route.HIGHER_DEPUTY:
        contact = contact or way.deputy.name
        summary.add_party(case, OpinionPart.ENTRUSTED, since=day, deputy=way.deputy)
    if way.route not in KEPT_ROUTES:
        summary.add_party(case, OpinionPart.HANDLER, since=day, unit=target)
    return Disposition.objects.create(
        opinion=case,
        route=way.route,
        unit=None if way.route in KEPT_ROUTES else target,
        is_main=is_main,
        contact=contact[:120],
        reason=way.reason.strip()[:300],
        by_name=by.person_name,
    )


def way_words(way: Way, target: Unit) -> str:
    """转12345办理（工单号…）, as the timeline says it."""
    if way.route == Route.HIGHER_DEPUTY:
        who = way.deputy.name if way.deputy else way.contact.strip()
        return f"委托上级代表{who}办理"
    if way.route == Route.HOTLINE and way.contact.strip():
        return f"转12345办理，工单号{way.contact.strip()}"
    return _SENTENCES.get(Route(way.route)) or _to(way.route, target)


def _to(route: str, unit: Unit) -> str:
    return f"{'转' if route == Route.TOWNSHIP else '报'}{unit.name}办理"


def bounce(
    opinion: Opinion,
    *,
    by: Seat,
    reason: str,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """退回: not within the handler's power; the station decides anew, with a new clock."""
    summary.require_words(reason=(reason, "请写明为什么退回，该由谁办。"))
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(
        opinion,
        "bounce",
        by=by,
        version=version,
        reason=reason,
    ) as deed:
        case: Opinion = deed.case
        unit_name = case.handler.short_name if case.handler else ""
        summary.drop_duty(case, summary.handling_kind(case.route), reason=reason)
        case.bounced += 1
        back_to_station(case, by, day, DispositionState.BOUNCED, reason)
        sentence = f"{unit_name}退回，等{decider(case)}重新分办"
        event = summary.happened(case, "bounce", sentence, by=by, note=reason.strip())
        came_back(case, event, by=by)
    return opinion


def decider(case: Opinion) -> str:
    router = summary.router_of(case)
    return "联络站" if router.pk == case.station.kept_by_id else router.short_name


def came_back(case: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """The station and the deputies hear of it; from the second time on the office has to decide."""
    notices.told_station(case, event, by=by)
    notices.told_deputies(case, event, by=by)
    if case.bounced >= BOUNCES_TO_OFFICE:
        notices.told_office(case, event, by=by)


def back_to_station(
    case: Opinion, by: Actor, day: dt.date, ended: DispositionState, words: str
) -> None:
    """It waits for the station again, with a new clock for routing."""
    summary.end_handler(case, on=day, state=ended, result=words.strip())
    case.route, case.handler, case.state = "", None, OpinionState.RECORDED
    summary.start_routing(case, on=day, by=by)
    summary.refresh(case)


def report_result(
    opinion: Opinion,
    *,
    by: Seat,
    result: str,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """办理结果: the handler is done; from this day the station owes the voter an answer."""
    summary.require_words(result=(result, "请写明办理结果。"))
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(opinion, "report_result", by=by, version=version) as deed:
        case: Opinion = deed.case
        summary.close_duty(case, summary.handling_kind(case.route), on=day)
        summary.finish_disposition(case, result.strip())
        handled(case, result, by, day)
        event = summary.happened(case, "report_result", "报来办理结果", by=by, note=result.strip())
        notices.told_station(case, event, by=by)
        notices.told_deputies(case, event, by=by)
    return opinion


def reopen(
    opinion: Opinion,
    *,
    by: Seat,
    route: str,
    unit: Unit | None = None,
    reason: str = "",
    contact: str = "",
    deputy: Deputy | None = None,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """重新办理: the voter was not satisfied; somebody handles it once more, with a new clock."""
    require_route(route)
    summary.require_words(reason=(reason, "请写明来访人为什么不满意，要再办什么。"))
    way = Way(route, unit, reason, contact, deputy)
    day = summary.deed_day(on, not_before=opinion.told_on)
    with summary.deed_on(
        opinion,
        "reopen",
        by=by,
        version=version,
        reason=reason,
    ) as deed:
        case: Opinion = deed.case
        summary.end_handler(case, on=day, state=DispositionState.MOVED)
        public_notices.drop_draft(case, "重新办理")
        # It is not done any more: lists and figures must not count it as handled or told.
        case.handled_on = case.told_on = None
        times = case.events.filter(code="reopen").count() + 1
        send(case, way, by, day, "reopen", f"来访人不满意，第{times}次重新办理：")
    return opinion
