"""The transition table of an activity."""

from core.clock import today
from core.workflow import Step
from stations.choices import ActivityState as S
from stations.models import Activity
from stations.permissions import activities as may
from stations.workflow.merging import StationTable

BEFORE = frozenset({S.PLANNED, S.NOTICED})
LIVE = frozenset(S) - {S.CANCELLED}


def has_come(activity: Activity) -> bool:
    return activity.held_on <= today()


EARLY = "活动日期还没到，到了那天再办；日期有变请先用「修改」。"
ACTIVITY = StationTable(
    S.choices,
    [
        Step(
            "notice", "通知参加人员", frozenset({S.PLANNED}), S.NOTICED, may.may_run, primary=True
        ),
        Step(
            "hold",
            "登记开展情况",
            BEFORE,
            S.HELD,
            may.may_run,
            ready=has_come,
            not_ready=EARLY,
            primary=True,
        ),
        Step("sum_up", "写小结", frozenset({S.HELD}), S.CLOSED, may.may_run, primary=True),
        Step(
            "find",
            "记一个问题",
            BEFORE | {S.HELD},
            None,
            may.may_find,
            ready=has_come,
            not_ready=EARLY,
        ),
        Step("add_photos", "上传照片", LIVE, None, may.may_find, ready=has_come, not_ready=EARLY),
        Step("invite", "加参加人员", BEFORE, None, may.may_run),
        Step("take_out", "从名单去掉", BEFORE, None, may.may_run),
        Step("change", "修改", BEFORE, None, may.may_run),
        Step("cancel", "取消活动", BEFORE, S.CANCELLED, may.may_run),
    ],
)
