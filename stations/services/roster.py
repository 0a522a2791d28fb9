"""What people do to a reception day: publish it, move it, change it, call it off, explain it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from audit.services import Actor, name_of, perform, record, snapshot
from core.clock import now, today
from core.display import cn_date, cn_date_week, full_day
from core.problems import Conflict, Forbidden, Invalid
from deadlines import services as deadlines
from liaison.models import Deputy, Seat
from stations.choices import EXPLAIN_MISSED_DAY, NOTICE_RECEPTION_DAY, DutyState, RosterState
from stations.models import RosterDay, RosterDuty, RosterNotice, Station
from stations.notices import roster as notices
from stations.permissions.roster import may_plan_for
from stations.services import roster_base as base
from stations.services.assigning import require_able
from stations.services.summary import require_words
from stations.workflow.roster import ROSTER

MOST_DEPUTIES = 20


def publish(day: RosterDay, *, by: Seat, version: int | None = None) -> RosterDay:
    """公告: from now on the day is public, in words that are kept as they were read."""
    with perform(day, "notice", by=by, workflow=ROSTER, version=version) as deed:
        case: RosterDay = deed.case
        _require_coming(case)
        deadlines.close(case, NOTICE_RECEPTION_DAY.code)
        if case.asked_on is None:
            # Published earlier than the clock would have asked: the answers are owed from now.
            case.asked_on = today()
            base.ask_deputies(case)
        late = today() > case.notice_due_on
        words = f"发布公告：{base.when_and_where(case)}"
        note = f"比规定的{cn_date(case.notice_due_on)}晚" if late else ""
        _write_notice(case, by)
        event = base.happened(case, "notice", words, by=by, note=note)
        told = [duty.deputy_id for duty in base.receivers(case)]
        notices.told_deputies(case, event, heading="接待日已公告", deputies=told, by=by)
    return day


def move(
    day: RosterDay, *, by: Seat, held_on: dt.date, reason: str, version: int | None = None
) -> RosterDay:
    """改期: with the reason; the deputies answer anew, and a notice that is out is corrected."""
    require_words(reason=(reason, "请写明为什么改期。"))
    _require_date(held_on)
    with perform(day, "move", by=by, workflow=ROSTER, version=version, reason=reason) as deed:
        case: RosterDay = deed.case
        was = case.held_on
        if held_on == was:
            words = f"现在就在{cn_date(was)}，请另选日期。"
            raise Invalid(words, errors={"held_on": [words]})
        case.held_on, case.moved_why = held_on, reason.strip()[:120]
        case.is_edited, case.is_provisional, case.calendar_hint = True, False, ""
        case.notice_due_on = base.notice_due(held_on, case.congress_id)
        base.require_free(case)
        people = [duty.deputy for duty in base.receivers(case)]
        require_able(case, people, field="held_on", moved=True)
        words = f"从{cn_date(was)}改到{cn_date_week(held_on)}"
        event = base.happened(case, "move", words, by=by, note=reason)
        base.rearm(case, reason="接待日改期")
        _correct(case, by, f"原定{cn_date(was)}的接待日改期，原因：{reason.strip()}。")
        _tell(case, event, "接待日改期", by)
    return day


def change(
    day: RosterDay,
    *,
    by: Seat,
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
    place: str | None = None,
    version: int | None = None,
) -> RosterDay:
    """改时间地点: what is not given stays; a notice that is out is corrected."""
    with perform(day, "change", by=by, workflow=ROSTER, version=version) as deed:
        case: RosterDay = deed.case
        before = (case.starts_at, case.ends_at, base.place_of(case))
        case.starts_at = starts_at or case.starts_at
        case.ends_at = ends_at or case.ends_at
        case.place = case.place if place is None else place.strip()[:120]
        _require_hours(case)
        if before == (case.starts_at, case.ends_at, base.place_of(case)):
            raise Invalid("时间和地点都没有变，不用保存。")
        case.is_edited = True
        base.require_free(case)
        words = f"时间地点改为{base.when_and_where(case)}"
        event = base.happened(case, "change", words, by=by)
        _correct(case, by, "时间地点有变。")
        _tell(case, event, "接待日有变动", by)
    return day


def cancel(
    day: RosterDay,
    *,
    by: Seat,
    reason: str,
    version: int | None = None,
    tells_staff: bool = True,
) -> RosterDay:
    """取消: with the reason; a notice that is out is corrected.

    `tells_staff` False: they hear of what brought it about, once for all days.
    """
    require_words(reason=(reason, "请写明为什么取消。"))
    with perform(day, "cancel", by=by, workflow=ROSTER, version=version, reason=reason) as deed:
        case: RosterDay = deed.case
        case.cancel_reason, case.is_edited = reason.strip()[:200], True
        case.calendar_hint = ""
        deadlines.cancel_all(case, reason="接待日取消")
        if case.state == RosterState.NOTICED:
            words = f"更正：{_heading(case)}取消，原因：{case.cancel_reason}。"
            _write_notice(case, by, words)
        event = base.happened(case, "cancel", "取消接待日", by=by, note=reason)
        _tell(case, event, "接待日取消", by, staff=tells_staff)
    return day


def add_day(
    station: Station,
    *,
    by: Seat,
    held_on: dt.date,
    starts_at: dt.time,
    ends_at: dt.time,
    place: str = "",
    deputies: Iterable[Deputy] = (),
) -> RosterDay:
    """加一天: outside the pattern; planning the year again leaves it alone."""
    if not may_plan_for(by, station):
        raise Forbidden("您的岗位不能排这个站的接待日，请找本站、乡镇人大主席团或代工委。")
    _require_date(held_on)
    with transaction.atomic():
        locked = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
        if locked.closed_on is not None:
            raise Conflict(f"「{station.name}」已经撤销，不能再排接待日。")
        day = RosterDay(
            station=station,
            planned_on=held_on,
            held_on=held_on,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place.strip()[:120],
            is_edited=True,
            notice_due_on=base.notice_due(held_on, station.congress_id),
            updated_by_name=name_of(by),
            **station.scope(),
        )
        _require_hours(day)
        base.require_free(day)
        day.save()
        _put(day, list(deputies))
        base.happened(day, "add", f"加了接待日：{base.when_and_where(day)}", by=by)
        if base.asks_now(day):
            base.ask(day)
            day.save(update_fields=["asked_on"])
        record("roster.add", by=by, label="加接待日", subject=day, after=snapshot(day))
    return day


def assign(
    day: RosterDay, *, by: Seat, deputies: Iterable[Deputy], version: int | None = None
) -> RosterDay:
    """调整代表: exactly these receive; who was on leave stays on record."""
    wanted = list(dict.fromkeys(deputies))
    if not 1 <= len(wanted) <= MOST_DEPUTIES:
        words = f"请选1到{MOST_DEPUTIES}位代表。"
        raise Invalid(words, errors={"deputies": [words]})
    with perform(day, "assign", by=by, workflow=ROSTER, version=version) as deed:
        case: RosterDay = deed.case
        there = {duty.deputy_id: duty for duty in base.receivers(case)}
        out = [duty for pk, duty in there.items() if pk not in {one.pk for one in wanted}]
        new = [one for one in wanted if one.pk not in there]
        if not out and not new:
            raise Invalid("名单没有变，不用保存。")
        _take_off(case, out)
        _put(case, new)
        case.is_edited = True
        if case.asked_on:
            for deputy in new:
                base.ask_deputy(case, deputy)
        words = f"接待代表调整为{base.names(base.receivers(case))}"
        event = base.happened(case, "assign", words, by=by)
        _correct(case, by, "接待代表有调整。")
        told = [one.pk for one in new] + [duty.deputy_id for duty in out]
        if case.asked_on:
            notices.told_deputies(case, event, heading="接待安排有调整", deputies=told, by=by)
    return day


def explain(day: RosterDay, *, by: Seat, reason: str, version: int | None = None) -> RosterDay:
    """说明原因: why a day went by without a reception."""
    require_words(reason=(reason, "请写明为什么没有接待。"))
    with perform(day, "explain", by=by, workflow=ROSTER, version=version, reason=reason) as deed:
        case: RosterDay = deed.case
        case.missed_why = reason.strip()[:300]
        deadlines.close(case, EXPLAIN_MISSED_DAY.code)
        base.happened(case, "explain", "说明了未接待的原因", by=by, note=reason)
    return day


def correct(day: RosterDay, by: Actor, what: str) -> None:
    """For deeds on duties: a notice that is out is published again under the next number."""
    _correct(day, by, what)


def _correct(case: RosterDay, by: Actor, what: str) -> None:
    if case.state == RosterState.NOTICED:
        _write_notice(case, by, f"更正：{what}{notice_words(case)}")


def _write_notice(case: RosterDay, by: Actor, words: str = "") -> None:
    case.notice_number += 1
    case.noticed_at = now()
    RosterNotice.objects.create(
        day=case,
        number=case.notice_number,
        words=words or notice_words(case),
        by_name=name_of(by),
    )


def notice_words(day: RosterDay) -> str:
    """The notice as a passer-by reads it on the door: when, where, whom."""
    where = base.place_of(day)
    place = f"在{where}" if where else ""
    people = base.names(base.receivers(day))
    return (
        f"{_heading(day)}{base.hours(day)}{place}接待群众。"
        f"接待代表：{people or '待定'}。欢迎前来反映意见和建议。"
    )


def _heading(day: RosterDay) -> str:
    return f"{day.station.name}{_full(day.held_on)}"


def _full(day: dt.date) -> str:
    """A poster outlives the year: it always names it."""
    return f"{full_day(day)}（星期{'一二三四五六日'[day.weekday()]}）"


def _tell(case: RosterDay, event: Any, heading: str, by: Seat, *, staff: bool = True) -> None:
    """Before anybody was asked there is nobody to tell."""
    told = [duty.deputy_id for duty in base.receivers(case)]
    if case.asked_on or case.state == RosterState.NOTICED:
        notices.told_deputies(case, event, heading=heading, deputies=told, by=by)
    if staff and by.unit_id != case.station.kept_by_id:
        notices.told_staff(case, event, heading=heading, by=by)


def _put(day: RosterDay, deputies: list[Deputy]) -> None:
    require_able(day, deputies)
    away = set(day.duties.filter(state=DutyState.ON_LEAVE).values_list("deputy_id", flat=True))
    back = [one for one in deputies if one.pk in away]
    if back:
        words = f"{'、'.join(one.name for one in back)}这一天请了假，请另选代表。"
        raise Invalid(words, errors={"deputies": [words]})
    RosterDuty.objects.bulk_create(RosterDuty(day=day, deputy=one) for one in deputies)


def _take_off(case: RosterDay, duties: list[RosterDuty]) -> None:
    for duty in duties:
        base.excused(case, duty.deputy, "接待代表调整")
        duty.delete()


def _require_date(held_on: dt.date) -> None:
    if held_on < today():
        words = "日期在今天以前，请选今天或以后的日期。"
    elif held_on.year > today().year + 2:
        words = "日期太远了，请核对年份。"
    else:
        return
    raise Invalid(words, errors={"held_on": [words]})


def _require_hours(day: RosterDay) -> None:
    if day.ends_at <= day.starts_at:
        words = "结束时间要晚于开始时间。"
        raise Invalid(words, errors={"ends_at": [words]})


def _require_coming(case: RosterDay) -> None:
    if case.held_on < today():
        raise Conflict("这一天已经过去了，不用再公告；有接待的请补录。")
