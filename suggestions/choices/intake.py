"""How suggestions come in: what happens to one that is not admitted."""

from django.db import models


class Remedy(models.TextChoices):
    """What becomes of a suggestion that is not admissible (regions differ by ground)."""

    LETTER = "letter", "作为代表来信办理"
    PETITION = "petition", "转信访部门"
    REFERENCE = "reference", "转有关单位工作参考"
    WITHDRAW = "withdraw", "建议代表撤回"
    NONE = "none", "不再办理"
