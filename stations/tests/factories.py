"""Stations, receptions and opinions in any state, for the tests of this app and of those above.

Rows are written directly, so that a test can begin in the middle of a story; the figures that
belong to a state (handler, result, days) come with it.
"""

import datetime as dt
import itertools
from typing import Any

from core.clock import now, today
from core.text import grams
from deadlines.models import Deadline
from liaison.models import Deputy, Unit
from liaison.tests.factories import County
from stations.choices import (
    ActivityKind,
    ActivityState,
    AttendeeRole,
    Channel,
    OpinionPart,
    OpinionState,
    Route,
    StarState,
)
from stations.models import (
    Activity,
    Checklist,
    Opinion,
    OpinionEvent,
    OpinionGrams,
    OpinionParty,
    Reception,
    ReceptionDeputy,
    StarApplication,
    Station,
    StationDeputy,
    StationKind,
)

_numbers = itertools.count(1)
_WORDS = [
    "上坪村三组的通组路塌方半个月了没人修，孩子上学要绕行四公里",
    "自来水一到下雨就浑，烧开了锅底一层黄泥",
    "校门口晚上没有路灯，接孩子的人看不清台阶",
    "养老助餐点十一点就关门，上坡下坡的老人赶不上",
    "河边的垃圾堆了两个月，天热起来味道很大",
]


def make_station(county: County, number: int = 0, **kw: Any) -> Station:
    """The registry row of one of the county's station units; its deputies are attached."""
    unit = county.stations[number]
    serial = next(_numbers)
    kw.setdefault("code", f"ZD{serial % 10_000:04d}")
    kind = kw.pop("kind", "central")
    if isinstance(kind, str):
        kind = StationKind.objects.get(congress=None, code=kind)
    kw.setdefault("opened_on", today() - dt.timedelta(days=900))
    station = Station.objects.create(unit=unit, name=unit.name, kind=kind, **unit.scope(), **kw)
    for deputy in county.deputies[number * 2 : number * 2 + 2]:
        attach(station, deputy)
    return station


def attach(station: Station, deputy: Deputy, **kw: Any) -> StationDeputy:
    kw.setdefault("since", station.opened_on)
    return StationDeputy.objects.create(station=station, deputy=deputy, **kw)


def make_reception(station: Station, *, deputies: Any = (), **kw: Any) -> Reception:
    """One visit today by 扶国强, received by `deputies` or else the station's first one."""
    serial = next(_numbers)
    kw.setdefault("number", f"{station.code}-{today().year}-{serial % 10_000:04d}")
    kw.setdefault("channel", Channel.RECEPTION_DAY)
    kw.setdefault("held_on", today())
    if not kw.get("is_anonymous") and not kw.get("no_visitor"):
        kw.setdefault("visitor_name", "扶国强")
        kw.setdefault("visitor_phone", f"1387350{serial % 10_000:04d}")
    kw.setdefault("recorded_by_name", "郭晓兰")
    reception = Reception.objects.create(station=station, **station.scope(), **kw)
    receivers = list(deputies) or [row.deputy for row in station.attachments.all()[:1]]
    for deputy in receivers:
        ReceptionDeputy.objects.create(
            reception=reception, deputy=deputy, mandate_label="县人大代表"
        )
    return reception


