"""The whole loop, once through, by the people who do it: from a voter's words to told back."""

import re

import pytest

from core.clock import today
from liaison.choices import Role, Side
from liaison.tests.factories import County, county_fixture
from stations.models import Opinion
from stations.tests.factories import make_station
from suggestions.models import Suggestion
from suggestions.tests.factories import deputy_seat, unit_seat
from tests.browser import PHONE, WIDE
from tests.journeys.people import Person, choose

WORDS = "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里，雨天更危险。"
TITLE = "关于修复上坪村三组通组路的建议"
PROBLEM = "上坪村三组通组路塌方30余米，半个月没有修通，孩子上学要绕行4公里。"
PROPOSAL = "一是先清方保通；二是砌挡土墙；三是对全镇通组路边坡作一次排查。"
ANSWER = "便道已抢通，挡土墙62米已完工，全镇排查隐患9处，列入明年养护计划。"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_a_voters_words_to_told_back(live_server, open_page, size):
    county = county_fixture()
    make_station(county)

    def person(seat):
        return Person(open_page(size), live_server.url, seat)

    clerk = person(county.seat(Role.CLERK))
    _record(clerk, county)
    opinion = Opinion.objects.get()
    assert opinion.raw_text == WORDS

    deputy = person(deputy_seat(county, 0))
    case = _suggest(deputy, opinion)
    _cosign(deputy, person(deputy_seat(county, 1)), case, county)

    office = person(county.seat(Role.OFFICE))
    address = f"/suggestions/{case.pk}/"
    office.deed(
        address,
        "accept",
        lambda form: form.locator('[name="theme"]').select_option(label="农村公路"),
    )
    case.refresh_from_db()
    assert re.fullmatch(r"闭会第\d+号", case.number)
    main, co = county.departments[2], county.departments[1]
    _assign(office, address, main.pk, co.pk)

    leader = person(county.seat(Role.LEADER))
    governor = county.seat(f"{Role.LEADER}:{Side.GOVERNMENT}")
    _make_key(leader, address, governor)
    leader.deed(address, "press", lambda form: form.locator("textarea").fill("请抓紧办理。"))

    unit = person(unit_seat(main))
    helper = person(unit_seat(co))
    _handle(unit, helper, address)
    _answer(unit, address, 12)

    deputy.go("/today/")
    deputy.sees(TITLE, "去评价")
    _rate(deputy, address, "unsatisfied", "没有说清楚挡土墙什么时候完工。")
    _study(office, address)
    _answer(unit, address, 38)
    _rate(deputy, address, "satisfied", "")
    case.refresh_from_db()
    assert (case.state, case.round, case.is_key) == ("closed", 2, True)

    _tell_back(clerk, opinion)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.satisfaction) == ("told", "satisfied")
    _one_chain(clerk, deputy, opinion, case)


def _record(clerk: Person, county: County) -> None:
    page = clerk.go("/receptions/new/")
    form = page.locator('form[action="/receptions/new/"]')
    form.locator('[name="visitor_name"]').fill("扶国强")
    form.locator('[name="visitor_phone"]').fill("13873505127")
    box = form.locator(f'input[name="deputies"][value="{county.deputies[0].pk}"]')
    if not box.is_visible():
        form.locator("summary").first.click()
    box.check()
    form.locator('[name="opinions-0-raw_text"]').fill(WORDS)
    choose(form, "opinions-0-route", "suggestion")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(re.compile(r"/receptions/\d+/"))
    clerk.look()


def _suggest(deputy: Person, opinion: Opinion) -> Suggestion:
    page = deputy.go(f"/opinions/{opinion.pk}/")
    deputy.sees(WORDS)
    assert "13873505127" not in page.content(), "a phone is masked until it is asked for"
    page.get_by_role("link", name="转为代表建议").first.click()
    page.wait_for_url(re.compile("/suggestions/new/"))
    form = page.locator('form[method="post"]:has([name="problem"])')
    form.locator('[name="title"]').fill(TITLE)
    form.locator('[name="problem"]').fill(PROBLEM)
    form.locator('[name="proposal"]').fill(PROPOSAL)
    form.get_by_role("button", name="存草稿").click()
    page.wait_for_url(re.compile(r"/suggestions/\d+/$"))
    deputy.look()
    return Suggestion.objects.get()


