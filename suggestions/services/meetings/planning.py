"""The meeting is called, its table is filled and planned line by line, or it is given up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import perform, record, require_version, touch
from core.display import cn_date
from core.problems import Conflict, Forbidden
from liaison.models import Seat, Session, Unit
from liaison.permissions import is_congress_office
from suggestions.choices import AssignmentPart, PlannedState, State
from suggestions.models import AssignmentMeeting, PlannedCase, PlannedShare, Suggestion
from suggestions.querysets import SuggestionQuerySet
from suggestions.services.base import clocks
from suggestions.services.base.checks import refuse, require_handler
from suggestions.services.meetings.frame import happened, require_lawful_batch
from suggestions.services.meetings.routes import find_routes
from suggestions.workflow.meetings import MEETING

MOST = 300
FIELDS = ("title", "day", "place", "due_on", "session")


def call_meeting(
    *,
    by: Seat,
    title: str,
    day: dt.date,
    place: str = "",
    due_on: dt.date | None = None,
    session: Session | None = None,
) -> AssignmentMeeting:
    """准备交办会: seen by the office alone until it is held."""
    if not is_congress_office(by):
        raise Forbidden("交办会由本级人大的代工委（乡镇人大主席团）组织，请联系他们。")
    scope = by.unit.scope() | {"congress_id": by.unit.congress_id}
    meeting = AssignmentMeeting(**scope, updated_by_name=by.person_name)
    given = {"title": title, "day": day, "place": place, "due_on": due_on, "session": session}
    with transaction.atomic():
        _write(meeting, given)
        meeting.save()
        happened(meeting, "called", "开始准备交办会", by=by)
        record("assignmentmeeting.call", by=by, label="准备交办会", subject=meeting)
    return meeting


def edit_meeting(
    meeting: AssignmentMeeting, *, by: Seat, version: int | None = None, **given: Any
) -> AssignmentMeeting:
    """Another day moves clock zero and the last lawful day with it."""
    with perform(meeting, "edit", by=by, workflow=MEETING, version=version) as deed:
        _write(deed.case, given)
    return meeting


def _write(meeting: AssignmentMeeting, given: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in given:
            setattr(meeting, name, given[name])
    meeting.title, meeting.place = meeting.title.strip(), meeting.place.strip()
    if not meeting.title:
        raise refuse("title", "请填写交办会的名称。")
    session = meeting.session
    if session is not None and session.term.congress_id != meeting.congress_id:
        raise refuse("session", "请选本级人大的会议。")
    require_lawful_batch(meeting)


def cancel_meeting(
    meeting: AssignmentMeeting, *, by: Seat, version: int | None = None
) -> AssignmentMeeting:
    """取消会议: its suggestions wait to be assigned as before."""
    with perform(meeting, "cancel", by=by, workflow=MEETING, version=version) as deed:
        deed.case.rows.filter(state=PlannedState.PLANNED).update(state=PlannedState.RELEASED)
        happened(deed.case, "cancelled", "取消交办会", by=by)
    return meeting


def waiting_for_meeting(meeting: AssignmentMeeting, by: Seat) -> SuggestionQuerySet:
    """What may be put in: accepted, of this congress, in no other table that is being prepared."""
    rows = Suggestion.objects.visible_to(by).filter(
        congress_id=meeting.congress_id, state=State.ACCEPTED
    )
    taken = PlannedCase.objects.filter(state=PlannedState.PLANNED).values("suggestion_id")
    here = PlannedCase.objects.filter(meeting_id=meeting.pk or 0).values("suggestion_id")
    found: SuggestionQuerySet = rows.exclude(pk__in=taken).exclude(pk__in=here)
    return found.order_by("session_id", "serial", "split_no", "id")


def put_in(
    meeting: AssignmentMeeting,
    *,
    by: Seat,
    cases: Iterable[Suggestion],
    version: int | None = None,
) -> list[PlannedCase]:
    """排入建议: with where such matters went in past years; what is elsewhere stays there."""
    wanted = {case.pk for case in cases}
    with perform(meeting, "put_in", by=by, workflow=MEETING, version=version) as deed:
        fresh = list(waiting_for_meeting(deed.case, by).filter(pk__in=wanted))
        if not fresh:
            raise refuse("cases", "请选待交办、还没有排入交办会的建议。")
        if deed.case.rows.count() + len(fresh) > MOST:
            raise refuse("cases", f"一次交办会最多{MOST}件，请分几次开。")
        try:
            with transaction.atomic():
                made = PlannedCase.objects.bulk_create(
                    PlannedCase(meeting=deed.case, suggestion=case, routes=find_routes(case, by=by))
                    for case in fresh
                )
        except IntegrityError:
            raise Conflict("有的建议刚被排进另一次交办会，请刷新后再选。") from None
        happened(deed.case, "put_in", f"排入{len(made)}件建议", by=by)
    return made


def take_out(row: PlannedCase, *, by: Seat, version: int | None = None) -> None:
    """移出: it waits to be assigned alone or by another meeting."""
    with transaction.atomic():
        now = _locked(row, "take_out", by, version)
        record("plannedcase.take_out", by=by, label="移出交办会", subject=now)
        now.delete()


def plan(
    row: PlannedCase,
    *,
    by: Seat,
    main: Sequence[Unit] = (),
    co: Sequence[Unit] = (),
    due_on: dt.date | None = None,
    note: str = "",
    version: int | None = None,
) -> PlannedCase:
    """排承办单位: one unit in `main` is 主办, several are 分办 and answer each for its part."""
    with transaction.atomic():
        now = _locked(row, "plan", by, version)
        _check(now, list(main), list(co))
        _check_day(now, due_on)
        before = facts(now)
        now.shares.all().delete()
        part = AssignmentPart.SEPARATE if len(main) > 1 else AssignmentPart.MAIN
        PlannedShare.objects.bulk_create(
            [PlannedShare(planned=now, unit=unit, part=part) for unit in main]
            + [PlannedShare(planned=now, unit=unit, part=AssignmentPart.CO) for unit in co]
        )
        now.due_on, now.note, now.problem = due_on, note.strip(), ""
        touch(now, by)
        now.save()
        after = facts(now)
        changed = [name for name in after if before[name] != after[name]]
        record(
            "plannedcase.plan",
            by=by,
            label="排承办单位",
            subject=now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return now


def facts(row: PlannedCase) -> dict[str, str]:
    """The line in words, as the record keeps it and as a second person is shown it."""
    main: list[str] = []
    co: list[str] = []
    for share in row.shares.select_related("unit").order_by("id"):
        (co if share.part == AssignmentPart.CO else main).append(share.unit.short_name)
    return {
        "主办": "、".join(main),
        "会办": "、".join(co),
        "答复日期": cn_date(row.due_on) if row.due_on else "",
        "备注": row.note,
    }


def _locked(row: PlannedCase, step: str, by: Seat, version: int | None) -> PlannedCase:
    """The line as it is now, for nobody else until this is over."""
    now = (
        PlannedCase.objects.select_for_update(of=("self",))
        .select_related("meeting", "suggestion")
        .filter(pk=row.pk)
        .first()
    )
    if now is None:
        raise Conflict("这一件刚被移出这次交办会，请刷新后再看。")
    MEETING.check(now.meeting, step, by)
    if now.state != PlannedState.PLANNED:
        raise Conflict(f"这一件{now.get_state_display()}，不能再改；要换单位，请到这件建议里调整。")
    require_version(now, version)
    return now


def _check(row: PlannedCase, main: list[Unit], co: list[Unit]) -> None:
    for field, units in (("main", main), ("co", co)):
        for unit in units:
            require_handler(unit, field, row.suggestion.congress_id)
            if (main + co).count(unit) > 1:
                raise refuse(field, f"「{unit.short_name}」填了两次，请去掉一个。")
    if co and not main:
        raise refuse("main", "请先填主办单位。")


def _check_day(row: PlannedCase, due_on: dt.date | None) -> None:
    if due_on is not None:
        zero = row.suggestion.assigned_on or row.meeting.day
        clocks.require_lawful(row.suggestion, due_on, zero)
