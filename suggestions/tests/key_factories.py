"""Key items in any state, made by the real deeds."""

from typing import Any

from liaison.choices import Role
from liaison.tests.factories import County
from suggestions import services
from suggestions.choices import KeyState, State
from suggestions.models import KeyItem
from suggestions.services import Candidate, StepLine
from suggestions.tests.factories import answer, days, make_suggestion

REPORT = "两件都已答复，登记点已开办。"


def candidate(county: County, cases: Any = None, **change: Any) -> Candidate:
    chosen = cases or [make_suggestion(county, State.HANDLING) for _ in range(2)]
    data = {"title": "城区养犬管理", "grounds": ["concern", "many"], "reason": "群众反映集中。"}
    return Candidate(**(data | {"cases": chosen} | change))


def leaders(county: County) -> dict[str, Any]:
    return {
        "supervisor": county.seat("leader:congress"),
        "handling_leader": county.seat("leader:government"),
    }


def make_key_item(county: County, state: str = KeyState.DECIDED, **change: Any) -> KeyItem:
    """Two suggestions of 公安局 with a co-handler; supervised by the county's committee."""
    office = county.seat(Role.OFFICE)
    item = services.propose_key(candidate(county, **change), by=office)
    if state == KeyState.DROPPED:
        services.drop_key(item, by=office, reason="已列入民生实事。")
    if state in {KeyState.CANDIDATE, KeyState.DROPPED}:
        return item
    services.decide_key(
        item,
        by=office,
        meeting="第23次主任会议",
        decided_on=days(0),
        committee=county.committee,
        **leaders(county),
    )
    if state != KeyState.DECIDED:
        services.plan_key(
            item,
            by=county.seat(Role.COMMITTEE),
            plan="每月到现场一次。",
            steps=[StepLine("开办登记点", days(20), county.departments[0])],
        )
    if state == KeyState.CLOSED:
        for row in item.cases.filter(until=None).select_related("suggestion"):
            answer(row.suggestion, county.departments[0])
        services.close_key(item, by=office, report=REPORT)
    item.refresh_from_db()
    return item