def _cosign(deputy: Person, other: Person, case: Suggestion, county: County) -> None:
    address = f"/suggestions/{case.pk}/"

    def pick(form):
        box = form.locator(f'input[name="deputies"][value="{county.deputies[1].pk}"]')
        form.locator(f'label:has(input[value="{county.deputies[1].pk}"])').first.click()
        assert box.is_checked()

    deputy.deed(address, "invite", pick)
    other.go("/today/")
    other.sees(TITLE, "同意联名")
    other.deed(address, "confirm_cosign")
    deputy.deed(address, "submit")
    case.refresh_from_db()
    assert (case.state, case.cosigner_count) == ("submitted", 1)


def _assign(office: Person, address: str, main: int, co: int) -> None:
    def fill(form):
        choose(form, "main", str(main))
        box = form.locator(f'input[name="co"][value="{co}"]')
        if not box.is_visible():
            form.locator("summary").last.click()
        form.locator(f'label:has(input[name="co"][value="{co}"])').first.click()

    office.deed(address, "assign", fill)
    office.sees("主办", "会办", "剩")


def _make_key(leader: Person, address: str, governor) -> None:
    def fill(form):
        form.locator('[name="grounds"]').fill("群众反映集中，关系孩子上学安全。")
        form.locator('[name="meeting"]').fill("主任会议第23次")
        form.locator('[name="decided_on"]').fill(today().isoformat())
        form.locator('[name="supervisor"]').select_option(str(leader.seat.pk))
        form.locator('[name="handling_leader"]').select_option(str(governor.pk))

    leader.deed(address, "make_key", fill)
    leader.go("/suggestions/key/")
    leader.sees(TITLE)


def _handle(unit: Person, helper: Person, address: str) -> None:
    unit.deed(address, "sign_for")
    unit.deed(address, "answer_press", lambda form: form.locator("textarea").fill("正在抢修。"))

    def contact(form):
        choose(form, "stage", "before")
        choose(form, "form", "phone")
        form.locator('[name="minutes"]').fill("听取代表对办理的要求，商定查看现场的时间。")

    unit.deed(address, "log_contact", contact)
    helper.deed(address, "sign_for")
    helper.deed(
        address,
        "give_co_opinion",
        lambda form: form.locator('[name="text"]').fill("资金已列入年度计划，予以配合。"),
    )


def _answer(unit: Person, address: str, number: int) -> None:
    def fill(form):
        choose(form, "outcome", "A")
        form.locator('[name="text"]').fill(ANSWER)
        form.locator('[name="contact_name"]').fill("王磊")
        form.locator('[name="contact_phone"]').fill("0735-8612345")
        form.locator('[name="letter_no"]').fill(f"县交函〔2026〕{number}号")

    unit.deed(address, "reply", fill)
    unit.sees(ANSWER)


def _rate(deputy: Person, address: str, result: str, reason: str) -> None:
    def fill(form):
        choose(form, "attitude", "satisfied")
        choose(form, "result", result)
        if reason:
            form.locator('[name="reason"]').fill(reason)

    deputy.deed(address, "rate", fill)


def _study(office: Person, address: str) -> None:
    def fill(form):
        choose(form, "rehandle", "yes")
        form.locator('[name="words"]').fill("代表意见有理，请重新办理。")

    office.deed(address, "study", fill)
    office.sees("重新办理")


def _tell_back(clerk: Person, opinion: Opinion) -> None:
    def fill(form):
        choose(form, "method", "phone")
        form.locator('[name="words"]').fill("路已经修通，挡土墙也砌好了。")
        choose(form, "satisfaction", "satisfied")

    clerk.go("/todo/")
    clerk.sees("回复来访人")
    clerk.deed(f"/opinions/{opinion.pk}/", "tell_back", fill)


def _one_chain(clerk: Person, deputy: Person, opinion: Opinion, case: Suggestion) -> None:
    """Two clicks from either end to the other; a search for either number finds both."""
    page = clerk.go(f"/opinions/{opinion.pk}/")
    page.locator(f'main a[href="/suggestions/{case.pk}/"]').first.click()
    page.wait_for_url(f"**/suggestions/{case.pk}/")
    clerk.sees(TITLE, case.number)
    page.locator(f'main a[href="/opinions/{opinion.pk}/"]').first.click()
    page.wait_for_url(f"**/opinions/{opinion.pk}/")
    for typed in (case.number, str(case.serial), opinion.number):
        deputy.go(f"/search/?q={typed}")
        deputy.sees(TITLE, opinion.title)
