"""What every deed on a reception day leaves behind: one sentence, its duties, its words."""

import datetime as dt
from typing import Any

from audit.services import Actor
from core.clock import today
from core.display import cn_date, cn_date_week
from core.problems import Conflict
from deadlines import services as deadlines
from liaison.calendar import calendar_of
from liaison.models import Deputy
from liaison.models.scope import SCOPE_COLUMNS
from liaison.services.history import signed
from stations.calendar import overlap
from stations.choices import (
    CONFIRM_DUTY,
    NOTICE_RECEPTION_DAY,
    DutyState,
    RosterState,
)
from stations.models import RosterDay, RosterDuty, RosterEvent
from stations.services.rules import rule_of

ONE = dt.timedelta(days=1)
# Confirmations and the notice are asked for so many days before the notice is due.
ASKED_BEFORE_NOTICE = 7
RECEIVING = (DutyState.ASKED, DutyState.CONFIRMED)


def happened(day: RosterDay, code: str, sentence: str, *, by: Actor, note: str = "") -> RosterEvent:
    """One sentence for the day's history, in the deed's own transaction."""
    return RosterEvent.objects.create(
        day=day,
        code=code,
        sentence=sentence[:300],
        note=note.strip(),
        **signed(by),
    )


def hours(day: Any) -> str:
    """9:00至11:30."""
    return f"{_clock(day.starts_at)}至{_clock(day.ends_at)}"


def _clock(time: dt.time) -> str:
    return f"{time.hour}:{time.minute:02d}"


def when_and_where(day: RosterDay) -> str:
    where = place_of(day)
    return f"{cn_date_week(day.held_on)} {hours(day)}{f'，{where}' if where else ''}"


def place_of(day: RosterDay) -> str:
    return day.place or day.station.address


def label_of(day: RosterDay) -> str:
    return f"{day.station.name}{cn_date(day.held_on)}接待日"


def calendar_for(place: Any) -> Any:
    return calendar_of(getattr(place, column) for column in SCOPE_COLUMNS)


def notice_due(held_on: dt.date, congress_id: int | None) -> dt.date:
    """N days before, counted in days as the notice on the door does."""
    return held_on - dt.timedelta(days=rule_of(congress_id).notice_days)


def receivers(day: RosterDay) -> list[RosterDuty]:
    """Who is to receive, as it stands now."""
    return list(day.duties.filter(state__in=RECEIVING).select_related("deputy").order_by("id"))


def names(duties: list[RosterDuty]) -> str:
    return "、".join(duty.deputy.name for duty in duties)


def ask(day: RosterDay) -> None:
    """From now on the notice and each deputy's answer are owed."""
    day.asked_on = today()
    if day.state == RosterState.PLANNED:
        deadlines.open_(
            day,
            kind=NOTICE_RECEPTION_DAY.code,
            owner=day.station.keeper,
            from_on=min(today(), day.notice_due_on),
            due_on=day.notice_due_on,
            scope=day.scope(),
            label=label_of(day),
        )
    ask_deputies(day)


def ask_deputies(day: RosterDay) -> None:
    for duty in receivers(day):
        if duty.state == DutyState.ASKED:
            ask_deputy(day, duty.deputy)


def ask_deputy(day: RosterDay, deputy: Deputy) -> None:
    """An answer within the congress's term, at the latest on the day before."""
    terms = deadlines.terms_for(CONFIRM_DUTY.code, day.congress_id, today())
    due = terms.calculate(today(), calendar_for(day)).due_on
    latest = max(today(), day.held_on - ONE)
    deadlines.open_(
        day,
        kind=CONFIRM_DUTY.code,
        owner=deputy,
        from_on=today(),
        due_on=latest if due > latest else None,
        scope=day.scope(),
        label=label_of(day),
        ref=str(deputy.pk),
    )


def answered(day: RosterDay, deputy: Deputy) -> None:
    deadlines.close(day, CONFIRM_DUTY.code, ref=str(deputy.pk))


def excused(day: RosterDay, deputy: Deputy, reason: str) -> None:
    deadlines.supersede(day, CONFIRM_DUTY.code, ref=str(deputy.pk), reason=reason)


def asks_now(day: RosterDay) -> bool:
    """Near enough to ask: so many days before its notice is due."""
    return today() >= day.notice_due_on - dt.timedelta(days=ASKED_BEFORE_NOTICE)


def require_free(day: RosterDay) -> None:
    """A station receives once at a time."""
    others = RosterDay.objects.filter(station_id=day.station_id, held_on=day.held_on)
    for other in others.exclude(state=RosterState.CANCELLED).exclude(pk=day.pk):
        if overlap(other, day):
            words = (
                f"{cn_date(day.held_on)}{hours(other)}已经有接待日了，"
                "请另选日期，或者先取消那一天。"
            )
            raise Conflict(words, errors={"held_on": [words]})


def rearm(day: RosterDay, *, reason: str) -> None:
    """The date is another one: what was owed for the old one ends, answers are asked for anew."""
    deadlines.cancel_all(day, reason=reason)
    day.duties.filter(state=DutyState.CONFIRMED).update(state=DutyState.ASKED, answered_at=None)
    day.asked_on = None
    if asks_now(day) or day.state == RosterState.NOTICED:
        ask(day)
