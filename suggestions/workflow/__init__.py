"""The transition table of a suggestion: pages, API and tests read it.

The order of the steps is the order of the buttons.
"""

from core.display import cn_date
from core.workflow import Step, Workflow
from suggestions import permissions as may
from suggestions.choices import ENDED_STATES, PromiseState, State
from suggestions.models import Suggestion
from suggestions.permissions import letters
from suggestions.permissions.delivery import may_record_delivery, undelivered
from suggestions.workflow.publication import PUBLICATION, PUBLICATION_FATE

__all__ = [
    "CHECKED",
    "PROMISE",
    "PROMISE_RECALL",
    "PUBLICATION",
    "PUBLICATION_FATE",
    "SUGGESTION",
]

S = State
DRAFTING = frozenset({S.DRAFT, S.COSIGNING, S.SENT_BACK})
IN_HAND = frozenset({S.ASSIGNED, S.HANDLING, S.REHANDLING})
WORKING = frozenset({S.HANDLING, S.REHANDLING})
# Somebody has answered; of several units the others may still be at work.
SEALED_IN = frozenset({S.HANDLING, S.REHANDLING, S.REPLIED, S.STUDYING, S.CLOSED})
# Answered and at rest: a bad finding of a spot check may open it again.
FOLLOWED_IN = frozenset({S.REPLIED, S.CLOSED})
ANSWERED = frozenset({S.REPLIED, S.STUDYING, S.REHANDLING, S.CLOSED})
# Handed in and not ended early: a co-signer may still say that it was not his or her will.
SIGNED_IN = (
    frozenset({S.SUBMITTED, S.SENT_BACK, S.ACCEPTED, S.MERGED, S.REPLIED, S.STUDYING, S.CLOSED})
    | IN_HAND
)


def _may_return(case: Suggestion) -> bool:
    return may.returns_agreed(case) < may.MAX_RETURNS


def _has_text(case: Suggestion) -> bool:
    return bool(case.title and case.problem and case.proposal)


def _sealed(case: Suggestion) -> str:
    """An archived case is read and printed only."""
    if case.archived_on is None:
        return ""
    day = cn_date(case.archived_on)
    return f"这件已于{day}归档，只能查阅和打印。确需改动的，请代工委先取消归档。"


