"""日历订阅: reception days as a calendar that a phone fetches by a secret address (RFC 5545)."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from icalendar import Calendar, Event

from audit.services import record
from core.clock import BEIJING, today
from core.problems import Forbidden
from liaison.choices import STATION_ROLES, Role
from liaison.models import Mandate, Seat
from stations.choices import DutyState, RosterState
from stations.models import CalendarFeed, RosterDay, RosterDuty, Station
from stations.services import roster_base as base

KEPT = dt.timedelta(days=60)
MOST = 500
_STATUS = {RosterState.PLANNED: "TENTATIVE", RosterState.CANCELLED: "CANCELLED"}


def new_address(by: Seat) -> str:
    """The secret part of the address of this post's feed, said once; an older one stops working."""
    owner = _owner(by)
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        CalendarFeed.objects.filter(**owner).delete()
        CalendarFeed.objects.create(**owner, secret_hash=_hash(secret))
        record("roster.feed", by=by, label="制作日历订阅地址", subject=next(iter(owner.values())))
    return secret


def has_address(by: Seat) -> bool:
    return CalendarFeed.objects.filter(**_owner(by)).exists()


def stop(by: Seat) -> None:
    """停用: the address opens nothing from now on."""
    owner = _owner(by)
    with transaction.atomic():
        CalendarFeed.objects.filter(**owner).delete()
        record("roster.feed_end", by=by, label="停用日历订阅", subject=next(iter(owner.values())))


def may_subscribe(seat: Seat) -> bool:
    """A deputy has a feed of the own days, a station one of its own."""
    return (seat.role == Role.DEPUTY and seat.deputy_id is not None) or (
        seat.role in STATION_ROLES and Station.objects.filter(unit_id=seat.unit_id).exists()
    )


def _owner(by: Seat) -> dict[str, Any]:
    if by.role == Role.DEPUTY and by.deputy is not None:
        return {"deputy": by.deputy}
    station = Station.objects.filter(unit_id=by.unit_id).first()
    if by.role not in STATION_ROLES or station is None:
        raise Forbidden("日历订阅给代表和联络站用，请换到代表或联络站的岗位。")
    return {"station": station}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def feed(secret: str) -> bytes | None:
    """The calendar behind the address; None where no such address is in use."""
    row = (
        CalendarFeed.objects.filter(secret_hash=_hash(secret))
        .select_related("station", "deputy")
        .first()
    )
    if row is None:
        return None
    days = RosterDay.objects.filter(held_on__gte=today() - KEPT)
    if row.station is not None:
        # A calendar that was fetched from a station merged since goes on with the new one's days.
        kept = days.filter(station__kept_by=row.station.kept_by_id)
        return _calendar(f"{row.station.name}接待日", kept, None)
    if row.deputy is None or not Mandate.objects.in_force().filter(deputy=row.deputy).exists():
        # Like the code on the wall, it ends with the mandate.
        return None
    mine = RosterDuty.objects.filter(deputy=row.deputy).values("day_id")
    name = f"{row.deputy.name}的接待日"
    return _calendar(name, days.filter(pk__in=mine), row.deputy_id)


def _calendar(name: str, days: Iterable[RosterDay], deputy: int | None) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Liaison//Reception days//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    rows = (
        RosterDay.objects.filter(pk__in=[day.pk for day in days])
        .select_related("station")
        .prefetch_related("duties__deputy")
        .order_by("held_on", "starts_at", "id")[:MOST]
    )
    for day in rows:
        calendar.add_component(_event(day, deputy))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(day: RosterDay, deputy: int | None) -> Event:
    """The same UID for the life of the day; SEQUENCE grows with every deed on it."""
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname or "liaison"
    event.add("uid", f"roster-{day.pk}@{host}")
    event.add("sequence", day.version - 1)
    event.add("dtstamp", day.updated_at.astimezone(dt.UTC))
    event.add("last-modified", day.updated_at.astimezone(dt.UTC))
    event.add("dtstart", dt.datetime.combine(day.held_on, day.starts_at, BEIJING))
    event.add("dtend", dt.datetime.combine(day.held_on, day.ends_at, BEIJING))
    event.add("summary", f"接待日：{day.station.name}")
    event.add("location", base.place_of(day))
    event.add("status", _status(day, deputy))
    event.add("transp", "OPAQUE")
    event.add("description", _description(day))
    return event


def _status(day: RosterDay, deputy: int | None) -> str:
    """On leave: the day stands, but not for this deputy."""
    away = any(
        duty.deputy_id == deputy and duty.state == DutyState.ON_LEAVE for duty in day.duties.all()
    )
    return "CANCELLED" if away else _STATUS.get(RosterState(day.state), "CONFIRMED")


def _description(day: RosterDay) -> str:
    people = [duty.deputy.name for duty in day.duties.all() if duty.state != DutyState.ON_LEAVE]
    lines = [f"接待代表：{'、'.join(people) or '待定'}"]
    lines += [f"原定{day.planned_on.month}月{day.planned_on.day}日，{day.moved_why}"] * bool(
        day.planned_on != day.held_on
    )
    lines += [f"已取消：{day.cancel_reason}"] * bool(day.cancel_reason)
    return "\n".join(lines)
