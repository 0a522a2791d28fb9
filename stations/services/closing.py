"""撤销联络站 without a merge: what has to be done before, what ends with it, all at once."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from audit.services import record
from core.clock import today
from core.display import cn_date
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.models import Seat
from liaison.services.carrying import end_seats
from liaison.services.units import close_unit
from stations.choices import ActivityState, RosterState
from stations.models import Activity, Reception, RosterDay, RosterDuty, Station
from stations.notices import closing as notices
from stations.permissions.registry import may_close
from stations.services import codes, merge_plan, parents, patterns, roster, stars
from stations.services.kinds import hold_registry
from stations.services.merging import lock_cases, lock_stations, undisturbed
from stations.services.registry import detach
from stations.services.summary import deed_day, require_words

# The answer "under none" to the question where the stations below go.
NO_PARENT = "none"


@dataclass(frozen=True)
class Ending:
    """One kind of thing that ends with the station: how many, and what happens to them."""

    code: str
    label: str
    count: int
    unit: str
    words: str


@dataclass(frozen=True)
class ClosingPlan:
    """What the office reads before: `left` keeps the station open, `endings` go with it."""

    station: Station
    left: list[dict[str, Any]]
    endings: list[Ending]
    children: list[Station]
    nearby: list[Station]


def close_station(
    station: Station,
    *,
    by: Seat,
    on: dt.date | None = None,
    reason: str,
    children_to: Station | str | None = None,
) -> Station:
    """撤销: no more receptions from that day; what it recorded stays readable.

    Refused while anything there waits for somebody: a merge hands it on, a closing drops nothing.
    """
    if not may_close(by, station):
        raise Forbidden("撤销联络站由本县代工委办理，请联系代工委。")
    require_words(reason=(reason, "请写明撤销的依据，例如会议或文件。"))
    day = deed_day(on, not_before=station.opened_on)
    return undisturbed(lambda: _close(station, by, day, reason.strip()[:300], children_to))


def preview(station: Station, day: dt.date | None = None) -> ClosingPlan:
    """撤销预览: what keeps it open, and with numbers what would end."""
    return ClosingPlan(
        station,
        open_work(station, day),
        [ending for ending in _endings(station, day or today()) if ending.count],
        list(parents.open_children(station)),
        codes.nearby(station),
    )


def open_work(station: Station, day: dt.date | None = None) -> list[dict[str, Any]]:
    """What keeps a station from being closed, each with its address; names no voter."""
    return [
        {"kind": part.label, **{name: row.get(name, "") for name in ("label", "note", "url")}}
        for part in merge_plan.open_parts(station)
        for row in part.rows
    ] + _unrecorded(station, day or today())


def _unrecorded(station: Station, day: dt.date) -> list[dict[str, Any]]:
    """Reception days gone by of which nobody wrote down what happened, or why nothing did."""
    rows = RosterDay.objects.filter(station=station, held_on__lt=day)
    late = rows.filter(state__in=merge_plan.COMING) | rows.filter(
        state=RosterState.MISSED, missed_why=""
    )
    return [
        {
            "kind": "没登记的接待日",
            "label": f"{cn_date(row.held_on)}接待日",
            "note": "请说明原因或补录" if row.state == RosterState.MISSED else "请补录接待",
            "url": f"/roster/{row.pk}/",
        }
        for row in late.order_by("held_on", "id")
    ]


def _endings(station: Station, day: dt.date) -> list[Ending]:
    days = coming_days(station, day)
    announced = days.filter(state=RosterState.NOTICED).count()
    told = RosterDuty.objects.filter(day__in=days).values("deputy").distinct().count()
    planned = days.count() - announced
    waiting = merge_plan.applications_of(station)
    return [
        Ending(
            "noticed",
            "已公告的接待日",
            announced,
            "天",
            "取消并更正公告，通知当班代表，日历订阅里显示已取消。",
        ),
        Ending("planned", "还没公告的接待日", planned, "天", "取消，不再公告。"),
        Ending("duty", "排了班的代表", told, "人", "已经问过的都会收到取消通知。"),
        Ending(
            "pattern",
            "接待日规则",
            merge_plan.patterns_of(station).count(),
            "条",
            "停用，以后不再排。",
        ),
        Ending(
            "deputy",
            "进站代表",
            merge_plan.attachments_of(station).count(),
            "人",
            "当天离站，请另外安排进站。",
        ),
        Ending(
            "seat",
            "工作人员岗位",
            merge_plan.seats_of(station).count(),
            "个",
            "当天停用，以前办的记录照样署名。",
        ),
        Ending(
            "code",
            "二维码",
            merge_plan.codes_of(station).count(),
            "个",
            "停用，不再收来件；扫了看到撤销说明和附近的站。",
        ),
        Ending("star", "没评定的星级申报", waiting.count(), "份", "撤回，不再评定。"),
    ]


def coming_days(station: Station, day: dt.date) -> Any:
    """Those that the station does not live to see."""
    return RosterDay.objects.filter(station=station, state__in=merge_plan.COMING, held_on__gte=day)


def _close(
    station: Station, by: Seat, day: dt.date, reason: str, children_to: Station | str | None
) -> Station:
    hold_registry(station.congress_id)
    locked = lock_stations(station.pk)[station.pk]
    if locked.closed_on is not None:
        raise Conflict(f"「{locked.name}」已经撤销，不用再办。")
    _require_nothing_open(locked, day)
    _require_nothing_since(locked, day)
    _move_children(locked, day, children_to)
    lock_cases(coming_days(locked, day))
    ended = _end(locked, by, day, reason)
    _require_no_duty(locked)
    close_unit(locked.unit, on=day, by=by, reason=reason)
    locked.closed_on = day
    locked.save(update_fields=["closed_on"])
    record(
        "station.close",
        by=by,
        label="撤销联络站",
        subject=locked,
        after={"closed_on": day.isoformat(), "ended": ended},
        reason=reason,
    )
    return locked


def _end(station: Station, by: Seat, day: dt.date, reason: str) -> dict[str, int]:
    """Each by its own deed, so that whoever counts on it is told as always."""
    why = f"{station.name}撤销"
    days = list(coming_days(station, day).order_by("held_on", "id"))
    rules = list(merge_plan.patterns_of(station))
    people = list(merge_plan.attachments_of(station).select_related("deputy"))
    walls = list(merge_plan.codes_of(station))
    notices.closed(station, on=day, reason=reason, by=by, deputies=people)
    for case in merge_plan.applications_of(station).order_by("pk"):
        stars.withdraw_with_station(case, by=by, why="本站撤销")
    for one in days:
        roster.cancel(one, by=by, reason=why, tells_staff=False)
    for rule in rules:
        patterns.end_pattern(rule, by=by, until=day)
    for row in people:
        detach(station, row.deputy, by=by, until=day)
    for code in walls:
        codes.revoke_code(code, by=by, reason=why)
    seats = end_seats(station.unit, on=day, by=by, reason=why)
    return {
        "days": len(days),
        "patterns": len(rules),
        "deputies": len(people),
        "codes": len(walls),
        "seats": len(seats),
    }


def _require_nothing_open(station: Station, day: dt.date) -> None:
    left = open_work(station, day)
    if left:
        counts = Counter(row["kind"] for row in left)
        words = "、".join(f"{kind}{count}项" for kind, count in counts.items())
        words = f"「{station.name}」还有{words}，不能撤销。请先办完，或者改用「合并」交给另一个站。"
        raise Conflict(words, errors={"on": [words]}, open=left)


def _require_no_duty(station: Station) -> None:
    """Whatever else its staff owe: nobody would be left to do it."""
    duties = Deadline.objects.open().filter(owner_unit_id=station.unit_id)
    if count := duties.count():
        words = (
            f"「{station.name}」还有{count}项期限没有办完，不能撤销。"
            "请先办完，或者改用「合并」交给另一个站。"
        )
        raise Conflict(words, errors={"on": [words]})


def _require_nothing_since(station: Station, day: dt.date) -> None:
    """It cannot have been gone on a day on which it received people."""
    last = max(
        Reception.objects.filter(station=station, held_on__gt=day).values_list(
            "held_on", flat=True
        ),
        default=None,
    )
    held = Activity.objects.filter(station=station, held_on__gt=day)
    for on in held.exclude(state=ActivityState.CANCELLED).values_list("held_on", flat=True):
        last = max(last or on, on)
    if last is not None:
        words = f"{cn_date(last)}这个站还有接待或活动，撤销日期不能早于这一天。"
        raise Invalid(words, errors={"on": [words]})


def _move_children(station: Station, day: dt.date, to: Station | str | None) -> None:
    """No open station stays under one that is closed: the office says where each goes."""
    rows = list(parents.open_children(station).select_for_update(of=("self",), nowait=True))
    if not rows:
        return
    if to is None or (isinstance(to, str) and to != NO_PARENT):
        words = f"下面还有{len(rows)}个站，请选它们以后的上级站，或者选不再设上级站。"
        raise Invalid(words, errors={"children_to": [words]})
    heir = to if isinstance(to, Station) else None
    parents.require_parent(station, heir, station.county_id, field="children_to")
    for child in rows:
        parents.put_under(child, heir, on=day)
