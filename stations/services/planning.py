"""A year of reception days from the patterns of a station; what people did to it stays."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from audit.services import SYSTEM, Actor, name_of, perform, record
from core.apart import apart
from core.clock import today
from core.display import cn_date
from core.problems import Conflict, Forbidden, Invalid
from liaison.calendar import calendar_of
from liaison.models import Seat
from liaison.services.history import signed
from stations.calendar import Planned, overlap, place, plan_year
from stations.choices import PatternKind, RosterState
from stations.models import RosterDay, RosterDuty, RosterEvent, RosterPattern, Station
from stations.notices import roster as notices
from stations.permissions.roster import may_plan_for
from stations.services import roster_base as base
from stations.services.assigning import Turns
from stations.services.rules import rule_of
from stations.workflow.roster import COMING, ROSTER_CLOCK

FARTHEST = 2  # years ahead that can be planned


@dataclass
class Outcome:
    """What planning a station's year came to; `kept` were changed by hand or are published."""

    station: Station
    made: int = 0
    changed: int = 0
    kept: int = 0
    removed: int = 0
    provisional: int = 0
    lacking: list[dt.date] = field(default_factory=list)

    @property
    def words(self) -> str:
        parts = [f"新排{self.made}天"]
        parts += [f"改{self.changed}天"] if self.changed else []
        parts += [f"保留{self.kept}天"] if self.kept else []
        parts += [f"去掉{self.removed}天"] if self.removed else []
        return "，".join(parts)


def generate(station: Station, year: int, *, by: Seat) -> Outcome:
    """From today on: new days are added, untouched ones follow the patterns, the rest is kept."""
    if not may_plan_for(by, station):
        raise Forbidden("您的岗位不能排这个站的接待日，请找本站、乡镇人大主席团或代工委。")
    _require_year(year)
    with transaction.atomic():
        locked = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
        if locked.closed_on is not None:
            raise Conflict(f"「{locked.name}」已经撤销，不能再排接待日。")
        patterns = list(RosterPattern.objects.filter(station=locked))
        if not patterns:
            words = f"「{locked.name}」还没有接待日规则，请先设规则再排。"
            raise Invalid(words, errors={"station": [words]})
        return _Year(locked, year, patterns, by).run()


def generate_all(stations: Iterable[Station], year: int, *, by: Seat) -> list[Outcome]:
    """All stations of an area in one go; one without a pattern has nothing to plan."""
    found = []
    with transaction.atomic():
        for station in stations:
            if station.closed_on is None and station.patterns.exists():
                found.append(generate(station, year, by=by))
    return found


def _require_year(year: int) -> None:
    this = today().year
    if not this <= year <= this + FARTHEST:
        words = f"只能排{this}年到{this + FARTHEST}年的接待日。"
        raise Invalid(words, errors={"year": [words]})


