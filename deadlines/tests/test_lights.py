"""Lights always say it in words; red only from the day after."""

import datetime as dt

import pytest

from deadlines.lights import Light, light_of

DUE = dt.date(2026, 4, 20)
AMBER = dt.date(2026, 4, 5)


@pytest.mark.parametrize(
    ("today", "level", "words"),
    [
        ("2026-04-04", "g", "剩16天"),
        ("2026-04-05", "a", "剩15天"),
        ("2026-04-19", "a", "剩1天"),
        ("2026-04-20", "a", "今天到期"),
        ("2026-04-21", "r", "逾期1天"),
        ("2026-05-20", "r", "逾期30天"),
    ],
)
def test_levels(today, level, words):
    assert light_of(DUE, AMBER, today=dt.date.fromisoformat(today)) == Light(level, words)


def test_grey_when_done_or_without_date():
    assert light_of(DUE, AMBER, done=True) == Light("x", "已完成")
    assert light_of(None, None).level == "x"
