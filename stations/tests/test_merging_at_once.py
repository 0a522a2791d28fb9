"""A merge while somebody is at work: the deed comes first and goes along, or is told where to."""

import datetime as dt
import threading

import pytest
from django.db import connections, transaction

from audit.services import perform
from core.clock import today
from core.problems import Conflict, Problem
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from stations import services
from stations.models import Activity, Opinion, RosterPattern, Station
from stations.services import codes, routing, summary
from stations.services.activity_planning import plan_activity
from stations.services.merge_reverse import reverse
from stations.services.merging import merge
from stations.services.patterns import add_pattern
from stations.tests.factories import make_station
from stations.tests.merging import code_for, duties, send_by, visit
from stations.workflow import OPINION

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(deed, found):
    def run():
        try:
            found.append(deed())
        except Problem as problem:
            found.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def place():
    county = county_fixture()
    seats = county.seat(Role.CLERK), county.seat(Role.OFFICE)
    return make_station(county), make_station(county, 1), *seats


def test_a_routing_that_began_first_goes_along(place):
    """The merge waits until the clerk has finished, then takes the case as it stands."""
    old, new, clerk, office = place
    case = visit(old, clerk)
    found: list = []
    with perform(case, "route", by=clerk, workflow=OPINION, private=summary.PRIVATE) as deed:
        locked = deed.case
        summary.close_duty(locked, "route_opinion", on=locked.received_on)
        thread = in_thread(lambda: merge(old, new, by=office, reason="会议决定"), found)
        thread.join(0.4)
        assert thread.is_alive()
        way = routing.Way("station")
        routing.send(locked, way, clerk, locked.received_on, "route", "")
    thread.join(10)

    case = Opinion.objects.get(pk=case.pk)
    assert found[0].old == old
    assert (case.state, case.station, case.handler) == ("routed", new, new.unit)
    assert [(kind, owner) for kind, owner, _, _ in duties(case)] == [
        ("handle_opinion_station", new.unit_id)
    ]


def test_a_routing_that_comes_second_is_told_where_the_case_went(place):
    old, new, clerk, office = place
    case = Opinion.objects.select_related("station__unit").get(pk=visit(old, clerk).pk)
    merge(old, new, by=office, reason="会议决定")

    with pytest.raises(Conflict, match=f"已并入「{new.name}」"):
        services.route(case, by=clerk, route="station")
    [(kind, owner, _, _)] = duties(case)
    assert (kind, owner) == ("route_opinion", new.unit_id)


def test_both_at_the_same_moment(place):
    """Whoever is first: one open duty, at the new station, and no deadlock."""
    old, new, clerk, office = place
    cases = [visit(old, clerk, words) for words in ("路坏了", "灯不亮", "水浑", "垃圾")]
    start = threading.Barrier(len(cases) + 1)
    found: list = []

    def route(case):
        start.wait()
        return services.route(case, by=clerk, route="station")

    def merging():
        start.wait()
        return merge(old, new, by=office, reason="会议决定")

    threads = [in_thread(lambda one=one: route(one), found) for one in cases]
    threads.append(in_thread(merging, found))
    for thread in threads:
        thread.join(20)

    assert len(found) == len(cases) + 1
    assert all(not isinstance(one, Problem) or one.status == 409 for one in found)
    assert Station.objects.get(pk=old.pk).merged_into == new
    for case in cases:
        case = Opinion.objects.get(pk=case.pk)
        assert case.station == new
        assert [owner for _, owner, _, _ in duties(case)] == [new.unit_id]


def test_two_merges_of_the_same_station_at_once(place):
    old, new, _, office = place
    found: list = []
    threads = [
        in_thread(lambda: merge(old, new, by=office, reason="会议决定"), found) for _ in range(2)
    ]
    for thread in threads:
        thread.join(10)
    assert sorted(isinstance(one, Conflict) for one in found) == [False, True]


def merge_holds(old, new, office):
    """In a thread of its own: the merge is done, its commit waits until it is let go."""
    done, let_go = threading.Event(), threading.Event()
    found: list = []

    def run():
        with transaction.atomic():
            row = merge(old, new, by=office, reason="会议决定")
            done.set()
            let_go.wait(20)
        return row

    thread = in_thread(run, found)
    assert done.wait(20)
    return thread, let_go, found


def test_something_sent_while_the_merge_goes_on_is_not_lost(place):
    """The voter waits for the commit, then the new station has it; put back, the old one."""
    old, new, _, office = place
    door = codes.open_door(code_for(old).code)
    merging, let_go, merged = merge_holds(old, new, office)
    found: list = []
    sending = in_thread(lambda: send_by(door), found)
    sending.join(0.6)
    assert sending.is_alive()
    let_go.set()
    for thread in (merging, sending):
        thread.join(20)

    sent = found[0]
    sent.refresh_from_db()
    assert sent.station == new
    reverse(merged[0], by=office, reason="群众不便")
    sent.refresh_from_db()
    assert sent.station == old
    owners = Deadline.objects.open().filter(subject_type="submission").values_list("owner_unit")
    assert set(owners) == {(old.unit_id,)}


def test_a_merge_waits_for_what_is_being_sent(place):
    """The submission came first: the merge takes it along."""
    old, new, _, office = place
    door = codes.open_door(code_for(old).code)
    found: list = []
    with transaction.atomic():
        sent = send_by(door)
        thread = in_thread(lambda: merge(old, new, by=office, reason="会议决定"), found)
        thread.join(0.4)
        assert thread.is_alive()
    thread.join(20)
    sent.refresh_from_db()
    assert (found[0].old, sent.station) == (old, new)
    assert [owner for _, owner, _, _ in duties(sent)] == [new.unit_id]


@pytest.mark.parametrize("deed", ["activity", "pattern"])
def test_nothing_is_planned_at_a_station_that_is_being_merged(place, deed):
    old, new, _, office = place
    merging, let_go, _ = merge_holds(old, new, office)
    plans = {
        "activity": lambda: plan_activity(
            by=office, station=old, kind="study", title="学习会", held_on=today()
        ),
        "pattern": lambda: add_pattern(
            old,
            by=office,
            kind="weekly",
            weekday=1,
            starts_at=dt.time(9),
            ends_at=dt.time(11),
        ),
    }
    found: list = []
    planning = in_thread(plans[deed], found)
    planning.join(0.6)
    assert planning.is_alive()
    let_go.set()
    for thread in (merging, planning):
        thread.join(20)
    assert isinstance(found[0], Conflict)
    assert "已经撤销" in found[0].detail
    assert not Activity.objects.exists()
    assert not RosterPattern.objects.exists()


def test_a_form_that_was_open_before_the_merge(place):
    """The voter's page was opened at the old station; what is sent then is the new one's."""
    old, new, _, office = place
    door = codes.open_door(code_for(old).code)
    merge(old, new, by=office, reason="会议决定")
    sent = send_by(door)
    assert (sent.station, sent.township_id) == (new, new.township_id)
    assert [owner for _, owner, _, _ in duties(sent)] == [new.unit_id]
