"""Writing a suggestion: alone, from opinions, on a deputy's behalf; likely doubles are shown."""

import uuid

import pytest
from django.urls import reverse

from liaison.choices import Role
from liaison.tests.factories import County, county_fixture
from stations import services as stations
from stations.choices import OpinionState
from stations.models import Opinion
from stations.tests.factories import make_opinion, make_reception, make_station
from suggestions.choices import State
from suggestions.models import Suggestion
from suggestions.tests.factories import lead_seat, make_suggestion
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db

TEXT = {
    "title": "关于修复上坪村三组通组路的建议",
    "problem": "通组路塌方半个月，孩子上学绕行四公里。",
    "proposal": "一是抢通；二是列入明年计划。",
    "consents_to_publish": "on",
}


@pytest.fixture
def county() -> County:
    return county_fixture()


def test_a_deputy_saves_a_draft_and_goes_on_later(county):
    browser = Browser(lead_seat(county))
    sent = browser.post("new", title=TEXT["title"])
    case = Suggestion.objects.get()
    assert sent["Location"] == f"/suggestions/{case.pk}/"
    assert (case.state, case.lead) == (State.DRAFT, county.deputies[0])


def test_a_deputy_hands_in_from_the_same_page_and_once(county):
    browser = Browser(lead_seat(county))
    key = str(uuid.uuid4())
    first = browser.post("new", submit_now="1", idempotency_key=key, **TEXT)
    second = browser.post("new", submit_now="1", idempotency_key=key, **TEXT)
    case = Suggestion.objects.get()
    assert case.state == State.SUBMITTED
    assert case.consents_to_publish
    assert first["Location"] == second["Location"]


def test_a_half_written_one_is_not_handed_in_and_not_lost(county):
    page = Browser(lead_seat(county)).post(
        "new", submit_now="1", title=TEXT["title"], problem=TEXT["problem"]
    )
    assert page.status_code == 200
    assert "请填具体建议" in words(page)
    assert TEXT["problem"] in page.content.decode()
    assert not Suggestion.objects.exists()


def test_saving_and_handing_in_a_draft_is_one_step(county):
    case = make_suggestion(county, State.SENT_BACK)
    Browser(lead_seat(county)).do(case, "edit", submit_now="1", **TEXT)
    case.refresh_from_db()
    assert (case.state, case.title) == (State.SUBMITTED, TEXT["title"])


def _received(county: County) -> Opinion:
    station = make_station(county)
    reception = make_reception(station, deputies=[county.deputies[0]])
    return make_opinion(
        station,
        OpinionState.RECORDED,
        reception=reception,
        title="通组路塌方没人修",
        summary="通组路塌方半个月。",
    )


def test_from_an_opinion_the_page_begins_with_its_summary(county):
    opinion = _received(county)
    page = Browser(county.seat(Role.CLERK)).get("new", f"?opinion={opinion.pk}")
    html = page.content.decode()
    assert "关于通组路塌方没人修的建议" in html
    assert "通组路塌方半个月。" in html
    assert opinion.number in html


def test_what_follows_another_opinion_is_refused_in_the_draft_and_nothing_is_lost(county):
    opinion, clerk = _received(county), county.seat(Role.CLERK)
    kept = make_opinion(opinion.station, "routed")
    stations.fold(opinion, by=clerk, into=kept, reason="同一段路")
    browser = Browser(clerk)
    lead = county.deputies[0]
    form = TEXT | {"lead": lead.pk, "opinion": opinion.pk}
    answer = browser.post("new", **form)
    html = answer.content.decode()
    assert f"不能转为建议，请改选它并入的{kept.number}。" in html
    assert TEXT["problem"] in html
    assert not Suggestion.objects.exists()
    del form["opinion"]
    browser.post("new", **form)
    assert not Suggestion.objects.get().opinion_links.exists()


def test_a_clerk_writes_on_behalf_of_a_deputy_and_is_marked(county):
    opinion = _received(county)
    clerk = county.seat(Role.CLERK)
    page = Browser(clerk).post(
        "new", lead=county.deputies[0].pk, opinion=[opinion.pk], submit_now="1", **TEXT
    )
    assert page.status_code == 302, words(page)
    case = Suggestion.objects.get()
    assert case.drafted_by_name == clerk.user.name
    assert case.opinion_links.get().opinion == opinion
    assert f"{clerk.user.name}代为录入" in words(Browser(clerk).get("suggestion", pk=case.pk))
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.SUGGESTED


def test_staff_choose_among_their_own_stations_deputies(county):
    make_station(county)
    page = words(Browser(county.seat(Role.CLERK)).get("new"))
    assert county.deputies[0].name in page
    foreign = Browser(county.seat(Role.CLERK)).post("new", lead=county.deputies[3].pk, **TEXT)
    assert foreign.status_code == 200
    assert not Suggestion.objects.exists()


def test_an_opinion_of_another_county_is_not_there(county):
    elsewhere = county_fixture("邻县")
    opinion = make_opinion(make_station(elsewhere), OpinionState.RECORDED)
    browser = Browser(county.seat(Role.CLERK))
    assert browser.get("new", f"?opinion={opinion.pk}").status_code == 404
    assert browser.post("new", opinion=[opinion.pk], **TEXT).status_code == 404


def test_posts_that_do_not_draft_are_told_who_does(county):
    page = Browser(county.seat(Role.UNIT)).get("new")
    assert page.status_code == 403
    assert "建议由代表提出" in words(page)


def test_a_double_is_shown_while_the_title_is_written(county):
    case = make_suggestion(county, State.ACCEPTED, title="关于规范城区养犬管理的建议")
    browser = Browser(lead_seat(county))

    def near(title: str, query: str = "") -> str:
        url = reverse("suggestions:similar") + query
        return words(browser.client.post(url, {"title": title}))

    assert case.title in near("关于加强城区养犬管理的建议")
    assert near(case.title, f"?not={case.pk}") == ""
    assert near("关于修建石桥镇污水管网的建议") == ""
    assert near("关于") == ""
    # What is being written stands in no address.
    assert browser.get("similar", f"?title={case.title}").status_code == 405
