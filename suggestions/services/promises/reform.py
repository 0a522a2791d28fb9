"""机构改革: a promise is kept by whoever takes the unit's work over, by the same day."""

import datetime as dt

from audit.services import Actor, record, touch
from deadlines.models import Deadline
from deadlines.services.reform import pass_on
from liaison.models import Unit
from suggestions.choices import LIVE_PROMISES
from suggestions.models import Promise
from suggestions.services.base import parties
from suggestions.services.promises import frame


def open_of(unit: Unit) -> set[tuple[str, int]]:
    """What it still has to keep, or answers for until the last word is said."""
    rows = Promise.objects.filter(unit=unit, state__in=LIVE_PROMISES)
    return {("promise", pk) for pk in rows.values_list("pk", flat=True)}


def hand_over(unit: Unit, heir: Unit, on: dt.date, by: Actor) -> None:
    """Its name of then stays; the heir sees the suggestion, closed or not, from that day on."""
    rows = Promise.objects.filter(unit=unit, state__in=LIVE_PROMISES).order_by("pk")
    for promise in rows.select_for_update(of=("self",), no_key=True):
        case = promise.suggestion
        for row in case.parties.filter(unit=unit, until=None):
            parties.leave(case, row.part, unit=unit, on=max(on, row.since))
            parties.join(case, row.part, unit=heir, since=max(on, row.since))
        owed = Deadline.objects.open().filter(subject_type="promise", subject_id=promise.pk)
        pass_on(owed.filter(owner_unit=unit), unit, heir)
        promise.unit = heir
        touch(promise, by)
        promise.save()
        sentence = f"{unit.short_name}撤销，由{heir.short_name}继续兑现，时限不变"
        frame.happened(promise, "inherited", sentence, by=by)
        record(
            "promise.inherited",
            by=by,
            label="机构改革，移交承接单位",
            subject=promise,
            before={"unit": unit.name},
            after={"unit": heir.name},
        )
