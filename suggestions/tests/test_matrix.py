"""Every state × step × role: allowed, or refused with 403 or 409 and nothing changed.

What is expected is written here by hand from roles.md, not read from the workflow table.
"""

import pytest
from django.db import transaction

from audit.models import Entry
from audit.services import snapshot
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.choices import Role, Side
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import State
from suggestions.models import SuggestionEvent
from suggestions.services import PartOf
from suggestions.tests.factories import (
    co_share,
    days,
    deputy_seat,
    lead_seat,
    main_share,
    make_file,
    make_suggestion,
    unit_seat,
)
from suggestions.workflow import SUGGESTION

pytestmark = pytest.mark.django_db
S = State

DRAFTING = {S.DRAFT, S.COSIGNING, S.SENT_BACK}
IN_HAND = {S.ASSIGNED, S.HANDLING, S.REHANDLING}
MAIN = {"main clerk", "main section", "main head"}
OFFICE_AND_LEADERS = {"office", "leader", "party leader", "government leader"}


def each(states, who):
    return dict.fromkeys(states, who)


# step → {state: who may}; a state that is not named refuses everybody.
MAY: dict[str, dict[str, set[str]]] = {
    "edit": each(DRAFTING, {"lead"}),
    "invite": each(DRAFTING, {"lead"}),
    "confirm_cosign": {S.COSIGNING: {"cosigner", "office"}},
    "decline_cosign": {S.COSIGNING: {"cosigner", "office"}},
    "submit": each(DRAFTING, {"lead"}),
    "withdraw": each(DRAFTING, {"lead"})
    | each({S.SUBMITTED, S.ACCEPTED, S.MERGED}, {"lead", "office"}),
    "accept": {S.SUBMITTED: {"office"}},
    "send_back": {S.SUBMITTED: {"office"}},
    "refuse": {S.SUBMITTED: {"office"}},
    "assign": {S.ACCEPTED: {"office"}},
    "split": {S.ACCEPTED: {"office"}},
    "merge": {S.ACCEPTED: {"office"}},
    "unmerge": {S.MERGED: {"office"}},
    # Whoever may, is then told that it is signed for already.
    "reassign": {S.ASSIGNED: {"office"}},
    "recall": {S.ASSIGNED: {"office"}},
    "sign_for": {S.ASSIGNED: MAIN | {"co clerk"}},
    "log_contact": {S.HANDLING: MAIN | {"co clerk"}, S.REHANDLING: MAIN | {"co clerk"}},
    "give_co_opinion": {S.HANDLING: {"co clerk"}, S.REHANDLING: {"co clerk"}},
    "draft_reply": each({S.HANDLING, S.REHANDLING}, {"main clerk", "main section"}),
    "reply": {S.HANDLING: {"main head"}, S.REHANDLING: {"main head"}},
    "record_delivery": each({S.REPLIED, S.STUDYING, S.REHANDLING, S.CLOSED}, MAIN | {"office"}),
    "add_scan": each({S.REPLIED, S.STUDYING, S.REHANDLING, S.CLOSED}, MAIN),
    "recall_reply": {S.REPLIED: {"main head"}},
    "ask_return": {S.ASSIGNED: MAIN | {"co clerk"}}
    | each({S.HANDLING, S.REHANDLING}, MAIN | {"co clerk"}),
    "ask_extension": {S.HANDLING: {"main head"}},
    "rate": {S.REPLIED: {"lead", "office"}},
    "rate_again": each({S.STUDYING, S.CLOSED}, {"lead", "office"}),
    "study": {S.STUDYING: {"office"}},
    "add_promise": each({S.REPLIED, S.STUDYING, S.REHANDLING, S.CLOSED}, {"main head"}),
    "make_key": each({S.ACCEPTED, *IN_HAND}, {"office", "leader"}),
    "archive": each({S.CLOSED, S.WITHDRAWN, S.NOT_ADMITTED}, {"office"}),
    "press": each(IN_HAND, OFFICE_AND_LEADERS | {"govoffice"}),
}
# Steps that need something to wait first: nobody may in a plain case.
NOTHING_WAITS = {
    "check_reply",
    "return_draft",
    "coordinate",
    "decide_return",
    "agree_extension",
    "decide_extension",
    "answer_press",
    "name_leaders",
    "unarchive",
    "follow_check",
    "agree_withdrawal",
    "refuse_withdrawal",
    "deny_cosign",
    "return_opinion",
}