class _Year:
    """One station's year, compared with what is there already."""

    def __init__(self, station: Station, year: int, patterns: list[RosterPattern], by: Seat):
        self.station, self.year, self.by = station, year, by
        calendar = base.calendar_for(station)
        self.wanted = [one for one in plan_year(patterns, year, calendar) if one.held_on >= today()]
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        rows = list(
            RosterDay.objects.select_for_update(of=("self",)).filter(
                station=station, planned_on__range=(first, last)
            )
        )
        rows += list(
            RosterDay.objects.filter(station=station, held_on__year=year).exclude(
                planned_on__year=year
            )
        )
        self.open = {(row.pattern_id, row.planned_on): row for row in rows if _replaceable(row)}
        self.kept = [row for row in rows if not _replaceable(row)]
        self.turns = Turns(station, first, last)
        self.notice_days = dt.timedelta(days=rule_of(station.congress_id).notice_days)
        self.outcome = Outcome(station, kept=sum(row.held_on >= today() for row in self.kept))

    def run(self) -> Outcome:
        free = [one for one in self.wanted if not any(_taken(row, one) for row in self.kept)]
        pairs = [(one, self.open.pop((one.pattern.pk, one.planned_on), None)) for one in free]
        self._drop(self.open.values())
        for one, row in pairs:
            if row is not None:
                self._update(row, one)
        self._create([one for one, row in pairs if row is None])
        record(
            "roster.generate",
            by=self.by,
            label="排接待日",
            subject=self.station,
            after={
                "year": self.year,
                "made": self.outcome.made,
                "changed": self.outcome.changed,
                "kept": self.outcome.kept,
                "removed": self.outcome.removed,
            },
        )
        return self.outcome

    def _drop(self, rows: Iterable[RosterDay]) -> None:
        """Nobody was asked yet and nothing was said in public: it was a plan, no more."""
        for row in list(rows):
            for duty in base.receivers(row):
                self.turns.give_back(duty.deputy_id, row.held_on)
            row.delete()
            self.outcome.removed += 1

    def _update(self, row: RosterDay, one: Planned) -> None:
        fresh = self._columns(one)
        if any(getattr(row, name) != value for name, value in fresh.items()):
            was = row.held_on
            for name, value in fresh.items():
                setattr(row, name, value)
            row.version += 1
            row.save()
            self.outcome.changed += 1
            words = f"按规则改为{base.when_and_where(row)}"
            base.happened(row, "generate", words, by=self.by)
            if was != row.held_on:
                self._assign_anew(row, was)
        self._fill(row, one)
        self.outcome.provisional += row.is_provisional

    def _assign_anew(self, row: RosterDay, was: dt.date) -> None:
        for duty in base.receivers(row):
            self.turns.give_back(duty.deputy_id, was)
        row.duties.all().delete()

    def _fill(self, row: RosterDay, one: Planned) -> None:
        there = [duty.deputy_id for duty in base.receivers(row)]
        lacking = one.pattern.deputies_per_day - len(there)
        if lacking > 0:
            chosen = self.turns.next(row.held_on, lacking, without=there)
            RosterDuty.objects.bulk_create(RosterDuty(day=row, deputy=one) for one in chosen)

    def _columns(self, one: Planned) -> dict[str, Any]:
        return {
            "held_on": one.held_on,
            "moved_why": one.why,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "place": one.place,
            "is_provisional": not one.certain,
            "notice_due_on": one.held_on - self.notice_days,
        }

    def _create(self, wanted: list[Planned]) -> None:
        scope = self.station.scope()
        days = RosterDay.objects.bulk_create(
            RosterDay(
                station=self.station,
                pattern=one.pattern,
                planned_on=one.planned_on,
                updated_by_name=name_of(self.by),
                **self._columns(one),
                **scope,
            )
            for one in wanted
        )
        duties, events = [], []
        for day, one in zip(days, wanted, strict=True):
            chosen = self.turns.next(day.held_on, one.pattern.deputies_per_day)
            if not chosen:
                self.outcome.lacking.append(day.held_on)
            duties += [RosterDuty(day=day, deputy=deputy) for deputy in chosen]
            events.append(
                RosterEvent(
                    day=day,
                    code="generate",
                    sentence=_planned_words(day),
                    **signed(self.by),
                )
            )
        RosterDuty.objects.bulk_create(duties)
        RosterEvent.objects.bulk_create(events)
        self.outcome.made = len(days)
        self.outcome.provisional += sum(day.is_provisional for day in days)


def _planned_words(day: RosterDay) -> str:
    if day.planned_on == day.held_on:
        also = f"；{day.moved_why}" if day.moved_why else ""
        return f"按规则排在{cn_date(day.held_on)}{also}"[:300]
    return f"原定{cn_date(day.planned_on)}，{day.moved_why}到{cn_date(day.held_on)}"[:300]


def _replaceable(row: RosterDay) -> bool:
    """A plan that nobody touched, was asked about, or read in a notice."""
    return (
        row.state == RosterState.PLANNED
        and not row.is_edited
        and row.asked_on is None
        and row.held_on >= today()
    )


