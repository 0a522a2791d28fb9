"""机构改革: a closed unit's shares, duties and view of the case pass to its successor by date."""

import datetime as dt

from django.db.models import QuerySet

from audit.services import Actor, name_of, record, touch
from core.clock import today
from deadlines.models import Deadline
from deadlines.services.reform import pass_on
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat, Unit
from liaison.services.reform import heir_of
from suggestions.choices import (
    DECIDE_EXTENSION,
    DECIDE_RETURN,
    ENDED_STATES,
    LIVE_ASSIGNMENTS,
    OPEN_ASSIGNMENTS,
    AssignmentPart,
    AssignmentState,
    ExtensionState,
    ReturnState,
)
from suggestions.models import Assignment, Extension, Party, ReturnRequest, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks, parties, summary
from suggestions.services.base.history import happened

_TOLD = [*UNIT_ROLES, Role.GOVOFFICE, Role.OFFICE, Role.PRESIDIUM]


def open_of(unit: Unit) -> set[tuple[str, int]]:
    """Suggestions of which the unit has an unfinished share; its other duties count themselves."""
    shares = Assignment.objects.filter(unit=unit, state__in=OPEN_ASSIGNMENTS)
    ids = shares.exclude(suggestion__state__in=ENDED_STATES).values_list("suggestion_id", flat=True)
    return {("suggestion", pk) for pk in ids}


def hand_over(unit: Unit, heir: Unit, on: dt.date, by: Actor) -> None:
    """Each case that has not ended: old replies and finished shares keep the old name."""
    seats = list(Seat.objects.open().filter(unit=heir, role__in=_TOLD))
    for case in _cases(unit):
        parts = _pass_shares(case, unit, heir, on, by)
        _pass_view(case, unit, heir, on)
        rest = pass_on(_duties(case).filter(owner_unit=unit), unit, heir)
        _told(case, unit, heir, parts, by, seats if parts or rest else [])


def _cases(unit: Unit) -> "QuerySet[Suggestion]":
    """Locked in one order, so that two reforms of one day wait for each other."""
    owed = Deadline.objects.open().filter(owner_unit=unit, subject_type="suggestion")
    own = Party.objects.filter(unit=unit, until=None).values("suggestion_id")
    found = Suggestion.objects.filter(pk__in=own) | Suggestion.objects.filter(
        pk__in=owed.values("subject_id")
    )
    ids = found.exclude(state__in=ENDED_STATES).values_list("pk", flat=True)
    rows = Suggestion.objects.filter(pk__in=list(ids)).order_by("pk")
    return rows.select_for_update(of=("self",))


def _duties(case: Suggestion) -> "QuerySet[Deadline]":
    return Deadline.objects.open().filter(subject_type="suggestion", subject_id=case.pk)


def _pass_shares(
    case: Suggestion, unit: Unit, heir: Unit, on: dt.date, by: Actor
) -> list[AssignmentPart]:
    shares = case.assignments.filter(unit=unit, state__in=OPEN_ASSIGNMENTS)
    return [inherit(case, share, heir, on=on, by=by) for share in shares.select_for_update()]


def inherit(
    case: Suggestion, share: Assignment, heir: Unit, *, on: dt.date, by: Actor
) -> AssignmentPart:
    """The heir goes on where the unit stood; one that handles the case already does so once."""
    own = case.assignments.filter(unit=heir, state__in=LIVE_ASSIGNMENTS).first()
    co = AssignmentPart.CO
    if own is not None and (share.part == co or _answers(own)):
        _end(case, share, on)
        _drop(case, share, f"由{heir.short_name}一并办理", by)
        return AssignmentPart(own.part)
    if own is not None:
        _end(case, own, on)
        clocks.drop_share(case, own, reason=f"改为{share.get_part_display()}")
    new = _successor(share, heir, on)
    _end(case, share, on)
    new.save()
    parties.join(case, share.part, unit=heir, since=on)
    _move_requests(share, new)
    for duty in pass_on(_duties(case).filter(ref=clocks.ref_of(share)), share.unit, heir):
        duty.ref = clocks.ref_of(new)
        duty.save(update_fields=["ref"])
    _move_rest(case, share, new)
    return AssignmentPart(new.part)


