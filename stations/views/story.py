"""How the opinion's page tells its story: step line, timeline, facts."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from core.display import cn_date, mask_name, mask_phone
from files.models import StoredFile
from liaison.models import Seat, Unit
from stations.choices import KEPT_ROUTES, OpinionState, Route
from stations.models import Disposition, Opinion, Reception, Submission
from stations.services.visitors import contact_of, wording_for
from stations.services.ways import open_ways
from stations.views.shared import timeline_of

_REACHED = {
    OpinionState.RECORDED: 1,
    OpinionState.ROUTED: 2,
    OpinionState.SUGGESTED: 2,
    OpinionState.HANDLED: 3,
    OpinionState.TOLD: 4,
    OpinionState.FOLDED: 2,
    OpinionState.WITHDRAWN: 4,
}


def steps_of(case: Opinion) -> list[dict[str, str]]:
    """登记 → 分办 → 办理 → 回复来访人; the step whose turn it is stands out."""
    now = _REACHED[OpinionState(case.state)]
    if case.state == OpinionState.TOLD and case.route in {Route.ON_SPOT, Route.NOT_TAKEN}:
        return [_step("登记", case.received_on, 0, 2), _step(_ending(case), case.told_on, 1, 2)]
    through = case.route == Route.SUGGESTION and case.state != OpinionState.ROUTED
    return [
        _step("登记", case.received_on, 0, now),
        _step("转为建议" if through else "分办", case.where if case.route else "", 1, now),
        _step("建议答复" if through else "办理", case.handled_on or _due(case, 2, now), 2, now),
        _step("回复来访人", case.told_on if now == 4 else _due(case, 3, now), 3, now),
    ]


def _step(label: str, note: dt.date | str | None, place: int, now: int) -> dict[str, str]:
    state = "done" if place < now else "now" if place == now else ""
    words = cn_date(note) if isinstance(note, dt.date) else note or ""
    return {"label": label, "note": words, "state": state}


def _ending(case: Opinion) -> str:
    return "当场答复" if case.route == Route.ON_SPOT else "告知去处"


def _due(case: Opinion, place: int, now: int) -> str:
    return f"{cn_date(case.due_on)}前" if place == now and case.due_on else ""


def events_of(case: Opinion, seat: Seat) -> list[dict[str, Any]]:
    """Newest first; who has left sees nothing that happened later."""
    rows = case.events.order_by("-at", "-id")
    until = _seen_until(case, seat)
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    said, shown = wording_for(seat, case), list(rows[:100])
    for row in shown:
        row.sentence, row.note = said(row.sentence), said(row.note)
    return timeline_of(shown)


def _seen_until(case: Opinion, seat: Seat) -> dt.date | None:
    """The last day of a unit that handled it once and no longer does."""
    parties = case.parties.filter(unit_id=seat.unit_id).values_list("until", flat=True)
    days = list(parties)
    if not days or None in days:
        return None
    return max(day for day in days if day is not None)


def facts_of(case: Opinion, said: Callable[[str], str]) -> list[dict[str, str]]:
    further = open_ways(case)
    rows = [
        ("编号", case.number),
        ("联络站", case.station.name),
        ("来源", f"{case.get_channel_display()}，{cn_date(case.received_on)}"),
        ("活动", case.activity.title if case.activity else ""),
        ("接待代表", "、".join(_names(case))),
        ("主题", _theme(case)),
        ("性质", case.get_nature_display()),
        ("涉及地点", said(case.place_text)),
        ("去向", _routes(case, further)),
        ("办理单位", _handlers(case, further)),
        ("退回次数", f"{case.bounced}次" if case.bounced else ""),
        ("满意度", case.get_satisfaction_display()),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _routes(case: Opinion, further: list[Disposition]) -> str:
    """The main way and each further one that is open: 转12345、报县级人大."""
    names = [case.get_route_display(), *(way.get_route_display() for way in further)]
    return "、".join(dict.fromkeys(name for name in names if name))


def _handlers(case: Opinion, further: list[Disposition]) -> str:
    ways = [(case.route, case.handler), *((way.route, way.unit) for way in further)]
    return "、".join(dict.fromkeys(name for name in (_handler(case, *way) for way in ways) if name))


def _handler(case: Opinion, route: str, unit: Unit | None) -> str:
    if route in KEPT_ROUTES:
        return f"{case.station.name}跟办" if route != Route.SUGGESTION else ""
    return unit.name if unit else ""


def _names(case: Opinion) -> list[str]:
    rows = case.parties.filter(part="received", deputy__isnull=False)
    return list(rows.values_list("deputy__name", flat=True))


def _theme(case: Opinion) -> str:
    if case.theme is None:
        return ""
    return f"{case.theme.parent.name} · {case.theme.name}" if case.theme.parent else case.theme.name


def sentence_of(case: Opinion) -> str:
    """Where it stands, whose turn it is and until when."""
    parts = [OpinionState(case.state).label]
    if case.turn and case.state != OpinionState.SUGGESTED:
        parts.append(f"轮到{case.turn}")
    if case.due_on:
        parts.append(f"{cn_date(case.due_on)}前")
    return "，".join(parts) + "。"


def result_title(case: Opinion) -> str:
    return {Route.NOT_TAKEN: "告知的去处", Route.ON_SPOT: "当场答复"}.get(
        Route(case.route) if case.route else Route.STATION, "办理结果"
    )


_OWED = {
    OpinionState.RECORDED: "分办",
    OpinionState.ROUTED: "办出结果",
    OpinionState.HANDLED: "回复您",
}


def where_of(case: Opinion) -> str:
    """For the voter's slip: who has it and by when something happens."""
    owed = _OWED.get(OpinionState(case.state))
    if case.due_on is None or owed is None:
        return case.where
    if not case.route:
        return f"{cn_date(case.due_on)}前{owed}"
    return f"{case.where}，{cn_date(case.due_on)}前{owed}"


def visitor_of(case: Opinion, *, sees_visit: bool) -> dict[str, str]:
    """Who spoke, as much as may be seen: a handling unit needs no phone, and no name at all of
    somebody who asked for secrecy."""
    who = contact_of(case)
    if not who.name and not who.phone:
        return {"name": "匿名来访人", "phone": ""}
    name = mask_name(who.name) or "没有留称呼"
    if not sees_visit:
        return {"name": "姓名不公开" if case.keep_secret else name, "phone": ""}
    return {"name": name, "phone": mask_phone(who.phone)}


def sees_reception(case: Opinion, seat: Seat) -> bool:
    """A handling unit sees the matter, not the visit nor the submission."""
    if case.reception_id is None:
        return Submission.objects.visible_to(seat).filter(opinion_id=case.pk).exists()
    return Reception.objects.visible_to(seat).filter(pk=case.reception_id or 0).exists()


def photos_of(case: Opinion) -> list[StoredFile]:
    return list(
        StoredFile.objects.filter(subject_type="opinion", subject_id=case.pk).order_by("id")[:20]
    )
