"""联络站合并: one station goes into another, with everything that is still to be done."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from audit.services import record
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from deadlines.services.handover import hand_over_rows
from liaison.models import Seat
from liaison.services.carrying import carry_seats
from liaison.services.units import close_unit
from stations.choices import MoveKind
from stations.models import (
    MergeMove,
    PublicCode,
    RosterDay,
    RosterPattern,
    Station,
    StationDeputy,
    StationMerge,
)
from stations.notices import merging as notices
from stations.permissions.merging import may_merge
from stations.services import merge_moves as moves
from stations.services import merge_plan as plan
from stations.services import parents, stars
from stations.services.kinds import hold_registry
from stations.services.rules import rule_of
from stations.services.summary import deed_day, require_words

T = TypeVar("T")
TRIES, PAUSE = 40, 0.1
ALONG, ENDS = "along", "ends"
STAFF = {ALONG: "一起到新站，在新站开同样的岗位", ENDS: "岗位到合并那天为止，不到新站"}


def merge(
    old: Station,
    new: Station,
    *,
    by: Seat,
    reason: str,
    on: dt.date | None = None,
    staff: str = ALONG,
) -> StationMerge:
    """办理合并: all of it or nothing; it can be taken back within the days of the rule."""
    if not may_merge(by, old, new):
        raise Forbidden("联络站合并由本县代工委办理，请联系代工委。")
    plan.require_pair(old, new)
    require_words(reason=(reason, "请写明合并的依据，例如会议或文件。"))
    if staff not in STAFF:
        words = "请选老站的工作人员怎么办。"
        raise Invalid(words, errors={"staff": [words]})
    day = deed_day(on, not_before=old.opened_on)
    return undisturbed(lambda: _merge(old, new, by, reason.strip()[:300], day, staff))


def undisturbed(deed: Callable[[], T]) -> T:
    """Wait until nobody is at work on any of it. The merge takes every lock at once or none:
    it never holds one case while it waits for another, so nobody is kept in a circle."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return deed()
        except OperationalError as problem:
            if not isinstance(problem.__cause__, LockNotAvailable):
                raise
            if left:
                time.sleep(PAUSE)
    raise Conflict("有人正在这里办事，请过一会儿再办。什么都还没有动。")


def lock_stations(*ids: int) -> dict[int, Station]:
    """From now on nothing new comes to either station until this is done."""
    rows = Station.objects.select_for_update(of=("self",), nowait=True).select_related(
        "unit", "township", "merged_into"
    )
    return {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}


def lock_cases(*rows: Any) -> None:
    """Each case, and whatever is owed on it."""
    for found in rows:
        ids = [row.pk for row in found.select_for_update(of=("self",), nowait=True).order_by("pk")]
        duties = Deadline.objects.open().filter(
            subject_type=found.model._meta.model_name, subject_id__in=ids
        )
        list(duties.select_for_update(of=("self",), nowait=True).order_by("pk"))


def _merge(
    old: Station, new: Station, by: Seat, reason: str, day: dt.date, staff: str
) -> StationMerge:
    hold_registry(old.congress_id)
    both = lock_stations(old.pk, new.pk)
    old, new = both[old.pk], both[new.pk]
    plan.require_pair(old, new)
    lock_cases(
        plan.opinions_of(old),
        plan.submissions_of(old),
        plan.activities_of(old),
        plan.days_of(old),
        plan.days_of(new),
        plan.applications_of(old),
    )
    days = rule_of(new.congress_id).merge_reversal_days
    row = StationMerge.objects.create(
        old=old,
        new=new,
        merged_on=day,
        reason=reason,
        reversible_until=today() + dt.timedelta(days=days),
        by_name=by.person_name,
    )
    _Merge(row, old, new, by, day, staff).run()
    return row


