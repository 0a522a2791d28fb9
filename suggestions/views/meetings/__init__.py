from suggestions.views.meetings.deeds import meeting_deed
from suggestions.views.meetings.lines import meeting_row, meeting_row_out
from suggestions.views.meetings.page import (
    meeting_add,
    meeting_edit,
    meeting_list,
    meeting_new,
    meeting_page,
)
from suggestions.views.meetings.papers import meeting_paper, meeting_receipt

__all__ = [
    "meeting_add",
    "meeting_deed",
    "meeting_edit",
    "meeting_list",
    "meeting_new",
    "meeting_page",
    "meeting_paper",
    "meeting_receipt",
    "meeting_row",
    "meeting_row_out",
]
