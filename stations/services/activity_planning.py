"""An activity is planned, its people are asked, and everybody hears of it in time."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit.services import perform, record, snapshot
from core.clock import now, today
from core.display import cn_date_week
from core.problems import Conflict, Forbidden, Invalid
from core.text import normal_name
from liaison.models import Deputy, Seat, Unit
from liaison.services.history import signed
from stations.choices import ActivityKind, AttendeeRole
from stations.models import Activity, ActivityEvent, AgendaItem, Attendee, Station, Theme
from stations.notices import activities as notices
from stations.permissions.activities import may_plan
from stations.services import numbers
from stations.workflow.activities import ACTIVITY

# 第一议题: study of theory, law and meeting spirit opens every activity unless the station
# takes it out.
FIRST_ITEM = "第一议题：学习党的创新理论和宪法法律"
MOST_ITEMS = 20
MOST_PEOPLE = 200


@dataclass(frozen=True)
class Guest:
    """Somebody who comes and is no deputy: an expert, a department, staff."""

    role: str
    name: str
    post: str = ""
    unit: Unit | None = None


def plan_activity(
    *,
    by: Seat,
    station: Station,
    kind: str,
    title: str,
    held_on: dt.date,
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
    place: str = "",
    purpose: str = "",
    theme: Theme | None = None,
    agenda: Sequence[str] = (),
    with_first_item: bool = True,
    deputies: Iterable[Deputy] = (),
    guests: Iterable[Guest] = (),
) -> Activity:
    """筹备: what, when, where, what for, in which order, and who is asked to come."""
    if not may_plan(by, station):
        raise Forbidden("活动由本站、乡镇人大主席团或代工委登记，请换到有权登记的岗位。")
    _require_plan(kind, title, starts_at, ends_at)
    with transaction.atomic():
        # A merge that goes on would not see the new row.
        station = numbers.lock(station)
        if station.closed_on is not None:
            raise Conflict(f"「{station.name}」已经撤销，不能再登记活动，请选接续的联络站。")
        activity = Activity.objects.create(
            station=station,
            kind=kind,
            title=title.strip(),
            held_on=held_on,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place.strip() or station.address,
            purpose=purpose.strip(),
            theme=theme,
            made_by_name=by.person_name,
            **station.scope(),
        )
        _write_agenda(activity, agenda, with_first_item=with_first_item)
        _ask(activity, deputies, guests)
        happened(activity, "plan", f"登记了活动，定在{cn_date_week(held_on)}", by=by)
        record("activity.plan", by=by, label="登记活动", subject=activity, after=snapshot(activity))
    return activity


def change_activity(
    activity: Activity,
    *,
    by: Seat,
    version: int | None = None,
    agenda: Sequence[str] | None = None,
    with_first_item: bool = True,
    **details: Any,
) -> Activity:
    """修改: whoever was told already hears what changed."""
    known = ("title", "held_on", "starts_at", "ends_at", "place", "purpose", "theme")
    given = {name: details[name] for name in known if name in details}
    with perform(activity, "change", by=by, workflow=ACTIVITY, version=version) as deed:
        case: Activity = deed.case
        before = (case.held_on, case.starts_at, case.place)
        for name, value in given.items():
            setattr(case, name, value.strip() if isinstance(value, str) else value)
        _require_plan(case.kind, case.title, case.starts_at, case.ends_at)
        if agenda is not None:
            _rewrite_agenda(case, agenda, with_first_item=with_first_item)
        moved = before != (case.held_on, case.starts_at, case.place)
        words = f"改在{when_and_where(case)}" if moved else "修改了活动安排"
        event = happened(case, "change", words, by=by)
        if moved and case.noticed_at is not None:
            notices.told_people(case, event, heading="活动有变动", by=by)
    return activity


def invite(
    activity: Activity,
    *,
    by: Seat,
    deputies: Iterable[Deputy] = (),
    guests: Iterable[Guest] = (),
    version: int | None = None,
) -> list[Attendee]:
    """请人参加: once the notice is out, whoever is added hears at once."""
    with perform(activity, "invite", by=by, workflow=ACTIVITY, version=version) as deed:
        case: Activity = deed.case
        added = _ask(case, deputies, guests)
        if not added:
            words = "选的人都已在名单里，请另选。"
            raise Invalid(words, errors={"deputies": [words]})
        names = "、".join(row.name for row in added)
        event = happened(case, "invite", f"请{names}参加"[:300], by=by)
        if case.noticed_at is not None:
            notices.told_people(case, event, heading="请您参加活动", by=by, only=added)
    return added


def take_out(
    activity: Activity, attendee: Attendee, *, by: Seat, version: int | None = None
) -> Activity:
    """从名单去掉: before it is held; afterwards the record stays."""
    with perform(activity, "take_out", by=by, workflow=ACTIVITY, version=version) as deed:
        row = Attendee.objects.filter(activity=deed.case, pk=attendee.pk).first()
        if row is None:
            raise Conflict("名单里已经没有这个人，请刷新后再看。")
        event = happened(deed.case, "take_out", f"{row.name}不参加", by=by)
        if deed.case.noticed_at is not None:
            notices.told_people(deed.case, event, heading="活动名单有变动", by=by, only=[row])
        row.delete()
    return activity


def send_notice(activity: Activity, *, by: Seat, version: int | None = None) -> Activity:
    """通知: deputies and departments hear when and where; three days before is the custom."""
    with perform(activity, "notice", by=by, workflow=ACTIVITY, version=version) as deed:
        case: Activity = deed.case
        if not case.attendees.exists():
            raise Conflict("名单里还没有人，请先选参加人员再通知。")
        case.noticed_at = now()
        event = happened(case, "notice", f"通知参加人员：{when_and_where(case)}", by=by)
        notices.told_people(case, event, heading="请您参加活动", by=by)
    return activity


def cancel_activity(
    activity: Activity, *, by: Seat, reason: str, version: int | None = None
) -> Activity:
    """取消: with the reason, told to everybody who was asked."""
    require(reason=(reason, "请写明为什么取消。"))
    with perform(
        activity, "cancel", by=by, workflow=ACTIVITY, version=version, reason=reason
    ) as deed:
        case: Activity = deed.case
        case.cancel_reason = reason.strip()[:200]
        event = happened(case, "cancel", "活动取消", by=by, note=reason.strip())
        if case.noticed_at is not None:
            notices.told_people(case, event, heading="活动取消", by=by)
    return activity


def when_and_where(activity: Activity) -> str:
    hour = f"{activity.starts_at:%H:%M}" if activity.starts_at else ""
    return f"{cn_date_week(activity.held_on)}{hour}，{activity.place}"


def is_late_notice(activity: Activity) -> bool:
    """Fewer than three days before: a hint for the page, not a wall."""
    return today() > activity.held_on - dt.timedelta(days=3)


def happened(
    activity: Activity, code: str, sentence: str, *, by: Seat, note: str = ""
) -> ActivityEvent:
    """One sentence for the timeline, in the deed's own transaction."""
    return ActivityEvent.objects.create(
        activity=activity,
        code=code,
        sentence=sentence[:300],
        note=note,
        **signed(by),
    )


