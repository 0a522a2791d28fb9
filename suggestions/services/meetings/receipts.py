"""签收回执: who has signed for what, who is pressed to sign, a unit signs for all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from audit.services import record
from core.apart import apart
from core.clock import BEIJING, today
from core.problems import Conflict, Problem
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat, Unit
from suggestions.choices import AssignmentPart, AssignmentState
from suggestions.models import (
    AssignmentMeeting,
    AssignmentMeetingEvent,
    PlannedCase,
    PlannedShare,
    Suggestion,
)
from suggestions.notices.meetings import tell_meeting
from suggestions.services.base.checks import refuse
from suggestions.services.handling.working import sign_for
from suggestions.services.meetings.frame import happened
from suggestions.workflow.meetings import MEETING


@dataclass(frozen=True)
class MeetingSums:
    cases: int
    unsigned: int


@dataclass
class Receipt:
    """One unit's part of the meeting."""

    unit: Unit
    shares: list[PlannedShare] = field(default_factory=list)
    pressed: AssignmentMeetingEvent | None = None

    def count(self, part: str) -> int:
        return sum(share.part == part for share in self.shares)

    @property
    def main(self) -> int:
        return self.count(AssignmentPart.MAIN)

    @property
    def separate(self) -> int:
        return self.count(AssignmentPart.SEPARATE)

    @property
    def co(self) -> int:
        return self.count(AssignmentPart.CO)

    @property
    def signed(self) -> list[PlannedShare]:
        return [share for share in self.shares if share.assignment and share.assignment.signed_on]

    @property
    def waiting(self) -> list[PlannedShare]:
        return [share for share in self.shares if _waits(share)]


def _waits(share: PlannedShare) -> bool:
    return share.assignment is not None and share.assignment.state == AssignmentState.ASSIGNED


def _handed_over(meetings: Sequence[AssignmentMeeting], seat: Seat) -> QuerySet[PlannedShare]:
    """As far as the seat sees the suggestions and the units are its own."""
    rows = PlannedShare.objects.filter(planned__meeting__in=meetings, assignment__isnull=False)
    rows = rows.filter(planned__suggestion__in=Suggestion.objects.visible_to(seat))
    if seat.role in UNIT_ROLES:
        rows = rows.filter(unit_id=seat.unit_id)
    elif seat.role == Role.GOVOFFICE:
        own = Q(unit_id=seat.unit_id) | Q(unit__government_id=seat.unit.government_id or 0)
        rows = rows.filter(own)
    return rows


def sums_of(meetings: Sequence[AssignmentMeeting], seat: Seat) -> dict[int, MeetingSums]:
    """Of each meeting of a page: its cases, as far as they were handed over to somebody the seat
    sees, else as they are planned; and the shares that nobody has signed for."""
    planned = PlannedCase.objects.filter(meeting__in=meetings).values_list("meeting_id")
    counted = dict(planned.annotate(Count("pk")).order_by())
    found = {meeting.pk: MeetingSums(counted.get(meeting.pk, 0), 0) for meeting in meetings}
    handed = _handed_over(meetings, seat).order_by().values("planned__meeting_id")
    waits = Q(assignment__state=AssignmentState.ASSIGNED)
    for row in handed.annotate(
        cases=Count("planned", distinct=True), unsigned=Count("pk", filter=waits)
    ):
        found[row["planned__meeting_id"]] = MeetingSums(row["cases"], row["unsigned"])
    return found


def shares_of(meeting: AssignmentMeeting, seat: Seat) -> QuerySet[PlannedShare]:
    """What was handed over at one meeting, in the order of the numbers."""
    return (
        _handed_over([meeting], seat)
        .select_related(
            "unit", "assignment", "planned__suggestion__lead", "planned__suggestion__session"
        )
        .order_by("planned__suggestion__session_id", "planned__suggestion__serial", "id")
    )


def receipts(meeting: AssignmentMeeting, seat: Seat) -> list[Receipt]:
    """By unit: those with something unsigned first."""
    found: dict[int, Receipt] = {}
    for share in shares_of(meeting, seat):
        found.setdefault(share.unit_id, Receipt(share.unit)).shares.append(share)
    for event in meeting.events.filter(code="pressed", unit__in=list(found)).order_by("id"):
        found[event.unit_id or 0].pressed = event
    return sorted(found.values(), key=lambda one: (-len(one.waiting), one.unit.name))


def press_signing(meeting: AssignmentMeeting, *, by: Seat, unit: Unit | None = None) -> int:
    """催签收: one notice to each unit that has not signed, once a day; signing is the answer."""
    MEETING.check(meeting, "press_signing", by)
    chosen = [one for one in receipts(meeting, by) if one.waiting]
    if unit is not None:
        chosen = [one for one in chosen if one.unit.pk == unit.pk]
    if not chosen:
        raise Conflict("都已经签收了，不用催。", state=meeting.state)
    fresh = [one for one in chosen if not _pressed_today(one)]
    if not fresh:
        raise Conflict("今天已经催过了，明天还没有签收的再催。", state=meeting.state)
    for one in fresh:
        _press(meeting, one, by)
    return len(fresh)


def _pressed_today(one: Receipt) -> bool:
    return one.pressed is not None and one.pressed.at.astimezone(BEIJING).date() == today()


def _press(meeting: AssignmentMeeting, one: Receipt, by: Seat) -> None:
    many = len(one.waiting)
    words = f"催{one.unit.short_name}签收{many}件"
    event = happened(meeting, "pressed", words, by=by, unit=one.unit)
    record("assignmentmeeting.press_signing", by=by, label="催签收", subject=meeting, reason=words)
    whom = Q(unit_id=one.unit.pk, role__in=[*UNIT_ROLES, Role.GOVOFFICE])
    title = f"还有{many}件交办的代表建议没有签收，请尽快签收"
    tell_meeting(event, meeting, whom, title, meeting.title, key=f"{one.unit.pk}", by=by)


@dataclass(frozen=True)
class Signed:
    """One line of a common signing: done, or why not."""

    case: Suggestion
    words: str = ""


def sign_all(meeting: AssignmentMeeting, *, by: Seat, ids: set[int] | None = None) -> list[Signed]:
    """一并签收: a unit signs for what it was given, or for the chosen; each stands alone."""
    MEETING.check(meeting, "sign_all", by)
    waiting = [share for share in shares_of(meeting, by) if _waits(share)]
    own = [share for share in waiting if share.unit_id == by.unit_id]
    chosen = [one for one in own if ids is None or one.planned.suggestion_id in ids]
    if not chosen:
        raise refuse("ids", "请选还没有签收的建议。")
    return [_sign(share.planned.suggestion, by) for share in chosen]


def _sign(case: Suggestion, by: Seat) -> Signed:
    words = "系统出了问题，这一件没有签收，请稍后再试。"
    with apart("signing", case.pk):
        try:
            sign_for(case, by=by)
        except Problem as problem:
            return Signed(case, problem.detail)
        words = ""
    return Signed(case, words)
