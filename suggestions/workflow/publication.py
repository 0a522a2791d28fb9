"""The review of what the public reads of an answer."""

from core.workflow import Step, Workflow
from suggestions.choices import PublicationState
from suggestions.permissions import publication as may

P = PublicationState

PUBLICATION = Workflow(
    P.choices,
    [
        Step(
            "release",
            "公开",
            frozenset({P.WAITING, P.DECLINED, P.TAKEN_DOWN}),
            P.PUBLISHED,
            may.is_office_of_publication,
            ready=may.publishable,
            not_ready="领衔代表不同意公开，这件不能公开。代表改变意见的，请先代录评价。",
            primary=True,
        ),
        Step(
            "decline",
            "不予公开",
            frozenset({P.WAITING}),
            P.DECLINED,
            may.is_office_of_publication,
        ),
        Step(
            "correct",
            "更正公开稿",
            frozenset({P.PUBLISHED}),
            None,
            may.is_office_of_publication,
        ),
        Step(
            "take_down",
            "撤下",
            frozenset({P.PUBLISHED}),
            P.TAKEN_DOWN,
            may.is_office_of_publication,
        ),
    ],
)

# What the answer's own fate and the deputy's word do to it: no button, that deed asked who may.
PUBLICATION_FATE = Workflow(
    P.choices,
    [
        Step("lapse", "随答复失效", frozenset(P), P.LAPSED, lambda seat, row: True),
        Step(
            "object",
            "代表不同意公开",
            frozenset({P.WAITING, P.PUBLISHED}),
            None,
            lambda seat, row: True,
        ),
        Step(
            "reopen",
            "代表同意公开，重新审查",
            frozenset({P.DECLINED, P.TAKEN_DOWN}),
            P.WAITING,
            lambda seat, row: True,
        ),
    ],
)
