"""先分后办: an opinion goes to whoever can settle it, comes back, goes elsewhere, is handled."""

import datetime as dt

from audit.services import Actor, perform
from core.problems import Invalid
from liaison.models import Seat, Unit
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
from stations.models import Opinion
from stations.services import summary
from stations.services.handlers import handler_for
from stations.workflow import OPINION

_SENTENCES = {
    Route.STATION: "由本站和村（社区）办理",
    Route.SUGGESTION: "拟请代表提出建议",
    Route.HIGHER_DEPUTY: "委托上级代表办理",
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
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """分办: from this day on the handler's clock runs instead of the station's."""
    _require_route(route)
    day = summary.deed_day(on, not_before=opinion.received_on)
    with perform(
        opinion,
        "route",
        by=by,
        workflow=OPINION,
        version=version,
        reason=reason,
        private=summary.PRIVATE,
    ) as deed:
        case: Opinion = deed.case
        summary.close_duty(case, ROUTE_OPINION.code, on=day)
        _send(case, route, unit, reason, by, day, "route", "")
    return opinion


def reroute(
    opinion: Opinion,
    *,
    by: Seat,
    route: str,
    unit: Unit | None = None,
    reason: str = "",
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """改转: the first handler keeps what it saw, the new one gets a clock of its own."""
    _require_route(route)
    summary.require_words(reason=(reason, "请写明为什么改转。"))
    day = summary.deed_day(on, not_before=opinion.received_on)
    with perform(
        opinion,
        "reroute",
        by=by,
        workflow=OPINION,
        version=version,
        reason=reason,
        private=summary.PRIVATE,
    ) as deed:
        case: Opinion = deed.case
        target = handler_for(case.station, route, unit)
        if case.route == route and case.handler_id == target.pk:
            words = f"现在就由「{target.name}」办理，请另选单位或去向。"
            raise Invalid(words, errors={"unit": [words]})
        summary.drop_duty(case, summary.handling_kind(case.route), reason=reason)
        summary.end_handler(case, on=day, state=DispositionState.MOVED)
        _send(case, route, target, reason, by, day, "reroute", "改为")
    return opinion


def _require_route(route: str) -> None:
    words = ""
    if route not in Route.values:
        words = "没有这个去向，请重选。"
    elif route in ENDING_ROUTES:
        words = f"「{Route(route).label}」请用另外的按钮办理。"
    if words:
        raise Invalid(words, errors={"route": [words]})


def _send(
    case: Opinion,
    route: str,
    unit: Unit | None,
    reason: str,
    by: Seat,
    day: dt.date,
    code: str,
    prefix: str,
) -> None:
    target = handler_for(case.station, route, unit)
    case.route, case.handler, case.state = route, target, OpinionState.ROUTED
    case.dispositions.create(
        route=route,
        unit=None if route in KEPT_ROUTES else target,
        reason=reason.strip()[:300],
        by_name=by.user.name,
    )
    if route not in KEPT_ROUTES:
        summary.add_party(case, OpinionPart.HANDLER, since=day, unit=target)
    summary.open_duty(case, summary.handling_kind(route), target, on=day, by=by)
    summary.refresh(case)
    sentence = _SENTENCES.get(Route(route)) or _to(route, target)
    event = summary.happened(case, code, f"{prefix}{sentence}", by=by, note=reason.strip())
    notices.routed(case, event, by=by)


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
    with perform(
        opinion,
        "bounce",
        by=by,
        workflow=OPINION,
        version=version,
        reason=reason,
        private=summary.PRIVATE,
    ) as deed:
        case: Opinion = deed.case
        unit_name = case.handler.short_name if case.handler else ""
        summary.drop_duty(case, summary.handling_kind(case.route), reason=reason)
        back_to_station(case, by, day, DispositionState.BOUNCED, reason)
        case.bounced += 1
        event = summary.happened(
            case, "bounce", f"{unit_name}退回，等联络站重新分办", by=by, note=reason.strip()
        )
        notices.told_station(case, event, by=by)
        notices.told_deputies(case, event, by=by)
    return opinion


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
    with perform(
        opinion, "report_result", by=by, workflow=OPINION, version=version, private=summary.PRIVATE
    ) as deed:
        case: Opinion = deed.case
        summary.close_duty(case, summary.handling_kind(case.route), on=day)
        summary.finish_disposition(case, result.strip())
        handled(case, result, by, day)
        event = summary.happened(case, "report_result", "报来办理结果", by=by, note=result.strip())
        notices.told_station(case, event, by=by)
        notices.told_deputies(case, event, by=by)
    return opinion


def handled(case: Opinion, result: str, by: Actor, day: dt.date) -> None:
    """There is a result: the clock for telling the voter starts."""
    case.result, case.handled_on, case.state = result.strip(), day, OpinionState.HANDLED
    summary.start_telling(case, on=day, by=by)
    summary.refresh(case)
