"""The transition table of an assignment meeting (交办会)."""

from core.clock import today
from core.workflow import Step, Workflow
from suggestions.choices import MeetingState
from suggestions.models import AssignmentMeeting
from suggestions.permissions import meetings as may

M = MeetingState


def _has_come(meeting: AssignmentMeeting) -> bool:
    return meeting.day <= today()


MEETING = Workflow(
    M.choices,
    [
        Step("edit", "修改会议", frozenset({M.DRAFT}), None, may.is_office_of_meeting),
        Step("put_in", "排入建议", frozenset({M.DRAFT}), None, may.is_office_of_meeting),
        Step("plan", "排承办单位", frozenset({M.DRAFT, M.HELD}), None, may.is_office_of_meeting),
        Step(
            "take_out",
            "移出交办会",
            frozenset({M.DRAFT, M.HELD}),
            None,
            may.is_office_of_meeting,
        ),
        Step(
            "hold",
            "开会交办",
            frozenset({M.DRAFT}),
            M.HELD,
            may.is_office_of_meeting,
            ready=_has_come,
            not_ready="开会的日子还没有到，到那天再交办；日子变了的，请先修改会议。",
            primary=True,
        ),
        Step(
            "assign_rest",
            "补交办",
            frozenset({M.HELD}),
            None,
            may.is_office_of_meeting,
            primary=True,
        ),
        Step("press_signing", "催签收", frozenset({M.HELD}), None, may.chases_signing),
        Step(
            "sign_all",
            "一并签收",
            frozenset({M.HELD}),
            None,
            may.signs_at_meeting,
            primary=True,
        ),
        Step("cancel", "取消会议", frozenset({M.DRAFT}), M.CANCELLED, may.is_office_of_meeting),
    ],
)
