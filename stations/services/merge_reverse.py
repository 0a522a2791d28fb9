"""恢复: a merge is taken back; each station has again what it had, and what came in by its code."""

import datetime as dt
from typing import Any

from django.db.models import Q

from audit.services import record
from core.clock import now, today
from core.problems import Conflict
from deadlines.models import Deadline
from deadlines.services.handover import hand_over_rows
from liaison.models import Seat, Unit
from liaison.services.carrying import give_back_seat, reopen_unit
from stations.choices import MergeState, MoveKind
from stations.models import (
    Activity,
    MergeMove,
    Opinion,
    PublicCode,
    RosterDay,
    RosterPattern,
    Station,
    StationDeputy,
    StationMerge,
    Submission,
)
from stations.notices import merging as notices
from stations.services import merge_moves as moves
from stations.services import merge_plan as plan
from stations.services import parents
from stations.services.kinds import hold_registry
from stations.services.merging import lock_cases, lock_stations, undisturbed
from stations.services.summary import require_words
from stations.workflow.merging import MERGE


def reverse(merge: StationMerge, *, by: Seat, reason: str) -> StationMerge:
    """恢复: what came in meanwhile stays with the new station, except by the old code."""
    require_words(reason=(reason, "请写明为什么恢复。"))
    MERGE.check(merge, "reverse", by)
    return undisturbed(lambda: _reverse(merge, by, reason.strip()[:300]))


def refusal_of(merge: StationMerge) -> str:
    """Why it cannot be taken back now, besides the days."""
    new = merge.new
    if new.merged_into is not None:
        return f"「{new.name}」后来又并入了「{new.merged_into.name}」，请先恢复那一次合并。"
    if new.closed_on is not None:
        return f"「{new.name}」已经撤销，不能从它那里恢复。"
    return ""


def _reverse(merge: StationMerge, by: Seat, reason: str) -> StationMerge:
    hold_registry(merge.old.congress_id)
    both = lock_stations(merge.old_id, merge.new_id)
    row: StationMerge = StationMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    row.old, row.new = both[row.old_id], both[row.new_id]
    MERGE.check(row, "reverse", by)
    if words := refusal_of(row):
        raise Conflict(words)
    _Reversal(row, by, reason).run()
    return row


