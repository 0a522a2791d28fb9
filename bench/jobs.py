"""What is measured: the four requests that a working day is made of."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.cost import Request

LIST, DETAIL, TODO, POST = "列表", "详情", "待办", "新建"


@dataclass(frozen=True)
class Job:
    """`goal` is the most that it may cost, as a multiple of the floor's CPU."""

    name: str
    goal: float
    make: Callable[[int], Request]


def jobs(facts: dict[str, Any]) -> list[Job]:
    office, unit, deputy = (bearer(facts[role]) for role in ("office", "unit", "deputy"))
    cases = facts["cases"]

    def detail(number: int) -> Request:
        return "GET", f"/api/v1/suggestions/{cases[number % len(cases)]}/", None, office

    return [
        Job(LIST, 2.5, lambda _: ("GET", "/api/v1/suggestions/?page_size=20", None, office)),
        Job(DETAIL, 2.5, detail),
        Job(TODO, 2.5, lambda _: ("GET", "/api/v1/todo/?page_size=20", None, unit)),
        Job(POST, 5.0, lambda number: create(number, deputy)),
    ]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def create(number: int, headers: dict[str, str]) -> Request:
    body = {
        "title": f"关于第{number}处路灯修复的建议",
        "problem": "沿线三个村民小组夜间出行不便，路灯损坏已有半年。",
        "proposal": "请有关单位排查线路，按村修复，明年三月前完成。",
    }
    once = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    return "POST", "/api/v1/suggestions/", json.dumps(body).encode(), headers | once
