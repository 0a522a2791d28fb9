"""/api/v1/suggestions/: the journey by role, and every way of asking wrongly."""

import uuid

import pytest

from audit.models import Entry
from core.clock import today
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from stations.tests.factories import make_opinion, make_station
from suggestions import services
from suggestions.models import Suggestion
from suggestions.tests.api import ROOT, Client
from suggestions.tests.factories import (
    days,
    deputy_seat,
    lead_seat,
    make_draft,
    make_file,
    make_suggestion,
    unit_seat,
)

pytestmark = pytest.mark.django_db
TEXT = {"title": "关于规范城区养犬管理的建议", "problem": "养犬扰民。", "proposal": "设登记点。"}


@pytest.fixture
def county():
    return county_fixture()


def codes(answer):
    return [action["code"] for action in answer.json()["actions"]]


def test_the_journey_of_a_suggestion_by_role(county):
    main, co = county.departments[:2]
    opinion = make_opinion(make_station(county))
    lead, office = Client(lead_seat(county)), Client(county.seat(Role.OFFICE))
    clerk, head = Client(unit_seat(main, Role.UNIT)), Client(unit_seat(main))
    helper = Client(unit_seat(co, Role.UNIT))

    made = lead.start(**TEXT, formed_by="reception", opinions=[opinion.pk])
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    assert made["Location"] == f"{ROOT}{pk}/"
    assert made.json()["opinions"][0]["number"] == opinion.number
    assert "submit" in codes(made)
    assert office.get(f"{pk}/").status_code == 404

    lead.deed(pk, "invite", deputies=[county.deputies[1].pk])
    friend = Client(deputy_seat(county, 1))
    assert codes(friend.get(f"{pk}/")) == ["confirm_cosign", "decline_cosign"]
    assert friend.deed(pk, "confirm-cosign").status_code == 200
    assert lead.deed(pk, "submit").json()["state"] == "submitted"

    accepted = office.deed(pk, "accept").json()
    assert accepted["number"] == "闭会第1号"
    assigned = office.deed(pk, "assign", main=main.pk, co=[co.pk]).json()
    assert assigned["state"] == "assigned"
    assert assigned["handler_text"] == "县公安局（会办1）"
    assert assigned["assigned_on"] == today().isoformat()

    assert clerk.deed(pk, "sign-for").json()["state"] == "handling"
    contact = {"stage": "before", "form": "phone", "minutes": "代表希望先试点。"}
    assert clerk.deed(pk, "log-contact", **contact).status_code == 200
    helper.deed(pk, "sign-for")
    given = helper.deed(pk, "give-co-opinion", text="同意划定区域。").json()
    assert given["assignments"][1]["co_opinions"][0]["text"] == "同意划定区域。"
    letter = {"outcome": "A", "text": "已解决。", "contact_name": "王磊"}
    assert clerk.deed(pk, "reply", **letter, contact_phone="13800001111").status_code == 403
    replied = head.deed(pk, "reply", **letter, contact_phone="13800001111").json()
    assert (replied["state"], replied["outcome"]) == ("replied", "A")

    assert codes(lead.get(f"{pk}/")) == ["rate"]
    rated = lead.deed(pk, "rate", attitude="satisfied", result="satisfied").json()
    assert rated["state"] == "closed"
    titles = [event["title"] for event in lead.get(f"{pk}/timeline/").json()]
    for words in ("提交建议", "受理", "交办", "签收", "办前沟通（电话）", "送会办意见", "答复"):
        assert any(words in title for title in titles), words


def test_unknown_fields_and_bad_values_name_the_field(county):
    pk = make_suggestion(county, "submitted").pk
    office = Client(county.seat(Role.OFFICE))
    answer = office.deed(pk, "accept", serail=3)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert list(answer.json()["errors"]) == ["serail"]
    assert office.deed(pk, "accept", theme="x").json()["errors"].keys() == {"theme"}
    assert office.deed(pk, "send-back").json()["errors"].keys() == {"reason"}


