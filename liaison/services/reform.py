"""机构改革: what a body has not finished passes to its successor on the day, or it stays."""

import datetime as dt
from collections import Counter

from django.db import transaction

from audit.services import SYSTEM, Actor, record
from core import registry
from core.apart import apart
from core.clock import today
from core.problems import Invalid
from liaison.choices import UnitKind
from liaison.models import Unit

# So long after the day even a body that owes nothing is looked at: its view passes, too.
FRESH = dt.timedelta(days=7)


def settle(unit: Unit, successor: Unit | None, *, on: dt.date, by: Actor) -> None:
    """Called while the body is being closed. A station's matters go by the deed of its merger."""
    if unit.kind == UnitKind.STATION:
        return
    if successor is None:
        _require_nothing_open(unit, on)
    elif on <= today():
        hand_over(unit, successor, on=on, by=by)


def hand_over(unit: Unit, heir: Unit, *, on: dt.date, by: Actor) -> int:
    """Everything at once or nothing; each case gets its sentence. Returns how many cases."""
    with transaction.atomic():
        cases = open_of(unit)
        for holding in registry.holdings():
            holding.hand_over(unit, heir, on, by)
        if cases:
            after = {"successor": heir.name, "on": on.isoformat(), "cases": len(cases)}
            record("unit.hand_over", by=by, label="移交承接单位", subject=unit, after=after)
    return len(cases)


def hand_over_due(day: dt.date | None = None) -> int:
    """Bodies whose closing was entered for a coming day that is now here; run every hour.

    What comes back to a body that has gone, such as a reply taken back, passes as well. A body
    whose matters do not pass keeps all of them until the next hour; the others do not wait for it.
    """
    day = day or today()
    handed = 0
    rows = Unit.objects.filter(closed_on__lte=day, successor__isnull=False)
    for pk in list(rows.exclude(kind=UnitKind.STATION).values_list("pk", flat=True)):
        with apart("handing over what a body owes", pk):
            handed += _hand_over_if_due(pk, day)
    return handed


def _hand_over_if_due(pk: int, day: dt.date) -> int:
    # Two triggers may meet: the second finds nothing left. No key, so that deeds on cases of
    # the body, which refer to it, do not wait.
    locked = Unit.objects.select_for_update(no_key=True, of=("self",))
    unit = locked.select_related("successor").get(pk=pk)
    heir = heir_of(unit, day)
    closed_on = unit.closed_on or day
    if heir is None or not (day - closed_on < FRESH or open_of(unit)):
        return 0
    return hand_over(unit, heir, on=closed_on, by=SYSTEM)


def heir_of(unit: Unit, day: dt.date | None = None) -> Unit | None:
    """Who answers after any number of reforms; nobody when the last one left no successor."""
    day = day or today()
    heir: Unit | None = unit
    while heir is not None and heir.closed_on is not None and heir.closed_on <= day:
        heir = heir.successor
    return heir


def open_of(unit: Unit) -> set[tuple[str, int]]:
    """The cases on which the body still owes something."""
    return {case for holding in registry.holdings() for case in holding.open_of(unit)}


def _require_nothing_open(unit: Unit, on: dt.date) -> None:
    words = ""
    counted = Counter(code for code, _ in open_of(unit))
    if counted:
        parts = "、".join(f"{count}件{_label(code)}" for code, count in sorted(counted.items()))
        words = (
            f"「{unit.name}」还有{parts}没有办完。请选承接单位，这些事会转给它，期限不变；"
            "没有承接单位的，请先办结或改由其他单位办理，再撤销。"
        )
    elif on > today():
        words = "没有承接单位的，请在撤销当天或以后登记。"
    if words:
        raise Invalid(words, errors={"successor" if counted else "on": [words]})


def _label(code: str) -> str:
    return registry.subject(code).label if registry.known(code) else "其他事项"
