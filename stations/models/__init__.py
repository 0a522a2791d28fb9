from stations.models.opinion import (
    Addendum,
    Disposition,
    Opinion,
    OpinionEvent,
    OpinionGrams,
    OpinionParty,
    TellingBack,
)
from stations.models.reception import Reception, ReceptionDeputy
from stations.models.station import Station, StationDeputy
from stations.models.theme import Theme

__all__ = [
    "Addendum",
    "Disposition",
    "Opinion",
    "OpinionEvent",
    "OpinionGrams",
    "OpinionParty",
    "Reception",
    "ReceptionDeputy",
    "Station",
    "StationDeputy",
    "TellingBack",
    "Theme",
]
