"""The transition tables of a reception day: what people do, and what dates do."""

from core.workflow import Step, Workflow
from stations.choices import DutyState
from stations.choices import RosterState as S
from stations.models import RosterDay
from stations.permissions import roster as may
from stations.workflow.merging import StationTable

PLANNED = frozenset({S.PLANNED})
COMING = frozenset({S.PLANNED, S.NOTICED})


def has_receivers(day: RosterDay) -> bool:
    return day.duties.filter(state__in=[DutyState.ASKED, DutyState.CONFIRMED]).exists()


def waits_for_substitute(day: RosterDay) -> bool:
    return day.duties.filter(state=DutyState.ON_LEAVE, replaced_by=None).exists()


def is_unexplained(day: RosterDay) -> bool:
    return not day.missed_why


ROSTER = StationTable(
    S.choices,
    [
        Step(
            "notice",
            "发布公告",
            PLANNED,
            S.NOTICED,
            may.may_plan,
            ready=has_receivers,
            not_ready="还没有安排接待代表，请先安排代表再公告。",
            primary=True,
        ),
        Step("confirm", "确认参加", COMING, None, may.may_confirm, primary=True),
        Step("leave", "请假", COMING, None, may.may_ask_leave),
        Step(
            "substitute",
            "安排替班",
            COMING,
            None,
            may.may_plan,
            ready=waits_for_substitute,
            not_ready="没有请假的代表等着替班，不用安排。",
            primary=True,
        ),
        Step("assign", "调整代表", COMING, None, may.may_plan),
        Step("move", "改期", COMING, None, may.may_plan),
        Step("change", "改时间地点", COMING, None, may.may_plan),
        Step("cancel", "取消", COMING, S.CANCELLED, may.may_plan),
        Step(
            "explain",
            "说明原因",
            frozenset({S.MISSED}),
            None,
            may.is_station_staff,
            ready=is_unexplained,
            not_ready="已经说明过原因了，不用再写。",
            primary=True,
        ),
    ],
)

# Receptions that were recorded, days that went by, days off that were published.
ROSTER_CLOCK = Workflow(
    S.choices,
    [
        Step("ask", "请代表确认", PLANNED, None, may.clock_decides),
        Step(
            "hold",
            "已接待",
            frozenset({S.PLANNED, S.NOTICED, S.MISSED, S.HELD}),
            S.HELD,
            may.clock_decides,
        ),
        Step("miss", "未接待", COMING, S.MISSED, may.clock_decides),
        Step("follow_calendar", "按放假安排调整", COMING, None, may.clock_decides),
    ],
)
