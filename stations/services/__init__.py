"""Deeds on stations, visits, opinions, activities, standards and months; nothing else writes them.

Reception days (planning, patterns, assigning, roster, duties, attending, coverage, feeds), the
voters' door (codes, submitting, taking_in, asking, voters, limits) and merges (merging,
merge_reverse, merge_compare) are families of their own: import their modules.
"""

from stations.services.activity_paper import activity_paper
from stations.services.activity_planning import (
    FIRST_ITEM,
    Guest,
    cancel_activity,
    change_activity,
    invite,
    is_late_notice,
    plan_activity,
    send_notice,
    take_out,
)
from stations.services.activity_running import (
    add_activity_photos,
    add_finding,
    hold_activity,
    routes_of_findings,
    sum_up,
)
from stations.services.answering import answer, decline, is_anonymous, tell_back
from stations.services.classifying import PastUnit, classify, past_unit
from stations.services.closing import close_station
from stations.services.contacts import Contact, add, issue_slip, reveal
from stations.services.extending import (
    ask_extension,
    extend,
    longest,
    pending,
    refuse_extension,
)
from stations.services.folding import LEADING, fold, let_go, unfold
from stations.services.following import (
    answer_recalled,
    follow,
    release,
    require_linkable,
    suggestion_answered,
    take_up,
)
from stations.services.handlers import choices_for, default_handler, due_preview
from stations.services.matching import drafts_for, link_same, same_as, unlink_same
from stations.services.months import MEANINGS, Figures, Month, month_figures, percent
from stations.services.months_paper import (
    activities_of,
    month_paper,
    month_sheet,
    route_rows,
)
from stations.services.opening import NewOpinion, open_opinion, title_from
from stations.services.reaching import attempts_missing, attempts_of, try_contact
from stations.services.recording import record_reception
from stations.services.registry import attach, create_station, detach, update_station
from stations.services.routing import bounce, reopen, report_result, reroute, route
from stations.services.similar import Hints, alike, similar
from stations.services.standards import MOST_PHOTOS as MOST_MARK_PHOTOS
from stations.services.standards import (
    Item,
    Mark,
    Standing,
    check_station,
    checklist_of,
    standing_of,
    write_standard,
)
from stations.services.stars import (
    MOST_STARS,
    Claim,
    fill_in,
    grant,
    regrade,
    send_back,
    stars_of,
    start_application,
)
from stations.services.stars import apply as apply_stars
from stations.services.stars import withdraw as withdraw_stars
from stations.services.ways import also_route, draft_words, finish_route, may_end, open_ways

__all__ = [
    "FIRST_ITEM",
    "LEADING",
    "MEANINGS",
    "MOST_MARK_PHOTOS",
    "MOST_STARS",
    "Claim",
    "Contact",
    "Figures",
    "Guest",
    "Hints",
    "Item",
    "Mark",
    "Month",
    "NewOpinion",
    "PastUnit",
    "Standing",
    "activities_of",
    "activity_paper",
    "add",
    "add_activity_photos",
    "add_finding",
    "alike",
    "also_route",
    "answer",
    "answer_recalled",
    "apply_stars",
    "ask_extension",
    "attach",
    "attempts_missing",
    "attempts_of",
    "bounce",
    "cancel_activity",
    "change_activity",
    "check_station",
    "checklist_of",
    "choices_for",
    "classify",
    "close_station",
    "create_station",
    "decline",
    "default_handler",
    "detach",
    "draft_words",
    "drafts_for",
    "due_preview",
    "extend",
    "fill_in",
    "finish_route",
    "fold",
    "follow",
    "grant",
    "hold_activity",
    "invite",
    "is_anonymous",
    "is_late_notice",
    "issue_slip",
    "let_go",
    "link_same",
    "longest",
    "may_end",
    "month_figures",
    "month_paper",
    "month_sheet",
    "open_opinion",
    "open_ways",
    "past_unit",
    "pending",
    "percent",
    "plan_activity",
    "record_reception",
    "refuse_extension",
    "regrade",
    "release",
    "reopen",
    "report_result",
    "require_linkable",
    "reroute",
    "reveal",
    "route",
    "route_rows",
    "routes_of_findings",
    "same_as",
    "send_back",
    "send_notice",
    "similar",
    "standing_of",
    "stars_of",
    "start_application",
    "suggestion_answered",
    "sum_up",
    "take_out",
    "take_up",
    "tell_back",
    "title_from",
    "try_contact",
    "unfold",
    "unlink_same",
    "update_station",
    "withdraw_stars",
    "write_standard",
]
