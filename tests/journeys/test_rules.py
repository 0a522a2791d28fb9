"""By hand and on a phone: a rule is settled after a look; a colleague acts during leave."""

import pytest

from deadlines.models import DeadlineRule
from liaison.choices import Role
from liaison.models import StandIn
from liaison.tests.factories import county_fixture
from suggestions.choices import State
from suggestions.tests.factories import make_suggestion
from tests.browser import PHONE, WIDE
from tests.journeys.people import Person

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture
def county():
    return county_fixture()


@SIZES
def test_a_rule_is_looked_at_and_settled(county, open_page, live_server, size):
    case = make_suggestion(county, State.HANDLING)
    office = Person(open_page(size), live_server.url, county.seat(Role.OFFICE))
    page = office.go("/deadlines/rules/")
    page.get_by_role("link", name="答复", exact=True).click()
    office.look()
    page.get_by_role("link", name="改这条规则").click()
    office.look()
    page.get_by_label("多长").fill("4")
    page.get_by_label("依据").fill("第12号通知")
    page.get_by_role("button", name="先看影响").click()
    page.get_by_text("代表法第五十一条").first.wait_for()
    page.get_by_label("多长").fill("2")
    page.get_by_label("从哪一天起算的按这条").fill(case.assigned_on.isoformat())
    page.get_by_role("button", name="先看影响").click()
    page.get_by_role("button", name="确认，并改这1件的期限").wait_for()
    office.look()
    page.get_by_role("button", name="确认，并改这1件的期限").click()
    page.get_by_role("heading", name="答复：2个月").wait_for()
    office.look()
    assert DeadlineRule.objects.get(congress=county.congress).amount == 2
    for path in ("/deadlines/ladder/", "/suggestions/rules/", "/suggestions/rules/classes/"):
        office.go(path)
    page.get_by_role("link", name="改结果类别").click()
    office.look()
    office.go("/deadlines/ladder/edit/")
    page.get_by_role("button", name="先看影响").click()
    page.get_by_role("button", name="确认").wait_for()
    office.look()


@SIZES
def test_leave_and_the_colleague_who_acts(county, open_page, live_server, size):
    head, clerk = county.seat(Role.UNIT_HEAD), county.seat(Role.UNIT)
    absent = Person(open_page(size), live_server.url, head)
    page = absent.go("/stand-ins/")
    page.get_by_role("link", name="我要请假").click()
    absent.look()
    page.get_by_label("由谁代").select_option(str(clerk.pk))
    page.get_by_label("到哪天止").fill(page.get_by_label("从哪天起").input_value())
    page.get_by_label("原因").fill("年休假")
    page.get_by_role("button", name="登记").click()
    page.wait_for_url("**/stand-ins/")
    absent.look()
    colleague = Person(open_page(size), live_server.url, clerk)
    desk = colleague.go("/todo/")
    desk.get_by_role("button", name="换到这个岗位").click()
    desk.get_by_text(f"您正在代{head.user.name}办事").wait_for()
    colleague.look()
    assert StandIn.objects.get().stand_in_id == clerk.pk