def test_ids_that_are_not_yours_in_a_body_are_wrong(county):
    other = county_fixture("邻县")
    accepted = make_suggestion(county, "accepted")
    office = Client(county.seat(Role.OFFICE))
    stranger = other.departments[0]
    for body in ({"main": stranger.pk}, {"main": 999_999_999}, {"main": 2**70}):
        answer = office.deed(accepted.pk, "assign", **body)
        assert answer.status_code == 400, answer.json()
        assert answer.json()["errors"].keys() == {"main"}
    co = {"main": county.departments[0].pk, "co": [stranger.pk]}
    assert office.deed(accepted.pk, "assign", **co).json()["errors"].keys() == {"co"}
    lead = Client(lead_seat(county))
    opinion = make_opinion(make_station(other))
    assert lead.start(**TEXT, opinions=[opinion.pk]).json()["errors"].keys() == {"opinions"}
    assert lead.start(**TEXT, lead=other.deputies[0].pk).status_code == 400
    accepted.refresh_from_db()
    assert accepted.state == "accepted"


def test_another_countys_case_does_not_exist(county):
    other = county_fixture("邻县")
    case = make_suggestion(other, "handling")
    for role in (Role.OFFICE, Role.DEPUTY, Role.UNIT_HEAD, Role.GOVOFFICE, Role.LEADER):
        client = Client(county.seat(role))
        assert client.get(f"{case.pk}/").status_code == 404
        assert client.get(f"{case.pk}/timeline/").status_code == 404
        assert client.deed(case.pk, "press").status_code == 404
        assert client.edit(case.pk, version=1, title="改").status_code == 404
        assert client.get().json()["results"] == []


def test_a_forbidden_step_says_why_and_changes_nothing(county):
    case = make_suggestion(county, "submitted")
    before, entries = case.version, Entry.objects.count()
    office = Client(county.seat(Role.OFFICE))
    answer = office.deed(case.pk, "assign", main=county.departments[0].pk)
    assert answer.status_code == 409
    assert "待审核" in answer.json()["detail"]
    assert Client(lead_seat(county)).deed(case.pk, "accept").status_code == 403
    case.refresh_from_db()
    assert (case.state, case.version) == ("submitted", before)
    assert (
        not Entry.objects.filter(pk__gt=entries, action__startswith="suggestion.")
        .exclude(action="suggestion.start")
        .filter(action__in=["suggestion.assign", "suggestion.accept"])
        .exists()
    )


def test_an_edit_from_an_older_version_is_refused_with_who_changed_what(county):
    case = make_draft(county)
    lead = Client(lead_seat(county))
    first = lead.edit(case.pk, version=1, title="关于规范养犬的建议")
    assert first.status_code == 200, first.json()
    assert first.json()["version"] == 2
    stale = lead.edit(case.pk, version=1, title="关于养犬的建议")
    assert stale.status_code == 409
    assert stale.json()["type"].endswith("/stale/")
    assert stale.json()["by"] == county.deputies[0].name
    assert lead.edit(case.pk, title="没有版本").json()["errors"].keys() == {"version"}


def test_the_same_key_is_one_draft_and_another_body_is_refused(county):
    http, key = Client(lead_seat(county)).http, str(uuid.uuid4())
    first = http.post(ROOT, TEXT, headers={"Idempotency-Key": key})
    again = http.post(ROOT, TEXT, headers={"Idempotency-Key": key})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    other = http.post(ROOT, TEXT | {"title": "另一件"}, headers={"Idempotency-Key": key})
    assert other.status_code == 422
    assert Suggestion.objects.count() == 1


def test_a_deed_sent_twice_is_done_once(county):
    case = make_suggestion(county, "handling")
    office, key = Client(county.seat(Role.OFFICE)), str(uuid.uuid4())
    assert office.deed(case.pk, "press", key, words="请抓紧").status_code == 200
    assert office.deed(case.pk, "press", key, words="请抓紧").status_code == 200
    assert case.presses.count() == 1


