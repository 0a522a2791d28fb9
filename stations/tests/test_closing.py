"""A station is closed without a merge: what ends with it, who hears of it, what keeps it open."""

import datetime as dt

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import ClientToken
from audit.models import Entry
from audit.services import SYSTEM
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from deadlines import services as deadlines
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.models import Deputy, Seat
from liaison.tests.factories import make_seat, signed_in
from notifications.models import Notification
from stations import services
from stations.choices import EXPLAIN_MISSED_DAY
from stations.models import Opinion, PublicCode, RosterDay, RosterDuty, RosterNotice, StationParent
from stations.permissions import is_staff_of
from stations.services import closing, codes, patterns, planning
from stations.services.closing import NO_PARENT, close_station
from stations.services.codes import CodeEnded
from stations.services.feeds import feed, new_address
from stations.services.merge_reverse import reverse
from stations.services.merging import merge
from stations.services.parents import put_under
from stations.tests.factories import (
    make_activity,
    make_opinion,
    make_reception,
    make_star,
    make_station,
)
from stations.tests.merging import code_for, roster_day, send, third_station, visit
from stations.tests.roster_factories import make_pattern

pytestmark = pytest.mark.django_db

WHY = "县人大常委会主任会议决定"


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


@pytest.fixture
def clerk(county):
    return county.seat(Role.CLERK)


@pytest.fixture
def other(county):
    return make_station(county, 1)


def api(seat):
    _, token = ClientToken.objects.create(user=seat.user, seat_id=seat.pk, device="试")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def on_duty(day, deputy, state="confirmed"):
    return RosterDuty.objects.create(day=day, deputy=deputy, state=state)


def seat_of(deputy: Deputy) -> Seat:
    return Seat.objects.filter(deputy=deputy).first() or make_seat(Role.DEPUTY, deputy=deputy)


class TestWhatEndsWithIt:
    def test_coming_days_are_called_off_and_whoever_counts_on_them_is_told(
        self, county, station, office, clerk
    ):
        deputy = county.deputies[0]
        seat = county.seat(Role.DEPUTY)
        deputy = seat.deputy
        announced = roster_day(station, 9, state="noticed")
        on_duty(announced, deputy)
        planned = roster_day(station, 30)
        past = roster_day(station, -20, state="held")
        address = new_address(seat)

        close_station(station, by=office, reason=WHY)

        announced.refresh_from_db()
        planned.refresh_from_db()
        past.refresh_from_db()
        assert (announced.state, planned.state, past.state) == ("cancelled", "cancelled", "held")
        assert announced.cancel_reason == f"{station.name}撤销"
        words = RosterNotice.objects.filter(day=announced).latest("number").words
        assert words.startswith("更正：")
        assert "取消" in words
        told = Notification.objects.filter(user=seat.user, kind="roster_cancel")
        assert told.count() == 1
        event = feed(address).decode().split("BEGIN:VEVENT")[1]
        assert "STATUS:CANCELLED" in event

    def test_rules_attachments_posts_and_codes_end_that_day(self, county, station, office, clerk):
        rule = make_pattern(station, since=today() - dt.timedelta(days=90))
        head = county.seat(Role.HEAD)
        code = code_for(station)
        assert station.attachments.filter(until=None).count() == 2

        close_station(station, by=office, reason=WHY)

        station.refresh_from_db()
        rule.refresh_from_db()
        assert (station.closed_on, rule.until) == (today(), today())
        assert set(station.attachments.values_list("until", flat=True)) == {today()}
        for seat in (clerk, head):
            seat.refresh_from_db()
            assert seat.ends_on == today()
            assert not Seat.objects.usable().filter(pk=seat.pk).exists()
        assert PublicCode.objects.get(pk=code.pk).revoked_at is not None
        station.unit.refresh_from_db()
        assert station.unit.closed_on == today()
        [entry] = Entry.objects.filter(action="station.close", subject_id=station.pk)
        assert entry.after["ended"] == {
            "days": 0,
            "patterns": 1,
            "deputies": 2,
            "codes": 1,
            "seats": 2,
        }

    def test_application_for_stars_goes_back_to_whoever_filed_it(self, station, office):
        star = make_star(station, "applied")
        close_station(station, by=office, reason="县人大常委会决定")
        star.refresh_from_db()
        assert (star.state, star.applied_on) == ("draft", None)
        assert "本站撤销，申报已撤回" in star.events.latest("id").sentence

    def test_its_people_hear_once_that_it_is_closed(self, county, station, office, clerk):
        for days in (9, 16, 23):
            roster_day(station, days)
        close_station(station, by=office, reason=WHY)
        told = Notification.objects.filter(user=clerk.user)
        assert [row.kind for row in told] == ["station_closed"]
        assert WHY in told[0].body

    def test_nothing_comes_to_it_any_more(self, county, station, office, clerk):
        make_pattern(station)
        station = close_station(station, by=office, reason=WHY)
        with pytest.raises(Conflict):
            services.attach(station, county.deputies[3], by=office)
        with pytest.raises(Conflict):
            codes.make_code(by=office, station=station)
        with pytest.raises(Conflict):
            patterns.add_pattern(station, by=office, kind="weekly", weekday=2)
        with pytest.raises(Conflict):
            services.update_station(station, by=office, phone="0735-1234567")
        with pytest.raises(Conflict):
            planning.generate(station, today().year, by=office)

    def test_who_scans_learns_that_it_is_closed_and_where_to_go(self, county, station, office):
        near = third_station(county)
        near.address, near.phone = "东坪镇老街12号", "0735-7654321"
        near.save()
        code = code_for(station)
        close_station(station, by=office, reason=WHY)

        page = Client().get(f"/s/{code.code}/")
        text = page.content.decode()
        assert page.status_code == 410
        assert f"{station.name}已经在" in text
        assert "撤销，您可以到下面的联络站反映" in text
        assert near.name in text
        assert "东坪镇老街12号" in text
        body = APIClient().get(f"/api/v1/public/stations/{code.code}/").json()
        assert [row["name"] for row in body["nearby"]] == [near.name]

    def test_the_code_of_one_merged_into_it_says_the_same(self, county, station, other, office):
        code = code_for(station)
        merge(station, other, by=office, reason=WHY)
        close_station(other, by=office, reason=WHY)
        with pytest.raises(CodeEnded, match=other.name):
            codes.open_door(code.code)

    def test_a_voter_still_follows_what_he_said(self, station, office, clerk):
        case = visit(station, clerk)
        services.answer(case, by=clerk, words="已经修好了", satisfaction="satisfied")
        close_station(station, by=office, reason=WHY)
        case.refresh_from_db()
        assert case.state == "told"
        assert signed_in(office).get(f"/opinions/{case.pk}/").status_code == 200


