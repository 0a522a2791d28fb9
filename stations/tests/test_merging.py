"""Two stations become one, and two again: nothing is lost, doubled or begun anew."""

import datetime as dt

import pytest
import time_machine

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.models import Seat
from notifications.models import Notification
from stations import services
from stations.models import (
    MergeMove,
    Opinion,
    Reception,
    RosterDay,
    RosterPattern,
    Station,
    StationMerge,
)
from stations.permissions import is_staff_of, may_reveal, may_see_contact
from stations.services import codes, merge_plan, taking_in
from stations.services.closing import close_station
from stations.services.feeds import feed, new_address
from stations.services.merge_reverse import reverse
from stations.services.merging import ENDS, merge
from stations.tests.factories import (
    attach,
    make_activity,
    make_opinion,
    make_star,
    make_station,
)
from stations.tests.merging import (
    clerk_of,
    code_for,
    counts,
    duties,
    roster_day,
    send,
    third_station,
    visit,
)

pytestmark = pytest.mark.django_db

WHY = "县人大常委会主任会议决定"


def test_an_application_for_stars_that_waits_is_withdrawn_and_its_filer_told(
    county, old, new, office
):
    """Nobody judges a station that is no more; put back, it may hand the application in again."""
    clerk = clerk_of(old.unit)
    case = make_star(old)
    services.apply_stars(case, by=clerk)
    assert any("星级申报正等评定" in words for words in merge_plan.preview(old, new).warnings)
    row = merge(old, new, by=office, reason=WHY)

    case.refresh_from_db()
    assert (case.state, case.applied_on) == ("draft", None)
    said = case.events.order_by("-id").first().sentence
    assert said.startswith(f"本站并入{new.name}，申报已撤回")
    assert Notification.objects.filter(user=clerk.user, body__contains="申报已撤回").exists()
    with pytest.raises(Conflict):
        services.grant(case, by=office, granted=4, review_note="好")
    reverse(row, by=office, reason="会议改了决定")
    clerk.refresh_from_db()
    services.apply_stars(case, by=clerk)
    assert case.state == "applied"


@pytest.fixture
def old(county, station):
    return station


@pytest.fixture
def new(county):
    return make_station(county, 1)


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


@pytest.fixture
def clerk(county):
    return county.seat(Role.CLERK)


@pytest.fixture
def new_clerk(new):
    return clerk_of(new.unit)


@pytest.fixture
def joined(old, new, office):
    """join() merges the two as the office does."""

    def join(one=old, other=new, **kw):
        return merge(one, other, by=office, reason=WHY, **kw)

    return join


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


class TestPreview:
    def test_says_what_goes_along_and_moves_nothing(self, county, old, new, clerk):
        visit(old, clerk)
        make_opinion(old, "told")
        roster_day(old, 9)
        roster_day(new, 9)
        make_activity(old)
        make_activity(old, "closed")
        send(code_for(old))
        attach(new, old.attachments.first().deputy)
        third_station(county)

        plan = merge_plan.preview(old, new)

        assert counts(plan) == {
            "opinion": 1,
            "submission": 1,
            "deputy": 2,
            "roster_day": 1,
            "activity": 1,
            "code": 1,
            "seat": 1,
        }
        notes = [row["note"] for row in plan.part("deputy").rows]
        assert sorted(notes) == ["已在新站，不重复", "转到新站"]
        assert any("两站都有接待日" in words for words in plan.warnings)
        assert any("不在同一个乡镇街道" in words for words in plan.warnings)
        assert any("还没有工作人员" in words for words in plan.warnings)
        assert "扶国强" not in str(plan)
        assert not MergeMove.objects.exists()

    def test_only_two_open_stations_of_one_county(self, county, old, new, other_county, joined):
        with pytest.raises(Invalid):
            merge_plan.preview(old, old)
        with pytest.raises(Invalid):
            merge_plan.preview(old, make_station(other_county))
        joined()
        with pytest.raises(Conflict, match="已经并入"):
            merge_plan.preview(fresh(old), new)
        with pytest.raises(Invalid, match="已经撤销"):
            merge_plan.preview(third_station(county), fresh(old))


