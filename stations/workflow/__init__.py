"""The transition tables of the station's cases; pages, API and tests read them."""

from stations.workflow.cases import (
    ANY,
    LINKED,
    LIVE,
    OPINION,
    VISIT,
    WAITING,
)

__all__ = [
    "ANY",
    "LINKED",
    "LIVE",
    "OPINION",
    "VISIT",
    "WAITING",
]
