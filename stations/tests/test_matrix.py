"""Every state × step × role, as the workflow table says; what is refused changes nothing."""

from typing import Any

import pytest

from audit.models import Entry
from core.problems import Conflict, Forbidden
from liaison.choices import STATION_ROLES, UNIT_ROLES, Role
from stations import services
from stations.choices import OpinionState, RevealReason
from stations.models import Opinion
from stations.tests.factories import make_opinion
from stations.workflow import OPINION

pytestmark = pytest.mark.django_db

S = OpinionState
FROM = {
    "answer": {S.RECORDED},
    "route": {S.RECORDED},
    "decline": {S.RECORDED},
    "reroute": {S.ROUTED},
    "bounce": {S.ROUTED},
    "report_result": {S.ROUTED},
    "take_up": set(S) - {S.FOLDED, S.WITHDRAWN},
    "tell_back": {S.HANDLED},
    "add": set(S),
    "reveal": set(S),
    "issue_slip": set(S),
}
TO = {
    "answer": S.TOLD,
    "route": S.ROUTED,
    "decline": S.TOLD,
    "reroute": S.ROUTED,
    "bounce": S.RECORDED,
    "report_result": S.HANDLED,
    "tell_back": S.TOLD,
}
STAFF = set(STATION_ROLES)
DECIDERS = STAFF | {Role.PRESIDIUM, Role.OFFICE}
RECEIVERS = {Role.DEPUTY}
WHO = {
    "answer": STAFF,
    "route": DECIDERS,
    "decline": STAFF,
    "reroute": DECIDERS | {Role.GOVOFFICE},
    "bounce": UNIT_ROLES | {Role.PRESIDIUM},
    "report_result": STAFF | UNIT_ROLES | {Role.PRESIDIUM},
    "take_up": DECIDERS | RECEIVERS,
    "tell_back": STAFF,
    "add": STAFF | RECEIVERS,
    "reveal": DECIDERS | RECEIVERS,
    "issue_slip": STAFF,
}
# Only while the matter is with a government is its office a party that may distribute it.
WITH_HANDLER = {S.ROUTED, S.HANDLED, S.TOLD}


def allowed(step: str, state: str, role: str) -> bool:
    return state in FROM[step] and role in WHO[step]


def may_ever(step: str, state: str, role: str) -> bool:
    """Whether the person could do it at all, whatever the state: decides 403 or 409."""
    if role in UNIT_ROLES | {Role.GOVOFFICE} and state not in WITH_HANDLER:
        return False
    if role == Role.PRESIDIUM and step in {"bounce", "report_result"}:
        return state in WITH_HANDLER
    if role == Role.GOVOFFICE and step == "route":
        return True
    return role in WHO[step]


def perform(step: str, opinion: Opinion, seat: Any, county: Any) -> Any:
    deeds: dict[str, Any] = {
        "answer": {"words": "当场说清楚了", "satisfaction": "satisfied"},
        "route": {"route": "station"},
        "decline": {"advice": "请到县人民法院反映"},
        "reroute": {"route": "county", "unit": county.departments[1], "reason": "是县道"},
        "bounce": {"reason": "不归我们管"},
        "report_result": {"result": "修好了"},
        "tell_back": {"method": "face", "words": "修好了", "satisfaction": "satisfied"},
        "add": {"text": "又塌了一处"},
        "reveal": {"reason_code": RevealReason.VERIFY, "words": "核实一下"},
        "issue_slip": {},
    }
    if step == "take_up":
        return services.require_linkable(opinion, by=seat)
    return getattr(services, step)(opinion, by=seat, **deeds[step])


def in_state(station, county, state) -> Opinion:
    """A township matter that a county department handles, so that every role has its part."""
    handler = county.departments[0] if state in WITH_HANDLER else None
    return make_opinion(station, state, handler=handler)


def snapshot(opinion) -> tuple:
    row = Opinion.objects.filter(pk=opinion.pk).values().get()
    return (
        row,
        opinion.events.count(),
        opinion.dispositions.count(),
        opinion.tellings.count(),
        opinion.parties.count(),
        Entry.objects.count(),
    )


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("step", list(FROM))
def test_who_may_do_what_when(county, station, state, step):
    for role, seat in county.seats().items():
        opinion = in_state(station, county, state)
        case = Opinion.objects.get(pk=opinion.pk)
        if allowed(step, state, role):
            assert step in OPINION.codes(case, seat), (state, step, role)
            perform(step, case, seat, county)
            case.refresh_from_db()
            assert case.state == TO.get(step, state), (state, step, role)
            continue
        assert step not in OPINION.codes(case, seat), (state, step, role)
        before = snapshot(opinion)
        expected = Conflict if may_ever(step, state, role) else Forbidden
        with pytest.raises(expected):
            perform(step, case, seat, county)
        assert snapshot(opinion) == before, (state, step, role)


def test_the_matrix_names_every_step_of_the_table():
    assert set(FROM) == set(OPINION.steps)
    for code, step in OPINION.steps.items():
        assert step.sources == FROM[code]
        assert step.target == TO.get(code)
