"""Co-signers who were asked whether to take a joint suggestion back need not answer any more."""

from suggestions.choices import CONFIRM_WITHDRAWAL, Consent
from suggestions.models import Suggestion
from suggestions.services.base import clocks


def lapse(case: Suggestion, *, reason: str) -> None:
    """One did not agree, or the case has moved on; it may be asked again."""
    clocks.drop_kind(case, CONFIRM_WITHDRAWAL, reason=reason)
    case.cosigners.filter(consent=Consent.ASKED).update(consent="")
    case.withdrawal_asked_on = None
