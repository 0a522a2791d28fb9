"""Who is asked for a verdict: the lead, or every confirmed signer where the congress wants all."""

import datetime as dt

from audit.services import Actor
from core.clock import today
from deadlines.models import Deadline
from liaison.models import Deputy
from suggestions.choices import RATE, Asked, Rating, SignerState
from suggestions.models import Suggestion, Verdict, rules_for
from suggestions.services.base import clocks

_WORST = {Rating.SATISFIED: 0, Rating.BASIC: 1, Rating.UNSATISFIED: 2}


def ref_of(case: Suggestion, deputy: Deputy) -> str:
    return "" if deputy.pk == case.lead_id else f"deputy:{deputy.pk}"


def raters(case: Suggestion) -> list[Deputy]:
    """The lead first."""
    found = [case.lead]
    if rules_for(case).rated_by == Asked.ALL:
        rows = case.cosigners.filter(state=SignerState.CONFIRMED).select_related("deputy")
        found += [row.deputy for row in rows.order_by("id")]
    return found


def ask(case: Suggestion, *, by: Actor, from_on: dt.date) -> Deadline:
    """Each has the same days; the lead's duty comes back, whose day the sentence names."""
    first, *others = raters(case)
    for deputy in others:
        clocks.start(case, RATE, deputy, by=by, from_on=from_on, ref=ref_of(case, deputy))
    return clocks.start(case, RATE, first, by=by, from_on=from_on)


def last_words(case: Suggestion) -> list[Verdict]:
    """The last verdict of each who gave one in this round."""
    rows = case.verdicts.filter(round=case.round).select_related("deputy").order_by("id")
    return list({row.deputy_id: row for row in rows}.values())


def is_awaited(case: Suggestion) -> bool:
    """The lead has not spoken, or another may still speak in time."""
    if not case.verdicts.filter(round=case.round, deputy_id=case.lead_id).exists():
        return True
    rows = Deadline.objects.open().filter(subject_type="suggestion", subject_id=case.pk)
    return rows.filter(kind=RATE.code, due_on__gte=today()).exists()


def worst(rows: list[Verdict]) -> str:
    """Of several results the worst is that of the case."""
    results = [Rating(row.result) for row in rows]
    return max(results, key=_WORST.__getitem__)


def is_unsatisfied(row: Verdict) -> bool:
    return Rating.UNSATISFIED in {row.attitude, row.result}
