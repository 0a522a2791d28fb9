from suggestions.models.archive import ArchiveBatch, ArchiveVolume
from suggestions.models.assignment import (
    Assignment,
    Contact,
    CoOpinion,
    Extension,
    Press,
    ReturnRequest,
)
from suggestions.models.intake import RefusalGround, SuggestionMerge, SuggestionVersion
from suggestions.models.key import KeyDecision, KeyLeader
from suggestions.models.key_item import (
    KeyItem,
    KeyItemCase,
    KeyItemEvent,
    KeyItemLeader,
    KeyStep,
    KeyVisit,
    SupervisingNote,
)
from suggestions.models.letter import (
    Letter,
    LetterSeries,
    ReplyDraft,
    ReplyDraftEvent,
    ReplyDraftVersion,
)
from suggestions.models.meeting import (
    AssignmentMeeting,
    AssignmentMeetingEvent,
    PlannedCase,
    PlannedShare,
)
from suggestions.models.promise import (
    Promise,
    PromiseCarry,
    PromiseEvent,
    PromiseProgress,
    PromiseVerdict,
)
from suggestions.models.publication import Publication
from suggestions.models.recipient import ReplyRecipient
from suggestions.models.reply import (
    SURVEY,
    Coordination,
    OutcomeClass,
    Reply,
    Study,
    Verdict,
)
from suggestions.models.rule import SuggestionRule, rule_of, rules_for
from suggestions.models.suggestion import (
    CoSigner,
    OpinionLink,
    Party,
    Serial,
    Suggestion,
    SuggestionEvent,
    SuggestionGrams,
)
from suggestions.models.whole import fill

__all__ = [
    "SURVEY",
    "ArchiveBatch",
    "ArchiveVolume",
    "Assignment",
    "AssignmentMeeting",
    "AssignmentMeetingEvent",
    "CoOpinion",
    "CoSigner",
    "Contact",
    "Coordination",
    "Extension",
    "KeyDecision",
    "KeyItem",
    "KeyItemCase",
    "KeyItemEvent",
    "KeyItemLeader",
    "KeyLeader",
    "KeyStep",
    "KeyVisit",
    "Letter",
    "LetterSeries",
    "OpinionLink",
    "OutcomeClass",
    "Party",
    "PlannedCase",
    "PlannedShare",
    "Press",
    "Promise",
    "PromiseCarry",
    "PromiseEvent",
    "PromiseProgress",
    "PromiseVerdict",
    "Publication",
    "RefusalGround",
    "Reply",
    "ReplyDraft",
    "ReplyDraftEvent",
    "ReplyDraftVersion",
    "ReplyRecipient",
    "ReturnRequest",
    "Serial",
    "Study",
    "Suggestion",
    "SuggestionEvent",
    "SuggestionGrams",
    "SuggestionMerge",
    "SuggestionRule",
    "SuggestionVersion",
    "SupervisingNote",
    "Verdict",
    "fill",
    "rule_of",
    "rules_for",
]