class TestWhatKeepsItOpen:
    def test_open_opinions_activities_and_submissions(self, station, office, clerk):
        code = code_for(station)
        visit(station, clerk)
        make_activity(station)
        send(code)
        with pytest.raises(Conflict, match="合并") as refused:
            close_station(station, by=office, reason=WHY)
        assert {row["kind"] for row in refused.value.extra["open"]} == {
            "在办意见",
            "未完成活动",
            "待受理来件",
        }
        assert "on" in refused.value.errors
        station.refresh_from_db()
        assert station.closed_on is None

    @pytest.mark.parametrize("state", ["planned", "noticed", "missed"])
    def test_a_day_gone_by_that_nobody_wrote_down(self, station, office, state):
        day = roster_day(station, -1, state=state)
        with pytest.raises(Conflict, match="没登记的接待日1项"):
            close_station(station, by=office, reason=WHY)
        RosterDay.objects.filter(pk=day.pk).update(state="missed", missed_why="停电")
        assert close_station(station, by=office, reason=WHY).closed_on == today()

    def test_any_other_thing_that_its_staff_owe(self, station, office):
        day = roster_day(station, -9, state="held")
        deadlines.open_(
            day,
            kind=EXPLAIN_MISSED_DAY.code,
            owner=station.unit,
            from_on=today(),
            scope=station.scope(),
            label="接待日",
        )
        with pytest.raises(Conflict, match="1项期限"):
            close_station(station, by=office, reason=WHY)
        assert station.attachments.filter(until=None).count() == 2

    def test_the_date(self, station, office):
        for day in (today() + dt.timedelta(days=1), station.opened_on - dt.timedelta(days=1)):
            with pytest.raises(Invalid) as refused:
                close_station(station, by=office, on=day, reason=WHY)
            assert "on" in refused.value.errors
        make_reception(station, held_on=today() - dt.timedelta(days=3))
        with pytest.raises(Invalid, match="还有接待"):
            close_station(station, by=office, on=today() - dt.timedelta(days=4), reason=WHY)
        done = close_station(station, by=office, on=today() - dt.timedelta(days=3), reason=WHY)
        assert done.closed_on == today() - dt.timedelta(days=3)

    def test_why_and_only_once(self, station, office):
        with pytest.raises(Invalid) as refused:
            close_station(station, by=office, reason=" ")
        assert "reason" in refused.value.errors
        close_station(station, by=office, reason=WHY)
        with pytest.raises(Conflict, match="已经撤销"):
            close_station(station, by=office, reason=WHY)

    @pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.OFFICE}))
    def test_nobody_but_the_office(self, county, station, role):
        with pytest.raises(Forbidden):
            close_station(station, by=county.seat(role), reason=WHY)

    def test_not_the_office_of_another_county(self, other_county, station):
        with pytest.raises(Forbidden):
            close_station(station, by=other_county.seat(Role.OFFICE), reason=WHY)


