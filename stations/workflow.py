"""The transition table of a voter's opinion: pages, API and tests read it."""

from core.workflow import Step, Workflow
from stations import permissions as may
from stations.choices import OpinionState as S
from stations.models import Opinion

WAITING = frozenset({S.RECORDED})
MOVING = frozenset({S.RECORDED, S.ROUTED})
UNTOLD = frozenset({S.RECORDED, S.ROUTED, S.SUGGESTED, S.HANDLED})
ANY = frozenset(S)


def _with_handler(opinion: Opinion) -> bool:
    return opinion.handler_id is not None


OPINION = Workflow(
    S.choices,
    [
        Step("answer", "当场答复", WAITING, S.TOLD, may.is_staff_of, primary=True),
        Step("route", "分办", WAITING, S.ROUTED, may.decides_route, primary=True),
        Step("decline", "不予受理", WAITING, S.TOLD, may.is_staff_of),
        Step("reroute", "改转", frozenset({S.ROUTED}), S.ROUTED, may.decides_route),
        Step(
            "bounce",
            "退回",
            frozenset({S.ROUTED}),
            S.RECORDED,
            may.may_bounce,
        ),
        Step(
            "report_result",
            "填办理结果",
            frozenset({S.ROUTED}),
            S.HANDLED,
            may.may_report_result,
            primary=True,
        ),
        Step(
            "take_up",
            "转为代表建议",
            frozenset({S.RECORDED, S.ROUTED, S.SUGGESTED, S.HANDLED}),
            None,
            may.may_link,
        ),
        Step(
            "tell_back",
            "回复来访人",
            frozenset({S.HANDLED}),
            S.TOLD,
            may.may_tell_back,
            primary=True,
        ),
        Step("add", "补充", ANY, None, may.may_add),
        Step("reveal", "查看联系方式", ANY, None, may.may_reveal),
    ],
)