def require(**fields: tuple[str, str]) -> None:
    errors = {name: [words] for name, (value, words) in fields.items() if not value.strip()}
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)


def _require_plan(
    kind: str, title: str, starts_at: dt.time | None, ends_at: dt.time | None
) -> None:
    errors: dict[str, list[str]] = {}
    if kind not in ActivityKind.values:
        errors["kind"] = ["没有这个种类，请重选。"]
    if not title.strip():
        errors["title"] = ["请填写活动名称。"]
    if starts_at and ends_at and ends_at <= starts_at:
        errors["ends_at"] = ["结束时间要晚于开始时间，请核对。"]
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)


def _write_agenda(activity: Activity, titles: Sequence[str], *, with_first_item: bool) -> None:
    items = [title.strip() for title in titles if title.strip()]
    if len(items) > MOST_ITEMS:
        words = f"议程最多{MOST_ITEMS}项，请合并几项。"
        raise Invalid(words, errors={"agenda": [words]})
    # Whoever typed the first item by hand does not get a second one.
    own = bool(items) and items[0].startswith("第一议题")
    if with_first_item and not own:
        items.insert(0, FIRST_ITEM)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            activity=activity,
            order=number,
            title=title[:120],
            is_first_item=number == 1 and (with_first_item or own),
        )
        for number, title in enumerate(items, 1)
    )


def _rewrite_agenda(activity: Activity, titles: Sequence[str], *, with_first_item: bool) -> None:
    """What was minuted under an item that keeps its title stays."""
    minutes = {item.title: item.minutes for item in activity.agenda.all() if item.minutes}
    activity.agenda.all().delete()
    _write_agenda(activity, titles, with_first_item=with_first_item)
    for item in activity.agenda.filter(title__in=minutes):
        item.minutes = minutes[item.title]
        item.save(update_fields=["minutes"])


def _ask(activity: Activity, deputies: Iterable[Deputy], guests: Iterable[Guest]) -> list[Attendee]:
    there = set(activity.attendees.values_list("deputy_id", flat=True))
    rows = [
        Attendee(
            activity=activity,
            role=AttendeeRole.DEPUTY,
            deputy=deputy,
            name=deputy.name,
            post=deputy.work[:120],
        )
        for deputy in dict.fromkeys(deputies)
        if deputy.pk not in there
    ]
    rows += [_guest(activity, guest) for guest in guests]
    if activity.attendees.count() + len(rows) > MOST_PEOPLE:
        words = f"名单最多{MOST_PEOPLE}人，群众请只填人数。"
        raise Invalid(words, errors={"deputies": [words]})
    return Attendee.objects.bulk_create(rows)


def _guest(activity: Activity, guest: Guest) -> Attendee:
    if guest.role not in {AttendeeRole.EXPERT, AttendeeRole.DEPARTMENT, AttendeeRole.STAFF}:
        words = "请选身份：专家、部门或工作人员。"
        raise Invalid(words, errors={"role": [words]})
    name = normal_name(guest.name) or (guest.unit.short_name if guest.unit else "")
    if not name:
        words = "请填写姓名，或选单位。"
        raise Invalid(words, errors={"name": [words]})
    return Attendee(
        activity=activity,
        role=guest.role,
        unit=guest.unit,
        name=name,
        post=guest.post.strip()[:120],
    )
