"""The office reviews what was handed in: accept and number, send back, or refuse."""

from typing import Final

from core.clock import today
from liaison.models import Seat, Session
from stations.models import Theme
from suggestions.choices import ASSIGN, REVIEW, Remedy
from suggestions.models import RefusalGround, Suggestion
from suggestions.services.base import checks, clocks
from suggestions.services.base.checks import require_words
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.intake import numbers
from suggestions.services.intake.grounds import grounds_of
from suggestions.services.intake.withdrawing import end


class Unchanged:
    """Says that the session stays as it is; None means 闭会."""


UNCHANGED: Final = Unchanged()


def accept(
    case: Suggestion,
    *,
    by: Seat,
    theme: Theme | None = None,
    serial: int | None = None,
    session: Session | Unchanged | None = UNCHANGED,
    first_number: str = "",
    version: int | None = None,
) -> Suggestion:
    """Admit, classify and number; from now on the office owes the assignment. A motion that the
    presidium turned into a suggestion keeps its first number."""
    with deed(case, "accept", by=by, version=version) as now:
        if not isinstance(session, Unchanged):
            if session is not None and session.term_id != now.term_id:
                raise checks.refuse("session", "请选这一届人大的会议，或选闭会期间。")
            now.session = session
        if theme is not None:
            now.theme = theme
        now.first_number = numbers.motion_number(now, first_number)
        now.serial, now.number = numbers.take(now, serial, now.first_number)
        now.accepted_on = today()
        clocks.done(now, REVIEW)
        clocks.start_at_office(now, ASSIGN, by=by)
        happened(now, "accepted", f"受理，编为{now.number}", by=by)
    return case


def send_back(case: Suggestion, *, by: Seat, reason: str, version: int | None = None) -> Suggestion:
    """Back to its authors with the reasons (一事一议、内容具体 …)."""
    require_words(reason=(reason, "请写明退回的理由，代表才知道怎么改。"))
    with deed(case, "send_back", by=by, version=version, reason=reason) as now:
        clocks.done(now, REVIEW)
        now.state_note = reason[:300]
        happened(now, "sent_back", "退回修改", by=by, note=reason)
    return case


def refuse(
    case: Suggestion,
    *,
    by: Seat,
    reason: str,
    ground: RefusalGround | None = None,
    remedy: str = "",
    version: int | None = None,
) -> Suggestion:
    """Not admissible: the deputy is told on which ground, why, and what happens instead; the
    voters' opinions are free again."""
    require_words(reason=(reason, "请写明不予受理的理由，并告诉代表可以怎么办。"))
    if ground is not None and ground not in grounds_of(case.congress_id):
        raise checks.refuse("ground", "请在本级人大规定的情形中选一种。")
    with deed(case, "refuse", by=by, version=version, reason=reason) as now:
        clocks.done(now, REVIEW)
        now.closed_on = today()
        now.refusal_ground = ground
        now.remedy = remedy or (ground.remedy if ground else "")
        end(now, by=by, reason=reason, words="建议不予受理")
        happened(now, "refused", _refused(now), by=by, note=reason)
    return case


def _refused(case: Suggestion) -> str:
    """Which ground, and what becomes of it instead."""
    why = f"（{case.refusal_ground.label}）" if case.refusal_ground else ""
    then = f"，{case.get_remedy_display()}" if case.remedy not in {"", Remedy.NONE} else ""
    return f"不予受理{why}{then}"