class TestMerge:
    def test_the_office_of_the_county_and_nobody_else(self, county, other_county, old, new):
        for role, seat in [*county.seats().items(), ("other", other_county.seat(Role.OFFICE))]:
            if role == Role.OFFICE:
                continue
            with pytest.raises(Forbidden):
                merge(old, new, by=seat, reason=WHY)

    def test_needs_grounds_and_a_day_that_has_come(self, joined, old, office, new):
        with pytest.raises(Invalid):
            merge(old, new, by=office, reason="  ")
        with pytest.raises(Invalid):
            joined(on=today() + dt.timedelta(days=1))
        with pytest.raises(Invalid):
            joined(on=old.opened_on - dt.timedelta(days=1))

    def test_old_station_is_closed_and_still_found(self, joined, old, new):
        row = joined()
        old = fresh(old)

        assert (old.closed_on, old.merged_into, old.kept_by) == (today(), new, new.unit)
        assert (old.unit.closed_on, old.unit.successor) == (today(), new.unit)
        assert row.reversible_until == today() + dt.timedelta(days=90)
        assert Entry.objects.filter(action="station.merge", reason=WHY).exists()

    def test_open_opinions_go_along_and_their_clocks_run_on(self, joined, old, new, clerk):
        with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=2)):
            waiting = visit(old, clerk)
            kept = services.route(visit(old, clerk, "路灯"), by=clerk, route="station")
        before = {case.pk: duties(case) for case in (waiting, kept)}

        joined()

        for case in (waiting, kept):
            case = fresh(case)
            assert (case.station, case.origin, case.number.partition("-")[0]) == (
                new,
                old,
                old.code,
            )
            assert case.township_id == new.township_id
            [(kind, owner, since, due)] = duties(case)
            [(old_kind, _, old_since, old_due)] = before[case.pk]
            assert (kind, owner, since, due) == (old_kind, new.unit_id, old_since, old_due)
            assert case.due_on == due
            assert case.events.filter(sentence=f"联络站合并，由{new.name}接续").count() == 1
            assert new.unit.short_name in case.turn
        assert fresh(kept).handler == new.unit
        scopes = Deadline.objects.open().filter(subject_type="opinion").values_list("township")
        assert set(scopes) == {(new.township_id,)}

    def test_what_was_answered_stays_and_visits_stay(self, joined, old, clerk):
        told = make_opinion(old, "told")
        joined()
        assert fresh(told).station == old
        assert fresh(told.reception).station == old

    def test_a_department_keeps_its_case(self, county, joined, old, new, clerk):
        case = visit(old, clerk)
        services.route(case, by=clerk, route="county", unit=county.departments[0])
        [(kind, owner, _, due)] = duties(case)
        joined()
        assert [(k, o, d) for k, o, _, d in duties(case)] == [(kind, owner, due)]
        seat = county.seat(Role.UNIT)
        assert Opinion.objects.visible_to(seat).filter(pk=case.pk).exists()

    def test_the_presidium_of_the_new_township_goes_on(self, county, joined, old, new, clerk):
        case = visit(old, clerk)
        services.route(case, by=clerk, route="township", unit=county.presidiums[0])
        [(_, _, _, due)] = duties(case)

        row = joined()

        assert fresh(case).handler == county.presidiums[1]
        assert [(owner, day) for _, owner, _, day in duties(case)] == [
            (county.presidiums[1].pk, due)
        ]
        assert case.dispositions.get().unit == county.presidiums[1]
        reverse(row, by=county.seat(Role.OFFICE), reason="群众不便")
        assert fresh(case).handler == county.presidiums[0]
        assert [owner for _, owner, _, _ in duties(case)] == [county.presidiums[0].pk]

    def test_folded_ones_and_further_ways_go_along(self, county, joined, old, new, clerk):
        kept, folded, told = (visit(old, clerk, words) for words in ("路", "路灯", "水"))
        services.fold(folded, by=clerk, into=kept, reason="同一处")
        services.route(told, by=clerk, route="station")
        services.also_route(told, by=clerk, route="county", unit=county.departments[0])
        services.report_result(told, by=clerk, result="已经修好")
        services.tell_back(
            told, by=clerk, told_on=today(), method="face", words="好了", satisfaction="satisfied"
        )
        assert told.state == "told"

        joined()

        assert {fresh(case).station for case in (kept, folded, told)} == {new}

    def test_what_comes_back_from_history_is_the_new_stations_to_do(
        self, joined, old, new, new_clerk, clerk
    ):
        case = visit(old, clerk)
        services.answer(case, by=clerk, words="不归我们管", satisfaction="unsatisfied")
        joined()
        case = fresh(case)
        assert case.station == old
        services.reopen(case, by=new_clerk, route="station", reason="来访人不满意")
        assert fresh(case).handler == new.unit
        assert [owner for _, owner, _, _ in duties(case)] == [new.unit_id]

    def test_deputies_are_not_doubled(self, county, joined, old, new):
        both, only = (row.deputy for row in old.attachments.order_by("id"))
        attach(new, both)
        joined()
        assert not old.attachments.filter(until=None).exists()
        there = new.attachments.filter(until=None).values_list("deputy", flat=True)
        assert sorted(there) == sorted([both.pk, only.pk, *[d.pk for d in county.deputies[2:4]]])

    def test_days_to_come_and_their_rule(self, joined, old, new):
        rule = RosterPattern.objects.create(
            station=old,
            kind="month_day",
            days=[15],
            starts_at=dt.time(9),
            ends_at=dt.time(11),
            since=today(),
        )
        past = roster_day(old, -20, state="missed", missed_why="下大雪")
        planned, said = roster_day(old, 9), roster_day(old, 5, state="noticed")
        meets = roster_day(old, 12)
        roster_day(new, 12)
        old.address = "东坪镇老街3号"
        old.save()

        joined()

        assert fresh(past).station == old
        assert {fresh(planned).station, fresh(said).station, fresh(rule).station} == {new}
        assert fresh(said).place == "东坪镇老街3号"
        assert fresh(said).notices.get().words.startswith("更正：联络站合并")
        assert (fresh(meets).state, fresh(meets).station) == ("cancelled", old)
        assert new.name in fresh(meets).cancel_reason

    def test_unfinished_activities(self, joined, old, new):
        coming, closed = make_activity(old), make_activity(old, "closed")
        joined()
        assert (fresh(coming).station, fresh(closed).station) == (new, old)
        assert coming.events.filter(code="carry_over").exists()

    def test_the_code_on_the_wall_leads_to_the_new_station(self, county, joined, old, new, office):
        code = code_for(old)
        waiting = send(code)
        joined()
        assert codes.open_door(code.code).station == new
        assert fresh(waiting).station == new
        assert [owner for _, owner, _, _ in duties(waiting)] == [new.unit_id]
        third = third_station(county)
        joined(fresh(new), third)
        assert codes.open_door(code.code).station == third

    def test_staff_go_along_or_not(self, county, joined, old, new, clerk):
        third = third_station(county)
        head = county.seat(Role.HEAD)
        joined()
        for seat in (clerk, head):
            assert fresh(seat).ends_on == today()
            assert Seat.objects.open().filter(user=seat.user, role=seat.role, unit=new.unit)
        joined(new, third, staff=ENDS)
        assert not Seat.objects.not_ended().filter(unit=third.unit).exists()

    def test_children_get_the_new_parent(self, county, joined, old, new):
        child = third_station(county)
        Station.objects.filter(pk=child.pk).update(parent=old)
        joined()
        assert fresh(child).parent == new

    def test_staff_and_deputies_hear_of_it(self, county, joined, new_clerk):
        deputy = county.seat(Role.DEPUTY)
        joined()
        told = Notification.objects.filter(kind="station_merged").values_list("user", flat=True)
        assert {new_clerk.user_id, deputy.user_id} <= set(told)


