"""What cannot wait, and what only looks the same on a clerk's list."""

import datetime as dt

import pytest

from core.clock import today
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from stations import services
from stations.choices import Channel
from stations.models import Reception
from stations.tests.factories import make_opinion, make_station

pytestmark = pytest.mark.django_db
NOTHING_MORE = {"opinions-TOTAL_FORMS": "1", "opinions-INITIAL_FORMS": "0"}


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def station(county):
    return make_station(county)


@pytest.fixture
def clerk(county, station):
    return county.seat(Role.CLERK)


def record(clerk, station, **kw):
    matter = {"title": "放火烧屋", "raw_text": "隔壁说要放火烧屋。"} | kw.pop("matter", {})
    given = {"visitor_name": "扶国强", "held_on": today(), "opinions": [matter]} | kw
    return services.record_reception(by=clerk, station=station, **given).opinions.get()


def routing(opinion):
    return Deadline.objects.open().get(
        subject_type="opinion", subject_id=opinion.pk, kind="route_opinion"
    )


def test_urgent_matter_is_routed_the_same_day(clerk, station):
    assert routing(record(clerk, station, matter={"is_urgent": True})).due_on == today()


def test_danger_makes_it_urgent(clerk, station):
    opinion = record(clerk, station, in_crisis=True)
    assert opinion.is_urgent
    assert routing(opinion).due_on == today()


def test_urgent_matter_on_late_paper_is_due_when_it_is_entered(clerk, station):
    day = today() - dt.timedelta(days=5)
    opinion = record(clerk, station, held_on=day, matter={"is_urgent": True})
    assert routing(opinion).due_on == today()


def test_ordinary_matter_keeps_its_three_working_days(clerk, station):
    assert routing(record(clerk, station)).due_on > today()


def test_on_an_ordinary_day_the_form_says_that_somebody_came(clerk, station):
    page = signed_in(clerk).get("/receptions/new/")
    assert page.context["entry"]["form"]["channel"].value() == Channel.WALK_IN


def test_a_day_with_visits_is_no_day_without_and_one_sentence_says_so(clerk, station):
    record(clerk, station)
    sent = {
        "no_visitor": "on",
        "channel": Channel.WALK_IN,
        "held_on": today().isoformat(),
        "own_voter": "unknown",
        "people": "1",
        "opinions-0-raw_text": "",
        **NOTHING_MORE,
    }
    page = signed_in(clerk).post("/receptions/new/", sent)
    text = page.content.decode()
    assert "不能再登记当日无人来访" in text
    assert "请写下来访人反映的问题。" not in text
    assert not Reception.objects.filter(no_visitor=True).exists()


def test_a_further_way_is_told_apart_in_the_list_of_duties(clerk, station):
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="station")
    services.also_route(opinion, by=clerk, route="hotline", contact="3307")
    rows = Deadline.objects.open().filter(subject_type="opinion", subject_id=opinion.pk)
    assert {row.subject_label for row in rows} == {opinion.title, f"{opinion.title}（加转）"}
