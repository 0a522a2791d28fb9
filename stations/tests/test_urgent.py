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


def test_the_facts_name_every_way_that_is_open(clerk, station):
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="hotline", contact="3307")
    services.also_route(opinion, by=clerk, route="township")
    facts = signed_in(clerk).get(f"/opinions/{opinion.pk}/").context["facts"]
    said = {row["label"]: row["value"] for row in facts}
    assert said["去向"] == "转12345、转乡镇街道"
    assert said["办理单位"] == f"{station.name}跟办、东坪镇人民政府"


def test_a_new_matter_does_not_say_the_same_word_twice(clerk, station):
    opinion = make_opinion(station)
    assert (opinion.where, opinion.get_state_display()) == ("未定", "待分办")


# A child without a guardian


def guardian_duties(visit):
    rows = Deadline.objects.open().filter(subject_type="reception", subject_id=visit.pk)
    return [row.kind for row in rows]


def child(clerk, station, **kw):
    matter = {"raw_text": "学校门口没有斑马线。"}
    return services.record_reception(
        by=clerk,
        station=station,
        visitor_name="扶小明",
        visitor_age="minor",
        held_on=today(),
        opinions=[matter],
        **kw,
    )


def test_a_child_s_guardian_stands_among_what_waits_until_one_is_on_record(clerk, station):
    visit = child(clerk, station)
    assert guardian_duties(visit) == ["record_guardian"]
    client = signed_in(clerk)
    address = f"/receptions/{visit.pk}/guardian/"
    assert address in client.get(f"/receptions/{visit.pk}/").content.decode()
    assert "请填监护人的姓名" in client.post(address, {}).content.decode()

    client.post(address, {"guardian_name": "扶国强", "guardian_consents": "on"})
    visit.refresh_from_db()
    assert (visit.guardian_name, visit.guardian_consents) == ("扶国强", True)
    assert guardian_duties(visit) == []
    assert "扶国强" not in visit.addenda.get().text
    assert client.post(address, {"guardian_name": "又一位"}).status_code == 409


def test_a_reason_is_as_good_as_a_guardian(clerk, station):
    visit = child(clerk, station)
    sent = {"reason": "孩子不肯说家长电话，已告诉学校。"}
    response = signed_in(clerk).post(
        f"/api/v1/receptions/{visit.pk}/guardian/", sent, content_type="application/json"
    )
    assert response.status_code == 200
    assert guardian_duties(visit) == []
    assert "没有记下监护人" in response.json()["addenda"][0]["text"]


def test_nobody_is_asked_for_where_a_guardian_came_along_or_no_name_was_left(clerk, station):
    assert guardian_duties(child(clerk, station, guardian_name="扶国强")) == []
    nameless = services.record_reception(
        by=clerk,
        station=station,
        is_anonymous=True,
        visitor_age="minor",
        held_on=today(),
        opinions=[{"raw_text": "学校门口没有斑马线。"}],
    )
    assert guardian_duties(nameless) == []
