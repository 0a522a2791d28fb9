"""Posts: who opens and closes which, what ends with them, one acting at a time."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client

from accounts.models import User
from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import ADMIN_ROLES, Role
from liaison.models import Seat
from liaison.permissions import (
    SEAT_RULES,
    administered_seats,
    administered_units,
    openable_roles,
)
from liaison.services import seats
from liaison.tests.factories import (
    PASSWORD,
    county_fixture,
    make_deputy,
    make_mandate,
    make_seat,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


def browser_of(seat):
    client = Client()
    client.post("/sign-in/", {"username": seat.user.login, "password": PASSWORD})
    client.post("/seat/", {"seat": seat.pk})
    return client


def roles(by, unit):
    return {str(role) for role in openable_roles(by, unit)}


# Who may open what.


def test_each_administrator_opens_in_the_own_unit(county):
    assert roles(county.seat("head"), county.stations[0]) == {"clerk", "head"}
    own = county.departments[0]
    assert roles(county.seat("unit_head"), own) == {"unit", "unit_section", "unit_head"}
    assert roles(county.seat("govoffice"), county.govoffice) == {"govoffice", "unit_head"}
    assert roles(county.seat("office"), county.office) == {"office"}


def test_nobody_reaches_into_another_unit_of_the_same_kind(county):
    assert roles(county.seat("head"), county.stations[1]) == set()
    assert roles(county.seat("unit_head"), county.departments[1]) == set()


def test_office_opens_for_its_congress_and_never_above(county):
    office = county.seat("office")
    assert roles(office, county.committee) == {"committee"}
    assert roles(office, county.standing_committee) == {"office", "leader"} - {"office"}
    assert roles(office, county.congress_unit) == {"deputy", "secretariat"}
    assert roles(office, county.presidiums[0]) == {"presidium"}
    assert roles(office, county.platform) == set()
    assert roles(office, county.party) == set()
    assert roles(office, county.government) == {"unit_head"}


def test_office_helps_a_unit_only_until_it_has_an_administrator(county):
    office = county.seat("office")
    assert roles(office, county.court) == {"unit_head"}
    make_seat("unit_head", county.court)
    assert roles(office, county.court) == set()
    assert roles(office, county.stations[1]) == {"head", "clerk"}
    make_seat("head", county.stations[1])
    assert roles(office, county.stations[1]) == {"head"}


def test_government_office_opens_heads_of_its_own_units_only(county):
    gov = county.seat("govoffice")
    assert roles(gov, county.departments[1]) == {"unit_head"}
    assert roles(gov, county.court) == set()
    assert roles(gov, county.company) == set()
    assert roles(gov, county.stations[0]) == set()


def test_no_rule_crosses_into_another_county(county):
    other = county_fixture("邻县")
    for role in SEAT_RULES:
        if role == Role.ADMIN:
            continue
        units = set(administered_units(county.seat(role)).values_list("county_id", flat=True))
        assert units == {county.division.pk}, role
        assert not administered_seats(county.seat(role)).filter(unit__county=other.division)


@pytest.mark.parametrize("role", [r for r in Role.values if r not in SEAT_RULES])
def test_all_other_roles_administer_nothing(county, role):
    seat = county.seat(role)
    assert not administered_units(seat).exists()
    assert not administered_seats(seat).exists()
    browser = browser_of(seat)
    assert browser.get("/seats/").status_code == 404
    assert browser.get(f"/seats/units/{seat.unit_id}/").status_code == 404
    assert browser.get(f"/seats/units/{seat.unit_id}/new/").status_code == 404
    assert browser.post(f"/seats/{seat.pk}/reset-password/").status_code == 404


def test_admin_opens_everything_that_fits_the_unit(county):
    admin = county.seat("admin")
    assert roles(admin, county.stations[0]) == {"clerk", "head"}
    assert roles(admin, county.platform) == {str(role) for role in ADMIN_ROLES}
    assert "leader" in roles(admin, county.party)


def test_a_service_refuses_what_the_table_does_not_give(county):
    with pytest.raises(Forbidden):
        seats.open_seat(
            county.departments[0], by=county.seat("head"), role="unit_head", user=make_user()
        )
    with pytest.raises(Forbidden):
        seats.open_seat(county.platform, by=county.seat("office"), role="admin", user=make_user())
    assert not Entry.objects.filter(action="seat.open").exists()


def test_nobody_gives_a_post_to_oneself(county):
    admin = county.seat("admin")
    with pytest.raises(Forbidden):
        seats.open_seat(county.office, by=admin, role="office", user=admin.user)


def test_three_administrators_exclude_each_other_and_every_other_post(county):
    admin = county.seat("admin")
    second = make_seat("admin", county.platform)
    with pytest.raises(Invalid):
        seats.open_seat(county.platform, by=admin, role="auditor", user=second.user)
    with pytest.raises(Invalid):
        seats.open_seat(county.office, by=admin, role="office", user=second.user)
    with pytest.raises(Invalid):
        seats.open_seat(county.platform, by=admin, role="auditor", user=county.seat("clerk").user)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_seat("auditor", county.platform, user=second.user)


def test_the_same_post_is_not_opened_twice(county):
    head, clerk = county.seat("head"), county.seat("clerk")
    with pytest.raises(Conflict):
        seats.open_seat(county.stations[0], by=head, role="clerk", user=clerk.user)


def test_a_deputy_post_belongs_to_its_deputy(county):
    office = county.seat("office")
    deputy = make_deputy("刘大山")
    make_mandate(deputy, county.term)
    with pytest.raises(Invalid):
        seats.open_seat(county.congress_unit, by=office, role="deputy", user=make_user())
    seat, _ = seats.open_seat_for_new_person(
        county.congress_unit,
        by=office,
        role="deputy",
        login="liudashan",
        name="刘大山",
        deputy=deputy,
    )
    deputy.refresh_from_db()
    assert deputy.user == seat.user
    with pytest.raises(Invalid):
        seats.open_seat(
            county.congress_unit, by=office, role="deputy", user=make_user(), deputy=deputy
        )


def test_office_seats_leaders_of_the_congress_side_only(county):
    office, user = county.seat("office"), make_user()
    where = county.standing_committee
    with pytest.raises(Invalid):
        seats.open_seat(where, by=office, role="leader", user=user, side="party")
    seat = seats.open_seat(where, by=office, role="leader", user=user, side="congress")
    assert seat.side == "congress"


# Closing.


def test_closing_at_once_ends_sessions_and_is_recorded(county):
    head, clerk = county.seat("head"), county.seat("clerk")
    browser = browser_of(clerk)
    assert browser.get("/account/").status_code == 200
    seats.close_seat(clerk, by=head, reason="调离")
    assert browser.get("/account/").status_code == 302
    entry = Entry.objects.get(action="seat.close")
    assert entry.seat_id == head.pk
    assert entry.reason == "调离"
    assert entry.before["ends_on"] is None
    assert entry.after["ends_on"]
    again = browser_of(clerk)
    assert again.get("/seats/").status_code == 403
    assert "您现在没有岗位" in again.get("/seats/").content.decode()


def test_closing_on_a_later_day_lets_that_day_pass(county):
    clerk = county.seat("clerk")
    seats.close_seat(clerk, by=county.seat("head"), last_day=today())
    assert seats.acting_seat(clerk.user) == clerk
    assert Seat.objects.open(today() + dt.timedelta(days=1)).filter(pk=clerk.pk).count() == 0


def test_a_day_in_the_past_is_refused(county):
    with pytest.raises(Invalid):
        seats.close_seat(
            county.seat("clerk"), by=county.seat("head"), last_day=today() - dt.timedelta(days=1)
        )


def test_closing_twice_and_closing_oneself_are_refused(county):
    head, clerk = county.seat("head"), county.seat("clerk")
    seats.close_seat(clerk, by=head)
    with pytest.raises(Conflict):
        seats.close_seat(clerk, by=head)
    with pytest.raises(Forbidden):
        seats.close_seat(head, by=head)


def test_the_last_administrator_goes_only_after_a_warning(county):
    head, office = county.seat("head"), county.seat("office")
    with pytest.raises(Invalid) as refused:
        seats.close_seat(head, by=office)
    assert "最后一位管理员" in refused.value.errors["sure"][0]
    page = browser_of(office).get(f"/seats/{head.pk}/close/").content.decode()
    assert "最后一位管理员" in page
    seats.close_seat(head, by=office, sure=True)
    second = make_seat("head", county.stations[0])
    make_seat("head", county.stations[0])
    seats.close_seat(second, by=office)


def test_another_units_seat_does_not_exist(county):
    other = county.seat("unit")
    with pytest.raises(Http404):
        seats.close_seat(other, by=county.seat("head"))
    browser = browser_of(county.seat("head"))
    for address in ("close", "reset-password"):
        assert browser.get(f"/seats/{other.pk}/{address}/").status_code == 404
        assert browser.post(f"/seats/{other.pk}/{address}/").status_code == 404
    assert browser.get(f"/seats/units/{other.unit_id}/").status_code == 404
    assert browser.post(f"/seats/units/{other.unit_id}/new/").status_code == 404
    other.refresh_from_db()
    assert other.ends_on is None


# Passwords.


def test_reset_is_no_way_to_a_higher_post(county):
    clerk, head = county.seat("clerk"), county.seat("head")
    make_seat("office", county.office, user=clerk.user)
    with pytest.raises(Forbidden):
        seats.reset_password(clerk.user, by=head)
    assert seats.reset_password(clerk.user, by=county.seat("admin"))


def test_reset_is_no_way_to_a_higher_post_that_begins_tomorrow(county):
    head = county.seat("head")
    clerk = make_seat("clerk", head.unit)
    tomorrow = today() + dt.timedelta(days=1)
    make_seat("office", county.office, user=clerk.user, starts_on=tomorrow)
    with pytest.raises(Forbidden):
        seats.reset_password(clerk.user, by=head)


def test_three_administrators_exclude_posts_that_begin_tomorrow(county):
    admin = county.seat("admin")
    tomorrow = today() + dt.timedelta(days=1)
    person = make_seat("clerk", county.stations[0], starts_on=tomorrow).user
    with pytest.raises(Invalid):
        seats.open_seat(admin.unit, by=admin, role=Role.AUDITOR, user=person)


def test_reset_page_shows_the_password_once(county):
    head, clerk = county.seat("head"), county.seat("clerk")
    browser = browser_of(head)
    key = {"idempotency_key": "one-click"}
    page = browser.post(f"/seats/{clerk.pk}/reset-password/", key)
    password = re.search(r"<code>(\w+)</code>", page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    again = browser.post(f"/seats/{clerk.pk}/reset-password/", key)
    assert again.status_code == 409
    assert password not in again.content.decode()
    assert Entry.objects.filter(action="user.reset_password").count() == 1
    signed = Client()
    sent = signed.post("/sign-in/", {"username": clerk.user.login, "password": password})
    assert sent.status_code == 302
    assert signed.get("/seats/")["Location"].startswith("/account/password/")
    stored = " ".join(str(e.before) + str(e.after) for e in Entry.objects.all())
    assert password not in stored


def test_own_password_is_not_reset_here(county):
    head = county.seat("head")
    with pytest.raises(Forbidden):
        seats.reset_password(head.user, by=head)


# Pages.


def test_head_opens_a_clerk_by_the_form(county):
    browser = browser_of(county.seat("head"))
    station = county.stations[0]
    assert browser.get("/seats/")["Location"] == f"/seats/units/{station.pk}/"
    form = {"role": "clerk", "name": "郭晓兰", "login": "GuoXiaolan", "phone": "138 0000 1111"}
    page = browser.post(f"/seats/units/{station.pk}/new/?who=new", form)
    password = re.search(r"<code>(\w+)</code>", page.content.decode())[1]
    user = User.objects.get(login="guoxiaolan")
    assert user.phone == "13800001111"
    assert user.must_change_password
    assert user.check_password(password)
    assert Entry.objects.filter(action="seat.open", unit_id=station.pk).count() == 1
    listed = browser.get(f"/seats/units/{station.pk}/").content.decode()
    assert "郭晓兰" in listed
    assert "138****1111" in listed
    assert "13800001111" not in listed


def test_form_keeps_what_was_typed_and_says_what_is_wrong(county):
    browser = browser_of(county.seat("head"))
    address = f"/seats/units/{county.stations[0].pk}/new/"
    taken = county.seat("clerk").user.login
    page = browser.post(address, {"role": "clerk", "name": "郭晓兰", "login": taken, "phone": "12"})
    words = page.content.decode()
    assert page.status_code == 400
    assert "已经有人用了" in words
    assert "手机号不对" in words
    assert "郭晓兰" in words
    assert User.objects.filter(name="郭晓兰").count() == 0


def test_a_forbidden_role_in_the_form_is_refused(county):
    browser = browser_of(county.seat("head"))
    form = {"role": "office", "name": "郭晓兰", "login": "guo1"}
    page = browser.post(f"/seats/units/{county.stations[0].pk}/new/", form)
    assert page.status_code == 400
    assert not User.objects.filter(login="guo1").exists()


def test_existing_account_needs_the_right_name(county):
    browser = browser_of(county.seat("head"))
    person = make_user("王小明")
    address = f"/seats/units/{county.stations[0].pk}/new/?who=existing"
    wrong = browser.post(address, {"role": "clerk", "account": person.login, "name": "李小明"})
    nobody = browser.post(address, {"role": "clerk", "account": "nobody", "name": "李小明"})
    words = "没有这个账号，或姓名对不上"
    assert words in wrong.content.decode()
    assert words in nobody.content.decode()
    right = browser.post(address, {"role": "clerk", "account": person.login, "name": "王小明"})
    assert right.status_code == 302
    assert person.seats.get().role == "clerk"


def test_double_click_opens_one_post(county):
    browser = browser_of(county.seat("head"))
    address = f"/seats/units/{county.stations[0].pk}/new/"
    form = {"role": "clerk", "name": "郭晓兰", "login": "guo2", "idempotency_key": "k-1"}
    first, second = browser.post(address, form), browser.post(address, form)
    assert (first.status_code, second.status_code) == (200, 409)
    assert User.objects.filter(login="guo2").count() == 1


def test_office_finds_units_without_an_administrator(county):
    browser = browser_of(county.seat("office"))
    county.seat("unit_head")
    everything = browser.get("/seats/").content.decode()
    assert county.stations[0].name in everything
    orphans = browser.get("/seats/?tab=orphans").content.decode()
    assert county.departments[1].name in orphans
    assert county.departments[0].name not in orphans
    person = county.seat("clerk").user.name
    found = browser.get("/seats/", {"q": person}).content.decode()
    assert county.stations[0].name in found
    assert county.court.name not in found


@pytest.mark.parametrize("role", ["head", "office", "govoffice", "unit_head", "admin"])
def test_every_page_of_every_administrator_answers(county, role):
    for other in Role.values:
        county.seat(other)
    by = county.seat(role)
    browser = browser_of(by)
    assert browser.get("/seats/", follow=True).status_code == 200
    for unit in administered_units(by)[:12]:
        assert browser.get(f"/seats/units/{unit.pk}/").status_code == 200
        assert browser.get(f"/seats/units/{unit.pk}/?tab=ended").status_code == 200
        status = 200 if openable_roles(by, unit) else 404
        assert browser.get(f"/seats/units/{unit.pk}/new/").status_code == status
    for seat in administered_seats(by)[:12]:
        assert browser.get(f"/seats/{seat.pk}/close/").status_code == 200
        assert browser.get(f"/seats/{seat.pk}/reset-password/").status_code == 200


# Acting.


def test_one_click_switches_and_only_among_own_open_posts(county):
    clerk = county.seat("clerk")
    second = make_seat("head", county.stations[1], user=clerk.user)
    closed = make_seat("clerk", county.stations[1], user=clerk.user, ends_on=dt.date(2026, 1, 1))
    browser = browser_of(clerk)
    assert browser.get("/seats/").status_code == 404
    assert browser.post("/seat/", {"seat": second.pk}).status_code == 302
    assert browser.get("/seats/").status_code == 302
    for wrong in (county.seat("office").pk, closed.pk, "x", "", "9" * 30):
        assert browser.post("/seat/", {"seat": wrong}).status_code == 404
    assert browser.get("/seats/").status_code == 302
    assert browser.get("/seat/").status_code == 405


def test_a_lost_post_gives_way_to_the_next(county):
    clerk = county.seat("clerk")
    second = make_seat("head", county.stations[1], user=clerk.user)
    browser = browser_of(second)
    assert browser.get("/seats/").status_code == 302
    Seat.objects.filter(pk=second.pk).update(ends_on=today() - dt.timedelta(days=1))
    assert browser.get("/seats/").status_code == 404
    assert browser.session["seat_id"] == clerk.pk


def test_a_page_asks_for_person_and_post_in_two_queries(county, django_assert_max_num_queries):
    browser = browser_of(county.seat("clerk"))
    browser.get("/account/")
    # Person, post; own posts, devices; the frame's counts and posts.
    with django_assert_max_num_queries(7):
        browser.get("/account/")


def test_account_page_lists_posts_and_devices(county):
    clerk = county.seat("clerk")
    make_seat("head", county.stations[1], user=clerk.user)
    browser = browser_of(clerk)
    page = browser.get("/account/").content.decode()
    assert "正在用" in page
    assert "换到这里" in page
    assert county.stations[1].name in page
    assert "没有登录过的设备" in page
