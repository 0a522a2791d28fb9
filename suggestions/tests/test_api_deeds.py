"""The deeds that the plain journey does not need: returns, extensions, study, key items, 催办."""

import pytest

from core.clock import today
from liaison.choices import Role, Side
from liaison.tests.factories import county_fixture
from suggestions.api.deeds import SERVICES
from suggestions.tests.api import Client
from suggestions.tests.factories import (
    co_share,
    days,
    lead_seat,
    main_share,
    make_suggestion,
    unit_seat,
)
from suggestions.workflow import SUGGESTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


def done(answer):
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_every_step_has_its_address():
    assert set(SERVICES) | {"edit"} == set(SUGGESTION.steps)


@pytest.mark.parametrize("state", ["draft", "cosigning", "handling", "replied", "studying"])
def test_the_addresses_of_the_offered_deeds_exist(county, state):
    case = make_suggestion(county, state)
    for seat in (lead_seat(county), county.seat(Role.OFFICE), unit_seat(county.departments[0])):
        client = Client(seat)
        answer = client.get(f"{case.pk}/")
        for action in answer.json().get("actions", []):
            allowed = client.http.options(action["url"])
            assert action["method"] in allowed["Allow"], action


def test_return_extension_and_pressing(county):
    case = make_suggestion(county, "handling")
    pk, third = case.pk, county.departments[2]
    head, gov = Client(unit_seat(county.departments[0])), Client(county.seat(Role.GOVOFFICE))
    office, helper = Client(county.seat(Role.OFFICE)), Client(unit_seat(county.departments[1]))

    done(helper.deed(pk, "ask-return", reason="不归我局。", proposed_unit=third.pk))
    asked = next(a for a in done(gov.get(f"{pk}/"))["actions"] if a["code"] == "decide_return")
    assert asked["primary"]
    body = done(gov.deed(pk, "decide-return", agree=True, words="改办。", unit=third.pk))
    assert [a["unit"]["id"] for a in body["assignments"] if a["state"] == "assigned"] == [third.pk]

    done(head.deed(pk, "ask-extension", until=days(150).isoformat(), reason="需调研。"))
    done(gov.deed(pk, "agree-extension", agree=True))
    granted = done(office.deed(pk, "decide-extension", agree=True, words="同意。"))
    assert granted["reply_due_on"] == days(150).isoformat()

    done(office.deed(pk, "press", words="请抓紧。", assignment=main_share(case).pk))
    answered = done(head.deed(pk, "answer-press", answer="本周与代表见面。"))
    assert answered["presses"][0]["answer"] == "本周与代表见面。"
    wrong = office.deed(pk, "press", assignment=10**9)
    assert wrong.json()["errors"].keys() == {"assignment"}


def test_assignment_changed_and_recalled_before_signing(county):
    case = make_suggestion(county, "assigned")
    office = Client(county.seat(Role.OFFICE))
    changed = done(
        office.deed(
            case.pk,
            "reassign",
            assignment=co_share(case).pk,
            unit=county.departments[2].pk,
            reason="由交通局会办。",
        )
    )
    assert changed["handler_text"] == "县公安局（会办1）"
    assert done(office.deed(case.pk, "recall", reason="重新研究。"))["state"] == "accepted"
    assert done(office.deed(case.pk, "withdraw", reason="代表来函撤回。"))["state"] == "withdrawn"


def test_review_sends_back_or_refuses(county):
    office = Client(county.seat(Role.OFFICE))
    back = make_suggestion(county, "submitted")
    assert done(office.deed(back.pk, "send-back", reason="请一事一议。"))["state"] == "sent_back"
    assert done(Client(lead_seat(county)).deed(back.pk, "submit"))["state"] == "submitted"
    refused = done(office.deed(back.pk, "refuse", reason="属于在审案件。"))
    assert (refused["state"], refused["state_note"]) == ("not_admitted", "属于在审案件。")


def test_unsatisfied_studied_handled_again_and_a_second_letter(county):
    case = make_suggestion(county, "replied")
    pk, head = case.pk, Client(unit_seat(county.departments[0]))
    lead, office = Client(lead_seat(county)), Client(county.seat(Role.OFFICE))
    letter = {"outcome": "A", "text": "已办。", "contact_name": "王磊"}
    letter |= {"contact_phone": "13800001111", "without_co_opinion": "后补。"}

    assert done(head.deed(pk, "recall-reply", reason="数字有误。"))["state"] == "handling"
    assert done(head.deed(pk, "reply", **letter))["replies"][1]["version"] == 2
    verdict = {"attitude": "basic", "result": "unsatisfied"}
    assert lead.deed(pk, "rate", **verdict).json()["errors"].keys() == {"reason"}
    assert done(lead.deed(pk, "rate", **verdict, reason="没开办。"))["state"] == "studying"
    again = done(office.deed(pk, "study", rehandle=True, words="重新办理。"))
    assert (again["state"], again["round"]) == ("rehandling", 2)
    assert done(head.deed(pk, "reply", **letter))["state"] == "replied"
    assert done(lead.deed(pk, "rate", attitude="basic", result="basic"))["state"] == "closed"
    changed = done(lead.deed(pk, "rate-again", attitude="satisfied", result="satisfied"))
    assert [row["result"] for row in changed["verdicts"]] == ["unsatisfied", "basic", "satisfied"]


def test_a_key_item_and_its_leaders(county):
    case = make_suggestion(county, "handling")
    leader = county.seat(f"leader:{Side.CONGRESS}")
    head = county.seat(f"leader:{Side.GOVERNMENT}")
    client = Client(leader)
    made = done(
        client.deed(
            case.pk,
            "make-key",
            grounds="反映集中。",
            meeting="主任会议第23次",
            decided_on=today().isoformat(),
            supervisor=leader.pk,
        )
    )
    assert made["key"]["supervisor"]["name"] == leader.person_name
    assert made["key"]["handling_leader"] is None
    named = done(Client(head).deed(case.pk, "name-leaders", handling_leader=head.pk))
    assert named["key"]["handling_leader"]["seat"] == head.pk
    assert [row["id"] for row in client.get(tab="mine").json()["results"]] == [case.pk]
    stranger = county_fixture("邻县").seat(f"leader:{Side.CONGRESS}")
    wrong = client.deed(case.pk, "name-leaders", supervisor=stranger.pk)
    assert wrong.json()["errors"].keys() == {"supervisor"}
