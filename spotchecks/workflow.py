"""The transition table of a spot check: pages, API and tests read it."""

from core.clock import today
from core.workflow import Step, Workflow
from spotchecks import permissions as may
from spotchecks.choices import OPEN_STATES, State
from spotchecks.models import SpotCheck

S = State


def _value_is_out(check: SpotCheck) -> bool:
    return check.source_day <= today()


def _all_reviewed(check: SpotCheck) -> bool:
    return not check.cases.filter(drawn_no__isnull=False, verdict="").exists()


SPOT_CHECK = Workflow(
    S.choices,
    [
        Step("edit", "修改方案", frozenset({S.PLANNED}), None, may.is_office),
        Step(
            "publish",
            "公布名单",
            frozenset({S.PLANNED}),
            S.PUBLISHED,
            may.is_office,
            primary=True,
        ),
        Step(
            "draw",
            "抽取",
            frozenset({S.PUBLISHED}),
            S.DRAWN,
            may.is_office,
            ready=_value_is_out,
            not_ready="公开来源的日子还没有到，到那天再来抽取。",
            primary=True,
        ),
        Step(
            "assign",
            "安排评议人",
            frozenset({S.DRAWN, S.REVIEWING}),
            S.REVIEWING,
            may.is_office,
            primary=True,
        ),
        Step("review", "记现场评议", frozenset({S.REVIEWING}), None, may.may_review),
        Step(
            "conclude",
            "确定结果",
            frozenset({S.REVIEWING}),
            S.CONCLUDED,
            may.is_office,
            ready=_all_reviewed,
            not_ready="抽中的还没有全部评议，评议完再确定结果。",
            primary=True,
        ),
        Step("cancel", "取消抽评", OPEN_STATES, S.CANCELLED, may.is_office),
    ],
)
