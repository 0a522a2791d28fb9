"""机构改革: letters and lines of a plan go to whoever takes the unit's work over."""

import datetime as dt

from audit.services import Actor, record, touch
from deadlines.models import Deadline
from deadlines.services.reform import pass_on
from liaison.models import Unit
from suggestions.choices import LIVE_KEY
from suggestions.models import KeyItem
from suggestions.services.leading import frame


def open_of(unit: Unit) -> set[tuple[str, int]]:
    """Letters that it has to answer and lines of a plan that it has to do; what it supervises."""
    rows = KeyItem.objects.filter(state__in=LIVE_KEY)
    found = rows.filter(notes__unit=unit, notes__answered_on=None) | rows.filter(
        steps__unit=unit, steps__done_on=None
    )
    ids = {*found.values_list("pk", flat=True)}
    ids |= {*rows.filter(committee=unit).values_list("pk", flat=True)}
    return {("keyitem", pk) for pk in ids}


def hand_over(unit: Unit, heir: Unit, on: dt.date, by: Actor) -> None:
    """The letter keeps the name to which it was sent."""
    ids = sorted(pk for _, pk in open_of(unit))
    rows = KeyItem.objects.filter(pk__in=ids).order_by("pk")
    for item in rows.select_for_update(of=("self",), no_key=True):
        item.notes.filter(unit=unit, answered_on=None).update(unit=heir)
        item.steps.filter(unit=unit, done_on=None).update(unit=heir)
        if item.committee_id == unit.pk:
            item.committee = heir
        owed = Deadline.objects.open().filter(subject_type="keyitem", subject_id=item.pk)
        pass_on(owed.filter(owner_unit=unit), unit, heir)
        touch(item, by)
        item.save()
        sentence = f"{unit.short_name}撤销，由{heir.short_name}承接，期限不变"
        frame.happened(item, "inherited", sentence, by=by, inner=True, units=[heir])
        record(
            "keyitem.inherited",
            by=by,
            label="机构改革，移交承接单位",
            subject=item,
            before={"unit": unit.name},
            after={"unit": heir.name},
        )