SUGGESTION = Workflow(
    S.choices,
    [
        # authors
        Step("edit", "修改", DRAFTING, None, may.may_draft),
        Step("invite", "邀请联名", DRAFTING, None, may.may_draft),
        Step(
            "confirm_cosign",
            "同意联名",
            frozenset({S.COSIGNING}),
            None,
            may.answers_cosign,
            primary=True,
        ),
        Step("decline_cosign", "不联名", frozenset({S.COSIGNING}), None, may.answers_cosign),
        Step(
            "submit",
            "提交",
            DRAFTING,
            S.SUBMITTED,
            may.may_draft,
            ready=_has_text,
            not_ready="题目、反映的问题、具体建议都要写好，才能提交。",
            primary=True,
        ),
        Step(
            "withdraw",
            "撤回",
            DRAFTING | may.WITHDRAWABLE,
            None,
            may.may_withdraw,
            ready=may.withdrawable,
            not_ready="按规定现在不能撤回，或者在等联名代表答复。情况有变化的，请联系代工委。",
        ),
        Step(
            "agree_withdrawal",
            "同意撤回",
            may.WITHDRAWABLE,
            None,
            may.answers_withdrawal,
            primary=True,
        ),
        Step("refuse_withdrawal", "不同意撤回", may.WITHDRAWABLE, None, may.answers_withdrawal),
        Step("deny_cosign", "声明未联名", SIGNED_IN, None, may.denies_cosign),
        # office
        Step(
            "accept",
            "受理并编号",
            frozenset({S.SUBMITTED}),
            S.ACCEPTED,
            may.is_office,
            primary=True,
        ),
        Step("send_back", "退回修改", frozenset({S.SUBMITTED}), S.SENT_BACK, may.is_office),
        Step("refuse", "不予受理", frozenset({S.SUBMITTED}), S.NOT_ADMITTED, may.is_office),
        Step(
            "assign",
            "交办",
            frozenset({S.ACCEPTED}),
            S.ASSIGNED,
            may.is_office,
            primary=True,
        ),
        Step(
            "split",
            "分件",
            frozenset({S.ACCEPTED}),
            None,
            may.is_office,
            ready=lambda case: case.split_from_id is None,
            not_ready="这件是分出来的，请从原件再分。",
        ),
        Step(
            "merge",
            "并案",
            frozenset({S.ACCEPTED}),
            S.MERGED,
            may.is_office,
            ready=lambda case: not case.members.all(),
            not_ready="已有建议并入这件，请把别的建议并进来，或先恢复它们。",
        ),
        Step("unmerge", "恢复单独办理", frozenset({S.MERGED}), S.ACCEPTED, may.is_office),
        Step("reassign", "调整承办单位", IN_HAND, None, may.is_office),
        Step("recall", "撤回交办", frozenset({S.ASSIGNED}), S.ACCEPTED, may.is_office),
        # handling units
        Step("sign_for", "签收", IN_HAND, None, may.may_sign_for, primary=True),
        Step("log_contact", "记沟通", WORKING, None, may.may_handle),
        Step("give_co_opinion", "送会办意见", IN_HAND, None, may.may_give_co_opinion, primary=True),
        Step(
            "return_opinion",
            "退回会办意见",
            WORKING,
            None,
            may.may_return_opinion,
            ready=lambda case: bool(may.co_opinions_to_return(case)),
            not_ready="会办意见只能退回一次。请采用重送的意见，不足的地方在答复里说明。",
        ),
        Step("draft_reply", "起草答复", WORKING, None, letters.may_draft_reply),
        Step("check_reply", "审核答复稿", WORKING, None, letters.may_check_reply, primary=True),
        Step("return_draft", "退回答复稿", WORKING, None, letters.may_return_draft),
        Step("reply", "答复", WORKING, None, may.may_reply, primary=True),
        Step(
            "record_delivery",
            "登记送达",
            ANSWERED,
            None,
            may_record_delivery,
            ready=lambda case: bool(undelivered(case)),
            not_ready="每位代表的送达都登记过了。",
        ),
        Step("add_scan", "上传盖章件", SEALED_IN, None, letters.may_add_scan),
        Step("recall_reply", "撤回答复", frozenset({S.REPLIED}), None, may.may_recall_reply),
        Step(
            "ask_return",
            "申请退办",
            IN_HAND,
            None,
            may.may_ask_return,
            ready=_may_return,
            not_ready="这件已退办两次，承办单位已最后裁定，请继续办理。",
        ),
        Step("ask_extension", "申请延期", frozenset({S.HANDLING}), None, may.may_ask_extension),
        Step(
            "answer_press",
            "回应催办",
            IN_HAND | {S.REPLIED},
            None,
            may.may_answer_press,
            primary=True,
        ),
        # deciders
        Step("decide_return", "裁定退办", IN_HAND, None, may.decides_return, primary=True),
        Step(
            "agree_extension",
            "同意延期",
            frozenset({S.HANDLING}),
            None,
            may.may_agree_extension,
            primary=True,
        ),
        Step(
            "decide_extension",
            "批延期",
            frozenset({S.HANDLING}),
            None,
            may.decides_extension,
            primary=True,
        ),
        # verdict
        Step("rate", "去评价", frozenset({S.REPLIED}), None, may.may_rate, primary=True),
        Step(
            "rate_again", "变更评价", frozenset({S.CLOSED, S.STUDYING}), None, may.may_change_rating
        ),
        Step(
            "study",
            "研究不满意",
            frozenset({S.STUDYING}),
            None,
            may.is_office,
            ready=lambda case: case.round == 1,
            not_ready="重新办理后仍不满意的，请协调后处理。",
            primary=True,
        ),
        Step(
            "coordinate",
            "协调后处理",
            frozenset({S.STUDYING}),
            None,
            may.is_office,
            ready=lambda case: case.round > 1,
            not_ready="第一次不满意的，请先研究；重新办理后仍不满意的才协调。",
            primary=True,
        ),
        Step(
            "follow_check",
            "研究抽评结果",
            FOLLOWED_IN,
            None,
            may.is_office,
            ready=lambda case: case.check_pending,
            not_ready="没有等着研究的抽评结果。",
            primary=True,
        ),
        # what an answer promised
        Step(
            "add_promise",
            "登记承诺",
            may.PROMISED_IN,
            None,
            may.may_promise,
            ready=lambda case: any(
                row.asks_promise and row.recalled_on is None for row in case.replies.all()
            ),
            not_ready="正在解决、列入计划的答复才登记承诺，这件的答复不是这两类。",
        ),
        # leaders
        Step(
            "make_key",
            "确定为重点",
            frozenset({S.ACCEPTED}) | IN_HAND,
            None,
            may.may_name_key,
            ready=lambda case: not case.is_key,
            not_ready="这件已经是重点督办建议。",
        ),
        Step(
            "name_leaders",
            "定督办和领办领导",
            frozenset({S.ACCEPTED, S.REPLIED, S.STUDYING}) | IN_HAND,
            None,
            may.may_name_leaders,
            ready=lambda case: case.is_key,
            not_ready="先确定为重点督办建议，再定领导。",
        ),
        Step("press", "催办", IN_HAND, None, may.may_press),
        # the end
        Step(
            "archive",
            "归档",
            frozenset(ENDED_STATES),
            None,
            may.is_office,
            ready=lambda case: case.submitted_on is not None and not case.check_pending,
            not_ready="没有提交过的不用归档；抽评结果还没有研究的，先研究再归档。",
        ),
        Step(
            "unarchive",
            "取消归档",
            frozenset(ENDED_STATES),
            None,
            may.is_office,
            ready=lambda case: case.archived_on is not None,
            not_ready="这件还没有归档。",
            on_sealed=True,
        ),
    ],
    sealed=_sealed,
)

