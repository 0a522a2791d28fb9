"""What handling units do besides the reply: sign for it, contact, co-handling opinion, press."""

import datetime as dt

from core.clock import today
from core.problems import Conflict
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import (
    CO_OPINION,
    CO_REDO,
    CONTACT,
    PRESS_ANSWER,
    SIGN_FOR,
    AssignmentPart,
    AssignmentState,
    ContactForm,
    ContactStage,
    State,
)
from suggestions.models import Assignment, Contact, CoOpinion, Suggestion
from suggestions.services.base import clocks
from suggestions.services.base.checks import day_of_deed, require_choice, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened


def own_share(by: Seat, case: Suggestion, *states: str) -> Assignment:
    """The seat's share as it is now; the table has already said that there is one."""
    share = may.own_assignment(by, case, *states)
    if share is None:
        raise Conflict("贵单位现在不承办这件建议。请刷新后再看。", state=case.state)
    return share


def sign_for(case: Suggestion, *, by: Seat, version: int | None = None) -> Suggestion:
    """签收: with the main unit's (or the first separate one's) the case is in handling."""
    with deed(case, "sign_for", by=by, version=version) as now:
        share = own_share(by, now, AssignmentState.ASSIGNED)
        share.state = AssignmentState.HANDLING
        share.signed_on, share.signed_by_name = today(), by.person_name
        share.save(update_fields=["state", "signed_on", "signed_by_name"])
        clocks.done(now, SIGN_FOR, ref=clocks.ref_of(share))
        if share.part != AssignmentPart.CO and now.state == State.ASSIGNED:
            now.state = State.HANDLING
            now.signed_on = today()
        happened(now, "signed_for", f"{share.unit.short_name}签收", by=by)
    return case


def log_contact(
    case: Suggestion,
    *,
    by: Seat,
    stage: str,
    form: str,
    minutes: str,
    on: dt.date | None = None,
    place: str = "",
    people: str = "",
    version: int | None = None,
) -> Suggestion:
    """办前、办中、办后沟通: listening to the deputy is part of handling (代表法 art. 51)."""
    require_choice("stage", stage, ContactStage)
    require_choice("form", form, ContactForm)
    require_words(minutes=(minutes, "请写明沟通的情况和代表的意见。"))
    with deed(case, "log_contact", by=by, version=version) as now:
        share = own_share(by, now, AssignmentState.HANDLING)
        day = day_of_deed(on, since=now.accepted_on)
        row = Contact.objects.create(
            assignment=share,
            stage=stage,
            form=form,
            on=day,
            place=place.strip()[:120],
            people=people.strip()[:200],
            minutes=minutes.strip(),
            by_name=by.person_name,
        )
        clocks.done(now, CONTACT, ref=clocks.ref_of(share), on=day)
        title = f"{row.get_stage_display()}沟通（{row.get_form_display()}）"
        happened(now, "contacted", f"{share.unit.short_name}{title}", by=by, note=row.minutes)
    return case


def give_co_opinion(
    case: Suggestion, *, by: Seat, text: str, version: int | None = None
) -> Suggestion:
    """The co-handler's opinion goes to the main unit, which tells the deputy in its reply."""
    require_words(text=(text, "请写会办意见。"))
    with deed(case, "give_co_opinion", by=by, version=version) as now:
        share = own_share(by, now, AssignmentState.HANDLING)
        CoOpinion.objects.create(
            assignment=share, text=text.strip(), given_on=today(), by_name=by.person_name
        )
        share.state, share.done_on = AssignmentState.DONE, today()
        share.save(update_fields=["state", "done_on"])
        for kind in (CO_OPINION, CO_REDO):
            clocks.done(now, kind, ref=clocks.ref_of(share))
        happened(now, "co_opinion", f"{share.unit.short_name}送会办意见", by=by, note=text.strip())
    return case


def answer_press(
    case: Suggestion, *, by: Seat, answer: str, version: int | None = None
) -> Suggestion:
    """One answer covers every pressing that waits for this unit."""
    require_words(answer=(answer, "请写明办理到哪一步、什么时候答复。"))
    with deed(case, "answer_press", by=by, version=version) as now:
        rows = may.presses_to_answer(by, now)
        for row in rows:
            row.answer, row.answered_on = answer.strip(), today()
            row.answered_by_name = by.person_name
            row.save(update_fields=["answer", "answered_on", "answered_by_name"])
            clocks.done(now, PRESS_ANSWER, ref=f"press:{row.pk}")
        happened(
            now,
            "press_answered",
            f"{by.unit.short_name}回应催办",
            by=by,
            note=answer.strip(),
            inner=True,
        )
    return case
