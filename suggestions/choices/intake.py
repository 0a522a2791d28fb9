"""How suggestions come in: what happens to one that is not admitted."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class Remedy(models.TextChoices):
    """What becomes of a suggestion that is not admissible (regions differ by ground)."""

    LETTER = "letter", "作为代表来信办理"
    PETITION = "petition", "转信访部门"
    REFERENCE = "reference", "转有关单位工作参考"
    WITHDRAW = "withdraw", "建议代表撤回"
    NONE = "none", "不再办理"


class Consent(models.TextChoices):
    """A co-signer's word on taking a joint suggestion back."""

    ASKED = "asked", "待答复"
    AGREED = "agreed", "同意撤回"
    REFUSED = "refused", "不同意撤回"


CONFIRM_WITHDRAWAL = Kind(
    "confirm_withdrawal",
    "答复撤回",
    (Role.DEPUTY,),
    5,
    PeriodUnit.WORKING_DAYS,
    "联名建议撤回，须经联名代表同意",
    reminders=(1, 0),
    escalates=False,
)
declare(CONFIRM_WITHDRAWAL, subject="代表建议")
