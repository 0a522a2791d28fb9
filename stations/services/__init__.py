"""Every deed on stations, receptions and voters' opinions; nothing else writes them."""

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
from stations.services.contacts import Contact, add, issue_slip, reveal
from stations.services.following import (
    follow,
    release,
    require_linkable,
    suggestion_answered,
    take_up,
)
from stations.services.handlers import choices_for, default_handler, due_preview
from stations.services.numbers import is_code_of
from stations.services.opening import NewOpinion, open_opinion, title_from
from stations.services.recording import record_reception
from stations.services.registry import attach, close_station, create_station, detach, update_station
from stations.services.routing import bounce, report_result, reroute, route

__all__ = [
    "FIRST_ITEM",
    "Contact",
    "Guest",
    "NewOpinion",
    "add",
    "add_activity_photos",
    "add_finding",
    "answer",
    "attach",
    "bounce",
    "cancel_activity",
    "change_activity",
    "choices_for",
    "close_station",
    "create_station",
    "decline",
    "default_handler",
    "detach",
    "due_preview",
    "follow",
    "hold_activity",
    "invite",
    "is_anonymous",
    "is_code_of",
    "is_late_notice",
    "issue_slip",
    "open_opinion",
    "plan_activity",
    "record_reception",
    "release",
    "report_result",
    "require_linkable",
    "reroute",
    "reveal",
    "route",
    "routes_of_findings",
    "send_notice",
    "suggestion_answered",
    "sum_up",
    "take_out",
    "take_up",
    "tell_back",
    "title_from",
    "update_station",
]
