"""A year of reception days as staff, deputies and the clock live it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from audit.models import Entry
from core.clock import BEIJING, today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from deadlines.services import recompute_provisional
from liaison.models import CalendarDay, CalendarYear
from liaison.tests.factories import county_fixture, make_deputy, make_mandate, make_seat
from notifications.models import Notification
from stations import services as deeds
from stations.choices import DutyState, RosterState
from stations.models import RosterDay, RosterDuty
from stations.services import attending, duties, patterns, planning, roster
from stations.services.assigning import Turns
from stations.services.coverage import coverage
from stations.services.feeds import feed, new_address
from stations.tests.factories import attach, make_station
from stations.tests.roster_factories import make_roster_day

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 1, 5, 12, tzinfo=BEIJING)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def county(clock):
    return county_fixture()


@pytest.fixture
def station(county):
    return make_station(county)


@pytest.fixture
def clerk(county):
    return county.seat("clerk")


@pytest.fixture
def rule(station, clerk):
    """The fifteenth of each month, two deputies."""
    return patterns.add_pattern(station, by=clerk, **fifteenth())


def fifteenth(**kw):
    base = {
        "kind": "month_day",
        "days": [15],
        "months": [],
        "starts_at": dt.time(9),
        "ends_at": dt.time(11, 30),
        "place": "",
        "moves_on_holiday": True,
        "moves_on_weekend": True,
        "deputies_per_day": 2,
    }
    return base | kw


@pytest.fixture
def year(station, rule, clerk):
    planning.generate(station, 2026, by=clerk)
    return list(RosterDay.objects.filter(station=station).order_by("held_on"))


def on(year, month):
    return next(day for day in year if day.planned_on.month == month)


def kinds(day):
    rows = Deadline.objects.open().filter(subject_type="rosterday", subject_id=day.pk)
    return sorted(rows.values_list("kind", flat=True))


def told(seat, code):
    return Notification.objects.filter(user=seat.user, kind=f"roster_{code}").count()


def test_a_year_is_planned_and_moves_over_weekends_and_holidays(year):
    assert len(year) == 12
    assert on(year, 2).held_on == dt.date(2026, 2, 24)  # 15 February is before Spring Festival
    assert on(year, 2).moved_why
    assert on(year, 8).held_on == dt.date(2026, 8, 17)  # a Saturday
    assert on(year, 10).held_on == dt.date(2026, 10, 15)
    assert all(day.duties.count() == 2 for day in year)
    assert all(day.notice_due_on == day.held_on - dt.timedelta(days=3) for day in year)
    assert not any(day.is_provisional for day in year)


def test_planning_again_changes_nothing_of_what_stands(station, year, clerk):
    before = list(RosterDuty.objects.order_by("id").values_list("day_id", "deputy_id"))
    outcome = planning.generate(station, 2026, by=clerk)
    assert (outcome.made, outcome.changed, outcome.removed) == (0, 0, 0)
    assert list(RosterDuty.objects.order_by("id").values_list("day_id", "deputy_id")) == before


def test_planning_again_keeps_what_was_edited_or_published(station, year, rule, clerk):
    moved, cancelled, noticed = on(year, 5), on(year, 6), on(year, 1)
    roster.move(moved, by=clerk, held_on=dt.date(2026, 5, 20), reason="镇里开会")
    roster.cancel(cancelled, by=clerk, reason="站点维修")
    roster.publish(noticed, by=clerk)
    extra = roster.add_day(
        station,
        by=clerk,
        held_on=dt.date(2026, 3, 3),
        starts_at=dt.time(9),
        ends_at=dt.time(11),
    )
    patterns.change_pattern(rule, by=clerk, days=[20])
    outcome = planning.generate(station, 2026, by=clerk)
    held = {day.pk: day for day in RosterDay.objects.filter(station=station)}
    assert held[moved.pk].held_on == dt.date(2026, 5, 20)
    assert held[cancelled.pk].state == RosterState.CANCELLED
    assert held[noticed.pk].state == RosterState.NOTICED
    assert extra.pk in held
    assert outcome.removed == 9
    # 20 May is taken by the day that was moved there.
    assert not [d for d in held.values() if d.planned_on == dt.date(2026, 5, 20)]


def test_everybody_gets_a_turn(station, county, clerk):
    people = [make_deputy() for _ in range(5)]
    for person in people:
        make_mandate(person, county.term)
        attach(station, person)
    patterns.add_pattern(station, by=clerk, **fifteenth())
    planning.generate(station, 2026, by=clerk)
    rows = RosterDuty.objects.filter(day__station=station).values_list("deputy_id", flat=True)
    counts = [list(rows).count(pk) for pk in set(rows)]
    assert len(set(rows)) == 7
    assert max(counts) - min(counts) <= 1


def test_who_left_the_station_or_has_no_mandate_is_given_no_day(station, county, clerk):
    gone = county.deputies[0]
    station.attachments.filter(deputy=gone).update(until=dt.date(2026, 6, 30))
    stranger = make_deputy()
    attach(station, stranger)
    patterns.add_pattern(station, by=clerk, **fifteenth())
    planning.generate(station, 2026, by=clerk)
    days = RosterDuty.objects.filter(day__station=station)
    assert not days.filter(deputy=stranger).exists()
    assert not days.filter(deputy=gone, day__held_on__gt=dt.date(2026, 6, 30)).exists()
    assert days.filter(deputy=gone).exists()


def test_nobody_receives_at_two_stations_on_one_day(station, county, clerk):
    other = make_station(county, 1)
    for row in station.attachments.all():
        attach(other, row.deputy)
    office = county.seat("office")
    for place in (station, other):
        patterns.add_pattern(place, by=office, **fifteenth())
    planning.generate_all([station, other], 2026, by=office)
    rows = list(RosterDuty.objects.values_list("deputy_id", "day__held_on"))
    assert len(rows) == len(set(rows))


def test_the_clock_asks_a_week_before_the_notice(year, clerk, clock, county):
    day = on(year, 3)  # 16 March, because the 15th is a Sunday
    clock.move_to(dt.datetime(2026, 3, 5, 9, tzinfo=BEIJING))
    attending.ask_coming()
    assert not kinds(day)
    clock.move_to(dt.datetime(2026, 3, 6, 9, tzinfo=BEIJING))
    attending.ask_coming()
    attending.ask_coming()
    assert kinds(day) == ["confirm_duty", "confirm_duty", "notice_reception_day"]
    notice = Deadline.objects.get(subject_id=day.pk, kind="notice_reception_day", state="open")
    assert notice.due_on == dt.date(2026, 3, 13)


def test_nobody_is_asked_to_come_to_a_station_that_will_be_gone(year, station, clerk, clock):
    day = on(year, 3)
    station.closed_on = dt.date(2026, 3, 10)
    station.save()
    clock.move_to(dt.datetime(2026, 3, 6, 9, tzinfo=BEIJING))
    attending.ask_coming()
    assert not kinds(day)
    clock.move_to(dt.datetime(2026, 3, 20, 9, tzinfo=BEIJING))
    attending.close_past()
    day.refresh_from_db()
    assert day.state == "planned"


def test_confirm_and_publish(year, county, clerk, clock):
    day = on(year, 3)
    clock.move_to(dt.datetime(2026, 3, 6, 9, tzinfo=BEIJING))
    deputy = county.seat("deputy")
    attending.ask_coming()
    assert told(deputy, "ask") == 1
    duties.confirm(day, by=deputy)
    assert kinds(day) == ["confirm_duty", "notice_reception_day"]
    with pytest.raises(Conflict, match="已经确认过了"):
        duties.confirm(day, by=deputy)
    roster.publish(day, by=clerk)
    notice = day.notices.get()
    assert notice.number == 1
    assert "2026年3月16日（星期一）9:00至11:30" in notice.words
    assert "更正" not in notice.words
    assert kinds(day) == ["confirm_duty"]
    assert told(deputy, "notice") == 1


def test_leave_substitute_and_the_notice_again(year, county, station, clerk, clock):
    day = on(year, 3)
    clock.move_to(dt.datetime(2026, 3, 6, 9, tzinfo=BEIJING))
    attending.ask_coming()
    roster.publish(day, by=clerk)
    deputy = county.seat("deputy")
    third = make_deputy()
    make_mandate(third, county.term)
    attach(station, third)
    standing_in = make_seat("deputy", county.congress_unit, deputy=third)
    duties.ask_leave(day, by=deputy, reason="外出学习", until=dt.date(2026, 4, 20))
    assert told(county.seat("clerk"), "leave") == 1
    assert day.notices.count() == 1
    duties.substitute(day, by=clerk, substitute=third)
    assert [n.number for n in day.notices.all()] == [1, 2]
    words = day.notices.last().words
    assert words.startswith("更正：")
    assert third.name in words
    duties.confirm(day, by=standing_in)
    turn = day.duties.get(deputy=third)
    assert turn.state == DutyState.CONFIRMED
    assert turn.replaces.deputy == deputy.deputy
    # Away until 20 April: no other day before that.
    planning.generate(station, 2026, by=clerk)
    day = on(year, 4)
    assert deputy.deputy not in Turns(station, day.held_on, day.held_on).able(day.held_on)


def test_a_substitute_is_a_deputy_of_the_station_who_is_free(year, county, clerk):
    day = on(year, 3)
    duties.ask_leave(day, by=county.seat("deputy"), reason="外出")
    with pytest.raises(Invalid, match="不能接待"):
        duties.substitute(day, by=clerk, substitute=make_deputy())


def test_a_deputy_answers_for_nobody_else(year, county):
    day, other = on(year, 3), county.deputies[1]
    with pytest.raises(Forbidden):
        duties.confirm(day, by=county.seat("deputy"), deputy=other)


def test_staff_answers_for_a_deputy_who_phoned(year, county, clerk):
    day = on(year, 3)
    duties.confirm(day, by=clerk, deputy=county.deputies[1])
    assert day.duties.get(deputy=county.deputies[1]).by_name == clerk.user.name


def test_a_move_after_the_notice_is_corrected_and_asked_anew(year, county, clerk, clock):
    day = on(year, 3)
    clock.move_to(dt.datetime(2026, 3, 6, 9, tzinfo=BEIJING))
    attending.ask_coming()
    duties.confirm(day, by=county.seat("deputy"))
    roster.publish(day, by=clerk)
    roster.move(day, by=clerk, held_on=dt.date(2026, 3, 18), reason="会场占用")
    assert day.notice_number == 2
    assert "会场占用" in day.notices.last().words
    assert set(day.duties.values_list("state", flat=True)) == {DutyState.ASKED}
    assert kinds(day) == ["confirm_duty", "confirm_duty"]
    assert told(county.seat("deputy"), "move") == 1


def test_other_hours_and_called_off(year, clerk):
    day = on(year, 1)
    roster.publish(day, by=clerk)
    roster.change(day, by=clerk, place="村部二楼")
    assert "村部二楼" in day.notices.last().words
    roster.cancel(day, by=clerk, reason="大雪封路")
    assert day.state == RosterState.CANCELLED
    assert day.notice_number == 3
    assert "取消，原因：大雪封路" in day.notices.last().words
    assert not kinds(day)


def test_a_notice_needs_somebody_who_receives(station, clerk):
    station.attachments.all().delete()
    day = roster.add_day(
        station, by=clerk, held_on=today(), starts_at=dt.time(9), ends_at=dt.time(11)
    )
    with pytest.raises(Conflict, match="先安排代表"):
        roster.publish(day, by=clerk)


def test_a_station_receives_once_at_a_time(station, year, clerk):
    with pytest.raises(Conflict, match="已经有接待日"):
        roster.add_day(
            station,
            by=clerk,
            held_on=on(year, 4).held_on,
            starts_at=dt.time(10),
            ends_at=dt.time(12),
        )
    with pytest.raises(Conflict, match="已经有接待日"):
        roster.move(on(year, 5), by=clerk, held_on=on(year, 4).held_on, reason="试试")


def record(station, clerk, day, **kw):
    kw = {"opinions": [{"raw_text": "路灯不亮"}], "visitor_name": "扶国强"} | kw
    return deeds.record_reception(by=clerk, station=station, held_on=day, **kw)


def test_a_reception_makes_the_day_held(station, year, county, clerk, clock):
    day = on(year, 1)
    clock.move_to(dt.datetime(2026, 1, 15, 15, tzinfo=BEIJING))
    visit = record(station, clerk, day.held_on, deputies=[county.deputies[0]])
    day.refresh_from_db()
    assert visit.roster_day == day
    assert day.state == RosterState.HELD
    clock.move_to(dt.datetime(2026, 1, 17, 9, tzinfo=BEIJING))
    attending.close_past()
    states = dict(day.duties.values_list("deputy_id", "state"))
    assert states[county.deputies[0].pk] == DutyState.ATTENDED
    assert set(states.values()) == {DutyState.ATTENDED, DutyState.ABSENT}
    # The second paper of that day is entered late.
    record(station, clerk, day.held_on, deputies=[county.deputies[1]], visitor_name="何春秀")
    assert set(day.duties.values_list("state", flat=True)) == {DutyState.ATTENDED}


def test_a_day_without_a_visitor_is_held(station, year, county, clerk, clock):
    day = on(year, 1)
    clock.move_to(dt.datetime(2026, 1, 15, 15, tzinfo=BEIJING))
    deeds.record_reception(
        by=clerk,
        station=station,
        held_on=day.held_on,
        no_visitor=True,
        deputies=county.deputies[:2],
    )
    day.refresh_from_db()
    assert day.state == RosterState.HELD
    assert day.events.filter(sentence__contains="无人来访").exists()


def test_a_walk_through_the_village_is_no_reception_day(station, year, county, clerk, clock):
    day = on(year, 1)
    clock.move_to(dt.datetime(2026, 1, 15, 15, tzinfo=BEIJING))
    visit = record(station, clerk, day.held_on, channel="visit", deputies=county.deputies[:1])
    assert visit.roster_day is None


def test_missed_after_a_day_of_grace_then_explained(year, station, county, clerk, clock):
    day = on(year, 1)
    clock.move_to(dt.datetime(2026, 1, 16, 23, tzinfo=BEIJING))
    assert attending.close_past() == 0
    clock.move_to(dt.datetime(2026, 1, 17, 9, tzinfo=BEIJING))
    assert attending.close_past() == 1
    assert attending.close_past() == 0
    day.refresh_from_db()
    assert day.state == RosterState.MISSED
    assert kinds(day) == ["explain_missed_day"]
    roster.explain(day, by=clerk, reason="大雪封路，代表和群众都没到")
    assert not kinds(day)
    with pytest.raises(Conflict, match="已经说明过"):
        roster.explain(day, by=clerk, reason="再说一次")


def test_a_paper_entered_late_makes_a_missed_day_held(year, station, county, clerk, clock):
    day = on(year, 1)
    clock.move_to(dt.datetime(2026, 1, 20, 9, tzinfo=BEIJING))
    attending.close_past()
    record(station, clerk, day.held_on, deputies=[county.deputies[0]])
    day.refresh_from_db()
    assert day.state == RosterState.HELD
    assert not kinds(day)


def test_a_day_with_its_reception_is_held_however_it_came_to_be_left(
    year, station, county, clerk, clock
):
    """A job that died half-way had linked the paper and not yet closed the day."""
    day = on(year, 1)
    clock.move_to(dt.datetime(2026, 1, 15, 15, tzinfo=BEIJING))
    record(station, clerk, day.held_on, deputies=[county.deputies[0]])
    RosterDay.objects.filter(pk=day.pk).update(state=RosterState.PLANNED)
    clock.move_to(dt.datetime(2026, 1, 17, 9, tzinfo=BEIJING))
    assert attending.close_past() == 0
    day.refresh_from_db()
    assert day.state == RosterState.HELD
    assert not kinds(day)


def test_of_two_days_on_one_date_only_the_one_without_a_reception_is_missed(
    station, clerk, county, clock
):
    evening = make_roster_day(station, held_on=today())
    RosterDay.objects.filter(pk=evening.pk).update(starts_at=dt.time(18), ends_at=dt.time(20))
    morning = make_roster_day(station, held_on=today())
    clock.shift(dt.timedelta(hours=9))
    record(station, clerk, today(), starts_at=dt.time(18, 30), deputies=[county.deputies[0]])
    clock.shift(dt.timedelta(days=2))
    assert attending.close_past() == 1
    morning.refresh_from_db()
    evening.refresh_from_db()
    assert (morning.state, evening.state) == (RosterState.MISSED, RosterState.HELD)


def test_a_day_that_cannot_be_closed_stops_no_other(station, clock, caplog):
    broken = make_roster_day(station, held_on=today())
    sound = make_roster_day(station, held_on=today() + dt.timedelta(days=1))
    clock.shift(dt.timedelta(days=4))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'stale'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE ON stations_rosterday FOR EACH ROW"
            f" WHEN (OLD.id = {broken.pk}) EXECUTE FUNCTION refuse()"
        )
    assert attending.close_past() == 1
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, sound.state) == (RosterState.PLANNED, RosterState.MISSED)
    assert not kinds(broken)  # all of it or nothing
    assert any(f"({broken.pk})" in line.message for line in caplog.records)


def load(year, days):
    row = CalendarYear.objects.create(year=year, source="试验")
    for day, kind in days.items():
        CalendarDay.objects.create(year=row, day=day, kind=kind, name="国庆节")


def test_a_published_year_moves_what_was_provisional(station, county, clerk, clock):
    CalendarYear.objects.filter(year=2027).delete()
    patterns.add_pattern(station, by=clerk, **fifteenth(days=[6], months=[10]))
    planning.generate(station, 2027, by=clerk)
    day = RosterDay.objects.get(station=station)
    assert day.is_provisional
    assert day.held_on == dt.date(2027, 10, 6)
    load(2027, {dt.date(2027, 10, n): "holiday" for n in range(1, 8)})
    recompute_provisional(2027)
    day.refresh_from_db()
    assert day.held_on == dt.date(2027, 10, 8)
    assert not day.is_provisional
    assert day.moved_why == "国庆节放假，顺延"
    assert Entry.objects.filter(action="rosterday.follow_calendar").count() == 1
    recompute_provisional(2027)
    assert Entry.objects.filter(action="rosterday.follow_calendar").count() == 1


def test_a_published_year_leaves_an_announced_day_and_says_so(station, county, clerk, clock):
    CalendarYear.objects.filter(year=2027).delete()
    patterns.add_pattern(station, by=clerk, **fifteenth(days=[6], months=[10]))
    planning.generate(station, 2027, by=clerk)
    day = RosterDay.objects.get(station=station)
    roster.publish(day, by=clerk)
    load(2027, {dt.date(2027, 10, n): "holiday" for n in range(1, 8)})
    recompute_provisional(2027)
    day.refresh_from_db()
    assert day.held_on == dt.date(2027, 10, 6)
    assert "按规则应在2027年10月8日" in day.calendar_hint


def test_coverage_counts_days_not_visitors(station, year, county, clerk, clock):
    clock.move_to(dt.datetime(2026, 1, 15, 15, tzinfo=BEIJING))
    first, second = county.deputies[:2]
    for name in ("扶国强", "何春秀"):
        record(station, clerk, dt.date(2026, 1, 15), deputies=[first], visitor_name=name)
    stations = type(station).objects.filter(pk=station.pk)
    found = {one.pk: (one.received, one.coming) for one in coverage(stations, 2026)}
    assert found[first.pk] == (1, 11)
    assert found[second.pk] == (0, 11)


def test_the_calendar_feed(station, year, county, clerk):
    day = on(year, 3)
    roster.publish(day, by=clerk)
    body = feed(new_address(clerk)).decode()
    assert body.count("BEGIN:VEVENT") == 12
    assert "TZID:Asia/Shanghai" in body
    assert "DTSTART;TZID=Asia/Shanghai:20260316T090000" in body
    mine = new_address(county.seat("deputy"))
    duties.ask_leave(day, by=county.seat("deputy"), reason="外出")
    text = feed(mine).decode()
    event = next(part for part in text.split("BEGIN:VEVENT") if f"roster-{day.pk}@" in part)
    assert "STATUS:CANCELLED" in event
    assert "SEQUENCE:2" in event
    station_event = next(
        part
        for part in feed(new_address(clerk)).decode().split("BEGIN:VEVENT")
        if f"roster-{day.pk}@" in part
    )
    assert "STATUS:CONFIRMED" in station_event


def test_a_new_address_ends_the_old_one(station, clerk):
    old = new_address(clerk)
    assert feed(old) is not None
    new = new_address(clerk)
    assert feed(old) is None
    assert feed(new) is not None
    with pytest.raises(Forbidden):
        new_address(make_seat("unit", county_fixture("邻县").departments[0]))


def test_who_plans(station, county, clock):
    for role in ("clerk", "head", "presidium", "office"):
        row = patterns.add_pattern(station, by=county.seat(role), **fifteenth(days=[1]))
        patterns.end_pattern(row, by=county.seat(role))
    for role in ("deputy", "leader", "committee", "govoffice", "unit", "admin", "auditor"):
        with pytest.raises(Forbidden):
            patterns.add_pattern(station, by=county.seat(role), **fifteenth())
        with pytest.raises(Forbidden):
            planning.generate(station, 2026, by=county.seat(role))
    other = county_fixture("邻县")
    for role in ("clerk", "presidium", "office"):
        with pytest.raises(Forbidden):
            planning.generate(station, 2026, by=other.seat(role))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": []}, "days"),
        ({"days": [32]}, "days"),
        ({"kind": "market", "days": [12]}, "days"),
        ({"kind": "weekly", "weekday": None}, "weekday"),
        ({"kind": "nth_weekday", "weekday": 1, "nth": 6}, "nth"),
        ({"ends_at": dt.time(8)}, "ends_at"),
        ({"months": [13]}, "months"),
        ({"deputies_per_day": 0}, "deputies_per_day"),
        ({"kind": "yearly"}, "kind"),
        ({"until": dt.date(2020, 1, 1)}, "until"),
    ],
)
def test_a_wrong_pattern_is_said_beside_its_field(station, clerk, change, field):
    with pytest.raises(Invalid) as refusal:
        patterns.add_pattern(station, by=clerk, **fifteenth(**change))
    assert field in refusal.value.errors


def test_a_deputys_calendar_ends_with_the_mandate(county):
    seat = county.seat("deputy")
    secret = new_address(seat)
    assert feed(secret) is not None
    seat.deputy.mandates.update(ends_on=today() - dt.timedelta(days=1), end_reason="resigned")
    assert feed(secret) is None
