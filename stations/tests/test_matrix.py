"""Every state × step × role, as the workflow table says; what is refused changes nothing."""

import datetime as dt
from typing import Any

import pytest

from audit.models import Entry
from audit.services import SYSTEM
from core.problems import Conflict, Forbidden
from liaison.choices import STATION_ROLES, UNIT_ROLES, Role
from stations import services
from stations.choices import OpinionState, RevealReason
from stations.models import Folding, Opinion, SameMatter
from stations.services import asking, public_notices, summary
from stations.tests.door_factories import make_notice
from stations.tests.factories import make_opinion
from stations.workflow import LINKED, OPINION

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
    "tell_back": {S.HANDLED, S.TOLD},
    "add": set(S),
    "reveal": set(S),
    "issue_slip": set(S),
    "also_route": {S.ROUTED, S.SUGGESTED, S.HANDLED, S.TOLD},
    "finish_route": set(S) - {S.FOLDED, S.WITHDRAWN},
    "ask_extension": {S.ROUTED, S.SUGGESTED, S.HANDLED, S.TOLD},
    "extend": {S.ROUTED, S.SUGGESTED, S.HANDLED, S.TOLD},
    "refuse_extension": {S.ROUTED, S.SUGGESTED, S.HANDLED, S.TOLD},
    "reopen": {S.TOLD},
    "try_contact": {S.HANDLED},
    "classify": set(S) - {S.FOLDED, S.WITHDRAWN},
    "link_same": set(S) - {S.WITHDRAWN},
    "unlink_same": set(S),
    "fold": {S.RECORDED, S.ROUTED},
    "unfold": {S.FOLDED},
    "ask": set(S) - {S.TOLD, S.FOLDED, S.WITHDRAWN},
    "publish": {S.HANDLED, S.TOLD},
    "release_notice": {S.HANDLED, S.TOLD},
    "change_notice": set(S),
}
TO = {
    "answer": S.TOLD,
    "route": S.ROUTED,
    "decline": S.TOLD,
    "reroute": S.ROUTED,
    "bounce": S.RECORDED,
    "report_result": S.HANDLED,
    "release_notice": S.TOLD,
    "reopen": S.ROUTED,
    "fold": S.FOLDED,
}
# Where the deed itself decides: a voter who was answered hears of a further result; what was
# taken out again stands where it stood; who is told in person is told at once.
DECIDED = {
    ("finish_route", S.TOLD): S.HANDLED,
    ("unfold", S.FOLDED): S.ROUTED,
    ("tell_back", S.HANDLED): S.TOLD,
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
    "also_route": DECIDERS | {Role.GOVOFFICE},
    "finish_route": STAFF | UNIT_ROLES,
    "ask_extension": STAFF | UNIT_ROLES | {Role.PRESIDIUM},
    "extend": {Role.HEAD, Role.PRESIDIUM, Role.OFFICE},
    "refuse_extension": {Role.HEAD, Role.PRESIDIUM, Role.OFFICE},
    "reopen": STAFF,
    "try_contact": STAFF,
    "classify": DECIDERS | {Role.GOVOFFICE},
    "link_same": DECIDERS,
    "unlink_same": DECIDERS,
    "fold": DECIDERS,
    "unfold": DECIDERS,
    "ask": STAFF | UNIT_ROLES | {Role.PRESIDIUM},
    "publish": STAFF,
    "release_notice": STAFF,
    "change_notice": STAFF,
}
NOTICES: dict[str, Any] = {
    "publish": public_notices.publish,
    "release_notice": public_notices.release,
    "change_notice": public_notices.change,
}
# Steps whose opinion has a further way at a department, which makes its people parties.
WITH_WAY = {"finish_route", "ask_extension", "extend", "refuse_extension"}
# Only while the matter is with a government is its office a party that may distribute it.
WITH_HANDLER = {S.ROUTED, S.HANDLED, S.TOLD}


def allowed(step: str, state: str, role: str) -> bool:
    return state in FROM[step] and may_ever(step, state, role)