class _Reversal:
    """A thing goes back if it still stands as the merge put it; else somebody decided otherwise
    since, and it stays as that decision left it."""

    def __init__(self, row: StationMerge, by: Seat, reason: str):
        self.row, self.by, self.reason = row, by, reason
        self.old, self.new = row.old, row.new
        self.way = moves.back(self.old, self.new, by)
        self.moved: dict[str, dict[int, dict[str, Any]]] = {}
        for move in row.moves.all():
            self.moved.setdefault(move.kind, {})[move.object_id] = move.before
        self.codes = list(self._of(MoveKind.CODE))

    def run(self) -> None:
        opinions, by_code = self._opinions(), self._opinions_by_code()
        submissions, activities, days = self._submissions(), self._activities(), self._days()
        lock_cases(opinions, by_code, submissions, activities, days)
        reopen_unit(self.old.unit, by=self.by, reason=self.reason)
        self._reopen()
        for opinion in list(opinions):
            moves.carry_opinion(opinion, self.way, owners=self._owners(opinion.pk))
        for opinion in list(by_code):
            moves.carry_opinion(opinion, self.way, owners={}, origin=True)
            self._note(MoveKind.OPINION, opinion.pk)
        for submission in list(submissions):
            moves.carry_submission(submission, self.way)
            self._note(MoveKind.SUBMISSION, submission.pk)
        for activity in list(activities):
            moves.carry_activity(activity, self.way)
        for day in list(days):
            moves.carry_day(day, self.way)
        self._rest()
        self._finish()

    def _of(self, kind: MoveKind) -> dict[int, dict[str, Any]]:
        return self.moved.get(kind, {})

    def _note(self, kind: MoveKind, pk: int) -> None:
        """It came in by the old code meanwhile and goes to the old station now."""
        if pk not in self._of(kind):
            MergeMove.objects.create(
                merge=self.row, kind=kind, object_id=pk, before={"came_by_code": True}
            )

    def _reopen(self) -> None:
        """Open again, and with it whatever had gone into it before."""
        self.old.closed_on = self.old.merged_into = None
        self.old.kept_by = self.old.unit
        self.old.save(update_fields=["closed_on", "merged_into", "kept_by"])
        inside = [self.old.pk]
        while inside:
            rows = Station.objects.filter(merged_into__in=inside)
            inside = list(rows.values_list("pk", flat=True))
            Station.objects.filter(pk__in=inside).update(kept_by=self.old.unit_id)

    def _opinions(self) -> Any:
        return Opinion.objects.filter(pk__in=self._of(MoveKind.OPINION), station=self.new)

    def _opinions_by_code(self) -> Any:
        """Taken in by the new station out of what was sent to the old one."""
        rows = Opinion.objects.filter(submission__in=self._submission_ids(), station=self.new)
        return rows.exclude(pk__in=self._of(MoveKind.OPINION))

    def _submissions(self) -> Any:
        return Submission.objects.filter(pk__in=self._submission_ids())

    def _submission_ids(self) -> list[int]:
        """Those that it brought and those that came by its codes since, settled ones too."""
        brought = Q(pk__in=self._of(MoveKind.SUBMISSION))
        by_code = Q(code_id__in=self.codes, sent_at__gte=self.row.at)
        rows = Submission.objects.filter(brought | by_code, station=self.new)
        return list(rows.values_list("pk", flat=True))

    def _activities(self) -> Any:
        return Activity.objects.filter(pk__in=self._of(MoveKind.ACTIVITY), station=self.new)

    def _days(self) -> Any:
        """Days to come: those it brought, and those planned since by its own patterns."""
        brought = [pk for pk, before in self._of(MoveKind.ROSTER_DAY).items() if "place" in before]
        coming = plan.days_of(self.new)
        planned = coming.filter(pattern_id__in=self._of(MoveKind.PATTERN))
        ids = {*coming.filter(pk__in=brought).values_list("pk", flat=True)}
        ids |= set(planned.values_list("pk", flat=True))
        return RosterDay.objects.filter(pk__in=ids)

    def _owners(self, pk: int) -> dict[int, Unit]:
        """Which bodies of the new township hand back to which of the old one."""
        pairs = self._of(MoveKind.OPINION)[pk].get("units", {})
        units = Unit.objects.in_bulk([int(before) for before in pairs])
        return {now_at: units[int(before)] for before, now_at in pairs.items()}

    def _rest(self) -> None:
        self._days_called_off()
        patterns = RosterPattern.objects.filter(pk__in=self._of(MoveKind.PATTERN))
        patterns.filter(station=self.new).update(station=self.old)
        self._deputies()
        for pk, before in self._of(MoveKind.CODE).items():
            rows = PublicCode.objects.filter(pk=pk, leads_to=self.new)
            rows.update(leads_to=before["leads_to"])
        self._children()
        duties = Deadline.objects.open().filter(pk__in=self._of(MoveKind.DUTY))
        hand_over_rows(duties, owners=self.way.owners, reason=self.way.words)
        self._seats()

    def _days_called_off(self) -> None:
        dropped = [
            pk for pk, before in self._of(MoveKind.ROSTER_DAY).items() if "dropped" in before
        ]
        rows = RosterDay.objects.filter(
            pk__in=dropped, station=self.old, state="cancelled", held_on__gt=today()
        )
        for day in rows.order_by("pk"):
            taken = RosterDay.objects.filter(
                station=self.old, planned_on=day.planned_on, starts_at=day.starts_at
            )
            if not taken.exclude(state="cancelled").exists():
                moves.bring_day_back(day, self.way)

    def _deputies(self) -> None:
        """Who has left the new station meanwhile does not come back to the old one by this."""
        rows = StationDeputy.objects.in_bulk(self._of(MoveKind.DEPUTY))
        for pk, before in self._of(MoveKind.DEPUTY).items():
            opened = StationDeputy.objects.filter(pk=before["opened"] or 0).first()
            if opened is not None and opened.until is not None:
                continue
            if opened is not None:
                opened.until = max(today(), opened.since)
                opened.save(update_fields=["until"])
            there = StationDeputy.objects.filter(
                station=self.old, deputy_id=rows[pk].deputy_id, until=None
            )
            if not there.exists():
                rows[pk].until = None
                rows[pk].save(update_fields=["until"])

    def _children(self) -> None:
        """Back under the old station; that one stands under a station that is open today."""
        parents.put_under(self.old, parents.standing(self.old.parent))
        for row in Station.objects.filter(pk__in=self._of(MoveKind.CHILD)).order_by("pk"):
            child = self.new if row.pk == self.new.pk else row
            as_merged = self.old.parent_id if child is self.new else self.new.pk
            if child.parent_id == as_merged and self.old.pk not in parents.below(child):
                parents.put_under(child, self.old)

    def _seats(self) -> None:
        seats = Seat.objects.select_related("user", "unit").in_bulk(
            [
                *self._of(MoveKind.SEAT),
                *[b["opened"] for b in self._of(MoveKind.SEAT).values() if b["opened"]],
            ]
        )
        for pk, before in self._of(MoveKind.SEAT).items():
            ends_on = before["ends_on"]
            give_back_seat(
                seats[pk],
                ends_on=dt.date.fromisoformat(ends_on) if ends_on else None,
                opened=seats.get(before["opened"]),
                by=self.by,
                reason=self.way.words,
            )

    def _finish(self) -> None:
        self.row.state = MergeState.REVERSED
        self.row.reversed_at, self.row.reversed_by_name = now(), self.by.person_name
        self.row.reversed_why = self.reason
        self.row.save()
        record(
            "station.reverse_merge",
            by=self.by,
            label="恢复联络站",
            subject=self.old,
            after={"from": self.new.name},
            reason=self.reason,
        )
        notices.merge_reversed(self.row, by=self.by)
