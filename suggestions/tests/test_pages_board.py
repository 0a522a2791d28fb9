"""The leaders' board and the deputy's cards: mine, due, late, in one glance."""

import datetime as dt

import pytest

from core.clock import BEIJING, replay, today
from liaison.choices import Role
from liaison.tests.factories import County, county_fixture, make_seat
from suggestions import services
from suggestions.choices import State
from suggestions.models import Press, Suggestion
from suggestions.tests.factories import (
    deputy_seat,
    lead_seat,
    main_share,
    make_draft,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser, words
from suggestions.views import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return county_fixture()


def key_item(county: County, state: str = State.HANDLING, **leaders) -> Suggestion:
    case = make_suggestion(county, state)
    services.make_key(
        case,
        by=county.seat(Role.OFFICE),
        grounds="群众反映集中。",
        meeting="第23次主任会议",
        decided_on=today(),
        **leaders,
    )
    return case


def long_ago(days: int):
    return replay(dt.datetime.combine(today() - dt.timedelta(days=days), dt.time(10), BEIJING))


def test_a_leader_sees_the_own_items_and_those_of_others_apart(county):
    me = county.seat("leader:congress")
    other = make_seat(Role.LEADER, county.standing_committee)
    mine = key_item(county, supervisor=me)
    theirs = key_item(county, supervisor=other)
    page = Browser(me).get("key")
    assert [item.cases for item in page.context["mine"]] == [[mine]]
    assert "您是督办领导" in words(page)
    assert other.user.name in words(page)
    assert theirs.title in words(page)


def test_an_extension_waits_for_the_supervising_leader(county):
    me = county.seat("leader:congress")
    case = key_item(county, supervisor=me)
    until = case.reply_due_on + dt.timedelta(days=20)
    head = unit_seat(main_share(case).unit)
    services.ask_extension(case, by=head, until=until, reason="设计要审查。")
    assert "延期申请" not in words(Browser(me).get("key"))
    services.agree_extension(case, by=county.seat(Role.GOVOFFICE), agree=True)
    page = words(Browser(me).get("key"))
    assert f"延期申请：{case.title}" in page
    assert "1件等您决定" in page.replace(" ", "")
    case.refresh_from_db()
    assert Browser(me).do(case, "decide_extension", agree="yes").status_code == 302


def test_a_late_one_is_pressed_with_one_click_from_the_board(county):
    me = county.seat("leader:congress")
    with long_ago(60):
        case = key_item(county, supervisor=me)
    page = Browser(me).get("key")
    assert f'action="/suggestions/{case.pk}/press/"' in page.content.decode()
    done = Browser(me).do(case, "press", next="/suggestions/key/")
    assert done["Location"] == "/suggestions/key/"
    assert Press.objects.get().by_name == me.user.name


def test_the_office_sees_them_by_leader_and_who_has_none(county):
    key_item(county, supervisor=county.seat("leader:congress"))
    key_item(county)
    page = Browser(county.seat(Role.OFFICE)).get("key")
    names = [group["name"] for group in page.context["groups"]]
    assert names[0] == "还没有定督办领导"
    assert county.seat("leader:congress").user.name in names
    assert "定领导" in words(page)


def test_an_empty_board_says_how_one_comes_about(county):
    assert "主任会议确定" in words(Browser(county.seat(Role.OFFICE)).get("key"))


def test_the_board_stays_within_the_scope(county):
    case = key_item(county)
    assert case.title not in words(Browser(county_fixture("邻县").seat(Role.LEADER)).get("key"))


def test_a_deputys_cards_begin_with_what_waits(county):
    make_suggestion(county, State.HANDLING)
    make_suggestion(county, State.REPLIED)
    invited = make_draft(county, lead=county.deputies[1], by=deputy_seat(county, 1))
    services.invite(invited, by=deputy_seat(county, 1), deputies=[county.deputies[0]])
    make_draft(county)
    found = cards(lead_seat(county))
    assert [card["kind"] for card in found] == ["rate", "cosign", "draft", "handling"]
    rate, cosign, _, handling = found
    assert rate["go"]["url"].endswith("/rate/")
    assert "B类" in rate["text"]
    assert cosign["confirm"].endswith("/confirm_cosign/")
    assert [step["label"] for step in handling["steps"]] == ["交办", "签收", "办理", "答复", "评价"]
    assert next(step for step in handling["steps"] if step["state"] == "now")["label"] == "办理"


def test_one_click_on_a_card_cosigns(county):
    case = make_suggestion(county, State.COSIGNING)
    sent = Browser(deputy_seat(county, 1)).do(case, "confirm_cosign", next="/today/")
    assert sent["Location"] == "/today/"
    case.refresh_from_db()
    assert case.cosigner_count == 1