class _Merge:
    """Every step writes down what it moved and how that stood before."""

    def __init__(
        self, row: StationMerge, old: Station, new: Station, by: Seat, day: dt.date, staff: str
    ):
        self.row, self.old, self.new, self.by = row, old, new, by
        self.day, self.staff = day, staff
        self.way = moves.over(old, new, by)
        self.moved: list[MergeMove] = []

    def run(self) -> None:
        self._cases()
        self._days()
        self._patterns()
        self._deputies()
        self._codes()
        self._children()
        self._duties()
        self._stars()
        self._seats()
        self._close()
        MergeMove.objects.bulk_create(self.moved)
        record(
            "station.merge",
            by=self.by,
            label="联络站合并",
            subject=self.old,
            after={"into": self.new.name, "on": self.day.isoformat(), "moved": len(self.moved)},
            reason=self.row.reason,
        )
        notices.merged(self.row, by=self.by)

    def _keep(self, kind: MoveKind, pk: int, **before: Any) -> None:
        self.moved.append(MergeMove(merge=self.row, kind=kind, object_id=pk, before=before))

    def _cases(self) -> None:
        for opinion in plan.opinions_of(self.old).order_by("pk"):
            self._keep(MoveKind.OPINION, opinion.pk, units=moves.carry_opinion(opinion, self.way))
        for submission in plan.submissions_of(self.old).order_by("pk"):
            moves.carry_submission(submission, self.way)
            self._keep(MoveKind.SUBMISSION, submission.pk)
        for activity in plan.activities_of(self.old).order_by("pk"):
            moves.carry_activity(activity, self.way)
            self._keep(MoveKind.ACTIVITY, activity.pk)

    def _days(self) -> None:
        there = list(plan.days_of(self.new))
        for day in plan.days_of(self.old).order_by("pk"):
            if plan.clashing(day, there) is not None:
                self._keep(MoveKind.ROSTER_DAY, day.pk, dropped=True)
                moves.drop_day(day, self.way)
                continue
            self._keep(MoveKind.ROSTER_DAY, day.pk, place=day.place)
            moves.carry_day(day, self.way)
            there.append(RosterDay.objects.get(pk=day.pk))

    def _patterns(self) -> None:
        for row in plan.patterns_of(self.old):
            self._keep(MoveKind.PATTERN, row.pk)
            RosterPattern.objects.filter(pk=row.pk).update(station=self.new)

    def _deputies(self) -> None:
        there = set(plan.attachments_of(self.new).values_list("deputy_id", flat=True))
        for row in plan.attachments_of(self.old):
            row.until = max(self.day, row.since)
            row.save(update_fields=["until"])
            fresh = None
            if row.deputy_id not in there:
                fresh = StationDeputy.objects.create(
                    station=self.new, deputy_id=row.deputy_id, since=max(self.day, row.since)
                )
            self._keep(MoveKind.DEPUTY, row.pk, opened=fresh.pk if fresh else None)

    def _codes(self) -> None:
        for code in plan.codes_of(self.old):
            self._keep(MoveKind.CODE, code.pk, leads_to=code.leads_to_id)
            PublicCode.objects.filter(pk=code.pk).update(leads_to=self.new)

    def _children(self) -> None:
        """Closed ones as well: one that is put back later stands under a station that stands."""
        for row in Station.objects.filter(parent=self.old).order_by("pk"):
            self._keep(MoveKind.CHILD, row.pk)
            if row.pk == self.new.pk:
                parents.put_under(self.new, parents.standing(self.old.parent), on=self.day)
            else:
                parents.put_under(row, self.new, on=self.day)

    def _duties(self) -> None:
        left = plan.other_duties(self.old)
        for duty in hand_over_rows(left, owners=self.way.owners, reason=self.way.words):
            self._keep(MoveKind.DUTY, duty.pk)

    def _stars(self) -> None:
        """Before the posts end, so that whoever filed it hears of it."""
        for case in plan.applications_of(self.old).order_by("pk"):
            stars.withdraw_with_station(case, by=self.by, why=f"本站并入{self.new.name}")

    def _seats(self) -> None:
        found = carry_seats(
            self.old.unit,
            to=self.new.unit,
            on=self.day,
            by=self.by,
            along=self.staff == ALONG,
            reason=self.way.words,
        )
        for one in found:
            self._keep(
                MoveKind.SEAT,
                one.seat.pk,
                ends_on=one.ends_on.isoformat() if one.ends_on else None,
                opened=one.opened.pk if one.opened else None,
            )

    def _close(self) -> None:
        """Closed, but to be found; those that went into it before are kept by the new one too."""
        close_unit(
            self.old.unit, on=self.day, by=self.by, successor=self.new.unit, reason=self.row.reason
        )
        self.old.closed_on, self.old.merged_into = self.day, self.new
        self.old.save(update_fields=["closed_on", "merged_into"])
        Station.objects.filter(kept_by=self.old.unit_id).update(kept_by=self.new.unit_id)
