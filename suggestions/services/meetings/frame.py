"""What every deed on an assignment meeting shares: its sentence, its line, the day of the law."""

import datetime as dt
from typing import Any

from audit.services import Actor
from core.display import cn_date
from deadlines import arithmetic
from deadlines.choices import PeriodUnit
from liaison.calendar import calendar_of
from liaison.models import Unit
from liaison.models.scope import SCOPE_COLUMNS
from liaison.services.history import signed
from suggestions.choices import REPLY
from suggestions.models import AssignmentMeeting, AssignmentMeetingEvent
from suggestions.services.base.checks import refuse


def happened(
    meeting: AssignmentMeeting,
    code: str,
    sentence: str,
    *,
    by: Actor,
    note: str = "",
    unit: Unit | None = None,
) -> AssignmentMeetingEvent:
    """One sentence of the meeting's history, in the deed's own transaction."""
    return AssignmentMeetingEvent.objects.create(
        meeting=meeting, code=code, sentence=sentence[:300], note=note, unit=unit, **signed(by)
    )


def law_day(meeting: AssignmentMeeting) -> dt.date:
    """代表法 art. 51: three months from the meeting; a whole batch is not 'complicated'."""
    amount, unit = REPLY.limit or (3, PeriodUnit.MONTHS)
    calendar = calendar_of(getattr(meeting, column) for column in SCOPE_COLUMNS)
    return arithmetic.compute(meeting.day, amount, unit, calendar).due_on


def require_lawful_batch(meeting: AssignmentMeeting) -> None:
    """A fixed day for the whole batch beats the three months, and is never later than the law."""
    day: Any = meeting.due_on
    if day is None:
        return
    if day <= meeting.day:
        raise refuse("due_on", f"答复日期要在开会（{cn_date(meeting.day)}）之后，请另选日期。")
    last = law_day(meeting)
    if day > last:
        raise refuse(
            "due_on",
            f"依代表法第五十一条，交办后3个月内答复，请选{cn_date(last)}或以前的日期；"
            "涉及面广、办理难度大的，可以在表里给那一件单独定，最迟6个月。",
        )
