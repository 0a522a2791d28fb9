"""Who is told what: cases, activities and the rest, a module each."""

from stations.notices.cases import (
    inherited,
    routed,
    told_deputies,
    told_station,
)
from stations.notices.matters import (
    also_routed,
    extended,
    extension_asked,
    extension_refused,
    told_handler,
    told_office,
)

__all__ = [
    "also_routed",
    "extended",
    "extension_asked",
    "extension_refused",
    "inherited",
    "routed",
    "told_deputies",
    "told_handler",
    "told_office",
    "told_station",
]
