"""What a spot check found of a case: written beside the reply's class, which stays."""

import datetime as dt

from audit.services import perform
from core.clock import today
from liaison.models import Seat
from suggestions.choices import FOLLOW_CHECK, RATE, SHORT_OF, CheckResult, State
from suggestions.models import Suggestion
from suggestions.services.base import clocks, summary
from suggestions.services.base.checks import require_choice, require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.verdicts.rating import check_followed, keep_study, rehandle_round
from suggestions.workflow import CHECKED, FOLLOWED_IN


def note_check(
    case: Suggestion,
    *,
    by: Seat,
    result: str,
    found_on: dt.date,
    check: str,
    row_id: int,
    words: str = "",
) -> Suggestion:
    """The class in statistics follows the check; the reply keeps its own, every check its line.

    What was not solved, or only in part, waits for the office: handled again, or why not.
    """
    require_choice("result", result, CheckResult)
    with perform(case, "note_check", by=by, workflow=CHECKED) as allowed:
        now: Suggestion = allowed.case
        now.checked_result, now.checked_on, now.checked_row = result, found_on, row_id
        now.check_pending = result in SHORT_OF and now.state in FOLLOWED_IN
        if now.check_pending:
            clocks.start(now, FOLLOW_CHECK, clocks.office_of(now), by=by, from_on=today())
        sentence = f"{check}：{CheckResult(result).label}"
        happened(now, "checked", sentence, by=by, note=words)
        summary.refresh(now)
    return case


def follow_check(
    case: Suggestion, *, by: Seat, rehandle: bool, words: str, version: int | None = None
) -> Suggestion:
    """Handled again with a clock of its own, or the reason why not; the deputy reads either."""
    require_words(words=(words, "请写明研究意见。"))
    with deed(case, "follow_check", by=by, version=version, reason=words) as now:
        check_followed(now)
        keep_study(now, by=by, rehandle=rehandle, words=words)
        if not rehandle:
            happened(now, "explained", "研究抽评结果，不再重新办理", by=by, note=words)
            return case
        if now.state == State.REPLIED:
            clocks.drop_kind(now, RATE, reason="抽评后重新办理")
        now.closed_on = None
        rehandle_round(now, by=by, words=words)
    return case