def test_lists_are_keyset_pages_of_at_most_100(county):
    made = [make_suggestion(county, "submitted").pk for _ in range(5)]
    office = Client(county.seat(Role.OFFICE))
    first = office.get(page_size=2).json()
    assert [row["id"] for row in first["results"]] == made[:2:-1]
    second = office.http.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == made[2:0:-1]
    assert office.http.get(second["previous"]).json()["results"] == first["results"]
    by_due = office.get(order="due", page_size=100).json()["results"]
    assert [row["id"] for row in by_due] == made
    for bad in ({"page_size": 101}, {"page_size": 0}, {"cursor": "x"}, {"color": "red"}):
        assert office.get(**bad).status_code == 400, bad


def test_filters_of_the_list(county):
    handled = make_suggestion(county, "handling")
    replied = make_suggestion(county, "replied")
    office, lead = Client(county.seat(Role.OFFICE)), Client(lead_seat(county))
    unit = Client(unit_seat(county.departments[0]))

    def ids(client, **query):
        answer = client.get(**query)
        assert answer.status_code == 200, answer.json()
        return {row["id"] for row in answer.json()["results"]}

    assert ids(office, tab="handling") == {handled.pk}
    assert ids(office, state="replied") == {replied.pk}
    assert ids(lead, tab="waiting") == {replied.pk}
    assert ids(unit, tab="waiting") == {handled.pk}
    assert ids(Client(unit_seat(county.departments[0], Role.UNIT)), tab="waiting") == {handled.pk}
    assert ids(office, unit=county.departments[1].pk) == {handled.pk, replied.pk}
    assert ids(office, unit=county.departments[2].pk) == set()
    assert ids(office, session="between", year=today().year) == {handled.pk, replied.pk}
    assert ids(office, session="in") == set()
    assert ids(office, group=county.group.pk) == {handled.pk, replied.pk}
    assert ids(office, q=f"闭会第{handled.serial}号") == {handled.pk}
    assert ids(office, late="true") == ids(office, key="true") == set()
    assert office.get(tab="nothing").status_code == 400
    assert office.get(year=99999999999).status_code == 400


@pytest.mark.parametrize("name", ["lead", "unit", "theme", "group", "year", "session", "serial"])
@pytest.mark.parametrize("value", ["1e30", "99999999999999999999", "-1", "NaN", "x", "\0", "1'"])
def test_an_address_that_makes_no_sense_is_400(county, name, value):
    assert Client(county.seat(Role.OFFICE)).get(**{name: value}).status_code == 400


@pytest.mark.parametrize("text", ["'", "%", "_", "\\", "第号", "第" * 200, "０" * 30, "9" * 40])
def test_any_text_may_be_searched_for(county, text):
    make_suggestion(county, "submitted")
    assert Client(county.seat(Role.OFFICE)).get(q=text).status_code == 200


def test_bodies_of_any_shape_are_refused_politely(county):
    case = make_suggestion(county, "accepted")
    office = Client(county.seat(Role.OFFICE)).http
    address = f"{ROOT}{case.pk}/assign/"
    bad = [[], "x", 3, None, {"main": {}}, {"main": [1]}, {"co": 3}, {"co": ["x"]}, {"co": [None]}]
    bad += [{"main": "\0"}, {"due_on": "2026-02-30"}, {"main": True}, {"version": 0}]
    for body in bad:
        answer = office.post(address, body)
        assert answer.status_code == 400, (body, answer.content)
        assert answer["Content-Type"].startswith("application/problem+json")
    assert office.post(address, "{", content_type="application/json").status_code == 400
    assert office.get(f"{ROOT}{10**30}/").status_code == 404


def test_lists_and_records_stay_within_their_queries(county, django_assert_max_num_queries):
    for _ in range(3):
        make_suggestion(county, "replied")
    case = make_suggestion(county, "handling")
    for role in (Role.OFFICE, Role.DEPUTY, Role.UNIT_HEAD, Role.LEADER, Role.GOVOFFICE):
        client = Client(county.seat(role))
        with django_assert_max_num_queries(2):
            assert client.get(order="due").status_code == 200
        with django_assert_max_num_queries(4):
            assert client.get(f"{case.pk}/").status_code == 200


