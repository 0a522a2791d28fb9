"""Stand-ins: who may be named, what they see and no more, what is recorded, when it ends."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from audit.models import Entry
from core.clock import BEIJING, replay, today
from core.problems import Conflict, Forbidden, Invalid
from deadlines import sweep
from deadlines.tests.conftest import at
from liaison.choices import Role
from liaison.models import Seat, StandIn
from liaison.services import seats as posts
from liaison.services.stand_ins import candidates, end_stand_in, name_stand_in
from liaison.tests.factories import PASSWORD, county_fixture, make_seat, make_user, signed_in
from notifications.models import Notification
from notifications.services import notify_seats
from suggestions import services as suggestions
from suggestions.choices import State
from suggestions.models import Suggestion
from suggestions.tests.factories import make_suggestion

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def head(county) -> Seat:
    return county.seat(Role.UNIT_HEAD)


@pytest.fixture
def clerk(county) -> Seat:
    return county.seat(Role.UNIT)


def leave(absent: Seat, stand_in: Seat, *, by: Seat | None = None, **kw) -> StandIn:
    kw.setdefault("starts_on", today())
    kw.setdefault("ends_on", today() + 3 * DAY)
    kw.setdefault("reason", "年休假")
    return name_stand_in(absent, stand_in, by=by or absent, **kw)


def standing(person: Seat, absent: Seat) -> Seat:
    seat = posts.own_seat(person.user, absent.pk)
    assert seat is not None
    return seat


class TestWho:
    def test_the_absent_one_or_the_unit_s_administrator(self, county, head, clerk):
        row = leave(clerk, head, by=head)
        assert row.made_by_name == head.user.name
        end_stand_in(row, by=clerk)
        leave(clerk, head)
        assert Entry.objects.filter(action="standin.name").count() == 2

    def test_nobody_else(self, county, head, clerk):
        other = make_seat(Role.UNIT, clerk.unit)
        for by in (other, county.seat(Role.OFFICE), county.seat(Role.COMMITTEE)):
            with pytest.raises(Forbidden):
                leave(clerk, head, by=by)

    def test_somebody_of_the_same_unit(self, county, head, clerk):
        elsewhere = make_seat(Role.UNIT, county.departments[1])
        assert set(candidates(head)) == {clerk}
        for stranger in (elsewhere, county.seat(Role.OFFICE), head):
            with pytest.raises(Invalid) as refused:
                leave(head, stranger)
            assert "stand_in" in refused.value.errors

    def test_leaders_of_the_congress_stand_in_for_each_other(self, county):
        leader = county.seat(Role.LEADER)
        colleague = make_seat(Role.LEADER, leader.unit)
        assert colleague in candidates(leader)
        assert county.seat(Role.OFFICE) not in candidates(leader)

    @pytest.mark.parametrize("role", [Role.DEPUTY, Role.ADMIN, Role.AUDITOR])
    def test_a_mandate_and_the_three_administrators_are_nobody_else_s(self, county, role):
        seat = county.seat(role)
        other = make_seat(Role.UNIT, county.departments[0])
        assert not candidates(seat).exists()
        with pytest.raises(Invalid):
            leave(seat, other)

    def test_whom_nobody_stands_in_for_has_no_button_for_it(self, county):
        admin = county.seat(Role.ADMIN)
        auditor = make_seat(Role.AUDITOR, admin.unit)
        page = signed_in(admin).get(f"/seats/units/{admin.unit_id}/").content.decode()
        assert auditor.user.name in page
        assert f"/seats/{auditor.pk}/stand-in/" not in page

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"starts_on": today() - DAY}, "starts_on"),
            ({"ends_on": today() - DAY}, "ends_on"),
            ({"ends_on": today() + 400 * DAY}, "ends_on"),
            ({"reason": "  "}, "reason"),
        ],
    )
    def test_faults_beside_their_field(self, head, clerk, change, field):
        with pytest.raises(Invalid) as refused:
            leave(head, clerk, **change)
        assert field in refused.value.errors

    def test_one_a_day_and_nobody_who_is_away(self, county, head, clerk):
        third = make_seat(Role.UNIT, clerk.unit)
        leave(head, clerk)
        with pytest.raises(Invalid):
            leave(head, third)
        with pytest.raises(Invalid):
            leave(third, head)
        leave(head, third, starts_on=today() + 4 * DAY, ends_on=today() + 5 * DAY)

    def test_nobody_whose_post_ends_before(self, county, head, clerk):
        clerk.ends_on = today() + DAY
        clerk.save()
        with pytest.raises(Invalid) as refused:
            leave(head, clerk)
        assert "stand_in" in refused.value.errors


class TestActing:
    def test_it_sees_what_the_absent_one_sees_and_no_more(self, county, head, clerk):
        mine = make_suggestion(county, State.HANDLING)
        leave(head, clerk)
        seat = standing(clerk, head)
        assert (seat.pk, seat.role, seat.unit_id) == (head.pk, head.role, head.unit_id)
        seen = set(Suggestion.objects.visible_to(seat).values_list("pk", flat=True))
        assert seen == set(Suggestion.objects.visible_to(head).values_list("pk", flat=True))
        assert mine.pk in seen

    def test_the_own_post_is_as_it_was(self, county, head, clerk):
        leave(head, clerk)
        assert posts.acting_seat(clerk.user).pk == clerk.pk
        assert posts.acting_seat(clerk.user).stands_in_for == ""

    def test_before_after_and_when_ended_there_is_nothing(self, county, head, clerk):
        row = leave(head, clerk, starts_on=today() + DAY, ends_on=today() + 2 * DAY)
        noon = dt.datetime.combine(today(), dt.time(12), BEIJING)
        assert posts.own_seat(clerk.user, head.pk) is None
        for days, there in ((1, True), (2, True), (3, False)):
            with replay(noon + days * DAY):
                assert (posts.own_seat(clerk.user, head.pk) is not None) is there
        end_stand_in(row, by=head)
        with replay(noon + DAY):
            assert posts.own_seat(clerk.user, head.pk) is None
        with pytest.raises(Conflict):
            end_stand_in(row, by=head)

    def test_it_is_not_passed_on(self, county, head, clerk):
        third = make_seat(Role.UNIT, clerk.unit)
        leave(head, clerk)
        with pytest.raises(Forbidden):
            leave(head, third, by=standing(clerk, head))
        with pytest.raises(Invalid):
            leave(clerk, third, starts_on=today()) and leave(third, clerk)
        assert posts.own_seat(third.user, head.pk) is None

    def test_posts_and_passwords_stay_with_the_administrator(self, county, head, clerk):
        leave(head, clerk)
        client = signed_in(clerk)
        client.post("/seat/", {"seat": head.pk})
        assert client.get("/today/").status_code == 200
        assert client.get("/seats/").status_code == 404
        with pytest.raises(Forbidden):
            posts.open_seat(head.unit, by=standing(clerk, head), role=Role.UNIT, user=make_user())

    def test_what_is_done_names_both(self, county, head, clerk):
        case = make_suggestion(county, State.ASSIGNED)
        share = case.assignments.first()
        deputy_clerk = make_seat(Role.UNIT, share.unit)
        boss = Seat.objects.filter(unit=share.unit, role=Role.UNIT_HEAD).first() or make_seat(
            Role.UNIT_HEAD, share.unit
        )
        leave(boss, deputy_clerk)
        suggestions.sign_for(case, by=standing(deputy_clerk, boss))
        entry = Entry.objects.get(action="suggestion.sign_for")
        assert entry.user_name == f"{deputy_clerk.user.name}（代{boss.user.name}）"
        assert (entry.user_id, entry.seat_id) == (deputy_clerk.user_id, boss.pk)
        event = case.events.order_by("-id").first()
        assert f"（代{boss.user.name}）" in event.by_name

    def test_a_closed_post_has_no_stand_in(self, county, head, clerk):
        leave(head, clerk)
        Seat.objects.filter(pk=head.pk).update(ends_on=today() - DAY)
        assert posts.own_seat(clerk.user, head.pk) is None


class TestNotices:
    def test_what_the_absent_one_is_told_the_stand_in_is_told(self, county, head, clerk):
        leave(head, clerk)
        notify_seats([head], kind="press", title="催办", key="press:1")
        told = Notification.objects.filter(kind="press")
        assert {(row.user_id, row.seat_id) for row in told} == {
            (head.user_id, head.pk),
            (clerk.user_id, head.pk),
        }
        assert notify_seats([head], kind="press", title="催办", key="press:1") == 0
        assert (
            told.filter(pk__in=Notification.objects.visible_to(standing(clerk, head))).count() == 1
        )
        assert not Notification.objects.visible_to(clerk).filter(kind="press").exists()

    def test_not_before_and_not_after(self, county, head, clerk):
        leave(head, clerk, starts_on=today() + DAY, ends_on=today() + DAY)
        noon = dt.datetime.combine(today(), dt.time(12), BEIJING)
        for number, days in enumerate((0, 1, 2)):
            with replay(noon + days * DAY):
                notify_seats([head], kind="press", title="催办", key=f"press:{number}")
        keys = Notification.objects.filter(kind="press", user=clerk.user).values_list(
            "key", flat=True
        )
        assert list(keys) == [f"press:1:{clerk.user_id}:{head.pk}"]

    def test_reminders_too_each_once(self, county, head, clerk):
        make_suggestion(county, State.HANDLING)
        with time_machine.travel(at("2026-11-24", "09:00"), tick=True):
            absent = Seat.objects.filter(role=Role.UNIT).order_by("id").first()
            colleague = make_seat(Role.UNIT_SECTION, absent.unit)
            leave(absent, colleague)
        moment = at("2027-01-20")
        StandIn.objects.update(starts_on=moment.date(), ends_on=moment.date())
        sweep.run(moment)
        sweep.run(moment + dt.timedelta(hours=1))
        mine = Notification.objects.filter(kind="reminder", seat_id=absent.pk)
        assert mine.filter(user=absent.user).count() == mine.filter(user=colleague.user).count()
        assert mine.filter(user=colleague.user).count() > 0

    def test_they_are_told_of_the_leave(self, head, clerk):
        leave(clerk, head, by=head)
        assert Notification.objects.filter(kind="stand_in").count() == 2


class TestPages:
    def form(self, stand_in: Seat, **change) -> dict:
        return {
            "stand_in": stand_in.pk,
            "starts_on": today().isoformat(),
            "ends_on": (today() + 3 * DAY).isoformat(),
            "reason": "年休假",
        } | change

    def test_take_leave_act_and_come_back(self, county, head, clerk):
        absent, colleague = signed_in(head), signed_in(clerk)
        assert absent.get("/stand-ins/").status_code == 200
        url = f"/seats/{head.pk}/stand-in/"
        assert clerk.user.name in absent.get(url).content.decode()
        assert absent.post(url, self.form(clerk)).status_code == 302
        text = colleague.get("/today/").content.decode()
        assert f"{head.user.name}请假，由您代" in text
        assert colleague.post("/seat/", {"seat": head.pk}).status_code == 302
        text = colleague.get("/todo/").content.decode()
        assert f"您正在代{head.user.name}办事" in text
        assert f"{clerk.user.name}（代{head.user.name}）" in text
        row = StandIn.objects.get()
        assert absent.get(f"/stand-ins/{row.pk}/end/").status_code == 200
        assert absent.post(f"/stand-ins/{row.pk}/end/").status_code == 302
        assert "您正在代" not in colleague.get("/todo/").content.decode()
        assert "提前结束" in absent.get("/stand-ins/?tab=past").content.decode()

    def test_a_refusal_keeps_what_was_written(self, county, head, clerk):
        url = f"/seats/{head.pk}/stand-in/"
        bad = signed_in(head).post(url, self.form(clerk, ends_on="2020-01-01"))
        assert bad.status_code == 400
        assert "年休假" in bad.content.decode()

    def test_alone_in_the_unit(self, county):
        seat = make_seat(Role.UNIT_HEAD, county.departments[1])
        Seat.objects.filter(unit=seat.unit).exclude(pk=seat.pk).update(ends_on=today() - DAY)
        text = signed_in(seat).get(f"/seats/{seat.pk}/stand-in/").content.decode()
        assert "没有别的同志可以代" in text

    def test_somebody_else_s_post_is_not_there(self, county, head, clerk):
        other = county.seat(Role.OFFICE)
        client = signed_in(clerk)
        assert client.get(f"/seats/{other.pk}/stand-in/").status_code == 404
        assert client.get(f"/seats/{head.pk}/stand-in/").status_code == 404
        row = leave(other, make_seat(Role.OFFICE, other.unit))
        assert client.get(f"/stand-ins/{row.pk}/end/").status_code == 404

    def test_the_administrator_does_it_from_the_list_of_posts(self, county, head, clerk):
        client = signed_in(head)
        text = client.get(f"/seats/units/{head.unit_id}/").content.decode()
        assert f"/seats/{clerk.pk}/stand-in/" in text
        assert client.post(f"/seats/{clerk.pk}/stand-in/", self.form(head)).status_code == 302

    def test_nobody_without_signing_in(self, head):
        assert Client().get("/stand-ins/").status_code == 302


class TestApi:
    def test_name_list_switch_end(self, county, head, clerk):
        client = signed_in(head)
        body = {
            "stand_in": clerk.pk,
            "starts_on": today().isoformat(),
            "ends_on": (today() + 2 * DAY).isoformat(),
            "reason": "出差",
        }
        made = client.post("/api/v1/stand-ins/", body, content_type="application/json")
        assert made.status_code == 201, made.content
        assert made.json()["state_label"] == "正在代"
        [row] = client.get("/api/v1/stand-ins/").json()["results"]
        assert row["stand_in"]["name"] == clerk.user.name
        token = Client().post(
            "/api/v1/tokens/",
            {"name": clerk.user.login, "password": PASSWORD, "device": "手机"},
            content_type="application/json",
        )
        phone = Client(headers={"Authorization": f"Bearer {token.json()['token']}"})
        seats = phone.get("/api/v1/me/").json()["seats"]
        assert [one["stands_in_for"] for one in seats] == ["", head.user.name]
        switched = phone.post(
            "/api/v1/me/seat/", {"seat": head.pk}, content_type="application/json"
        )
        assert switched.json()["seat"]["stands_in_for"] == head.user.name
        assert phone.get("/api/v1/me/").json()["seat"]["id"] == head.pk
        assert phone.get("/api/v1/todo/").status_code == 200
        ended = client.post(
            f"/api/v1/stand-ins/{row['id']}/end/", {}, content_type="application/json"
        )
        assert ended.status_code == 200
        assert phone.get("/api/v1/me/").json()["seat"]["id"] == clerk.pk
        Seat.objects.filter(pk=clerk.pk).update(ends_on=today() - DAY)
        assert phone.get("/api/v1/me/").status_code == 401

    def test_refusals(self, county, head, clerk):
        body = {
            "absent": county.seat(Role.OFFICE).pk,
            "stand_in": head.pk,
            "starts_on": today().isoformat(),
            "ends_on": today().isoformat(),
            "reason": "出差",
        }
        client = signed_in(clerk)
        answer = client.post("/api/v1/stand-ins/", body, content_type="application/json")
        assert answer.status_code == 400
        assert "absent" in answer.json()["errors"]
        body |= {"absent": clerk.pk, "stand_in": county.seat(Role.OFFICE).pk}
        answer = client.post("/api/v1/stand-ins/", body, content_type="application/json")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["stand_in"])
