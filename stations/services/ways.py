"""Several ways at once: answered on the spot and taken to the congress, the township and 12345."""

import datetime as dt

from core.problems import Conflict, Forbidden, Invalid
from liaison.models import Deputy, Seat, Unit
from stations import notices
from stations.choices import KEPT_ROUTES, DispositionState, OpinionState, Route
from stations.choices.matters import WayEnd
from stations.models import Disposition, Opinion
from stations.permissions import is_staff_of
from stations.services import summary
from stations.services.handlers import handler_for
from stations.services.results import handled
from stations.services.routing import Way, came_back, open_way, require_route, way_words


def also_route(
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
    """加转: one more way with its own unit, clock and result; the state follows the main one."""
    require_route(route)
    way = Way(route, unit, reason, contact, deputy)
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(
        opinion,
        "also_route",
        by=by,
        version=version,
        reason=reason,
    ) as deed:
        case: Opinion = deed.case
        target = handler_for(case.station, route, unit)
        _require_new(case, route, target)
        row = open_way(case, way, target, by, day, is_main=False)
        kind = summary.handling_kind(route)
        summary.open_duty(case, kind, target, on=day, by=by, ref=str(row.pk))
        summary.refresh(case)
        sentence = f"同时{way_words(way, target)}"
        event = summary.happened(case, "also_route", sentence, by=by, note=reason.strip())
        notices.also_routed(case, event, row, by=by)
    return opinion


def _require_new(case: Opinion, route: str, target: Unit) -> None:
    unit = None if route in KEPT_ROUTES else target
    if case.dispositions.filter(state=DispositionState.OPEN, route=route, unit=unit).exists():
        words = f"已经{Route(route).label}，正在办，不用再加。"
        raise Invalid(words, errors={"route": [words]})


def finish_route(
    opinion: Opinion,
    *,
    by: Seat,
    disposition: int,
    result: str,
    outcome: str = WayEnd.DONE,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """加转办结: done, returned, or given up by the station. A voter who has been answered already
    is answered once more when something new was done."""
    _require_end(outcome, result)
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(opinion, "finish_route", by=by, version=version) as deed:
        case: Opinion = deed.case
        way = way_of(case, disposition)
        _require_own(case, way, by)
        kind, ref = summary.handling_kind(way.route), str(way.pk)
        if outcome == WayEnd.DONE:
            summary.close_duty(case, kind, on=day, ref=ref)
        else:
            summary.drop_duty(case, kind, reason=result, ref=ref)
        summary.end_way(case, way, on=day, state=outcome, result=result.strip())
        _after(case, way, outcome, result, by, day)
    return opinion


def _after(
    case: Opinion, way: Disposition, outcome: str, result: str, by: Seat, day: dt.date
) -> None:
    where = way.unit.short_name if way.unit else way.get_route_display()
    words = {
        WayEnd.DONE: f"{where}报来办理结果",
        WayEnd.BOUNCED: f"{where}退回，不再由其办理",
        WayEnd.MOVED: f"不再走这个去向：{where}",
    }
    event = summary.happened(
        case, "finish_route", words[WayEnd(outcome)], by=by, note=result.strip()
    )
    if outcome == WayEnd.BOUNCED:
        case.bounced += 1
        came_back(case, event, by=by)
    else:
        notices.told_station(case, event, by=by)
        notices.told_deputies(case, event, by=by)
    if outcome == WayEnd.DONE and case.state == OpinionState.TOLD:
        handled(case, result, by, day)
    else:
        summary.refresh(case)


def way_of(case: Opinion, disposition: int | None) -> Disposition:
    """The further way that is still open; without a number the only one there is."""
    rows = case.dispositions.filter(summary.WAYS_OPEN).select_related("unit")
    if disposition is not None:
        rows = rows.filter(pk=disposition)
    found = list(rows.select_for_update(of=("self",))[:2])
    if len(found) == 1:
        return found[0]
    words = "请选是哪一个去向。" if found else "这个去向已经办结了，请刷新后再看。"
    if found:
        raise Invalid(words, errors={"disposition": [words]})
    raise Conflict(words)


def _require_own(case: Opinion, way: Disposition, by: Seat) -> None:
    """A unit speaks for its own way; the station for each."""
    if not is_staff_of(by, case) and way.unit_id != by.unit_id:
        raise Forbidden("这个去向不由您的单位办理，请选本单位的。")


def _require_end(outcome: str, result: str) -> None:
    if outcome not in WayEnd.values:
        words = "没有这种结果，请重选。"
        raise Invalid(words, errors={"outcome": [words]})
    asked = "请写明办理结果。" if outcome == WayEnd.DONE else "请写明为什么。"
    summary.require_words(result=(result, asked))


def draft_words(opinion: Opinion) -> str:
    """What the voter has not been told yet: the result, and that of each way done since."""
    last = opinion.tellings.order_by("-id").first()
    done = opinion.dispositions.filter(is_main=False, state=DispositionState.DONE)
    if last is not None:
        done = done.filter(ended_at__gt=last.at)
    parts = [opinion.result, *done.values_list("result", flat=True)]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def open_ways(opinion: Opinion) -> list[Disposition]:
    return list(opinion.dispositions.filter(summary.WAYS_OPEN).select_related("unit"))


def may_end(opinion: Opinion, by: Seat) -> bool:
    """The station may enter the end of each further way; a unit of its own only."""
    return is_staff_of(by, opinion)
