"""Every deed on stations, receptions and voters' opinions; nothing else writes them."""

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
    "Contact",
    "NewOpinion",
    "add",
    "answer",
    "attach",
    "bounce",
    "choices_for",
    "close_station",
    "create_station",
    "decline",
    "default_handler",
    "detach",
    "due_preview",
    "follow",
    "is_anonymous",
    "is_code_of",
    "issue_slip",
    "open_opinion",
    "record_reception",
    "release",
    "report_result",
    "require_linkable",
    "reroute",
    "reveal",
    "route",
    "suggestion_answered",
    "take_up",
    "tell_back",
    "title_from",
    "update_station",
]