def present(case: Suggestion, share: Assignment, *, by: Actor) -> Assignment | None:
    """Who handles again what this share answered: the heir of a closed unit, once."""
    heir = heir_of(share.unit)
    if heir is None or heir == share.unit:
        return share
    held = case.assignments.filter(unit=heir, state__in=LIVE_ASSIGNMENTS)
    if held.exclude(part=AssignmentPart.CO).exists():
        _end(case, share, today())
        return None
    inherit(case, share, heir, on=today(), by=by)
    return held.get()


def _answers(own: Assignment) -> bool:
    """It owes a reply of its own, which covers both."""
    return own.part != AssignmentPart.CO and own.state in OPEN_ASSIGNMENTS


def _end(case: Suggestion, share: Assignment, on: dt.date) -> None:
    """Off the case from that day on; what it did stays under its name."""
    share.state, share.done_on = AssignmentState.RECALLED, share.done_on or on
    share.save(update_fields=["state", "done_on"])
    parties.leave(case, share.part, unit=share.unit, on=on)


def _successor(share: Assignment, heir: Unit, on: dt.date) -> Assignment:
    """As far as the unit had come: what it signed for need not be signed for again."""
    return Assignment(
        suggestion_id=share.suggestion_id,
        unit=heir,
        unit_name=heir.name,
        part=share.part,
        state=share.state,
        assigned_on=max(on, share.assigned_on),
        signed_on=share.signed_on,
        signed_by_name=share.signed_by_name,
        done_on=share.done_on if share.state == AssignmentState.DONE else None,
        due_on=share.due_on,
        amber_on=share.amber_on,
        bounced=share.bounced,
    )


def _move_requests(share: Assignment, new: Assignment) -> None:
    """What waits for a decision or an answer waits on."""
    share.returns.filter(state=ReturnState.ASKED).update(assignment=new)
    share.extensions.filter(state__in=_WAITING).update(assignment=new)
    share.presses.filter(answered_on=None).update(assignment=new)


_WAITING = [ExtensionState.ASKED, ExtensionState.AGREED]


def _move_rest(case: Suggestion, share: Assignment, new: Assignment) -> None:
    """Duties of others about the share, such as deciding its return: only the reference moves."""
    _duties(case).filter(ref=clocks.ref_of(share)).update(ref=clocks.ref_of(new))


def _drop(case: Suggestion, share: Assignment, why: str, by: Actor) -> None:
    """The share ends because its heir answers anyway: nothing about it waits any more."""
    clocks.drop_share(case, share, reason=why)
    clocks.drop(case, DECIDE_RETURN, DECIDE_EXTENSION, ref=clocks.ref_of(share), reason=why)
    ended = {"decision": why, "decided_by_name": name_of(by)}
    ReturnRequest.objects.filter(assignment=share, state=ReturnState.ASKED).update(
        state=ReturnState.REFUSED, **ended
    )
    Extension.objects.filter(assignment=share, state__in=_WAITING).update(
        state=ExtensionState.REFUSED, **ended
    )


def _pass_view(case: Suggestion, unit: Unit, heir: Unit, on: dt.date) -> None:
    """The old unit sees it until that day, the heir from then on."""
    for row in case.parties.filter(unit=unit, until=None):
        parties.leave(case, row.part, unit=unit, on=max(on, row.since))
        parties.join(case, row.part, unit=heir, since=max(on, row.since))


def _told(
    case: Suggestion,
    unit: Unit,
    heir: Unit,
    parts: list[AssignmentPart],
    by: Actor,
    seats: list[Seat],
) -> None:
    before = {"承办单位": case.handler_text}
    summary.refresh(case)
    touch(case, by)
    case.save()
    what = parts[0].label if parts else ""
    sentence = f"{unit.short_name}撤销，由{heir.short_name}承接{what}，期限不变"
    happened(case, "inherited", sentence, by=by, concerned=Concerned(seats=seats))
    record(
        "suggestion.inherited",
        by=by,
        label="机构改革，移交承接单位",
        subject=case,
        before={"unit": unit.name} | before,
        after={"unit": heir.name, "承办单位": case.handler_text},
    )
