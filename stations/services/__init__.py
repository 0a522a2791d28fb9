"""Every deed on stations, receptions and voters' opinions; nothing else writes them."""

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
from stations.services.contacts import Contact, add, issue_slip, reveal
from stations.services.extending import ask_extension, extend, longest
from stations.services.folding import LEADING, fold, let_go, unfold
from stations.services.following import (
    follow,
    release,
    require_linkable,
    suggestion_answered,
    take_up,
)
from stations.services.handlers import choices_for, default_handler, due_preview
from stations.services.matching import drafts_for, link_same, same_as, unlink_same
from stations.services.numbers import is_code_of
from stations.services.opening import NewOpinion, open_opinion, title_from
from stations.services.reaching import attempts_missing, attempts_of, try_contact
from stations.services.recording import record_reception
from stations.services.registry import attach, close_station, create_station, detach, update_station
from stations.services.routing import bounce, reopen, report_result, reroute, route
from stations.services.similar import Hints, alike, similar
from stations.services.ways import also_route, draft_words, finish_route, may_end, open_ways

__all__ = [
    "FIRST_ITEM",
    "LEADING",
    "Contact",
    "Guest",
    "Hints",
    "NewOpinion",
    "PastUnit",
    "activity_paper",
    "add",
    "add_activity_photos",
    "add_finding",
    "alike",
    "also_route",
    "answer",
    "ask_extension",
    "attach",
    "attempts_missing",
    "attempts_of",
    "bounce",
    "cancel_activity",
    "change_activity",
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
    "finish_route",
    "fold",
    "follow",
    "hold_activity",
    "invite",
    "is_anonymous",
    "is_code_of",
    "is_late_notice",
    "issue_slip",
    "let_go",
    "link_same",
    "longest",
    "may_end",
    "open_opinion",
    "open_ways",
    "past_unit",
    "plan_activity",
    "record_reception",
    "release",
    "reopen",
    "report_result",
    "require_linkable",
    "reroute",
    "reveal",
    "route",
    "routes_of_findings",
    "same_as",
    "send_notice",
    "similar",
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
]