def people(county, other):
    main, co = county.departments[:2]
    return {
        "lead": lead_seat(county),
        "cosigner": deputy_seat(county, 1),
        "other deputy": deputy_seat(county, 3),
        "clerk": county.seat(Role.CLERK),
        "station head": county.seat(Role.HEAD),
        "presidium": county.seat(Role.PRESIDIUM),
        "office": county.seat(Role.OFFICE),
        "committee": county.seat(Role.COMMITTEE),
        "leader": county.seat(f"leader:{Side.CONGRESS}"),
        "party leader": county.seat(f"leader:{Side.PARTY}"),
        "government leader": county.seat(f"leader:{Side.GOVERNMENT}"),
        "govoffice": county.seat(Role.GOVOFFICE),
        "main clerk": unit_seat(main, Role.UNIT),
        "main section": unit_seat(main, Role.UNIT_SECTION),
        "main head": unit_seat(main),
        "co clerk": unit_seat(co, Role.UNIT),
        "stranger": unit_seat(county.departments[2]),
        "secretariat": county.seat(Role.SECRETARIAT),
        "admin": county.seat(Role.ADMIN),
        "other office": other.seat(Role.OFFICE),
        "other lead": other.seat(Role.DEPUTY),
        "other leader": other.seat(f"leader:{Side.CONGRESS}"),
        "other govoffice": other.seat(Role.GOVOFFICE),
    }


def arguments(county, case):
    """For each step what a well-meaning person would send."""
    main, third = main_share(case), county.departments[2]
    on_behalf = {"given": "phone"}
    why = {"reason": "有理由。"}
    verdict = {"attitude": "satisfied", "result": "basic"} | on_behalf
    leader = county.seat(f"leader:{Side.CONGRESS}")
    letter = {"outcome": "A", "text": "已办。", "contact_name": "王磊"}
    return {
        "edit": (services.edit, {"title": "关于养犬的建议"}),
        "invite": (services.invite, {"deputies": [county.deputies[2]]}),
        "confirm_cosign": (services.answer_cosign, {"agree": True} | on_behalf),
        "decline_cosign": (services.answer_cosign, {"agree": False} | on_behalf),
        "submit": (services.submit, {}),
        "withdraw": (services.withdraw, why),
        "agree_withdrawal": (services.answer_withdrawal, {"agree": True}),
        "refuse_withdrawal": (services.answer_withdrawal, {"agree": False}),
        "deny_cosign": (services.deny_cosign, why | on_behalf),
        "accept": (services.accept, {}),
        "send_back": (services.send_back, why),
        "refuse": (services.refuse, why),
        "split": (services.split, {"parts": [PartOf("关于公厕的建议", "少", "增设")]}),
        "merge": (services.merge, {"into": make_suggestion(county, S.ACCEPTED)} | why),
        "unmerge": (services.unmerge, why),
        "assign": (services.assign, {"main": county.departments[0]}),
        "reassign": (services.reassign, {"assignment": main, "unit": third} | why),
        "recall": (services.recall, why),
        "sign_for": (services.sign_for, {}),
        "log_contact": (
            services.log_contact,
            {"stage": "before", "form": "phone", "minutes": "已听取意见。"},
        ),
        "give_co_opinion": (services.give_co_opinion, {"text": "同意。"}),
        "return_opinion": (services.return_opinion, why),
        "draft_reply": (services.draft_reply, {"text": "已办。"}),
        "check_reply": (services.check_reply, {}),
        "return_draft": (services.return_draft, {"words": "请写明时间。"}),
        "reply": (
            services.reply,
            letter | {"contact_phone": "13800001111", "without_co_opinion": "后补。"},
        ),
        "record_delivery": (
            services.record_delivery,
            {"deputies": [county.deputies[0]], "way": "hand"},
        ),
        "add_scan": (_sealed, {"number": "示公函〔2026〕12号"}),
        "recall_reply": (services.recall_reply, why),
        "ask_return": (services.ask_return, why),
        "ask_extension": (services.ask_extension, {"until": days(150)} | why),
        "answer_press": (services.answer_press, {"answer": "本周办。"}),
        "decide_return": (
            services.decide_return,
            {"agree": True, "words": "同意。", "unit": third},
        ),
        "agree_extension": (services.agree_extension, {"agree": True}),
        "decide_extension": (services.decide_extension, {"agree": True}),
        "rate": (services.rate, verdict),
        "rate_again": (services.rate_again, verdict),
        "study": (services.study, {"rehandle": False, "words": "已说明。"}),
        "add_promise": (services.add_promise, {"what": "再设一个登记点", "due_on": days(90)}),
        "follow_check": (services.follow_check, {"rehandle": True, "words": "没有办好。"}),
        "make_key": (
            services.make_key,
            {"grounds": "反映集中。", "meeting": "主任会议第23次", "decided_on": days(0)},
        ),
        "name_leaders": (services.name_leaders, {"supervisor": leader}),
        "press": (services.press, {}),
        "archive": (services.archive, {}),
        "unarchive": (services.unarchive, why),
    }


