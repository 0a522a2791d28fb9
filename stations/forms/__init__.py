"""Page input of stations: the reception form, the deeds on an opinion, the registry."""

from stations.forms.deeds import DEED_FORMS as CASE_DEEDS
from stations.forms.deeds import DeedForm
from stations.forms.matters import MATTER_DEEDS
from stations.forms.public import PUBLIC_DEEDS
from stations.forms.reception import (
    OpinionRow,
    OpinionRows,
    ReceptionForm,
    entry_forms,
    own_station,
    reception_context,
)
from stations.forms.registry import AttachForm, StationForm
from stations.forms.routing import ROUTING_DEEDS

DEED_FORMS = CASE_DEEDS | ROUTING_DEEDS | MATTER_DEEDS | PUBLIC_DEEDS

__all__ = [
    "DEED_FORMS",
    "AttachForm",
    "DeedForm",
    "OpinionRow",
    "OpinionRows",
    "ReceptionForm",
    "StationForm",
    "entry_forms",
    "own_station",
    "reception_context",
]
