"""Home by post, the to-do list and the one search."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.services import record
from core.clock import today
from files.models import StoredFile
from liaison.choices import Role
from liaison.models import Seat
from liaison.tests.factories import county_fixture, make_seat, signed_in
from stations import services
from stations.models import Opinion, Station
from stations.tests.factories import make_opinion, make_station
from suggestions.models import Suggestion
from suggestions.tests.factories import make_draft, make_file, make_suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    county = county_fixture()
    make_station(county)
    return county


@pytest.mark.parametrize("role", Role.values)
def test_every_post_has_a_first_page(county, role, django_assert_max_num_queries):
    make_suggestion(county, "handling")
    client = signed_in(county.seat(role))
    client.get("/today/")
    with django_assert_max_num_queries(20):
        response = client.get("/today/")
    assert response.status_code == 200
    assert client.get("/").url == "/today/"


@pytest.mark.parametrize("address", ["/today/", "/todo/"])
def test_a_page_and_its_frame_count_what_waits_once(county, address):
    make_suggestion(county, "submitted")
    client = signed_in(county.seat(Role.OFFICE))
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    counts = [q["sql"] for q in asked if '"__count"' in q["sql"] or 'AS "waiting"' in q["sql"]]
    assert len([sql for sql in counts if 'FROM "deadlines_deadline"' in sql]) == 1
    items = [item for section in response.context["menu"] for item in section["items"]]
    assert next(item.count for item in items if item.key == "todo") == 1


@pytest.mark.parametrize("role", Role.values)
def test_no_entry_of_the_menu_is_a_dead_end(county, role):
    client = signed_in(county.seat(role))
    menu = client.get("/today/").context["menu"]
    for section in menu:
        for item in section["items"]:
            response = client.get(item.url, follow=True)
            assert response.status_code == 200, f"{role} {item.label} {response.status_code}"
            assert response.context["menu"], item.label


def test_the_most_pressing_duty_is_first_and_leads_to_its_case(county):
    first = make_suggestion(county, "submitted")
    make_suggestion(county, "accepted")
    response = signed_in(county.seat(Role.OFFICE)).get("/todo/")
    duties = response.context["rows"]
    assert [duty.kind for duty in duties] == ["review_suggestion", "assign_suggestion"]
    assert duties[0].url == f"/suggestions/{first.pk}/"
    assert all(duty.light.words.startswith("剩") for duty in duties)


def test_an_empty_list_says_what_comes_next(county):
    text = signed_in(county.seat(Role.OFFICE)).get("/todo/").content.decode()
    assert "没有等您办的事" in text


def search(seat: Seat, text: str):
    """As the box at the top sends it: by POST, and on to an address that holds none of it."""
    client = signed_in(seat)
    sent = client.post("/search/", {"q": text})
    assert sent.status_code == 302
    assert "q=" not in sent.url
    return client.get(sent.url)


@pytest.mark.parametrize("typed", ["{serial}", "{serial:04d}", "第{serial}号", "闭会第{serial}号"])
def test_a_number_in_any_writing_finds_the_case(county, typed):
    case = make_suggestion(county, "accepted")
    response = search(county.seat(Role.OFFICE), typed.format(serial=case.serial))
    assert response.status_code == 302
    assert response.url == f"/suggestions/{case.pk}/"


def test_a_trace_number_finds_the_opinion_and_its_suggestion(county):
    opinion = make_opinion(make_station(county, 1), handler=None, number="ZD01-20251120-02")
    case = make_suggestion(county, "handling")
    case.opinion_links.create(opinion=opinion)
    response = search(county.seat(Role.OFFICE), opinion.number)
    assert [o.pk for o in response.context["found"].opinions] == [opinion.pk]
    assert [s.pk for s in response.context["found"].suggestions] == [case.pk]


def test_names_by_initials_and_text_from_two_characters(county):
    case = make_suggestion(county, "handling", title="关于解决城区停车难的建议")
    make_suggestion(county, "handling", title="关于规范物业收费的建议")
    found = search(county.seat(Role.LEADER), "停车")
    assert found.url == f"/suggestions/{case.pk}/"
    deputy = county.deputies[0]
    response = search(county.seat(Role.OFFICE), deputy.initials[0])
    assert deputy in response.context["found"].deputies


def test_nothing_of_another_county_is_found(county):
    other = county_fixture("邻县")
    make_suggestion(other, "handling", title="关于解决城区停车难的建议")
    response = search(county.seat(Role.OFFICE), "停车")
    assert response.context["found"].nothing
    assert "没有找到" in response.content.decode()


def test_the_search_keeps_its_queries_bounded(county, django_assert_max_num_queries):
    for _ in range(3):
        make_suggestion(county, "handling", title="关于解决城区停车难的建议")
    client = signed_in(county.seat(Role.OFFICE))
    sent = client.post("/search/", {"q": "停车"})
    with django_assert_max_num_queries(15):
        response = client.get(sent.url)
    assert len(response.context["found"].suggestions) == Suggestion.objects.count()


def test_the_phone_asks_the_same_list(county):
    make_suggestion(county, "submitted")
    client = signed_in(county.seat(Role.OFFICE))
    body = client.get("/api/v1/todo/").json()
    assert [row["kind"] for row in body["results"]] == ["review_suggestion"]
    assert body["results"][0]["light"]["level"] == "g"
    assert body["next"] is None


def test_the_record_is_for_the_auditor_alone(county):
    make_suggestion(county, "accepted", title="关于解决城区停车难的建议")
    auditor = signed_in(county.seat(Role.AUDITOR))
    page = auditor.get("/record/", {"deed": "受理"})
    assert [row["entry"].action for row in page.context["rows"]] == ["suggestion.accept"]
    text = auditor.get("/record/").content.decode()
    assert "停车难" not in text, "the auditor reads deeds, not cases"
    assert "受理" in text
    make_draft(county, title="关于2027年城区停车的建议")
    make_file(county.seat(Role.CLERK), "扶国强投诉材料.jpg")
    record("file.store", by=county.seat(Role.CLERK), subject=StoredFile.objects.get())
    text = auditor.get("/record/").content.decode()
    assert "2027年" not in text
    assert "扶国强" not in text
    for role in (Role.ADMIN, Role.SECURITY_ADMIN, Role.OFFICE, Role.LEADER, Role.DEPUTY):
        assert signed_in(county.seat(role)).get("/record/").status_code == 403


def test_the_auditor_checks_the_chain_and_the_check_is_recorded(county):
    auditor = signed_in(county.seat(Role.AUDITOR))
    assert "没有被改过" in auditor.post("/record/verify/").content.decode()
    page = auditor.get("/record/", {"deed": "核对"})
    assert page.context["rows"][0]["entry"].user_name == county.seat(Role.AUDITOR).user.name


# Numbers on first pages


def test_a_station_counts_what_is_done_apart_from_who_was_told(county):
    """已办 is not yet 办结: of what is done it says how many voters are still to be told."""
    station = Station.objects.get()
    for state in ("handled", "handled", "told", "routed"):
        make_opinion(station, state=state)
    page = signed_in(county.seat(Role.CLERK)).get("/today/")
    assert page.context["month"] == {"all": 4, "done": 3, "untold": 2, "satisfied": 1}
    assert "已办3件，其中2件待回复" in page.content.decode()
    assert "办结" not in page.content.decode()


def test_the_most_pressing_matters_lead_the_station_s_own_list(county):
    station = Station.objects.get()
    days = {"newer": 3, "late": -20, "older": 3}
    made = {
        name: make_opinion(station, due_on=today() + dt.timedelta(days=days[name]))
        for name in ("older", "newer", "late")
    }
    shown = signed_in(county.seat(Role.CLERK)).get("/today/").context["opinions"]
    assert list(shown) == [made["late"], made["newer"], made["older"]]


def test_a_presidium_is_told_what_waits_at_its_township(county):
    """It may return a matter or give its result, so the matter stands among what waits."""
    opinion = make_opinion(Station.objects.get(), state="recorded")
    services.route(
        opinion,
        by=county.seat(Role.CLERK),
        route="township",
        unit=county.township_governments[0],
    )
    seat = county.seat(Role.PRESIDIUM)
    page = signed_in(seat).get("/today/")
    assert page.context["duty_count"] == 1
    assert [one.subject_id for one in page.context["duties"]] == [opinion.pk]
    assert Opinion.objects.visible_to(seat).waiting_for(seat).count() == 1
    other = make_seat(Role.PRESIDIUM, county.presidiums[1])
    assert signed_in(other).get("/today/").context["duty_count"] == 0