class TestReading:
    def test_staff_of_the_new_station_read_the_history(self, county, joined, old, new, new_clerk):
        told = make_opinion(old, "told")
        other = make_opinion(third_station(county), "told")
        assert not Opinion.objects.visible_to(new_clerk).filter(pk=told.pk).exists()

        joined()

        told = fresh(told)
        assert set(Opinion.objects.visible_to(new_clerk)) == {told}
        assert set(Reception.objects.visible_to(new_clerk)) == {told.reception}
        assert is_staff_of(new_clerk, told)
        assert may_reveal(new_clerk, told)
        assert may_see_contact(new_clerk, told.reception)
        assert other not in Opinion.objects.visible_to(new_clerk)

    def test_through_any_number_of_merges_by_one_equality(
        self, county, joined, old, new, django_assert_num_queries
    ):
        third = third_station(county)
        told = make_opinion(old, "told")
        joined()
        joined(fresh(new), third)
        seat = clerk_of(third.unit)
        with django_assert_num_queries(1):
            assert list(Opinion.objects.visible_to(seat)) == [told]

    def test_not_any_more_after_the_reversal(self, joined, old, office, new_clerk):
        told = make_opinion(old, "told")
        reverse(joined(), by=office, reason="群众不便")
        assert not Opinion.objects.visible_to(new_clerk).filter(pk=told.pk).exists()