P = PromiseState
ENDED_PROMISE = frozenset({P.STRUCK, P.CHANGED})

PROMISE = Workflow(
    P.choices,
    [
        # the unit
        Step("add_progress", "记进展", frozenset({P.OPEN}), None, may.keeps_promise),
        Step(
            "report_kept",
            "报告落实",
            frozenset({P.OPEN}),
            P.REPORTED,
            may.keeps_promise,
            primary=True,
        ),
        Step("carry_over", "改期或转下年", frozenset({P.OPEN}), None, may.signs_for_promise),
        Step("change_promise", "说明变更", frozenset({P.OPEN}), P.CHANGED, may.signs_for_promise),
        # the office
        Step(
            "strike_off",
            "销号",
            frozenset({P.REPORTED}),
            P.STRUCK,
            may.is_office_of_promise,
            primary=True,
        ),
        Step(
            "not_kept",
            "退回继续落实",
            frozenset({P.REPORTED}),
            P.OPEN,
            may.is_office_of_promise,
        ),
        # the deputy's second verdict
        Step(
            "rate_promise",
            "评价兑现",
            ENDED_PROMISE | {P.STUDYING},
            None,
            may.may_rate_promise,
            primary=True,
        ),
        Step(
            "study_promise",
            "研究兑现不满意",
            frozenset({P.STUDYING}),
            None,
            may.is_office_of_promise,
            primary=True,
        ),
    ],
)

# What a recalled answer does to its promises: no button, the recall has asked who may.
PROMISE_RECALL = Workflow(
    P.choices,
    [
        Step(
            "recalled_with",
            "随答复撤回",
            frozenset({P.OPEN, P.REPORTED, P.CHANGED}),
            P.RECALLED,
            lambda seat, promise: True,
        )
    ],
)

# What the conclusion of a spot check does to a case: no button, the check has asked who may.
CHECKED = Workflow(
    S.choices,
    [Step("note_check", "记入抽评结果", frozenset(S), None, may.is_office)],
)
