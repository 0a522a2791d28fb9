from spotchecks.views.cases import case_page, review
from spotchecks.views.checks import (
    check_list,
    check_page,
    count,
    deed,
    new,
    paper,
    whole_list,
)
from spotchecks.views.public import draw_file, draw_page, tool

__all__ = [
    "case_page",
    "check_list",
    "check_page",
    "count",
    "deed",
    "draw_file",
    "draw_page",
    "new",
    "paper",
    "review",
    "tool",
    "whole_list",
]