def may_ever(step: str, state: str, role: str) -> bool:
    """Whether the person could do it at all, whatever the state: decides 403 or 409."""
    if role in UNIT_ROLES and step in WITH_WAY:
        return role in WHO[step]
    if role in UNIT_ROLES | {Role.GOVOFFICE} and state not in WITH_HANDLER:
        return False
    if role == Role.PRESIDIUM and step in {"bounce", "report_result", "ask_extension", "ask"}:
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
        "also_route": {"route": "hotline", "contact": "3307"},
        "finish_route": {"disposition": None, "result": "热线答复了"},
        "ask_extension": {"reason": "等材料"},
        "extend": {"due_on": opinion.received_on + dt.timedelta(days=20), "reason": "等材料"},
        "refuse_extension": {"reason": "材料已经齐了"},
        "reopen": {"route": "station", "reason": "只清了一半"},
        "try_contact": {"method": "phone", "note": "号码停机"},
        "classify": {"nature": "help"},
        "link_same": {"other": _other(opinion)},
        "unlink_same": {"other": _other(opinion)},
        "fold": {"into": _other(opinion), "reason": "同一段路"},
        "unfold": {"reason": "不是同一段路"},
        "ask": {"text": "是三组哪一段路"},
        "publish": {"title": "通组路已修好", "words": "塌方已清运。"},
        "release_notice": {},
        "change_notice": {"title": "通组路修好了", "words": "已通行。", "reason": "日期写错"},
    }
    if step == "ask":
        return asking.ask(opinion, by=seat, **deeds[step])
    if step in NOTICES:
        return NOTICES[step](opinion, by=seat, **deeds[step])
    if step == "take_up":
        return services.require_linkable(opinion, by=seat)
    return getattr(services, step)(opinion, by=seat, **deeds[step])


def _other(opinion: Opinion) -> Opinion:
    """The one beside it, waiting to be routed."""
    return Opinion.objects.filter(station=opinion.station, title="旁边的一件").latest("id")


def in_state(station, county, state, step) -> Opinion:
    """A township matter that a county department handles, so that every role has its part."""
    handler = county.departments[0] if state in WITH_HANDLER else None
    other = make_opinion(station, title="旁边的一件")
    more = {"satisfaction": "unsatisfied"} if state == S.TOLD else {}
    if step == "ask":
        more["secret_hash"] = "of a slip"
    if state == S.FOLDED:
        more["folded_into"] = other
    opinion = make_opinion(station, state, handler=handler, **more)
    by = county.seat("clerk")
    if state == S.FOLDED:
        before = {"state": "routed", "route": "station", "handler": station.unit_id}
        Folding.objects.create(kept=other, folded=opinion, reason="同一段路", before=before)
    _beside(step, opinion, other)
    if step in WITH_WAY:
        way = opinion.dispositions.create(
            route="township", unit=county.departments[0], is_main=False, by_name="郭晓兰"
        )
        clock = {"on": opinion.received_on, "by": by}
        kinds = [(way.unit, "handle_opinion_township", str(way.pk))]
        if state == S.ROUTED:
            kinds.append((way.unit, "handle_opinion_township", ""))
        for owner, kind, ref in kinds:
            summary.open_duty(opinion, kind, owner, ref=ref, **clock)
    if step == "refuse_extension":
        summary.happened(opinion, "ask_extension", "申请延期", by=by)
    return opinion


def _beside(step: str, opinion: Opinion, other: Opinion) -> None:
    """What must be there already for the step to be worth trying."""
    if step in {"release_notice", "change_notice"}:
        make_notice(opinion.station, opinion, published_at=None, by_name="", tells=True)
    if step == "unlink_same":
        SameMatter.objects.create(first=other, second=opinion)


def snapshot(opinion) -> tuple:
    row = Opinion.objects.filter(pk=opinion.pk).values().get()
    return (
        row,
        opinion.events.count(),
        opinion.dispositions.count(),
        opinion.tellings.count(),
        opinion.parties.count(),
        opinion.attempts.count(),
        opinion.questions.count(),
        opinion.public_notices.count(),
        SameMatter.objects.count(),
        Folding.objects.filter(undone_at=None).count(),
        Entry.objects.count(),
    )


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("step", list(FROM))
def test_who_may_do_what_when(county, station, state, step):
    for role, seat in county.seats().items():
        opinion = in_state(station, county, state, step)
        case = Opinion.objects.get(pk=opinion.pk)
        if allowed(step, state, role):
            assert step in OPINION.codes(case, seat), (state, step, role)
            perform(step, case, seat, county)
            case.refresh_from_db()
            after = DECIDED.get((step, state), TO.get(step, state))
            assert case.state == after, (state, step, role)
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


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("by", ["clerk", None])
def test_only_a_suggestion_takes_its_answer_back(county, station, state, by):
    """No button, and nothing happens to what had no answer."""
    case = in_state(station, county, state, "answer_recalled")
    assert "answer_recalled" not in OPINION.codes(case, county.seat("clerk"))
    before = snapshot(case)
    words = case.result or "列入计划"
    seat = county.seat(by) if by else SYSTEM
    services.answer_recalled(case, by=seat, words=words, reason="有误")
    case.refresh_from_db()
    if state in LINKED.steps["answer_recalled"].sources:
        assert (case.state, case.result) == (S.SUGGESTED, "")
    else:
        assert snapshot(case) == before
