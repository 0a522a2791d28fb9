from suggestions.forms.assigning import AssignForm, DecideReturnForm, ReassignForm
from suggestions.forms.base import DeedForm, ReasonForm, handler_units
from suggestions.forms.drafting import (
    ConsentForm,
    CosignForm,
    EditForm,
    EmptyForm,
    InviteForm,
    NewForm,
    WithdrawForm,
)
from suggestions.forms.handling import (
    AgreeExtensionForm,
    AnswerPressForm,
    AskExtensionForm,
    AskReturnForm,
    CoOpinionForm,
    LogContactForm,
    ReplyForm,
)
from suggestions.forms.leading import MakeKeyForm, NameLeadersForm, PressForm
from suggestions.forms.rating import RateForm, StudyForm
from suggestions.forms.review import AcceptForm, GroundForm, MergeForm, RefuseForm, SplitForm

__all__ = [
    "AcceptForm",
    "AgreeExtensionForm",
    "AnswerPressForm",
    "AskExtensionForm",
    "AskReturnForm",
    "AssignForm",
    "CoOpinionForm",
    "ConsentForm",
    "CosignForm",
    "DecideReturnForm",
    "DeedForm",
    "EditForm",
    "EmptyForm",
    "GroundForm",
    "InviteForm",
    "LogContactForm",
    "MakeKeyForm",
    "MergeForm",
    "NameLeadersForm",
    "NewForm",
    "PressForm",
    "RateForm",
    "ReasonForm",
    "ReassignForm",
    "RefuseForm",
    "ReplyForm",
    "SplitForm",
    "StudyForm",
    "WithdrawForm",
    "handler_units",
]
