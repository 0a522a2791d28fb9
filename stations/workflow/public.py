"""The tables of the voters' own door: what is sent in, and what the voter may do afterwards."""

from core.workflow import Step, Workflow
from stations.choices import OpinionState as O
from stations.choices import SubmissionState as S
from stations.models import Opinion
from stations.permissions import public as may
from stations.workflow.merging import StationTable

_WAITING = frozenset({S.WAITING})
_LIVE = frozenset(O) - {O.FOLDED, O.WITHDRAWN}


def has_notice(case: Opinion) -> bool:
    """Public, or waiting for its release."""
    return case.public_notices.filter(taken_down_at=None).exists()


def has_draft(case: Opinion) -> bool:
    return case.public_notices.filter(taken_down_at=None, published_at=None).exists()


def may_be_published(case: Opinion) -> bool:
    return not case.keep_secret and not has_notice(case)


def may_be_corrected(case: Opinion) -> bool:
    return not case.keep_secret and has_notice(case)


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
    ready=may_be_published,
    not_ready="来访人要求保密，或者已经有公示，不能再公示。要改原来的公示，请点「更正公示」。",
)
RELEASE_NOTICE = Step(
    "release_notice",
    "发布公示",
    frozenset({O.HANDLED, O.TOLD}),
    O.TOLD,
    may.may_publish,
    ready=has_draft,
    not_ready="没有等着发布的公示稿。要用公示回复，请点「回复来访人」，方式选公示。",
    primary=True,
)
CHANGE_NOTICE = Step(
    "change_notice",
    "更正公示",
    frozenset(O),
    None,
    may.may_publish,
    ready=may_be_corrected,
    not_ready="没有可以更正的公示。来访人要求保密的，公示只写编号，不用更正。",
)
