"""Units of a period, states of a duty and the kinds of duty known so far."""

import datetime as dt
from dataclasses import dataclass

from django.db import models

from liaison.choices import Role


class PeriodUnit(models.TextChoices):
    MONTHS = "months", "个月"
    DAYS = "days", "日"
    WORKING_DAYS = "working_days", "个工作日"
    FIXED = "fixed", "固定日期"


class State(models.TextChoices):
    OPEN = "open", "进行中"
    DONE = "done", "已完成"
    SUPERSEDED = "superseded", "已改期或取消"


@dataclass(frozen=True)
class Kind:
    """A kind of duty: who owes it and its default period.

    `roles`: posts of the owing unit that are reminded first. `escalates`: a late one climbs the
    ladder of the congress. `source`: law or practice behind the default. `limit`: the longest
    period that the law of `law` allows a congress to set. `from_case`: each case brings its date
    with it, so there is no period to set. `is_window`: how long something may be asked for; nobody
    owes it, so nobody is reminded.
    """

    code: str
    label: str
    roles: tuple[str, ...]
    amount: int
    unit: str
    source: str
    reminders: tuple[int, ...] = (30, 15, 7, 3, 1, 0)
    escalates: bool = True
    limit: tuple[int, str] | None = None
    law: str = ""
    from_case: bool = False
    is_window: bool = False


_KINDS: dict[str, Kind] = {}
_SUBJECTS: dict[str, str] = {}
OTHER = "其他事项"


def declare(*kinds: Kind, subject: str = OTHER) -> None:
    """Each app declares its kinds in its own choices; the table of duties is one.

    `subject` is the heading under which people find their rules.
    """
    for kind in kinds:
        _KINDS[kind.code] = kind
        _SUBJECTS[kind.code] = subject


def subject_of(code: str) -> str:
    return _SUBJECTS[code]


def kind(code: str) -> Kind:
    return _KINDS[code]


def kinds() -> list[Kind]:
    return list(_KINDS.values())


HANDLERS = (Role.UNIT, Role.UNIT_SECTION)

# roles.md: 承办人 hears first, then one step a week; a key item's 督办领导 from the first late day.
LADDER = ((Role.UNIT_HEAD, 7), (Role.GOVOFFICE, 14), (Role.OFFICE, 21), (Role.LEADER, 0))

# Working hours of offices: a reminder at night reaches nobody who could act on it.
OFFICE_OPENS = dt.time(8, 30)
OFFICE_CLOSES = dt.time(17, 30)
