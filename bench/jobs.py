"""What is measured: the requests that a working day is made of, asked by many people in turn."""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

Facts = dict[str, Any]
READ, WRITE, HINT = 2.5, 5.0, 20.0


@dataclass(frozen=True)
class Job:
    """`goal` is the most that it may cost, as a multiple of the floor's CPU."""

    name: str
    goal: float
    role: str
    make: Callable[[Facts, dict[str, Any], random.Random], tuple[str, str, Any]]

    def requests(self, facts: Facts, seed: int) -> Iterator[bytes]:
        draw = random.Random(seed)
        callers = [caller for caller in facts["callers"] if caller["role"] == self.role]
        while True:
            caller = draw.choice(callers)
            yield raw(caller["token"], *self.make(facts, caller, draw))


def raw(token: str, method: str, path: str, body: Any) -> bytes:
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    lines = [
        f"{method} /api/v1{path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
    ]
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        lines += [f"Idempotency-Key: {uuid.uuid4()}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def suggestions(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    return "GET", "/suggestions/?page_size=20", None


def detail(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    case = draw.choice(facts["cases"][str(caller["county"])])
    return "GET", f"/suggestions/{case}/", None


def todo(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    return "GET", "/todo/?page_size=20", None


def search(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    return "GET", f"/suggestions/?page_size=20&q={quote(draw.choice(facts['terms']))}", None


def opinions(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    return "GET", "/opinions/?page_size=20", None


def receptions(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    return "GET", "/receptions/?page_size=20", None


def opinion_search(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    return "POST", "/opinions/search/?page_size=20", {"q": draw.choice(facts["terms"])}


def figures(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    """This year's, as a leader opens them."""
    return "GET", f"/indicators/?year={date.today().year}", None  # noqa: DTZ011


def reception(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    """A visit with one matter, addressed to a deputy, who is told: the outbox is written."""
    deputies = draw.sample(facts["deputies"][str(caller["county"])], 2)
    matter = {
        "raw_text": f"{draw.choice(facts['terms'])}的事，村口的路灯坏了{draw.randint(2, 90)}天，"
        "晚上出门看不见路，老人摔过两次，请帮忙反映。",
        "addressed": [deputies[1]],
    }
    return (
        "POST",
        "/receptions/",
        {
            "held_on": date.today().isoformat(),  # noqa: DTZ011 (the machine's own day)
            "channel": "reception_day",
            "deputies": [deputies[0]],
            "visitor_name": "来访人",
            "visitor_phone": f"138{draw.randrange(10**8):08d}",
            "opinions": [matter],
        },
    )


def similar(facts: Facts, caller: dict[str, Any], draw: random.Random) -> Any:
    """What sounds alike, asked while a clerk types."""
    return (
        "POST",
        "/opinions/similar/",
        {"text": reception(facts, caller, draw)[2]["opinions"][0]["raw_text"]},
    )


JOBS = [
    Job("列表（代工委）", READ, "office", suggestions),
    Job("列表（代表）", READ, "deputy", suggestions),
    Job("列表（承办单位）", READ, "unit", suggestions),
    Job("详情", READ, "office", detail),
    Job("待办", READ, "unit", todo),
    Job("检索", READ, "office", search),
    Job("意见列表（工作人员）", READ, "clerk", opinions),
    Job("意见列表（代工委）", READ, "office", opinions),
    Job("接待列表", READ, "clerk", receptions),
    Job("意见检索", READ, "office", opinion_search),
    Job("办理统计", READ, "office", figures),
    Job("登记接待（写入）", WRITE, "clerk", reception),
    Job("相近意见提示", HINT, "clerk", similar),
]
