"""How a station repeats its reception day: a pattern is made, changed, ended."""

import datetime as dt
from typing import Any

from django.db import transaction

from audit.services import record, snapshot
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.models import Seat
from stations.calendar import LAST, Planned, describe, upcoming
from stations.choices import PatternKind
from stations.models import RosterPattern, Station
from stations.permissions.roster import may_plan_for
from stations.services import numbers
from stations.services.roster_base import calendar_for

SHOWN = 12
MOST_DEPUTIES = 20
FIELDS = (
    *("kind", "weekday", "nth", "days", "months", "by_lunar", "starts_at", "ends_at", "place"),
    *("moves_on_holiday", "moves_on_weekend", "deputies_per_day", "since", "until"),
)


def draft(station: Station, **details: Any) -> RosterPattern:
    """The pattern as it would be saved, checked; for a look at its next days as well."""
    given = {name: details[name] for name in FIELDS if name in details}
    given.setdefault("since", today())
    return _checked(RosterPattern(station=station, **given))


def preview(pattern: RosterPattern) -> list[Planned]:
    """The next twelve days, with what moves and why."""
    after = max(today(), pattern.since)
    return upcoming([pattern], after, SHOWN, calendar_for(pattern.station))


def add_pattern(station: Station, *, by: Seat, **details: Any) -> RosterPattern:
    _require_planner(by, station)
    with transaction.atomic():
        # A merge that goes on would not see the new row.
        station = numbers.lock(station)
        if station.closed_on is not None:
            raise Conflict(f"「{station.name}」已经撤销，不能再排接待日。")
        pattern = draft(station, **details)
        pattern.save()
        _record(pattern, "add", "设接待日规则", by, {})
    return pattern


def change_pattern(pattern: RosterPattern, *, by: Seat, **details: Any) -> RosterPattern:
    """The days that were planned stay until the year is planned again."""
    _require_planner(by, pattern.station)
    with transaction.atomic():
        row = RosterPattern.objects.select_for_update().get(pk=pattern.pk)
        before = snapshot(row)
        for name in FIELDS:
            if name in details:
                setattr(row, name, details[name])
        _checked(row).save()
        _record(row, "change", "改接待日规则", by, before)
    return row


def end_pattern(pattern: RosterPattern, *, by: Seat, until: dt.date | None = None) -> RosterPattern:
    """停用: the days after it fall away when the year is planned again."""
    _require_planner(by, pattern.station)
    with transaction.atomic():
        row = RosterPattern.objects.select_for_update().get(pk=pattern.pk)
        before = snapshot(row)
        row.until = max(until or today(), row.since)
        row.save(update_fields=["until"])
        _record(row, "end", "停用接待日规则", by, before)
    return row


def _record(
    pattern: RosterPattern, code: str, label: str, by: Seat, before: dict[str, Any]
) -> None:
    record(
        f"roster.pattern_{code}",
        by=by,
        label=label,
        subject=pattern.station,
        before=before,
        after=snapshot(pattern) | {"words": describe(pattern)},
    )


def _require_planner(by: Seat, station: Station) -> None:
    if not may_plan_for(by, station):
        raise Forbidden("您的岗位不能排这个站的接待日，请找本站、乡镇人大主席团或代工委。")


def _checked(pattern: RosterPattern) -> RosterPattern:
    """Only what its kind asks for stays; what it lacks is said beside its field."""
    errors = _KIND_ERRORS[_kind(pattern)](pattern)
    if pattern.months and not set(pattern.months) <= set(range(1, 13)):
        errors["months"] = "月份填1到12。"
    if pattern.ends_at <= pattern.starts_at:
        errors["ends_at"] = "结束时间要晚于开始时间。"
    if not 1 <= pattern.deputies_per_day <= MOST_DEPUTIES:
        errors["deputies_per_day"] = f"每次代表人数填1到{MOST_DEPUTIES}。"
    if pattern.until is not None and pattern.until < pattern.since:
        errors["until"] = "停用日期不能早于起用日期。"
    if errors:
        raise Invalid(
            next(iter(errors.values())), errors={name: [words] for name, words in errors.items()}
        )
    pattern.days = sorted(set(pattern.days))
    pattern.months = sorted(set(pattern.months))
    pattern.place = pattern.place.strip()
    return pattern


def _kind(pattern: RosterPattern) -> PatternKind:
    if pattern.kind not in PatternKind.values:
        words = "没有这种规则，请重选。"
        raise Invalid(words, errors={"kind": [words]})
    return PatternKind(pattern.kind)


def _by_weekday(pattern: RosterPattern) -> dict[str, str]:
    pattern.days, pattern.by_lunar = [], False
    if pattern.weekday is None or not 0 <= pattern.weekday <= 6:
        return {"weekday": "请选星期几。"}
    return {}


def _weekly(pattern: RosterPattern) -> dict[str, str]:
    pattern.nth = None
    return _by_weekday(pattern)


def _nth(pattern: RosterPattern) -> dict[str, str]:
    errors = _by_weekday(pattern)
    if pattern.nth not in {1, 2, 3, 4, 5, LAST}:
        errors["nth"] = "请选第几个。"
    return errors


def _by_days(pattern: RosterPattern, low: int, high: int, words: str) -> dict[str, str]:
    pattern.weekday = pattern.nth = None
    if not pattern.days or not set(pattern.days) <= set(range(low, high + 1)):
        return {"days": words}
    return {}


def _month_day(pattern: RosterPattern) -> dict[str, str]:
    pattern.by_lunar = False
    return _by_days(pattern, 1, 31, "日期填1到31，几个日期用顿号隔开，例如1、15。")


def _lunar(pattern: RosterPattern) -> dict[str, str]:
    pattern.by_lunar = False
    return _by_days(pattern, 1, 30, "农历日期填1到30，几个日期用顿号隔开，例如1、15。")


def _market(pattern: RosterPattern) -> dict[str, str]:
    pattern.moves_on_holiday = pattern.moves_on_weekend = False
    return _by_days(pattern, 0, 9, "圩日填日期的尾数0到9，用顿号隔开，例如2、5、8。")


_KIND_ERRORS = {
    PatternKind.WEEKLY: _weekly,
    PatternKind.NTH_WEEKDAY: _nth,
    PatternKind.MONTH_DAY: _month_day,
    PatternKind.LUNAR: _lunar,
    PatternKind.MARKET: _market,
}
