from stations.models.activity import (
    Activity,
    ActivityEvent,
    AgendaItem,
    Attendee,
    Finding,
)
from stations.models.kind import (
    StationKind,
)
from stations.models.matter import (
    ContactAttempt,
    Folding,
    SameMatter,
)
from stations.models.merge import (
    MergeMove,
    StationMerge,
)
from stations.models.opinion import (
    Addendum,
    Disposition,
    Opinion,
    OpinionEvent,
    OpinionGrams,
    OpinionParty,
    TellingBack,
)
from stations.models.public import (
    PublicCode,
    PublicNotice,
    Submission,
    VoterQuestion,
)
from stations.models.reception import (
    Reception,
    ReceptionAddendum,
    ReceptionDeputy,
)
from stations.models.roster import (
    CalendarFeed,
    RosterDay,
    RosterDuty,
    RosterEvent,
    RosterNotice,
    RosterPattern,
)
from stations.models.standard import (
    Checklist,
    ChecklistItem,
    ChecklistMark,
    StarApplication,
    StarEvent,
    StarEvidence,
    StationRule,
)
from stations.models.station import (
    Station,
    StationDeputy,
    StationParent,
)
from stations.models.theme import (
    Theme,
)

__all__ = [
    "Activity",
    "ActivityEvent",
    "Addendum",
    "AgendaItem",
    "Attendee",
    "CalendarFeed",
    "Checklist",
    "ChecklistItem",
    "ChecklistMark",
    "ContactAttempt",
    "Disposition",
    "Finding",
    "Folding",
    "MergeMove",
    "Opinion",
    "OpinionEvent",
    "OpinionGrams",
    "OpinionParty",
    "PublicCode",
    "PublicNotice",
    "Reception",
    "ReceptionAddendum",
    "ReceptionDeputy",
    "RosterDay",
    "RosterDuty",
    "RosterEvent",
    "RosterNotice",
    "RosterPattern",
    "SameMatter",
    "StarApplication",
    "StarEvent",
    "StarEvidence",
    "Station",
    "StationDeputy",
    "StationKind",
    "StationMerge",
    "StationParent",
    "StationRule",
    "Submission",
    "TellingBack",
    "Theme",
    "VoterQuestion",
]
