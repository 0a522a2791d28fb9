"""Who may do what at a station (roles.md), a module per kind of case."""

from stations.permissions.cases import (
    decides_route,
    is_handler,
    is_receiver,
    is_staff_of,
    may_add,
    may_bounce,
    may_found,
    may_keep,
    may_link,
    may_record,
    may_report_result,
    may_reveal,
    may_see_contact,
    may_tell_back,
    system_decides,
)

__all__ = [
    "decides_route",
    "is_handler",
    "is_receiver",
    "is_staff_of",
    "may_add",
    "may_bounce",
    "may_found",
    "may_keep",
    "may_link",
    "may_record",
    "may_report_result",
    "may_reveal",
    "may_see_contact",
    "may_tell_back",
    "system_decides",
]
