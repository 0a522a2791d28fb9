"""A reception day from its pattern to its correction: the clerk's desk, the deputy's thumb."""

import datetime as dt

import pytest

from core.clock import today
from liaison.tests.factories import county_fixture, make_seat
from stations.models import RosterDay
from stations.services import attending, patterns, roster
from stations.tests.factories import attach, make_station
from tests.browser import PHONE, WIDE
from tests.journeys.people import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def station(county):
    """With a third deputy, who can stand in."""
    found = make_station(county)
    attach(found, county.deputies[2])
    make_seat("deputy", county.congress_unit, deputy=county.deputies[2])
    return found


@pytest.fixture
def person(open_page, live_server):
    def sit_down(seat, size):
        return Person(open_page(size), live_server.url, seat)

    return sit_down


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_pattern_is_looked_at_and_a_year_planned(county, station, person, size):
    clerk = person(county.seat("clerk"), size)
    page = clerk.go("/roster/")
    page.get_by_role("link", name="全年安排").click()
    page.locator("main").get_by_role("link", name=station.name).first.click()
    page.get_by_role("link", name="加规则").click()
    page.get_by_role("link", name="圩日").click()
    clerk.look()
    page.get_by_label("逢几").fill("3、6、9")
    page.get_by_role("button", name="看接下来的日子").click()
    page.locator("#next-days li").first.wait_for()
    assert page.locator("#next-days li").count() == 12
    clerk.look()
    page.get_by_role("button", name="保存").click()
    clerk.sees("农历逢3、6、9（圩日）")
    page.get_by_role("button", name="排一年").nth(1).click()
    clerk.sees("新排")
    clerk.look()
    clerk.go(f"/roster/?month={today().year + 1}-03")
    clerk.sees("待确认")
    clerk.go("/roster/coverage/")
    clerk.go("/roster/feed/").get_by_role("button", name="制作地址").click()
    clerk.sees("/ical/")
    clerk.look()
    office = person(county.seat("office"), size)
    office.go(f"/roster/year/?year={today().year + 1}")
    office.go("/roster/coverage/")


def test_announced_left_and_substituted(county, station, person):
    away, stands_in = county.deputies[0], county.deputies[2]
    day = roster.add_day(
        station,
        by=county.seat("clerk"),
        held_on=today() + dt.timedelta(days=5),
        starts_at=dt.time(9),
        ends_at=dt.time(11, 30),
        deputies=county.deputies[:2],
    )
    case = f"/roster/{day.pk}/"
    clerk = person(county.seat("clerk"), WIDE)
    clerk.deed(case, "notice")
    clerk.sees("已公告", "接待群众")

    deputy = person(county.seat("deputy"), PHONE)
    page = deputy.go("/today/")
    button = page.get_by_role("button", name="确认")
    assert button.bounding_box()["height"] >= 44
    button.click()
    page.get_by_text("接待日，已确认").wait_for()
    deputy.deed(case, "leave", lambda form: form.locator("textarea").fill("外出学习"))
    deputy.sees("您已请假")

    clerk.deed(
        case,
        "substitute",
        lambda form: form.locator("select").select_option(str(stands_in.pk)),
    )
    clerk.sees(f"更正：{away.name}改由{stands_in.name}接待")
    clerk.deed(
        case,
        "cancel",
        lambda form: form.locator("textarea").fill("强降雨，道路中断"),
    )
    clerk.sees("这一天已取消：强降雨，道路中断")
    assert RosterDay.objects.get(pk=day.pk).notice_number == 3


def test_a_missed_day_is_explained(county, station, person):
    clerk_seat = county.seat("clerk")
    patterns.add_pattern(
        station,
        by=clerk_seat,
        kind="weekly",
        weekday=0,
        starts_at=dt.time(9),
        ends_at=dt.time(11),
    )
    day = roster.add_day(
        station, by=clerk_seat, held_on=today(), starts_at=dt.time(9), ends_at=dt.time(11)
    )
    past = today() - dt.timedelta(days=4)
    RosterDay.objects.filter(pk=day.pk).update(held_on=past, planned_on=past)
    attending.close_past()
    clerk = person(clerk_seat, PHONE)
    clerk.go("/todo/")
    clerk.sees("说明未接待原因")
    clerk.deed(
        f"/roster/{day.pk}/",
        "explain",
        lambda form: form.locator("textarea").fill("大雪封路"),
    )
    clerk.sees("没有接待：大雪封路")
