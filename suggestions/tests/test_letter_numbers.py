"""发文字号: the unit's own sequence, no number twice, gaps allowed, a new year begins at 1."""

import pytest
from django.urls import reverse

from core.clock import today
from core.problems import Forbidden, Invalid
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.models import Letter, LetterSeries
from suggestions.tests.factories import answer, make_suggestion, unit_seat
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db
YEAR = today().year


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def head(county):
    seat = unit_seat(county.departments[0])
    services.set_series(by=seat, prefix="示公函", last=11)
    return seat


def replied(county, **kw):
    case = make_suggestion(county, "handling")
    answer(case, county.departments[0], "A", **kw)
    return case.replies.get().letter_no


def test_each_letter_gets_the_next_number_and_a_recalled_one_is_not_used_again(county, head):
    case = make_suggestion(county, "handling")
    answer(case, county.departments[0], "A")
    services.recall_reply(case, by=head, reason="有一处数字有误。")
    answer(case, county.departments[0], "A")
    assert [row.letter_no for row in case.replies.order_by("id")] == [
        f"示公函〔{YEAR}〕12号",
        f"示公函〔{YEAR}〕13号",
    ]


def test_a_number_written_by_hand_is_taken_into_the_sequence_once(county, head):
    assert replied(county, letter_no=f"示公函[{YEAR}] 020号") == f"示公函〔{YEAR}〕20号"
    with pytest.raises(Invalid, match=f"示公函〔{YEAR}〕20号已经用过") as refusal:
        replied(county, letter_no=f"示公函〔{YEAR}〕20号")
    assert list(refusal.value.errors) == ["letter_no"]
    assert services.next_number(head.unit) == f"示公函〔{YEAR}〕21号"


def test_without_a_sequence_numbers_are_written_by_hand_or_left_out(county):
    assert replied(county) == ""
    assert replied(county, letter_no="试函〔2026〕3号") == "试函〔2026〕3号"
    with pytest.raises(Invalid, match="已经用过"):
        replied(county, letter_no="试函〔2026〕3号")


def test_a_new_year_begins_at_one_with_the_same_prefix(county, head):
    LetterSeries.objects.update(year=YEAR - 1)
    assert services.next_number(head.unit) == f"示公函〔{YEAR}〕1号"
    assert replied(county) == f"示公函〔{YEAR}〕1号"
    assert {row.year: row.last for row in services.series_of(head.unit)} == {YEAR: 1, YEAR - 1: 11}


def test_the_database_itself_gives_no_number_twice():
    names = {constraint.name for constraint in Letter._meta.constraints}
    assert "letter_number_once" in names


def test_the_count_never_falls_below_a_number_that_stands_on_a_letter(county, head):
    replied(county)
    with pytest.raises(Invalid, match="不能小于12") as refusal:
        services.set_series(by=head, prefix="示公函", last=3)
    assert list(refusal.value.errors) == ["last"]
    with pytest.raises(Invalid, match="只填机关代字"):
        services.set_series(by=head, prefix="示公函〔2026〕", last=12)


def test_only_the_head_settles_it_and_only_the_unit_reads_it(county, head):
    clerk = unit_seat(county.departments[0], Role.UNIT)
    with pytest.raises(Forbidden):
        services.set_series(by=clerk, prefix="公函")
    page = Browser(clerk).get("letter-series")
    assert "示公函" in words(page)
    assert "保存" not in words(page)
    assert Browser(county.seat(Role.OFFICE)).get("letter-series").status_code == 403


def test_the_page_saves_and_says_the_next_number(county):
    seat = unit_seat(county.departments[0])
    browser = Browser(seat)
    bad = browser.post("letter-series", prefix="", last="0")
    assert "请填写机关代字" in words(bad)
    browser.post("letter-series", prefix="示公函", last="7")
    assert f"下一封是示公函〔{YEAR}〕8号" in words(browser.get("letter-series"))
    case = make_suggestion(county, "handling")
    form = words(browser.client.get(reverse("suggestions:deed", args=[case.pk, "reply"])))
    assert f"不填由系统编示公函〔{YEAR}〕8号" in form
