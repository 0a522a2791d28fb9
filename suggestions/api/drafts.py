"""Bodies of the deeds on the draft of an answer, inside the unit, and on its sealed letter."""

from typing import Any

from rest_framework import serializers

from suggestions.api.fields import OwnFile
from suggestions.api.inputs import DeedInput, ReplyInput
from suggestions.choices import PublicKind

_VERSION = "答复稿的版本；别人改过会得到409"


def _optional(**kwargs: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, **kwargs)


class CheckReplyInput(DeedInput):
    example = {"version": 3, "text": ReplyInput.example["text"]}
    version = serializers.IntegerField(required=False, min_value=0, help_text=_VERSION)
    outcome = _optional(max_length=8, help_text="结果类别，如A、B、C")
    text = _optional(max_length=10_000, help_text="只传要改的，没传的不变")
    contact_name = _optional(max_length=40)
    contact_phone = _optional(max_length=20)
    letter_no = _optional(max_length=40, help_text="发文字号，不填由系统编")
    without_co_opinion = _optional(max_length=300)
    promise = _optional(max_length=300)
    promise_due_on = serializers.DateField(required=False, allow_null=True)
    publication = serializers.ChoiceField(
        choices=PublicKind.choices, required=False, allow_blank=True
    )
    publication_reason = _optional(max_length=300)


class DraftReplyInput(CheckReplyInput):
    example = {key: value for key, value in ReplyInput.example.items() if key != "letter_no"} | {
        "hand_up": True
    }
    hand_up = serializers.BooleanField(required=False, help_text="真为送审，没有科室的直接送签发")


class ReturnDraftInput(DeedInput):
    example = {"words": "第二条请写明完成时间。"}
    words = serializers.CharField(max_length=1000)


class SealedInput(DeedInput):
    example = {"scan": "6f1c1f5e-0d1e-4c55-9a53-0f6f6ce1a3f0", "number": "示公函〔2026〕12号"}
    scan = OwnFile(help_text="盖章的答复函，先用POST /files/上传")
    number = _optional(max_length=40, help_text="二维码读不到时核对的发文字号")