class TestParents:
    def test_a_change_keeps_what_was_before(self, county, station, other, office):
        third = third_station(county)
        put_under(station, other, on=today() - dt.timedelta(days=90))
        services.update_station(station, by=office, parent=third)
        station.refresh_from_db()
        assert station.parent == third
        rows = StationParent.objects.filter(station=station).order_by("since")
        assert [(row.parent_id, row.until) for row in rows] == [
            (other.pk, today() - dt.timedelta(days=1)),
            (third.pk, None),
        ]
        services.update_station(station, by=office, parent=None)
        assert [row.until is None for row in rows.all()] == [False]
        page = signed_in(office).get(f"/stations/{station.pk}/").content.decode()
        assert "曾经属于" in page
        assert other.name in page

    def test_only_an_open_one_of_the_county_and_never_in_a_circle(
        self, county, other_county, station, other, office
    ):
        third = third_station(county)
        put_under(other, station)
        put_under(third, other)
        gone = third_station(county, "旧站")
        gone.closed_on = today()
        gone.save()
        client = signed_in(office)
        for wrong in (station, other, third, gone, make_station(other_county)):
            with pytest.raises(Invalid) as refused:
                services.update_station(station, by=office, parent=wrong)
            assert "parent" in refused.value.errors
            data = {"kind": "central", "parent": wrong.pk, "phone": "0735-1234567"}
            page = client.post(f"/stations/{station.pk}/change/", data).content.decode()
            assert 'id="id_parent_error"' in page or "error_parent" in page or "选择" in page
            station.refresh_from_db()
            assert (station.parent, station.phone) == (None, "")
        fine = {"kind": "central", "parent": ""}
        assert client.post(f"/stations/{station.pk}/change/", fine).status_code == 302

    def test_both_pages_say_it(self, station, other, office):
        put_under(station, other)
        client = signed_in(office)
        assert (
            f'href="/stations/{other.pk}/"'
            in client.get(f"/stations/{station.pk}/").content.decode()
        )
        above = client.get(f"/stations/{other.pk}/").content.decode()
        assert "下级站" in above
        assert f'href="/stations/{station.pk}/"' in above

    def test_closing_asks_where_those_below_go(self, county, station, other, office):
        third = third_station(county)
        put_under(other, station)
        put_under(third, other)
        for wrong in (None, "x", third):
            with pytest.raises(Invalid) as refused:
                close_station(station, by=office, reason=WHY, children_to=wrong)
            assert "children_to" in refused.value.errors
        close_station(station, by=office, reason=WHY, children_to=NO_PARENT)
        other.refresh_from_db()
        assert other.parent is None
        assert not StationParent.objects.filter(station=other, until=None).exists()

    def test_or_under_another(self, county, station, other, office):
        third = third_station(county)
        put_under(other, station, on=today() - dt.timedelta(days=9))
        close_station(station, by=office, reason=WHY, children_to=third)
        other.refresh_from_db()
        assert other.parent == third
        assert [row.parent for row in other.parents.order_by("since")] == [station, third]

    def test_a_merge_takes_them_along_with_their_dates_and_back(
        self, county, station, other, office
    ):
        third = third_station(county)
        put_under(third, station, on=today() - dt.timedelta(days=9))
        row = merge(station, other, by=office, reason=WHY)
        third.refresh_from_db()
        assert third.parent == other
        reverse(row, by=office, reason="群众不便")
        third.refresh_from_db()
        assert third.parent == station
        now = third.parents.get(until=None)
        assert (now.parent, now.since) == (station, today())

    def test_putting_back_makes_no_circle(self, county, station, other, office):
        third = third_station(county)
        put_under(third, station)
        put_under(station, other)
        row = merge(station, other, by=office, reason=WHY)
        services.update_station(other, by=office, parent=None)
        reverse(row, by=office, reason="群众不便")
        for place in (station, other, third):
            place.refresh_from_db()
        assert (station.parent, third.parent, other.parent) == (other, station, None)


