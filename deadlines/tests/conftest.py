"""A county, and duties on a case of it; a Deadline needs any model instance as its subject."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from audit.services import SYSTEM
from core.clock import BEIJING
from deadlines.models import Deadline
from deadlines.services import open_
from liaison.models import CalendarYear
from liaison.tests.factories import County, county_fixture


@pytest.fixture
def years(db):
    """Every installation knows the published years from its first start."""
    assert CalendarYear.objects.filter(region=None, year__in=[2025, 2026]).count() == 2


@pytest.fixture
def county(years) -> County:
    return county_fixture()


@pytest.fixture
def owe(county) -> Callable[..., Deadline]:
    """`owe(kind="reply", due_on=…)`: the first department owes it; the subject is a session."""

    def make(**kw: Any) -> Deadline:
        subject = kw.pop("subject", county.session)
        kw.setdefault("kind", "reply")
        kw.setdefault("owner", county.departments[0])
        kw.setdefault("from_on", dt.date(2026, 1, 20))
        kw.setdefault("scope", county.government.scope())
        kw.setdefault("label", "第0031号 关于规范城区养犬管理的建议")
        return open_(subject, by=SYSTEM, **kw)

    return make


def at(day: str, clock: str = "09:00") -> dt.datetime:
    """An instant in Beijing."""
    return dt.datetime.combine(
        dt.date.fromisoformat(day), dt.time.fromisoformat(clock), tzinfo=BEIJING
    )
