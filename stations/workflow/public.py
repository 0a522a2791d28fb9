"""The tables of the voters' own door: what is sent in, and what the voter may do afterwards."""

from core.workflow import Step, Workflow
from stations.choices import OpinionState as O
from stations.choices import SubmissionState as S
from stations.models import Opinion
from stations.permissions import public as may
from stations.workflow.merging import StationTable

_WAITING = frozenset({S.WAITING})
_LIVE = frozenset(O) - {O.FOLDED, O.WITHDRAWN}


def is_public(case: Opinion) -> bool:
    """What everybody may read already."""
    return case.public_notices.filter(taken_down_at=None).exists()


SUBMISSION = StationTable(
    S.choices,
    [
        Step("accept", "受理", _WAITING, S.ACCEPTED, may.takes_in, primary=True),
        Step("refuse", "不受理", _WAITING, S.REFUSED, may.takes_in),
        Step("look", "查看联系方式", frozenset(S), None, may.may_see_sender),
        Step(
            "forget",
            "删除联系方式",
            frozenset(S),
            None,
            may.takes_in,
            ready=lambda case: bool(case.visitor_name or case.visitor_phone),
            not_ready="没有留称呼和电话，不用删。",
        ),
        Step("take_back", "撤回", _WAITING, S.WITHDRAWN, may.is_voter),
    ],
)

# What the voter does by the code; the opinion's own table is for those who have a post.
VOTER = Workflow(
    O.choices,
    [
        Step("reply", "回答提问", _LIVE, None, may.is_voter),
        Step("rate", "评价", frozenset({O.TOLD}), None, may.is_voter),
        Step(
            "take_back",
            "撤回",
            frozenset({O.RECORDED, O.ROUTED}),
            O.WITHDRAWN,
            may.is_voter,
        ),
    ],
)

# What staff do for the voter who follows and for the public; part of the opinion's table.
ASK = Step(
    "ask",
    "问来访人",
    _LIVE - {O.TOLD},
    None,
    may.may_ask,
    ready=lambda case: bool(case.secret_hash),
    not_ready="来访人没有查询码，在网上看不到提问，请打电话或当面问。",
)
PUBLISH = Step(
    "publish",
    "公示结果",
    frozenset({O.HANDLED, O.TOLD}),
    None,
    may.may_publish,
    ready=lambda case: not case.keep_secret and not is_public(case),
    not_ready="来访人要求保密，或者已经公示过，不能再公示。要改原来的公示，请先撤下。",
)