class TestDoors:
    def test_the_page_counts_before_and_asks_beside_the_field(self, county, station, office):
        roster_day(station, 9, state="noticed")
        make_pattern(station)
        make_star(station, "applied")
        client, url = signed_in(office), f"/stations/{station.pk}/close/"
        page = client.get(url).content.decode()
        for words in ("已公告的接待日", "1天", "进站代表", "2人", "没评定的星级申报"):
            assert words in page
        refused = client.post(url, {"on": today().isoformat(), "reason": ""}).content.decode()
        assert "id_reason_error" in refused
        done = client.post(url, {"on": today().isoformat(), "reason": WHY})
        assert done["Location"] == f"/stations/{station.pk}/"
        assert client.get(url).status_code == 409
        assert "撤销" in client.get(f"/stations/{station.pk}/").content.decode()

    def test_the_page_lists_what_is_left_and_leads_to_merging(self, station, office, clerk):
        case = visit(station, clerk)
        page = signed_in(office).get(f"/stations/{station.pk}/close/").content.decode()
        assert f"/opinions/{case.pk}/" in page
        assert f"/stations/{station.pk}/merge/" in page
        assert "办理撤销" not in page

    def test_where_those_below_go_is_asked_on_the_page(self, county, station, other, office):
        put_under(other, station)
        client, url = signed_in(office), f"/stations/{station.pk}/close/"
        data = {"on": today().isoformat(), "reason": WHY}
        assert client.post(url, data).status_code == 200
        assert client.post(url, data | {"children_to": NO_PARENT}).status_code == 302

    def test_by_api(self, county, station, other, office):
        put_under(other, station)
        client, url = api(office), f"/api/v1/stations/{station.pk}/close/"
        plan = client.get(url).json()
        assert plan["open"] == []
        assert plan["children"] == [{"id": other.pk, "name": other.name}]
        counts = {row["code"]: row["count"] for row in plan["endings"]}
        assert counts == {"deputy": 2}
        refused = client.post(url, {"reason": WHY}, format="json")
        assert (refused.status_code, "children_to" in refused.json()["errors"]) == (400, True)
        done = client.post(url, {"reason": WHY, "children_alone": True}, format="json")
        assert done.json()["closed_on"] == today().isoformat()
        assert client.post(url, {"reason": WHY}, format="json").status_code == 409

    def test_another_county_finds_nothing(self, other_county, station):
        office = other_county.seat(Role.OFFICE)
        assert api(office).post(f"/api/v1/stations/{station.pk}/close/").status_code == 404
        assert signed_in(office).get(f"/stations/{station.pk}/close/").status_code == 404

    def test_the_counts_are_what_is_done(self, county, station, office, clerk):
        code_for(station)
        make_pattern(station)
        for days in (9, 16):
            roster_day(station, days)
        plan = {row.code: row.count for row in closing.preview(station).endings}
        assert plan == {"planned": 2, "pattern": 1, "deputy": 2, "seat": 1, "code": 1}
        close_station(station, by=office, reason=WHY)
        after = {row.code: row.count for row in closing.preview(station).endings}
        # The last day of these is today.
        assert after == {"pattern": 1, "seat": 1}


class TestWhatComesBackLater:
    def test_a_result_for_a_voter_of_a_closed_station_is_the_office_s_to_tell(
        self, station, office
    ):
        """Told, and the answer behind it was taken back and given anew after the closing."""
        opinion = make_opinion(station, "told", route="suggestion", result="年底修。")
        close_station(station, by=office, reason=WHY)

        services.answer_recalled(opinion, by=office, words="年底修。", reason="写错了")
        services.suggestion_answered(opinion, by=SYSTEM, words="路灯已经修好。")

        opinion.refresh_from_db()
        assert opinion.state == "handled"
        duty = Deadline.objects.open().get(subject_type="opinion", subject_id=opinion.pk)
        assert (duty.kind, duty.owner_unit) == ("tell_voter", office.unit)
        assert Deadline.objects.open().owed_by(office).filter(pk=duty.pk).exists()
        assert opinion.turn.startswith(office.unit.short_name)
        waiting = Opinion.objects.visible_to(office).waiting_for(office)
        assert opinion in waiting
        assert Notification.objects.filter(user=office.user, subject_id=opinion.pk).exists()

        services.tell_back(
            opinion, by=office, method="phone", words="路灯修好了。", satisfaction="satisfied"
        )
        assert opinion.state == "told"
        assert not Deadline.objects.open().filter(pk=duty.pk).exists()

    def test_an_open_station_s_voters_are_told_by_its_own_staff(self, station, office):
        opinion = make_opinion(station, "handled")
        assert not is_staff_of(office, opinion)
        assert opinion not in Opinion.objects.visible_to(office).waiting_for(office)
