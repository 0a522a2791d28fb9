"""The transition table of a key item, and the mark that it puts on its suggestions."""

from core.workflow import Step, Workflow
from suggestions.choices import LIVE_KEY, KeyState, State
from suggestions.models import KeyItem
from suggestions.permissions import key as may
from suggestions.permissions import may_name_key, may_name_leaders

K = KeyState
_CANDIDATE = frozenset({K.CANDIDATE})
# A suggestion of the bundle is at rest for the item: answered, or it went another way.
_AT_REST = frozenset(
    {State.REPLIED, State.CLOSED, State.WITHDRAWN, State.NOT_ADMITTED, State.MERGED}
)


def _nothing_waits(item: KeyItem) -> bool:
    if item.notes.filter(answered_on=None).exists():
        return False
    rows = item.cases.filter(until=None).exclude(suggestion__state__in=_AT_REST)
    return not rows.exists()


KEY_ITEM = Workflow(
    K.choices,
    [
        # candidates
        Step("edit", "修改候选", _CANDIDATE, None, may.prepares),
        Step("decide", "主任会议确定", _CANDIDATE, K.DECIDED, may_name_key, primary=True),
        Step("drop", "不列入", _CANDIDATE, K.DROPPED, may_name_key),
        # who leads
        Step("name_leaders", "定督办和领办领导", LIVE_KEY, None, may_name_leaders),
        Step("name_committee", "定督办委员会", LIVE_KEY, None, may_name_key),
        Step("join", "并入建议", LIVE_KEY, None, may_name_key),
        # supervision
        Step("plan", "定督办方案", LIVE_KEY, K.SUPERVISED, may.supervises),
        Step(
            "finish_step",
            "记方案事项完成",
            LIVE_KEY,
            None,
            may.finishes_step,
            ready=lambda item: any(row.done_on is None for row in item.steps.all()),
            not_ready="督办方案里没有还要完成的事项。",
        ),
        Step("visit", "记督办活动", LIVE_KEY, None, may.notes_visit),
        Step("send_note", "发督办函", LIVE_KEY, None, may.writes_note),
        Step("answer_note", "回复督办函", LIVE_KEY, None, may.answers_note, primary=True),
        Step(
            "close",
            "督办办结",
            frozenset({K.SUPERVISED}),
            K.CLOSED,
            may.supervises,
            ready=_nothing_waits,
            not_ready="还有没答复的建议或没回复的督办函，都有了结果再办结。",
        ),
    ],
)

# What a deed on the item writes on its suggestions: no button, the item has asked who may.
KEY_MARK = Workflow(
    State.choices,
    [Step("note_key", "记入重点督办", frozenset(State), None, lambda seat, case: True)],
)
