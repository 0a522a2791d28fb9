"""The transition tables of the station's cases; pages, API and tests read them."""

from stations.workflow.cases import (
    ANSWERED,
    ANY,
    LINKED,
    LIVE,
    OPINION,
    VISIT,
    WAITING,
)

__all__ = [
    "ANSWERED",
    "ANY",
    "LINKED",
    "LIVE",
    "OPINION",
    "VISIT",
    "WAITING",
]
