"""Page input of stations: the reception form, the deeds on an opinion, the registry."""

from stations.forms.deeds import DEED_FORMS, DeedForm
from stations.forms.reception import (
    OpinionRow,
    OpinionRows,
    ReceptionForm,
    entry_forms,
    own_station,
    reception_context,
)
from stations.forms.registry import AttachForm, StationForm

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
