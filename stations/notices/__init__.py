"""Who is told what: cases, activities and the rest, a module each."""

from stations.notices.cases import (
    contact_seen,
    routed,
    told_deputies,
    told_station,
)

__all__ = [
    "contact_seen",
    "routed",
    "told_deputies",
    "told_station",
]