def test_a_record_with_opinions_stays_within_its_queries(county, django_assert_max_num_queries):
    opinion = make_opinion(make_station(county))
    case = make_suggestion(county, "replied", opinions=[opinion])
    lead = Client(lead_seat(county))
    lead.get(f"{case.pk}/")  # the first time notes that the answer was opened
    with django_assert_max_num_queries(4):
        body = lead.get(f"{case.pk}/").json()
    assert body["opinions"][0]["id"] == opinion.pk
    assert body["steps"][-1]["label"] == "回复群众"


def test_who_is_no_party_reads_text_units_state_and_the_published_reply(county):
    case = make_suggestion(county, "studying")
    hidden = make_suggestion(county, "replied", consents_to_publish=False)
    other = Client(deputy_seat(county, 3))
    body = other.get(f"{case.pk}/").json()
    assert body["proposal"]
    assert body["replies"][0]["contact_phone"] != "0735-8612345"
    assert body["verdicts"] == body["actions"] == []
    assert body["assignments"][0]["contacts"] == []
    assert other.get(f"{hidden.pk}/").json()["replies"] == []
    events = other.get(f"{case.pk}/timeline/").json()
    assert not any("登记点还没有开办" in event["text"] for event in events)


def test_what_passes_between_units_is_not_the_deputys_to_read(county):
    case = make_suggestion(county, "handling")
    head = unit_seat(county.departments[0])
    services.ask_return(case, by=head, reason="不归我局。")
    services.decide_return(case, by=county.seat(Role.GOVOFFICE), agree=False, words="请办理。")
    services.ask_extension(case, by=head, until=days(120), reason="需调研。")
    services.press(case, by=county.seat(Role.OFFICE), words="请抓紧。")
    own = Client(lead_seat(county)).get(f"{case.pk}/").json()
    assert own["presses"] == own["assignments"][0]["returns"] == []
    assert own["assignments"][0]["extensions"] == []
    seen = Client(county.seat(Role.OFFICE)).get(f"{case.pk}/").json()
    assert seen["assignments"][0]["returns"][0]["decision"] == "请办理。"
    assert seen["assignments"][0]["extensions"][0]["until"] == days(120).isoformat()
    assert seen["presses"][0]["words"] == "请抓紧。"
    titles = [e["title"] for e in Client(lead_seat(county)).get(f"{case.pk}/timeline/").json()]
    assert not any("退办" in title or "催办" in title for title in titles)


def test_the_title_of_a_confidential_case_is_masked_in_lists(county):
    make_suggestion(county, "handling", is_confidential=True)
    office = Client(county.seat(Role.OFFICE))
    assert office.get().json()["results"][0]["title"] == "（保密件）"
    assert Client(deputy_seat(county, 3)).get().json()["results"] == []


def test_a_verdict_on_paper_needs_its_scan(county):
    case = make_suggestion(county, "replied")
    office_seat = county.seat(Role.OFFICE)
    office = Client(office_seat)
    verdict = {"attitude": "satisfied", "result": "basic"}
    assert office.deed(case.pk, "rate", **verdict).json()["errors"].keys() == {"given"}
    paper = verdict | {"given": "paper"}
    assert office.deed(case.pk, "rate", **paper).json()["errors"].keys() == {"scan"}
    others = make_file(lead_seat(county)).token
    assert office.deed(case.pk, "rate", **paper, scan=str(others)).status_code == 400
    scan = make_file(office_seat)
    done = office.deed(case.pk, "rate", **paper, scan=str(scan.token), on=str(days(0)))
    assert done.status_code == 200, done.json()
    assert done.json()["files"][0]["name"] == "书面意见.jpg"
    assert done.json()["verdicts"][0]["given"] == "paper"


def test_who_declines_is_no_party_any_more(county):
    case = make_suggestion(county, "cosigning")
    friend = Client(deputy_seat(county, 1))
    assert friend.deed(case.pk, "decline-cosign").status_code == 204
    assert friend.get(f"{case.pk}/").status_code == 404
