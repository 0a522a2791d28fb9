"""The answer's way inside the unit and its letter: kinds of letters, steps of a draft."""

from django.db import models

from deadlines.choices import HANDLERS, Kind, PeriodUnit, declare
from liaison.choices import Role


class LetterKind(models.TextChoices):
    """Each kind of a unit's official letters is numbered by itself."""

    REPLY = "reply", "答复函"


# Only where the congress wants the sealed letter on file (SuggestionRule.scan_required).
SEAL_LETTER = Kind(
    "seal_letter",
    "上传盖章件",
    HANDLERS,
    5,
    PeriodUnit.WORKING_DAYS,
    "要求上传盖章件的，签发后5个工作日内上传",
    reminders=(3, 1, 0),
    escalates=False,
)


class ScanRead(models.TextChoices):
    """How it was made sure that the sealed scan is this letter's."""

    CODE = "code", "识别二维码"
    TYPED = "typed", "核对发文字号"


class DraftState(models.TextChoices):
    DRAFTING = "drafting", "起草中"
    CHECKING = "checking", "待科室审核"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "已签发"
    DROPPED = "dropped", "不再用"


LIVE_DRAFTS = frozenset({DraftState.DRAFTING, DraftState.CHECKING, DraftState.SIGNING})

_INSIDE = "单位内部流转，一般3个工作日"
REVISE_DRAFT = Kind(
    "revise_reply_draft",
    "修改答复稿",
    (Role.UNIT,),
    3,
    PeriodUnit.WORKING_DAYS,
    _INSIDE,
    reminders=(1, 0),
    escalates=False,
)
CHECK_DRAFT = Kind(
    "check_reply_draft",
    "审核答复稿",
    (Role.UNIT_SECTION,),
    3,
    PeriodUnit.WORKING_DAYS,
    _INSIDE,
    reminders=(1, 0),
    escalates=False,
)
SIGN_DRAFT = Kind(
    "sign_reply_draft",
    "签发答复稿",
    (Role.UNIT_HEAD,),
    3,
    PeriodUnit.WORKING_DAYS,
    _INSIDE,
    reminders=(1, 0),
    escalates=False,
)
declare(REVISE_DRAFT, CHECK_DRAFT, SIGN_DRAFT, SEAL_LETTER, subject="代表建议")
