"""The tables of a merge, and of what it carries from one station to the other."""

from typing import Any

from core.clock import today
from core.problems import Conflict, Forbidden
from core.workflow import Step, Workflow
from liaison.choices import STATION_ROLES
from liaison.models import Seat
from stations.choices import (
    ActivityState,
    MergeState,
    OpinionState,
    RosterState,
    SubmissionState,
)
from stations.models import Station, StationMerge
from stations.permissions import merging as may


class StationTable(Workflow):
    """Cases of a station. Who began a deed at a station that is merged by now is told where the
    case went, not that the post is too low for it."""

    def check(self, case: Any, code: str, seat: Any) -> Step:
        try:
            return super().check(case, code, seat)
        except Forbidden:
            if (words := went_to(case.station, seat)) is not None:
                raise Conflict(words, state=case.state) from None
            raise


def went_to(now_at: Station, seat: object) -> str | None:
    """Where the cases of the seat's own station went, if that is where this one is."""
    if not isinstance(seat, Seat) or seat.role not in STATION_ROLES:
        return None
    if now_at.kept_by_id == seat.unit_id:
        return None
    rows = Station.objects.filter(unit_id=seat.unit_id, merged_into__isnull=False)
    own = rows.filter(kept_by_id=now_at.kept_by_id).select_related("merged_into").first()
    if own is None or own.merged_into is None:
        return None
    return (
        f"「{own.name}」已并入「{own.merged_into.name}」，这件事由新站接着办。"
        "您写的内容还在，请换到新站的岗位再办。"
    )


def is_in_time(merge: StationMerge) -> bool:
    return today() <= merge.reversible_until


MERGE = Workflow(
    MergeState.choices,
    [
        Step(
            "reverse",
            "恢复",
            frozenset({MergeState.DONE}),
            MergeState.REVERSED,
            may.may_reverse,
            ready=is_in_time,
            not_ready="可以恢复的时间已经过了。要分开，请另设一个站，再把代表转过去。",
        ),
    ],
)


def _carried(states: Any) -> Workflow:
    """Merging moves a case in any state; the state itself stays."""
    anywhere = frozenset(code for code, _ in states)
    return Workflow(
        states,
        [
            Step("carry_over", "随站合并", anywhere, None, may.carries),
            Step("carry_back", "随站恢复", anywhere, None, may.carries),
        ],
    )


CARRIED_OPINION = _carried(OpinionState.choices)
CARRIED_SUBMISSION = _carried(SubmissionState.choices)
CARRIED_ACTIVITY = _carried(ActivityState.choices)
CARRIED_DAY = _carried(RosterState.choices)
