"""The list: each post's questions, filters in the address, deeds on many rows, the sheet."""

import io
import uuid
import zipfile

import pytest

from audit.models import Entry
from core.display import cn_date
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import County, county_fixture
from stations.tests.factories import make_station
from suggestions import services
from suggestions.choices import State
from suggestions.models import Press, Suggestion
from suggestions.tests.factories import (
    co_share,
    days,
    deputy_seat,
    lead_seat,
    main_share,
    make_draft,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return county_fixture()


def listed(county: County, role: str, query: str = "?tab=all") -> str:
    return words(Browser(county.seat(role)).get("list", query))


def test_each_post_sees_what_it_should(county):
    accepted = make_suggestion(county, State.ACCEPTED)
    handling = make_suggestion(county, State.HANDLING)
    draft = make_draft(county)
    secret = make_suggestion(county, State.HANDLING, is_confidential=True)
    everywhere = {
        Role.OFFICE: {accepted, handling, secret},
        Role.LEADER: {accepted, handling},
        Role.COMMITTEE: {accepted, handling},
        Role.GOVOFFICE: {handling, secret},
        Role.PRESIDIUM: {accepted, handling},
    }
    for role, seen in everywhere.items():
        page = listed(county, role)
        for case in (accepted, handling, draft, secret):
            assert (case.title in page) == (case in seen), (role, case.state)
    unit = words(Browser(unit_seat(main_share(handling).unit, Role.UNIT)).get("list", "?tab=all"))
    assert handling.title in unit
    assert accepted.title not in unit


def test_a_deputy_finds_the_own_ones_first_and_others_without_drafts(county):
    mine = make_draft(county)
    other = make_suggestion(county, State.HANDLING)
    own = words(Browser(lead_seat(county)).get("list"))
    assert mine.title in own
    colleague = Browser(deputy_seat(county, 2))
    assert other.title not in words(colleague.get("list", "?tab=mine"))
    whole = words(colleague.get("list", "?tab=term"))
    assert other.title in whole
    assert mine.title not in whole


def test_another_county_lists_nothing_of_this_one(county):
    case = make_suggestion(county, State.HANDLING)
    stranger = county_fixture("邻县")
    assert case.title not in listed(stranger, Role.OFFICE)


def test_the_first_sentence_says_what_waits(county):
    make_suggestion(county, State.SUBMITTED)
    make_suggestion(county, State.SUBMITTED)
    make_suggestion(county, State.ACCEPTED)
    page = listed(county, Role.OFFICE, "").replace(" ", "")
    assert "共3件；2件等您审核，1件等您交办。" in page
    assert "等我办3" in page


def test_without_a_tab_the_first_that_is_not_empty_is_shown(county):
    case = make_suggestion(county, State.HANDLING)
    page = Browser(county.seat(Role.OFFICE)).get("list")
    assert case.title in words(page)
    assert 'tab=handling" aria-current="page"' in page.content.decode()


def test_filters_stay_in_the_address_and_show_as_chips(county):
    one = make_suggestion(county, State.HANDLING)
    two = make_suggestion(county, State.ACCEPTED)
    browser = Browser(county.seat(Role.OFFICE))
    unit = county.departments[0].pk
    page = browser.get("list", f"?tab=all&unit={unit}")
    assert one.title in words(page)
    assert two.title not in words(page)
    assert "承办单位：" in words(page)
    assert [chip["remove_url"] for chip in page.context["chips"]] == ["?tab=all"]
    assert two.title in words(browser.get("list", "?tab=all&state=accepted"))
    assert one.title not in words(browser.get("list", "?tab=all&state=accepted"))


@pytest.mark.parametrize("text", ["1", "0001", "第1号", "闭会第1号"])
def test_a_number_is_found_in_any_writing(county, text):
    first = make_suggestion(county, State.ACCEPTED)
    second = make_suggestion(county, State.ACCEPTED)
    page = listed(county, Role.OFFICE, f"?tab=all&q={text}")
    assert first.title in page
    assert second.title not in page


def test_nothing_found_says_what_to_do(county):
    page = listed(county, Role.OFFICE, "?tab=all&q=找不到的字")
    assert "没有符合条件的建议" in page
    assert "去掉全部条件" in page


def test_an_empty_list_has_a_next_step(county):
    assert "没有等您办的建议" in listed(county, Role.OFFICE, "?tab=waiting")
    fresh = words(Browser(deputy_seat(county, 3)).get("list", "?tab=mine"))
    assert "还没有您的建议" in fresh
    assert "提建议" in fresh


def test_pages_go_by_keys_and_lose_nothing(county):
    cases = [make_suggestion(county, State.SUBMITTED) for _ in range(23)]
    browser = Browser(county.seat(Role.OFFICE))
    page = browser.get("list", "?tab=all")
    first = words(page)
    link = page.context["next_url"]
    second = words(browser.get("list", link))
    assert all((case.title in first) != (case.title in second) for case in cases)
    assert "上一页" in second


def test_the_list_costs_the_same_for_two_rows_and_for_twenty(county, django_assert_max_num_queries):
    for _ in range(2):
        make_suggestion(county, State.HANDLING)
    browser = Browser(county.seat(Role.OFFICE))
    browser.get("list", "?tab=all")
    with django_assert_max_num_queries(16) as few:
        browser.get("list", "?tab=all")
    for _ in range(8):
        make_suggestion(county, State.HANDLING)
    with django_assert_max_num_queries(16) as many:
        browser.get("list", "?tab=all")
    assert len(many.captured_queries) == len(few.captured_queries)


def test_pressing_many_reports_row_by_row(county):
    fine = make_suggestion(county, State.HANDLING)
    late = make_suggestion(county, State.REPLIED)
    browser = Browser(county.seat(Role.OFFICE))
    key = str(uuid.uuid4())
    page = browser.post("press-many", ids=[fine.pk, late.pk], idempotency_key=key)
    said = words(page)
    assert "催办了1件，1件没有催" in said.replace(" ", "")
    assert "不能催办" in said
    assert Press.objects.filter(suggestion=fine).exists()
    again = browser.post("press-many", ids=[fine.pk, late.pk], idempotency_key=key)
    assert again.status_code == 409
    assert Press.objects.filter(suggestion=fine).count() == 1


def test_pressing_none_says_to_tick_first(county):
    page = Browser(county.seat(Role.OFFICE)).post("press-many")
    assert page.status_code == 400
    assert "还没有选中建议" in words(page)


def test_rows_of_another_county_are_not_pressed(county):
    case = make_suggestion(county, State.HANDLING)
    stranger = Browser(county_fixture("邻县").seat(Role.OFFICE))
    assert stranger.post("press-many", ids=[case.pk]).status_code == 400
    assert not Press.objects.exists()


def test_who_may_not_press_is_not_offered_it(county):
    case = make_suggestion(county, State.HANDLING)
    page = Browser(unit_seat(main_share(case).unit)).get("list", "?tab=all")
    assert "催办" not in words(page)
    assert "催办" in words(Browser(county.seat(Role.OFFICE)).get("list", "?tab=all"))


def sheet_text(response) -> str:
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_the_sheet_holds_what_is_seen_and_is_recorded(county):
    one = make_suggestion(county, State.HANDLING)
    two = make_suggestion(county, State.SUBMITTED)
    browser = Browser(county.seat(Role.OFFICE))
    sheet = browser.post("export", "?tab=handling")
    text = sheet_text(sheet)
    assert one.title in text
    assert two.title not in text
    entry = Entry.objects.get(action="suggestion.export")
    assert entry.after["rows"] == 1
    assert entry.user_name == county.seat(Role.OFFICE).user.name


def test_too_many_rows_for_one_sheet_say_what_to_do(county, monkeypatch):
    monkeypatch.setattr("suggestions.views.bulk.MOST", 1)
    make_suggestion(county, State.SUBMITTED)
    make_suggestion(county, State.SUBMITTED)
    page = Browser(county.seat(Role.OFFICE)).post("export", "?tab=all")
    assert page.status_code == 400
    assert "缩小范围" in words(page)
    assert not Entry.objects.filter(action="suggestion.export").exists()


def test_reading_an_address_never_exports(county):
    assert Browser(county.seat(Role.OFFICE)).get("export").status_code == 405


def test_the_ledger_for_signing_lists_the_ticked_rows(county):
    one = make_suggestion(county, State.ASSIGNED)
    two = make_suggestion(county, State.ASSIGNED)
    browser = Browser(county.seat(Role.OFFICE))
    page = words(browser.post("ledger", ids=[one.pk]))
    assert one.title in page
    assert two.title not in page
    assert county.departments[0].name in page
    assert "还没有选中建议" in words(browser.get("ledger"))


def test_whose_move_is_said_as_you_to_the_one_who_moves(county):
    make_suggestion(county, State.SUBMITTED)
    assert "您 · 审核" in listed(county, Role.OFFICE)
    case = make_suggestion(county, State.REPLIED)
    services.recall_reply(case, by=unit_seat(main_share(case).unit), reason="有错字。")
    assert "您 · 答复" in words(
        Browser(unit_seat(main_share(case).unit)).get("list", "?tab=handling")
    )


def test_staff_go_on_with_what_they_began(county):
    clerk = county.seat(Role.CLERK)
    make_station(county)
    case = make_draft(county, by=clerk)
    page = Browser(clerk).get("list")
    assert case.title in words(page)
    assert "草稿和联名" in words(page)
    assert case.title not in listed(county, Role.OFFICE)
    assert "没有正在写的建议" in listed(county, Role.OFFICE, "?tab=drafts")


def test_units_that_answer_apart_are_counted(county):
    case = make_suggestion(county, State.ACCEPTED)
    services.assign(case, by=county.seat(Role.OFFICE), separate=county.departments[:2])
    assert f"{county.departments[0].short_name}等2个单位" in listed(county, Role.OFFICE)


def test_a_handling_unit_reads_its_own_date_first_and_the_whole_cases_as_such(county):
    case = make_suggestion(county, State.HANDLING, due_on=days(80))
    helper = unit_seat(co_share(case).unit)
    owed = Deadline.objects.open().filter(owner_unit=helper.unit, subject_id=case.pk)
    owed.update(due_on=days(12), amber_on=days(5))
    main = Deadline.objects.open().filter(owner_unit=main_share(case).unit, subject_id=case.pk)
    main.update(due_on=days(3), amber_on=days(1))
    Suggestion.objects.filter(pk=case.pk).update(due_on=days(3), amber_on=days(1))

    page = words(Browser(helper).get("list", "?tab=all"))
    assert f"本单位剩12天 {cn_date(days(12))} 全案 剩3天" in page
    leading = words(Browser(unit_seat(main_share(case).unit)).get("list", "?tab=all"))
    assert f"本单位剩3天 {cn_date(days(3))}" in leading
    assert "全案" not in leading

    case.refresh_from_db()
    services.give_co_opinion(case, by=helper, text="同意主办单位的意见。")
    seen = words(Browser(helper).get("list", "?tab=all"))
    assert "本单位已完成 全案 剩3天" in seen
    assert "全案" not in listed(county, Role.OFFICE)


def test_a_handling_units_list_is_in_the_order_of_its_own_dates(county):
    cases = [make_suggestion(county, State.HANDLING) for _ in range(3)]
    helper = unit_seat(co_share(cases[0]).unit)
    for case, own, whole in zip(cases, (20, 5, 10), (1, 2, 3), strict=True):
        Deadline.objects.open().filter(owner_unit=helper.unit, subject_id=case.pk).update(
            due_on=days(own)
        )
        Suggestion.objects.filter(pk=case.pk).update(due_on=days(whole))
    page = words(Browser(helper).get("list", "?tab=handling"))
    places = [page.index(cases[number].title) for number in (1, 2, 0)]
    assert places == sorted(places)