def _taken(row: RosterDay, one: Planned) -> bool:
    """A day that is kept stands for the one planned on its date, and for one that meets it."""
    meets = row.starts_at < one.ends_at and one.starts_at < row.ends_at
    if row.pattern_id == one.pattern.pk and row.planned_on == one.planned_on:
        return True
    if row.planned_on == one.planned_on and meets:
        return True
    return row.state != RosterState.CANCELLED and overlap(row, one)


def year_loaded(year: int) -> int:
    """The days off of a year were published: coming days follow them; how many moved.

    A day whose notice is out, or that somebody set by hand, stays and says what the rule would be.
    """
    rows = RosterDay.objects.filter(
        planned_on__range=(dt.date(year - 1, 12, 1), dt.date(year, 12, 31)),
        held_on__gte=today(),
        state__in=COMING,
        pattern__isnull=False,
    ).exclude(pattern__kind=PatternKind.MARKET)
    moved = 0
    for pk in rows.order_by("planned_on", "id").values_list("pk", flat=True):
        with apart("moving a reception day", pk):
            moved += _follow(pk, year)
    return moved


def years_awaited() -> list[int]:
    """Published years in which days still count as provisional; the daily task puts that right."""
    days = RosterDay.objects.filter(is_provisional=True, held_on__gte=today())
    known = calendar_of()
    return sorted(
        {
            year
            for pair in days.values_list("planned_on__year", "held_on__year").distinct()
            for year in pair
            if known.knows(year)
        }
    )


def _follow(pk: int, year: int) -> bool:
    with transaction.atomic():
        row = (
            RosterDay.objects.select_for_update(of=("self",))
            .select_related("pattern", "station__unit")
            .get(pk=pk)
        )
        one = place(row.planned_on, row.pattern, base.calendar_for(row))
        if row.is_edited:
            return _only_hint(row, one, year)
        if one.held_on == row.held_on:
            if row.is_provisional == one.certain:
                row.is_provisional = not one.certain
                row.save(update_fields=["is_provisional"])
            return False
        if row.state == RosterState.NOTICED or _meets_another(row, one):
            return _only_hint(row, one, year)
        _move(row, one, year, by=SYSTEM)
        return True


def _only_hint(row: RosterDay, one: Planned, year: int) -> bool:
    hint = ""
    if one.held_on != row.held_on:
        hint = f"{year}年放假安排已公布，按规则应在{cn_date(one.held_on)}，请看要不要改期。"
    row.calendar_hint, row.is_provisional = hint, not one.certain and not row.is_edited
    row.save(update_fields=["calendar_hint", "is_provisional"])
    return False


def _meets_another(row: RosterDay, one: Planned) -> bool:
    others = RosterDay.objects.filter(station_id=row.station_id, held_on=one.held_on)
    others = others.exclude(state=RosterState.CANCELLED).exclude(pk=row.pk)
    return any(overlap(other, one) for other in others)


def _move(row: RosterDay, one: Planned, year: int, *, by: Actor) -> None:
    reason = f"{year}年放假安排已公布"
    with perform(row, "follow_calendar", by=by, workflow=ROSTER_CLOCK, reason=reason) as deed:
        case: RosterDay = deed.case
        case.held_on, case.moved_why = one.held_on, one.why
        case.is_provisional, case.calendar_hint = not one.certain, ""
        case.notice_due_on = base.notice_due(one.held_on, case.congress_id)
        words = f"{reason}，接待日改到{cn_date(case.held_on)}"
        event = base.happened(case, "follow_calendar", words, by=by)
        base.rearm(case, reason=reason)
        told = [duty.deputy_id for duty in base.receivers(case)] if case.asked_on else []
        notices.told_deputies(case, event, heading="接待日改期", deputies=told, by=by)
        notices.told_staff(case, event, heading="接待日改期", by=by)