def _sealed(case, *, by, number):
    return services.add_scan(case, by=by, scan=make_file(by), number=number)


def counts():
    return (
        Entry.objects.count(),
        SuggestionEvent.objects.count(),
        Deadline.objects.open().count(),
    )


def test_every_step_of_the_table_is_expected_here():
    assert set(SUGGESTION.steps) == set(MAY) | NOTHING_WAITS


@pytest.mark.parametrize("state", S.values)
def test_who_may_do_what_in_a_state(state):
    """And what is offered on page and API is what would be accepted, no more and no less."""
    county, other = county_fixture(), county_fixture("邻县")
    case = make_suggestion(county, state)
    seats = people(county, other)
    deeds = arguments(county, case)
    offered = {name: SUGGESTION.codes(case, seat) for name, seat in seats.items()}
    wrong = []
    for code, (deed, given) in deeds.items():
        allowed = MAY.get(code, {}).get(state, set())
        before, rows = snapshot(case), counts()
        for name, seat in seats.items():
            outcome = tried(case, deed, seat, given)
            if outcome != (name in allowed):
                wrong.append((code, name, outcome))
            if (code in offered[name]) != (outcome is True) and not told_by_the_deed(code, state):
                wrong.append((code, name, "offered" if code in offered[name] else "hidden"))
        case.refresh_from_db()
        assert snapshot(case) == before, code
        assert counts() == rows, code
    assert wrong == []


def told_by_the_deed(code, state):
    """Offered to change a share that nobody has signed for; here all have."""
    return code == "reassign" and state != S.ASSIGNED


def tried(case, deed, seat, given):
    """True when it was done (and is undone again); False when refused as it should be."""
    fresh = type(case).objects.get(pk=case.pk)
    done = False
    try:
        with transaction.atomic():
            deed(fresh, by=seat, **given)
            done = True
            raise Undo
    except Undo:
        return done
    except (Conflict, Forbidden) as refusal:
        return False if refusal.detail.endswith("。") else f"{refusal.status} {refusal.detail}"
    except Invalid as refusal:
        return f"400 {refusal.errors}"


class Undo(Exception):
    pass


def test_a_share_that_was_signed_for_is_changed_by_a_return_only():
    county = county_fixture()
    case = make_suggestion(county, S.HANDLING)
    with pytest.raises(Conflict):
        services.reassign(
            case,
            by=county.seat(Role.OFFICE),
            assignment=co_share(case),
            unit=county.departments[2],
            reason="想换。",
        )
