"""A deputy answers for a turn: comes, asks leave, stands in for somebody else."""

import datetime as dt

from audit.services import perform
from core.clock import now
from core.display import cn_date
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import Role
from liaison.models import Deputy, Seat
from stations.choices import DutyState
from stations.models import RosterDay, RosterDuty
from stations.notices import roster as notices
from stations.services import roster_base as base
from stations.services.assigning import require_able
from stations.services.roster import correct
from stations.services.summary import require_words
from stations.workflow.roster import ROSTER

_ALREADY = {
    DutyState.CONFIRMED: "已经确认过了，不用再确认。",
    DutyState.ON_LEAVE: "已经请过假了；要来的话，请联络站重新安排。",
    DutyState.ATTENDED: "这一天已经接待过了。",
    DutyState.ABSENT: "这一天已经过去了。",
}


def confirm(
    day: RosterDay, *, by: Seat, deputy: Deputy | None = None, version: int | None = None
) -> RosterDay:
    """确认参加: by the deputy, or by the station for whoever said so on the phone."""
    who = _whose(by, deputy)
    _require_turn(day, who, DutyState.ASKED)
    with perform(day, "confirm", by=by, workflow=ROSTER, version=version) as deed:
        case: RosterDay = deed.case
        duty = _turn(case, who, (DutyState.ASKED,))
        duty.state, duty.answered_at, duty.by_name = DutyState.CONFIRMED, now(), by.person_name
        duty.save(update_fields=["state", "answered_at", "by_name"])
        base.answered(case, who)
        base.happened(case, "confirm", f"{who.name}确认参加", by=by)
    return day


def ask_leave(
    day: RosterDay,
    *,
    by: Seat,
    reason: str,
    deputy: Deputy | None = None,
    until: dt.date | None = None,
    version: int | None = None,
) -> RosterDay:
    """请假: with a reason; away for longer means no other day is given until then."""
    require_words(reason=(reason, "请写明请假的原因。"))
    who = _whose(by, deputy)
    _require_turn(day, who, DutyState.ASKED, DutyState.CONFIRMED)
    if until is not None and until < day.held_on:
        words = f"请假到哪一天，不能早于{cn_date(day.held_on)}。"
        raise Invalid(words, errors={"until": [words]})
    with perform(day, "leave", by=by, workflow=ROSTER, version=version, reason=reason) as deed:
        case: RosterDay = deed.case
        duty = _turn(case, who, (DutyState.ASKED, DutyState.CONFIRMED))
        duty.state, duty.answered_at, duty.by_name = DutyState.ON_LEAVE, now(), by.person_name
        duty.leave_reason, duty.leave_until = reason.strip()[:200], until
        duty.save()
        # The plan may be made anew; this answer must not be lost by that.
        case.is_edited = True
        base.excused(case, who, "请假")
        words = f"{who.name}请{cn_date(case.held_on)}的假"
        if until and until > case.held_on:
            words += f"，到{cn_date(until)}"
        event = base.happened(case, "leave", words, by=by, note=reason)
        notices.told_staff(case, event, heading="代表请假，请安排替班", by=by)
    return day


def substitute(
    day: RosterDay,
    *,
    by: Seat,
    substitute: Deputy,
    deputy: Deputy | None = None,
    version: int | None = None,
) -> RosterDay:
    """安排替班: the substitute confirms in turn; a notice that is out is published anew."""
    with perform(day, "substitute", by=by, workflow=ROSTER, version=version) as deed:
        case: RosterDay = deed.case
        left = _on_leave(case, deputy)
        if case.duties.filter(deputy=substitute).exists():
            words = f"{substitute.name}这一天已经有安排，请另选代表。"
            raise Invalid(words, errors={"substitute": [words]})
        require_able(case, [substitute], field="substitute")
        RosterDuty.objects.create(day=case, deputy=substitute, replaces=left)
        case.is_edited = True
        if case.asked_on or base.asks_now(case):
            base.ask_deputy(case, substitute)
        words = f"{substitute.name}替{left.deputy.name}接待"
        event = base.happened(case, "substitute", words, by=by)
        correct(case, by, f"{left.deputy.name}改由{substitute.name}接待。")
        notices.told_deputies(case, event, heading="请您替班接待", deputies=[substitute.pk], by=by)
    return day


def _whose(by: Seat, deputy: Deputy | None) -> Deputy:
    """A deputy answers for nobody else; the station says for whom."""
    if by.role == Role.DEPUTY:
        own = by.deputy
        if own is None or (deputy is not None and deputy.pk != own.pk):
            raise Forbidden("只能替自己答复。")
        return own
    if deputy is None:
        words = "请选是哪位代表。"
        raise Invalid(words, errors={"deputy": [words]})
    return deputy


def _require_turn(day: RosterDay, who: Deputy, *states: str) -> None:
    """Answered already: said in words, instead of that the post may not."""
    duty = RosterDuty.objects.filter(day=day, deputy=who).first()
    if duty is not None and duty.state not in states:
        raise Conflict(f"{who.name}{_ALREADY[DutyState(duty.state)]}", state=day.state)


def _turn(case: RosterDay, who: Deputy, states: tuple[str, ...]) -> RosterDuty:
    duty = case.duties.filter(deputy=who, state__in=states).first()
    if duty is None:
        words = f"{who.name}这一天没有接待安排，请刷新后再看。"
        raise Invalid(words, errors={"deputy": [words]})
    return duty


def _on_leave(case: RosterDay, deputy: Deputy | None) -> RosterDuty:
    waiting = case.duties.filter(state=DutyState.ON_LEAVE, replaced_by=None)
    if deputy is not None:
        waiting = waiting.filter(deputy=deputy)
    duty = waiting.select_related("deputy").order_by("id").first()
    if duty is None:
        words = "这位代表没有请假，或者已经有人替班，请刷新后再看。"
        raise Invalid(words, errors={"deputy": [words]})
    return duty
