"""The transition table of a station's application for stars."""

from core.workflow import Step, Workflow
from stations.choices import StarState as S
from stations.permissions import standards as may
from stations.permissions.merging import carries

OWN = frozenset({S.DRAFT, S.RETURNED})

# The station is merged while the office still has the application: nobody may grant it any more.
MERGED_STARS = Workflow(
    S.choices,
    [Step("merged", "随站合并撤回", frozenset({S.APPLIED}), S.DRAFT, carries)],
)

STARS = Workflow(
    S.choices,
    [
        Step("fill_in", "填写自评", OWN, None, may.may_apply),
        Step("apply", "提交申报", OWN, S.APPLIED, may.may_apply, primary=True),
        Step("withdraw", "撤回申报", frozenset({S.APPLIED}), S.DRAFT, may.may_apply),
        Step("send_back", "退回补充", frozenset({S.APPLIED}), S.RETURNED, may.may_judge),
        Step("grant", "评定", frozenset({S.APPLIED}), S.GRANTED, may.may_judge, primary=True),
        Step("regrade", "重新评定", frozenset({S.GRANTED}), S.GRANTED, may.may_judge),
    ],
)
