"""The light of a duty, always with words: red only from the day after the due date."""

import datetime as dt
from dataclasses import dataclass

from core.clock import today as beijing_today

GREEN, AMBER, RED, GREY = "g", "a", "r", "x"


@dataclass(frozen=True)
class Light:
    level: str
    words: str


def light_of(
    due_on: dt.date | None,
    amber_on: dt.date | None,
    *,
    done: bool = False,
    today: dt.date | None = None,
) -> Light:
    if done:
        return Light(GREY, "已完成")
    if due_on is None:
        return Light(GREY, "没有期限")
    today = today or beijing_today()
    left = (due_on - today).days
    if left < 0:
        return Light(RED, f"逾期{-left}天")
    if left == 0:
        return Light(AMBER, "今天到期")
    level = AMBER if amber_on is not None and today >= amber_on else GREEN
    return Light(level, f"剩{left}天")
