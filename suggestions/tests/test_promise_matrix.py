"""Every state × step × role of a promise; what is expected is written by hand from roles.md."""

import pytest
from django.db import transaction

from audit.models import Entry
from audit.services import snapshot
from core.problems import Conflict, Forbidden
from deadlines.models import Deadline
from liaison.choices import Role, Side
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import PromiseState as P
from suggestions.models import PromiseEvent
from suggestions.tests.factories import days, deputy_seat, lead_seat, make_suggestion, unit_seat
from suggestions.workflow import PROMISE

pytestmark = pytest.mark.django_db

UNIT = {"clerk", "section", "head"}
ENDED = (P.STRUCK, P.CHANGED, P.STUDYING)
MAY = {
    "add_progress": {P.OPEN: UNIT},
    "report_kept": {P.OPEN: UNIT},
    "carry_over": {P.OPEN: {"head"}},
    "change_promise": {P.OPEN: {"head"}},
    "strike_off": {P.REPORTED: {"office"}},
    "not_kept": {P.REPORTED: {"office"}},
    "rate_promise": {state: {"lead", "office"} for state in ENDED},
    "study_promise": {P.STUDYING: {"office"}},
}
GIVEN = {
    "add_progress": {"words": "在办。"},
    "report_kept": {"words": "办好了。"},
    "carry_over": {"due_on": days(150), "reason": "资金。"},
    "change_promise": {"words": "情况变了。"},
    "strike_off": {"words": "看过。"},
    "not_kept": {"words": "还差一点。"},
    "rate_promise": {"rating": "basic", "given": "phone"},
    "study_promise": {"again": False, "words": "已说明。"},
}


def brought_to(promise, state, county):
    head, office, lead = unit_seat(promise.unit), county.seat(Role.OFFICE), lead_seat(county)
    if state == P.CHANGED:
        services.change_promise(promise, by=head, words="地块已征收。")
    elif state == P.RECALLED:
        services.recall_reply(promise.suggestion, by=head, reason="写错了。")
    elif state != P.OPEN:
        services.report_kept(promise, by=head, words="办好了。")
    if state in {P.STRUCK, P.STUDYING}:
        services.strike_off(promise, by=office)
    if state == P.STUDYING:
        services.rate_promise(promise, by=lead, rating="unsatisfied", reason="没开门。")
    promise.refresh_from_db()
    assert promise.state == state
    return promise


def people(county, other):
    unit = county.departments[0]
    return {
        "lead": lead_seat(county),
        "other deputy": deputy_seat(county, 3),
        "office": county.seat(Role.OFFICE),
        "presidium": county.seat(Role.PRESIDIUM),
        "committee": county.seat(Role.COMMITTEE),
        "leader": county.seat(f"leader:{Side.CONGRESS}"),
        "govoffice": county.seat(Role.GOVOFFICE),
        "clerk": unit_seat(unit, Role.UNIT),
        "section": unit_seat(unit, Role.UNIT_SECTION),
        "head": unit_seat(unit),
        "stranger": unit_seat(county.departments[2]),
        "admin": county.seat(Role.ADMIN),
        "other office": other.seat(Role.OFFICE),
        "other lead": other.seat(Role.DEPUTY),
    }


def test_every_step_of_the_table_is_expected_here():
    assert set(PROMISE.steps) == set(MAY)


@pytest.mark.parametrize("state", P.values)
def test_who_may_do_what_with_a_promise(state):
    county, other = county_fixture(), county_fixture("邻县")
    promise = brought_to(make_suggestion(county, "replied").promises.get(), state, county)
    wrong = []
    for code, given in GIVEN.items():
        allowed = MAY[code].get(state, set())
        for name, seat in people(county, other).items():
            before = snapshot(promise)
            counted = (Entry.objects.count(), PromiseEvent.objects.count(), _duties(promise))
            done = tried(promise, code, seat, given)
            if done != (name in allowed):
                wrong.append((code, name, done))
            if not done:
                promise.refresh_from_db()
                assert snapshot(promise) == before
                assert counted == (
                    Entry.objects.count(),
                    PromiseEvent.objects.count(),
                    _duties(promise),
                )
    assert not wrong


def tried(promise, code, seat, given) -> bool:
    """Whether it was done; then it is undone."""
    point = transaction.savepoint()
    try:
        getattr(services, code)(promise, by=seat, **given)
    except (Forbidden, Conflict):
        return False
    finally:
        transaction.savepoint_rollback(point)
        promise.refresh_from_db()
    return True


def _duties(promise):
    return Deadline.objects.open().filter(subject_type="promise", subject_id=promise.pk).count()