def make_opinion(
    station: Station,
    state: str = OpinionState.RECORDED,
    *,
    reception: Reception | None = None,
    handler: Unit | None = None,
    words: str = "",
    **kw: Any,
) -> Opinion:
    """An opinion in the state, with handler, result, days and parties that fit it."""
    serial = next(_numbers)
    reception = reception or make_reception(station)
    words = words or f"{_WORDS[serial % len(_WORDS)]}（第{serial}件）。"
    kw.setdefault("number", f"{station.code}-{today():%Y%m%d}-{serial % 10_000:02d}")
    kw.setdefault("channel", reception.channel)
    kw.setdefault("received_on", reception.held_on)
    kw.setdefault("title", words[:24])
    if state == OpinionState.FOLDED:
        kw.setdefault("folded_into", make_opinion(station))
    for name, value in _fitting(state, handler).items():
        kw.setdefault(name, value)
    opinion = Opinion.objects.create(
        station=station,
        origin=station,
        reception=reception,
        raw_text=words,
        state=state,
        **station.scope(),
        **kw,
    )
    OpinionGrams.objects.create(opinion=opinion, grams=grams(opinion.title + opinion.raw_text))
    OpinionEvent.objects.create(
        opinion=opinion,
        at=now(),
        code="record",
        sentence="登记了意见",
        by_name=reception.recorded_by_name,
        by_unit=station.name,
    )
    for row in reception.receivers.all():
        add_party(opinion, OpinionPart.RECEIVED, deputy=row.deputy)
    if handler is not None:
        opinion.dispositions.create(
            route=opinion.route, unit=handler, by_name=reception.recorded_by_name
        )
        add_party(opinion, OpinionPart.HANDLER, unit=handler)
    return opinion


def _fitting(state: str, handler: Unit | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if state not in {OpinionState.RECORDED, OpinionState.FOLDED, OpinionState.WITHDRAWN}:
        fields |= {"route": Route.TOWNSHIP if handler else Route.STATION, "handler": handler}
    if state == OpinionState.SUGGESTED:
        fields |= {"route": Route.SUGGESTION, "handler": None}
    if state in {OpinionState.HANDLED, OpinionState.TOLD}:
        fields |= {"result": "已经修好，当天恢复通行。", "handled_on": today()}
    if state == OpinionState.TOLD:
        fields |= {"told_on": today(), "satisfaction": "satisfied"}
    return fields


def add_party(opinion: Opinion, part: str, **whom: Any) -> OpinionParty:
    unit = whom.get("unit")
    return OpinionParty.objects.create(
        opinion=opinion,
        part=part,
        since=opinion.received_on,
        government=unit.government if unit else None,
        **whom,
    )


def open_kinds(opinion: Opinion) -> set[str]:
    """Which duties run on it now."""
    rows = Deadline.objects.open().filter(subject_type="opinion", subject_id=opinion.pk)
    return set(rows.values_list("kind", flat=True))


def make_star(station: Station, state: str = StarState.DRAFT, **kw: Any) -> StarApplication:
    """This year's application of the station, with a row for each item of the default standard."""
    kw.setdefault("year", today().year)
    kw.setdefault("statement", "全年接待两百次。")
    if state == StarState.GRANTED:
        kw |= {"granted": 4, "decided_on": today()}
    checklist = Checklist.objects.get(congress=None)
    case = StarApplication.objects.create(
        station=station, checklist=checklist, asked=4, state=state, **station.scope(), **kw
    )
    for item in checklist.items.all():
        case.evidence.create(item=item)
    return case


def make_activity(
    station: Station, state: str = ActivityState.PLANNED, *, deputies: Any = (), **kw: Any
) -> Activity:
    """An activity of today with its agenda and people, told about unless it is only planned."""
    kw.setdefault("kind", ActivityKind.SEMINAR)
    kw.setdefault("title", "夏季用水座谈")
    kw.setdefault("held_on", today())
    if state == ActivityState.CLOSED:
        kw.setdefault("summary", "谈了用水，定了错峰放水。")
    if state == ActivityState.CANCELLED:
        kw.setdefault("cancel_reason", "下大雨")
    if state != ActivityState.PLANNED:
        kw.setdefault("noticed_at", now())
    activity = Activity.objects.create(station=station, state=state, **station.scope(), **kw)
    activity.agenda.create(order=1, title="第一议题：学习监督法", is_first_item=True)
    for deputy in deputies:
        activity.attendees.create(role=AttendeeRole.DEPUTY, deputy=deputy, name=deputy.name)
    return activity
