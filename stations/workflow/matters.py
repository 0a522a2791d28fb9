"""Further steps of an opinion: several ways, more time, same matter, a fresh start."""

from core.workflow import Step
from stations import permissions as may
from stations.choices import OpinionState as S
from stations.choices import Satisfaction
from stations.models import Opinion

ANY = frozenset(S)
LIVE = ANY - {S.FOLDED, S.WITHDRAWN}
_MOVING = frozenset({S.ROUTED, S.SUGGESTED, S.HANDLED, S.TOLD})
# Who heard these words may still be told better ones.
_TELL_AGAIN = {Satisfaction.UNSATISFIED, Satisfaction.UNREACHABLE, Satisfaction.UNRATED}


def has_open_way(case: Opinion) -> bool:
    return case.dispositions.filter(is_main=False, state="open").exists()


def has_clock(case: Opinion) -> bool:
    return case.state == S.ROUTED or has_open_way(case)


def has_no_open_way(case: Opinion) -> bool:
    return not has_open_way(case)


def is_linked(case: Opinion) -> bool:
    return case.same_after.exists() or case.same_before.exists()


def is_unsatisfied(case: Opinion) -> bool:
    return case.satisfaction == Satisfaction.UNSATISFIED


def may_be_told(case: Opinion) -> bool:
    return case.state != S.TOLD or case.satisfaction in _TELL_AGAIN


MATTERS = [
    Step("also_route", "加转", _MOVING, None, may.may_route),
    Step(
        "finish_route",
        "加转办结",
        LIVE,
        None,
        may.may_finish_way,
        ready=has_open_way,
        not_ready="没有正在办的加转。",
    ),
    Step(
        "ask_extension",
        "申请延期",
        _MOVING,
        None,
        may.may_ask_extension,
        ready=has_clock,
        not_ready="没有正在计算的办理期限，不用延期。",
    ),
    Step(
        "extend",
        "延期",
        _MOVING,
        None,
        may.may_extend,
        ready=has_clock,
        not_ready="没有正在计算的办理期限，不用延期。",
    ),
    Step("refuse_extension", "不同意延期", _MOVING, None, may.may_extend),
    Step(
        "reopen",
        "重新办理",
        frozenset({S.TOLD}),
        S.ROUTED,
        may.is_staff_of,
        ready=is_unsatisfied,
        not_ready="来访人没有表示不满意，不用重新办理；有新情况请用补充，或登记新的一件。",
    ),
    Step("try_contact", "没联系上", frozenset({S.HANDLED}), None, may.is_staff_of),
    Step("classify", "归类", LIVE, None, may.decides_route),
    Step("link_same", "关联同一件事", ANY - {S.WITHDRAWN}, None, may.may_match),
    Step(
        "unlink_same",
        "取消关联",
        ANY,
        None,
        may.may_match,
        ready=is_linked,
        not_ready="没有关联别的意见。",
    ),
    Step(
        "fold",
        "合并",
        frozenset({S.RECORDED, S.ROUTED}),
        S.FOLDED,
        may.may_match,
        ready=has_no_open_way,
        not_ready="还有加转的去向没有办完，办完再合并。",
    ),
    Step("unfold", "拆开", frozenset({S.FOLDED}), None, may.may_match),
]
