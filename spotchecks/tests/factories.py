"""A spot check in any state, made by the real deeds."""

import datetime as dt
from typing import Any

from core.clock import BEIJING, now, replay, today
from liaison.choices import Role
from liaison.tests.factories import County
from spotchecks import services
from spotchecks.choices import State
from spotchecks.models import SpotCheck
from spotchecks.services import Finding, Plan, Reviewers, Wanted, Witness
from suggestions.choices import State as Handling
from suggestions.tests.factories import deputy_seat, make_suggestion

VALUE = "03 09 15 21 28 33 + 07"
AFTER = dt.timedelta(days=4)


def make_answered(county: County, count: int = 5) -> list[Any]:
    """Closed suggestions of this year, which a check may draw from."""
    return [make_suggestion(county, Handling.CLOSED) for _ in range(count)]


def plan_of(**change: Any) -> Plan:
    data: dict[str, Any] = {
        "name": f"{today().year}年建议办理随机抽评",
        "wanted": Wanted(today().year),
        "size_rule": "number",
        "size": 2,
        "source_name": "福利彩票双色球当天开奖号码",
        "source_day": today() + dt.timedelta(days=3),
    }
    return Plan(**data | change)


def make_check(county: County, state: str = State.PUBLISHED, **change: Any) -> SpotCheck:
    """The reviewers are the county's third and fourth deputy, and its committee."""
    office = county.seat(Role.OFFICE)
    reviewers = Reviewers(county.deputies[2:4], [county.seat(Role.COMMITTEE)])
    check = services.plan_check(plan_of(**change), by=office, reviewers=reviewers)
    if state == State.CANCELLED:
        services.publish(check, by=office)
        services.cancel(check, by=office, reason="来源停止公布。")
        return check
    order = [State.PLANNED, State.PUBLISHED, State.DRAWN, State.REVIEWING, State.CONCLUDED]
    for step in order[1 : order.index(State(state)) + 1]:
        _WAYS[step](check, county)
        check.refresh_from_db()
    return check


def later() -> Any:
    """After the source's day."""
    return replay(now().astimezone(BEIJING) + AFTER)


def _publish(check: SpotCheck, county: County) -> None:
    services.publish(check, by=county.seat(Role.OFFICE))


def draw_now(check: SpotCheck, county: County) -> None:
    with later():
        services.draw(
            check, by=county.seat(Role.OFFICE), value=VALUE, witnesses=[Witness("李明", "县纪委")]
        )


def given_to(check: SpotCheck, county: County) -> dict[int, Any]:
    return {case.pk: county.deputies[2] for case in check.cases.drawn()}


def _assign(check: SpotCheck, county: County) -> None:
    with later():
        services.assign(check, by=county.seat(Role.OFFICE), given=given_to(check, county))


def finding(**change: Any) -> Finding:
    data: dict[str, Any] = {
        "visited_on": today(),
        "place": "城关镇东街",
        "findings": "登记点已开门，夜查有记录。",
        "verdict": "solved",
    }
    return Finding(**data | change)


def _conclude(check: SpotCheck, county: County) -> None:
    with later():
        reviewer = deputy_seat(county, 2)
        for number, case in enumerate(check.cases.drawn()):
            bad = {"verdict": "not", "reason": "登记点还没有开办。"} if number == 0 else {}
            services.review(case, finding(**bad), by=reviewer)
        services.conclude(check, by=county.seat(Role.OFFICE), words="一件没有解决。")


_WAYS = {
    State.PUBLISHED: _publish,
    State.DRAWN: draw_now,
    State.REVIEWING: _assign,
    State.CONCLUDED: _conclude,
}
