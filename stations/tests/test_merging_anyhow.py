"""Merges, reversals and the work between them in any order: nothing lost, doubled or forgotten."""

from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import today
from core.problems import Problem
from deadlines.models import Deadline
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from stations import services
from stations.models import Opinion, Station, StationMerge, Submission
from stations.services import taking_in
from stations.services.merge_reverse import reverse
from stations.services.merging import merge
from stations.tests.factories import make_station
from stations.tests.merging import clerk_of, code_for, send, third_station, visit

pytestmark = pytest.mark.django_db

OWED = {
    "recorded": "route_opinion",
    "routed": "handle_opinion_station",
    "handled": "tell_voter",
    "told": None,
}
STEP = st.tuples(
    st.sampled_from(
        ["open", "send", "accept", "route", "report", "tell", "merge", "merge", "reverse"]
    ),
    st.integers(0, 2),
    st.integers(0, 2),
)


class World:
    """Three stations of a county, one code each, and whatever a walk of random steps does."""

    def __init__(self, county):
        self.office = county.seat(Role.OFFICE)
        self.stations = [make_station(county), make_station(county, 1), third_station(county)]
        for station in self.stations:
            clerk_of(station.unit)
        self.codes = [code_for(station) for station in self.stations]
        self.made = 0
        self.numbers: dict[int, str] = {}
        self.dates: dict[tuple, object] = {}

    def station(self, number: int) -> Station:
        return Station.objects.select_related("unit", "kept_by").get(pk=self.stations[number].pk)

    def clerk(self, case) -> Seat:
        """Somebody of the station that keeps the case today."""
        seats = Seat.objects.open().filter(role__in=STATION_ROLES, unit=case.station.kept_by_id)
        return seats.select_related("user", "unit__division")[0]

    def step(self, what: str, one: int, other: int) -> None:
        """A refusal is fine: it changes nothing, which the sums say."""
        try:
            with transaction.atomic():
                getattr(self, what)(one, other)
        except Problem:
            return

    def open(self, one: int, other: int) -> None:
        station = self.station(one)
        if station.closed_on is None:
            seats = Seat.objects.open().filter(unit=station.unit, role__in=STATION_ROLES)
            visit(station, seats[0], f"第{self.made}件：路灯不亮")
            self.made += 1

    def send(self, one: int, other: int) -> None:
        send(self.codes[one])

    def accept(self, one: int, other: int) -> None:
        row = Submission.objects.filter(state="waiting").order_by("id").first()
        if row is not None:
            taking_in.accept(row, by=self.clerk(row))
            self.made += 1

    def _first(self, state: str) -> Opinion | None:
        return Opinion.objects.filter(state=state).order_by("id").first()

    def route(self, one: int, other: int) -> None:
        if (case := self._first("recorded")) is not None:
            services.route(case, by=self.clerk(case), route="station")

    def report(self, one: int, other: int) -> None:
        if (case := self._first("routed")) is not None:
            services.report_result(case, by=self.clerk(case), result="修好了")

    def tell(self, one: int, other: int) -> None:
        if (case := self._first("handled")) is not None:
            services.tell_back(
                case,
                by=self.clerk(case),
                told_on=today(),
                method="phone",
                words="修好了",
                satisfaction="satisfied",
            )

    def merge(self, one: int, other: int) -> None:
        merge(self.station(one), self.station(other), by=self.office, reason="会议决定")

    def reverse(self, one: int, other: int) -> None:
        rows = StationMerge.objects.filter(state="done").order_by("id")
        if (row := rows[one : one + 1].first()) is not None:
            reverse(row, by=self.office, reason="群众不便")

    def holds(self) -> None:
        assert Opinion.objects.count() == self.made
        for name, rows in (
            ("as it was", Opinion.objects.as_it_was()),
            ("today", Opinion.objects.on_todays_map()),
        ):
            sums = rows.values("counts_at").annotate(n=Count("id")).values_list("counts_at", "n")
            assert sum(n for _, n in sums) == self.made, name
            assert None not in dict(sums), name
        today_s = set(Opinion.objects.on_todays_map().values_list("counts_at", flat=True))
        assert not Station.objects.filter(pk__in=today_s, merged_into__isnull=False).exists()
        self._each_opinion()
        for row in Submission.objects.filter(state="waiting").select_related("station"):
            self._owed(row, "acknowledge_voter")
        for number, code in enumerate(self.codes):
            code.refresh_from_db()
            place = code.leads_to or code.station
            assert place.kept_by_id == self.station(number).kept_by_id

    def _each_opinion(self) -> None:
        for case in Opinion.objects.select_related("station"):
            assert self.numbers.setdefault(case.pk, case.number) == case.number
            self._owed(case, OWED[case.state])
            if case.state != "told":
                assert case.station.merged_into_id is None
                assert case.township_id == case.station.township_id
                assert self.clerk(case)

    def _owed(self, case, kind: str | None) -> None:
        """Exactly one duty, of whoever keeps the case, due when it was due from the first."""
        rows = list(
            Deadline.objects.open().filter(subject_type=case._meta.model_name, subject_id=case.pk)
        )
        assert Counter(row.kind for row in rows) == Counter([kind] if kind else [])
        for row in rows:
            assert row.owner_unit_id == case.station.kept_by_id
            assert row.township_id == case.township_id
            key = (row.subject_type, row.subject_id, row.kind)
            assert self.dates.setdefault(key, row.due_on) == row.due_on


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=6, max_size=14))
def test_nothing_is_lost_or_doubled(county, steps):
    point = transaction.savepoint()
    world = World(county)
    for step in steps:
        world.step(*step)
    world.holds()
    transaction.savepoint_rollback(point)


def test_a_walk_that_meets_every_step(county):
    world = World(county)
    walk = [
        *(("open", 0, 0), ("open", 1, 0), ("send", 0, 0), ("merge", 0, 1), ("send", 0, 0)),
        *(("route", 0, 0), ("accept", 0, 0), ("merge", 1, 2), ("report", 0, 0), ("open", 2, 0)),
        *(("reverse", 0, 0), ("reverse", 1, 0), ("accept", 0, 0), ("reverse", 0, 0)),
        *(("tell", 0, 0), ("merge", 2, 0), ("reverse", 0, 0)),
    ]
    for step in walk:
        world.step(*step)
        world.holds()
    assert world.made == 5
    assert StationMerge.objects.filter(state="reversed").count() == 3