class TestReverse:
    def test_both_stand_again_as_before(self, county, joined, old, new, office, clerk):
        case = visit(old, clerk)
        day, activity = roster_day(old, 9), make_activity(old)
        code = code_for(old)
        waiting = send(code)
        before = duties(case)
        people = set(old.attachments.filter(until=None).values_list("deputy", flat=True))

        row = reverse(joined(), by=office, reason="群众不便")

        old = fresh(old)
        assert (old.closed_on, old.merged_into, old.kept_by) == (None, None, old.unit)
        assert (old.unit.closed_on, old.unit.successor) == (None, None)
        for moved in (case, day, activity, waiting):
            assert fresh(moved).station == old
            assert fresh(moved).township_id == old.township_id
        assert duties(case) == before
        assert codes.open_door(code.code).station == old
        there = set(old.attachments.filter(until=None).values_list("deputy", flat=True))
        assert there == people
        assert not new.attachments.filter(until=None, deputy__in=people).exists()
        assert fresh(clerk).ends_on is None
        assert not Seat.objects.open().filter(user=clerk.user, unit=new.unit).exists()
        assert (row.state, row.reversed_why) == ("reversed", "群众不便")
        joined(old, new)

    def test_what_came_meanwhile_stays_except_by_the_old_code(
        self, joined, old, new, office, new_clerk
    ):
        code, own = code_for(old), code_for(new)
        row = joined()
        walked_in = visit(new, new_clerk)
        by_new, by_old, waiting = send(own), send(code), send(code)
        kept, goes = (taking_in.accept(one, by=new_clerk) for one in (by_new, by_old))
        number = goes.number

        reverse(row, by=office, reason="群众不便")

        assert {fresh(case).station for case in (walked_in, kept, by_new)} == {new}
        assert {fresh(case).station for case in (goes, by_old, waiting)} == {old}
        assert (fresh(goes).origin, fresh(goes).number) == (old, number)
        assert [owner for _, owner, _, _ in duties(goes)] == [old.unit_id]

    def test_later_decisions_stand(self, joined, old, new, office, clerk):
        gone, stays = (row.deputy for row in old.attachments.order_by("id"))
        day = roster_day(old, 9)
        row = joined()
        services.detach(new, gone, by=office)
        RosterDay.objects.filter(pk=day.pk).update(state="cancelled", cancel_reason="停电")
        opened = Seat.objects.get(user=clerk.user, unit=new.unit)
        Seat.objects.filter(pk=opened.pk).update(ends_on=today() - dt.timedelta(days=1))

        reverse(row, by=office, reason="群众不便")

        there = old.attachments.filter(until=None).values_list("deputy", flat=True)
        assert list(there) == [stays.pk]
        assert fresh(day).station == new
        assert fresh(clerk).ends_on == today()

    def test_what_was_done_meanwhile_comes_back_as_it_is(
        self, joined, old, office, clerk, new_clerk
    ):
        case = visit(old, clerk)
        row = joined()
        services.answer(fresh(case), by=new_clerk, words="修好了", satisfaction="satisfied")
        reverse(row, by=office, reason="群众不便")
        assert (fresh(case).station, fresh(case).state, duties(case)) == (old, "told", [])

    def test_a_day_called_off_by_the_merge_is_planned_again(self, joined, old, new, office):
        day = roster_day(old, 12)
        roster_day(new, 12)
        reverse(joined(), by=office, reason="群众不便")
        assert (fresh(day).station, fresh(day).state) == (old, "planned")

    def test_not_after_the_days_of_the_rule(self, joined, office):
        row = joined()
        late = dt.datetime.now(dt.UTC) + dt.timedelta(days=91)
        with time_machine.travel(late), pytest.raises(Conflict, match="时间已经过了"):
            reverse(row, by=office, reason="群众不便")

    def test_the_later_merge_first(self, county, joined, old, new, office):
        first = joined()
        second = joined(fresh(new), third_station(county))
        with pytest.raises(Conflict, match="请先恢复那一次合并"):
            reverse(StationMerge.objects.get(pk=first.pk), by=office, reason="群众不便")
        reverse(second, by=office, reason="群众不便")
        assert fresh(old).kept_by == new.unit
        reverse(StationMerge.objects.get(pk=first.pk), by=office, reason="群众不便")
        assert fresh(old).kept_by == old.unit

    def test_once_and_only_by_the_office(self, county, joined, office):
        row = joined()
        for role, seat in county.seats().items():
            if role != Role.OFFICE:
                with pytest.raises(Forbidden):
                    reverse(row, by=seat, reason="群众不便")
        reverse(row, by=office, reason="群众不便")
        with pytest.raises(Conflict):
            reverse(row, by=office, reason="群众不便")


class TestClosing:
    def test_is_refused_with_the_list_while_something_is_open(self, old, office, clerk):
        case = visit(old, clerk)
        with pytest.raises(Conflict, match="合并") as refused:
            close_station(old, by=office, on=today(), reason="撤并")
        [row] = refused.value.extra["open"]
        assert row["url"] == f"/opinions/{case.pk}/"
        services.answer(case, by=clerk, words="修好了", satisfaction="satisfied")
        assert close_station(old, by=office, on=today(), reason="撤并").closed_on == today()

    def test_no_deputy_joins_a_closed_station(self, county, joined, old, office):
        joined()
        with pytest.raises(Conflict):
            services.attach(old, county.deputies[3], by=office)


def test_a_calendar_that_a_phone_fetches_goes_on(joined, old, clerk):
    address = new_address(clerk)
    roster_day(old, 9)
    joined()
    assert b"BEGIN:VEVENT" in feed(address)
