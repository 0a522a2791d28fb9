"""Several voters told at once: one answer, each with a record and a verdict of their own."""

import pytest

from core.clock import today
from liaison.choices import Role
from liaison.tests.factories import signed_in
from stations import services
from stations.models import Opinion, TellingBack
from stations.tests.factories import make_opinion, make_reception, open_kinds

pytestmark = pytest.mark.django_db
TELL = "/opinions/tell/"
WORDS = "水管11月20日换好了，水已经清了。"


@pytest.fixture
def client(county):
    return signed_in(county.seat(Role.CLERK))


@pytest.fixture
def cases(station, county):
    """Three voters with a result each, the last one without a name; the duty to tell runs."""
    clerk, made = county.seat(Role.CLERK), []
    for number in range(3):
        visit = make_reception(station, is_anonymous=number == 2)
        case = make_opinion(station, reception=visit, title=f"自来水浑浊{number}")
        services.route(case, by=clerk, route="station")
        services.report_result(case, by=clerk, result=WORDS)
        made.append(case)
    return made


def sent(cases, **verdicts):
    data = {"ids": [case.pk for case in cases], "told_on": today().isoformat(), "words": WORDS}
    for case in cases:
        data[f"method-{case.pk}"] = "phone"
    return data | verdicts


def test_it_asks_how_each_was_reached_and_what_each_thought(client, cases):
    page = client.post(TELL, {"ids": [case.pk for case in cases]})
    text = page.content.decode()
    assert page.context["form"].initial["words"] == WORDS
    assert text.count("还没问，先不回复") == 3
    assert page.context["form"].initial[f"satisfaction-{cases[2].pk}"] == "unreachable"
    assert not TellingBack.objects.exists()


def test_each_voter_has_a_record_of_their_own_and_who_was_not_asked_waits(client, cases):
    first, second, nameless = cases
    verdicts = {
        f"satisfaction-{first.pk}": "unsatisfied",
        f"method-{nameless.pk}": "notice",
        f"satisfaction-{nameless.pk}": "unreachable",
    }
    page = client.post(TELL, sent(cases, **verdicts))
    assert page.context["finished"] == 2

    told = TellingBack.objects.get()
    assert (told.opinion, told.words, told.satisfaction) == (first, WORDS, "unsatisfied")
    assert open_kinds(first) == set()
    assert open_kinds(second) == {"tell_voter"}
    # By a notice nobody is told before its release.
    assert open_kinds(nameless) == {"tell_voter"}
    assert nameless.public_notices.filter(published_at=None).count() == 1
    states = Opinion.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["told", "handled", "handled"]


def test_a_refusal_of_one_leaves_the_others_and_is_said(client, cases):
    first, second, _ = cases
    verdicts = {
        f"satisfaction-{first.pk}": "satisfied",
        f"satisfaction-{second.pk}": "unreachable",
        f"method-{second.pk}": "notice",
    }
    page = client.post(TELL, sent([first, second], **verdicts))
    assert (page.context["finished"], page.context["left"]) == (1, 1)
    assert "还要再联系3次" in page.content.decode()


def test_nothing_is_recorded_while_nobody_was_asked(client, cases):
    page = client.post(TELL, sent(cases[:2])).content.decode()
    assert "请至少给一位来访人选上满意度" in page
    assert WORDS in page
    assert not TellingBack.objects.exists()


def test_a_group_of_the_same_matter_leads_there_and_strangers_do_not_count(
    client, cases, county, other_county
):
    first, second, _ = cases
    services.link_same(first, by=county.seat(Role.CLERK), other=second)
    page = client.get(f"/opinions/{first.pk}/").content.decode()
    assert "一起回复2件" in page
    stranger = signed_in(other_county.seat(Role.CLERK))
    assert stranger.post(TELL, {"ids": [first.pk]}).url == "/opinions/"
    assert "一起回复" in client.get("/opinions/?tab=handled").content.decode()


def test_what_was_done_for_one_voter_is_not_told_to_another(client, cases, station, county):
    other = make_opinion(station, reception=make_reception(station))
    services.route(other, by=county.seat(Role.CLERK), route="station")
    services.report_result(other, by=county.seat(Role.CLERK), result="低保已经批下来了。")
    page = client.post(TELL, {"ids": [cases[0].pk, other.pk]})
    assert "words" not in page.context["form"].initial
    assert "不要把别人的事写进去" in page.content.decode()
