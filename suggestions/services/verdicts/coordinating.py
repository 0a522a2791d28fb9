"""第三步: unsatisfied again after a re-handling, both sides are brought together once more."""

import datetime as dt

from core.clock import today
from core.display import cn_date
from liaison.models import Seat
from suggestions.choices import COORDINATE, State, ThirdStep
from suggestions.models import Coordination, Suggestion
from suggestions.services.base import clocks
from suggestions.services.base.checks import day_of_deed, require_choice, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.verdicts.rating import check_followed, rehandle_round


def coordinate(
    case: Suggestion,
    *,
    by: Seat,
    form: str,
    participants: str,
    outcome: str,
    again: bool,
    on: dt.date | None = None,
    version: int | None = None,
) -> Suggestion:
    """约见协调, 专家评估 or 专门说明: who, when, what came of it; then done, or once more."""
    require_choice("form", form, ThirdStep)
    require_words(
        participants=(participants, "请写明参加的人：代表、承办单位、主持人。"),
        outcome=(outcome, "请写明结果，代表会看到。"),
    )
    with deed(case, "coordinate", by=by, version=version, reason=outcome[:300]) as now:
        day = day_of_deed(on, since=now.rated_on)
        clocks.done(now, COORDINATE)
        check_followed(now)
        row = Coordination.objects.create(
            suggestion=now,
            round=now.round,
            form=form,
            held_on=day,
            participants=participants.strip()[:300],
            outcome=outcome.strip(),
            again=again,
            by_name=by.person_name,
            on=today(),
        )
        sentence = f"{cn_date(day)}{row.get_form_display()}"
        if again:
            happened(now, "coordinated", f"{sentence}，再办一次", by=by, note=row.outcome)
            rehandle_round(now, by=by, words=row.outcome)
            return case
        now.state, now.closed_on = State.CLOSED, today()
        happened(now, "coordinated", f"{sentence}，办结", by=by, note=row.outcome)
    return case
