"""The transition tables of a voter's opinion and visit: pages, API and tests read them."""

from core.workflow import Step, Workflow
from stations import permissions as may
from stations.choices import OpinionState as S
from stations.permissions.receptions import keeps_visit, lacks_guardian
from stations.workflow.matters import ANY, LIVE, MATTERS, may_be_told
from stations.workflow.merging import StationTable
from stations.workflow.public import ASK, CHANGE_NOTICE, PUBLISH, RELEASE_NOTICE

WAITING = frozenset({S.RECORDED})
FOLDED = frozenset({S.FOLDED})
ANSWERED = frozenset({S.HANDLED, S.TOLD})

OPINION = StationTable(
    S.choices,
    [
        Step("answer", "当场答复", WAITING, S.TOLD, may.is_staff_of, primary=True),
        Step("route", "分办", WAITING, S.ROUTED, may.may_route, primary=True),
        Step("decline", "不予受理", WAITING, S.TOLD, may.is_staff_of),
        Step("reroute", "改转", frozenset({S.ROUTED}), S.ROUTED, may.may_route),
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
            LIVE,
            None,
            may.may_link,
        ),
        RELEASE_NOTICE,
        Step(
            "tell_back",
            "回复来访人",
            frozenset({S.HANDLED, S.TOLD}),
            None,  # told, unless by a notice that has still to be released
            may.may_tell_back,
            ready=may_be_told,
            not_ready="已经回复过来访人，也没有不满意，不用再回复。",
            primary=True,
        ),
        Step("add", "补充", ANY, None, may.may_add),
        ASK,
        PUBLISH,
        CHANGE_NOTICE,
        Step("reveal", "查看联系方式", ANY, None, may.may_reveal),
        Step("issue_slip", "打印回执", ANY, None, may.is_staff_of),
        *MATTERS,
    ],
)

# What a suggestion does to the opinions it took up. The suggestion's own table has asked who may.
LINKED = Workflow(
    S.choices,
    [
        Step("take_up", "转为代表建议", LIVE, None, may.system_decides),
        Step("release", "建议未提成", frozenset({S.SUGGESTED}), S.RECORDED, may.system_decides),
        Step(
            "suggestion_answered",
            "建议已答复",
            frozenset({S.SUGGESTED, S.HANDLED, S.TOLD}),
            S.HANDLED,
            may.system_decides,
        ),
        Step("answer_recalled", "建议答复已撤回", ANSWERED, S.SUGGESTED, may.system_decides),
        # What an opinion does to those folded into it.
        Step("follow_result", "随并入的一件办结", FOLDED, S.HANDLED, may.system_decides),
        Step("follow_recall", "并入的一件撤回答复", ANSWERED, S.FOLDED, may.system_decides),
        Step("let_go", "并入的一件已撤回", FOLDED, None, may.system_decides),
    ],
)

VISIT = Workflow(
    [("recorded", "已登记")],
    [
        Step("add", "更正补充", frozenset({"recorded"}), None, keeps_visit),
        Step(
            "guardian",
            "记监护人",
            frozenset({"recorded"}),
            None,
            keeps_visit,
            ready=lacks_guardian,
            not_ready="这次接待不用再记监护人；要更正的，请用更正补充。",
        ),
        Step("add_sheet", "存签名表", frozenset({"recorded"}), None, keeps_visit),
        Step("reveal", "查看联系方式", frozenset({"recorded"}), None, may.may_see_contact),
    ],
)
