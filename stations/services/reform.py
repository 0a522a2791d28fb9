"""机构改革: what a closed unit handles for voters passes to its successor, by date."""

import datetime as dt

from django.db.models import QuerySet

from audit.services import Actor, record, touch
from core.clock import now
from deadlines.models import Deadline
from deadlines.services.reform import pass_on
from liaison.models import Unit
from stations import notices
from stations.choices import DispositionState, OpinionPart, OpinionState
from stations.models import Disposition, Opinion, OpinionParty
from stations.services import summary


def open_of(unit: Unit) -> set[tuple[str, int]]:
    """Opinions of which the unit has a way that is still open."""
    rows = Disposition.objects.filter(unit=unit, state=DispositionState.OPEN)
    return {("opinion", pk) for pk in rows.values_list("opinion_id", flat=True)}


def hand_over(unit: Unit, heir: Unit, on: dt.date, by: Actor) -> None:
    """Results that the old unit reported keep its name; what is open goes on with its dates."""
    for case in _cases(unit):
        for way in _ways(case, unit):
            _pass_way(case, way, unit, heir)
        if case.handler_id == unit.pk and case.state == OpinionState.ROUTED:
            case.handler = heir
        _pass_view(case, unit, heir, on)
        pass_on(_duties(case), unit, heir)
        _told(case, unit, heir, by)


def _cases(unit: Unit) -> "QuerySet[Opinion]":
    owed = Deadline.objects.open().filter(owner_unit=unit, subject_type="opinion")
    own = OpinionParty.objects.filter(unit=unit, until=None).values("opinion_id")
    found = Opinion.objects.filter(pk__in=own) | Opinion.objects.filter(
        pk__in=owed.values("subject_id")
    )
    ways = Disposition.objects.filter(unit=unit, state=DispositionState.OPEN).values("opinion_id")
    # A way may be open though the voter has been answered.
    ids = set(found.open().values_list("pk", flat=True))
    ids |= set(Opinion.objects.filter(pk__in=ways).values_list("pk", flat=True))
    rows = Opinion.objects.filter(pk__in=ids).select_related("station__unit").order_by("pk")
    return rows.select_for_update(of=("self",))


def _duties(case: Opinion) -> "QuerySet[Deadline]":
    return Deadline.objects.open().filter(subject_type="opinion", subject_id=case.pk)


def _ways(case: Opinion, unit: Unit) -> list[Disposition]:
    rows = case.dispositions.filter(unit=unit, state=DispositionState.OPEN)
    return list(rows.select_for_update())


def _pass_way(case: Opinion, way: Disposition, unit: Unit, heir: Unit) -> None:
    """A way of its own for the heir; whoever handles the matter already does so once."""
    own = case.dispositions.filter(unit=heir, state=DispositionState.OPEN).first()
    why = f"{unit.short_name}撤销，由{heir.short_name}承接"
    _end(way, why)
    if own is not None and not way.is_main:
        summary.drop_duty(case, summary.handling_kind(way.route), reason=why, ref=str(way.pk))
        return
    if own is not None:
        _end(own, why)
        summary.drop_duty(case, summary.handling_kind(own.route), reason=why, ref=str(own.pk))
    new = Disposition.objects.create(
        opinion=case,
        route=way.route,
        unit=heir,
        is_main=way.is_main,
        contact=way.contact,
        extended=way.extended,
        reason=way.reason,
        by_name=way.by_name,
    )
    for duty in pass_on(_duties(case).filter(ref=str(way.pk)), unit, heir):
        duty.ref = str(new.pk)
        duty.save(update_fields=["ref"])


def _end(way: Disposition, why: str) -> None:
    way.state, way.ended_at, way.result = DispositionState.MOVED, now(), why
    way.save(update_fields=["state", "ended_at", "result"])


def _pass_view(case: Opinion, unit: Unit, heir: Unit, on: dt.date) -> None:
    """The old unit sees it until that day, the heir from then on."""
    for row in OpinionParty.objects.filter(opinion=case, unit=unit, until=None):
        row.until = max(on, row.since)
        row.save(update_fields=["until"])
        summary.add_party(case, OpinionPart(row.part), since=row.until, unit=heir)


def _told(case: Opinion, unit: Unit, heir: Unit, by: Actor) -> None:
    summary.refresh(case)
    touch(case, by)
    case.save()
    sentence = f"{unit.short_name}撤销，由{heir.short_name}承接，期限不变"
    event = summary.happened(case, "inherited", sentence, by=by)
    notices.inherited(case, event, heir, by=by)
    record(
        "opinion.inherited",
        by=by,
        label="机构改革，移交承接单位",
        subject=case,
        before={"unit": unit.name},
        after={"unit": heir.name},
    )
