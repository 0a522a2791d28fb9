"""Whose turn it is: the station's deputies in turn, those with the fewest days first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from core.display import cn_date
from core.problems import Invalid
from liaison.models import Deputy, Mandate
from stations.choices import DutyState, RosterState
from stations.models import RosterDay, RosterDuty, Station, StationDeputy

# A turn that was given back, or not kept, does not count as one.
_COUNTS = (DutyState.ASKED, DutyState.CONFIRMED, DutyState.ATTENDED)


class Turns:
    """The deputies of a station and their days of a year, wherever those days are.

    Fair is who has the fewest days so far, then whose last day is longest ago, then the order of
    names. Nobody is given a day before entering the station or after leaving it, while no mandate
    is in force or it is suspended (代表法 art. 61), while on leave, or twice on one date.
    """

    def __init__(self, station: Station, first: dt.date, last: dt.date):
        self.rows = list(
            StationDeputy.objects.filter(station=station, since__lte=last)
            .filter(Q(until=None) | Q(until__gte=first))
            .select_related("deputy")
            .order_by("deputy__sort_key", "deputy_id")
        )
        ids = {row.deputy_id for row in self.rows}
        self.count: dict[int, int] = defaultdict(int)
        self.last: dict[int, dt.date] = {}
        self.busy: set[tuple[int, dt.date]] = set()
        self.away: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
        self._read(ids, first, last)
        self.terms = _terms(ids, first, last)

    def _read(self, ids: set[int], first: dt.date, last: dt.date) -> None:
        duties = RosterDuty.objects.filter(deputy_id__in=ids).exclude(
            day__state=RosterState.CANCELLED
        )
        days = duties.filter(day__held_on__range=(first, last), state__in=_COUNTS)
        for deputy, day in days.values_list("deputy_id", "day__held_on"):
            self.take(deputy, day)
        leaves = RosterDuty.objects.filter(
            deputy_id__in=ids, state=DutyState.ON_LEAVE, day__held_on__lte=last
        ).filter(Q(leave_until__gte=first) | Q(day__held_on__gte=first))
        for deputy, since, until in leaves.values_list("deputy_id", "day__held_on", "leave_until"):
            self.away[deputy].append((since, until or since))

    def take(self, deputy: int, day: dt.date) -> None:
        self.count[deputy] += 1
        self.busy.add((deputy, day))
        self.last[deputy] = max(day, self.last.get(deputy, day))

    def give_back(self, deputy: int, day: dt.date) -> None:
        self.count[deputy] -= 1
        self.busy.discard((deputy, day))

    def able(self, day: dt.date) -> list[Deputy]:
        """Who could receive on that day."""
        return [
            row.deputy
            for row in self.rows
            if row.since <= day
            and (row.until is None or row.until >= day)
            and (row.deputy_id, day) not in self.busy
            and not any(since <= day <= until for since, until in self.away[row.deputy_id])
            and any(
                since <= day and (until is None or day <= until)
                for since, until in self.terms[row.deputy_id]
            )
        ]

    def next(self, day: dt.date, number: int, *, without: Iterable[int] = ()) -> list[Deputy]:
        """So many deputies for the day, in turn; fewer where the station has no more."""
        skipped = set(without)
        free = [deputy for deputy in self.able(day) if deputy.pk not in skipped]
        free.sort(key=lambda one: (self.count[one.pk], self.last.get(one.pk, dt.date.min)))
        chosen = free[:number]
        for deputy in chosen:
            self.take(deputy.pk, day)
        return chosen


def _terms(
    ids: set[int], first: dt.date, last: dt.date
) -> dict[int, list[tuple[dt.date, dt.date | None]]]:
    """When each may act as a deputy in the span; a suspension cuts the mandate."""
    found: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    rows = Mandate.objects.filter(deputy_id__in=ids, starts_on__lte=last).filter(
        Q(ends_on=None) | Q(ends_on__gte=first)
    )
    for mandate in rows.prefetch_related("suspensions"):
        since, until = mandate.starts_on, mandate.ends_on
        for pause in sorted(mandate.suspensions.all(), key=lambda one: one.starts_on):
            found[mandate.deputy_id].append((since, pause.starts_on - dt.timedelta(days=1)))
            if pause.ends_on is None:
                break
            since = pause.ends_on
        else:
            found[mandate.deputy_id].append((since, until))
    return found


def turns_around(station: Station, day: dt.date) -> Turns:
    """The turns of the year that the day lies in."""
    return Turns(station, dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


def substitutes_for(day: RosterDay) -> list[Deputy]:
    """Who could stand in, in turn."""
    turns = turns_around(day.station, day.held_on)
    there = set(day.duties.values_list("deputy_id", flat=True))
    return turns.next(day.held_on, len(turns.rows), without=there)


def require_able(
    day: RosterDay, deputies: Sequence[Deputy], *, field: str = "deputies", moved: bool = False
) -> None:
    """Only deputies of the station, in office on that day and not bespoken elsewhere.

    Whoever is on the day already may stay, unless the day itself is `moved`.
    """
    turns = turns_around(day.station, day.held_on)
    able = {deputy.pk for deputy in turns.able(day.held_on)}
    if not moved:
        able |= set(day.duties.values_list("deputy_id", flat=True))
    wrong = [deputy.name for deputy in deputies if deputy.pk not in able]
    if wrong:
        words = (
            f"{'、'.join(wrong)}{cn_date(day.held_on)}不能接待：不是本站代表、当天不在任、"
            f"请了假，或者在别的站接待。{'请先调整代表，或者另选日期' if moved else '请另选'}。"
        )
        raise Invalid(words, errors={field: [words]})
