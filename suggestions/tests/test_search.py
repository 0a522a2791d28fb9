"""Search: a number in any writing, names by pinyin initials, Chinese text from two letters up."""

import pytest

from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.models import Suggestion
from suggestions.tests.factories import lead_seat, make_draft, make_suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


def found(text):
    return set(Suggestion.objects.all().matching(text))


@pytest.fixture
def numbered(county):
    """第0031号 of the session and 闭会第31号, with another number beside each."""
    office = county.seat("office")
    cases = {}
    for name, session, serial in (
        ("in", county.session, 31),
        ("between", None, 31),
        ("other", county.session, 131),
    ):
        case = make_suggestion(county, "submitted", session=session)
        services.accept(case, by=office, serial=serial)
        cases[name] = case
    return cases


@pytest.mark.parametrize("text", ["31", "0031", "第31号", "第三十一号", "３１", " 31 ", "31号"])
def test_a_number_in_any_writing(numbered, text):
    assert found(text) == {numbered["in"], numbered["between"]}


@pytest.mark.parametrize("text", ["123", "0123", "第一百二十三号", "一二三号", "１２３"])
def test_a_number_of_three_digits_in_words(county, text):
    """Case 53."""
    case = make_suggestion(county, "submitted", session=county.session)
    services.accept(case, by=county.seat("office"), serial=123)
    assert found(text) == {case}


def test_a_number_with_its_place(numbered):
    assert found("闭会第31号") == {numbered["between"]}
    assert found("闭会第三十一号") == {numbered["between"]}
    assert found("十八届五次会议第0031号") == {numbered["in"]}


def test_names_by_pinyin_initials_and_characters(county):
    lead = county.deputies[0]
    lead.name, lead.initials = "单小军", ["sxj", "dxj", "cxj"]
    lead.save()
    case = make_draft(county)
    assert found("sxj") == found("SXJ") == found("单小军") == found("小军") == {case}
    assert found("xyz") == set()


@pytest.mark.parametrize("text", ["停车", "停车难", "夜市", "WiFi", "5G", "停"])
def test_text_from_two_letters_up(county, text):
    case = make_draft(county, title="关于解决停车难的建议", problem="夜市无WiFi、无5G信号。")
    make_draft(county, title="关于修路的建议", problem="路面坑洼。")
    assert found(text) == {case}


def test_an_edit_is_found_by_its_new_words(county):
    case = make_draft(county, title="关于修路的建议")
    services.edit(case, by=lead_seat(county), version=1, title="关于修桥的建议")
    assert found("修桥") == {case}
    assert found("修路") == set()
