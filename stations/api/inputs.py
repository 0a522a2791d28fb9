"""Shapes of request bodies; each has one example, which the schema shows."""

from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import Input
from liaison.choices import Gender
from stations.api.fields import OwnFiles, Ref, Refs, deputies, places, stations, themes, units
from stations.choices import (
    ENDING_ROUTES,
    AgeBand,
    Channel,
    Nature,
    OwnVoter,
    RevealReason,
    Route,
    Satisfaction,
    TellMethod,
)
from stations.choices.matters import Elsewhere

LONGEST = 5000
ROUTES = [choice for choice in Route.choices if choice[0] not in ENDING_ROUTES]
# What a voter can say: the other two stand for a voter who has not said anything.
VERDICTS = [
    choice
    for choice in Satisfaction.choices
    if choice[0] not in {Satisfaction.UNREACHABLE, Satisfaction.UNRATED}
]


def _text(length: int = 2000, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(max_length=length, **kwargs)


def _optional(length: int = 2000, **kwargs: Any) -> serializers.CharField:
    return _text(length, required=False, allow_blank=True, **kwargs)


def _choice(choices: Any, **kwargs: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, allow_blank=True, **kwargs)


class OpinionInput(Input):
    """One matter of a visit, in the voter's own words."""

    raw_text = _text(LONGEST, trim_whitespace=False, help_text="来访人的原话，保存后不能改")
    title = _optional(80, help_text="题目；不填用第一句话")
    summary = _optional(1000, help_text="工作人员概括")
    theme = Ref(themes, required=False, allow_null=True)
    nature = _choice(Nature.choices, help_text="性质")
    place = Ref(places, required=False, allow_null=True, help_text="涉及的区划")
    place_text = _optional(120, help_text="涉及地点")
    keep_secret = serializers.BooleanField(required=False)
    is_urgent = serializers.BooleanField(required=False)
    addressed = Refs(deputies, required=False, help_text="指名要找的代表")
    route = _choice(Route.choices, help_text="去向；不填以后再分办")
    unit = Ref(units, required=False, allow_null=True, help_text="办理单位；不填按去向默认")
    words = _optional(help_text="当场答复的内容，或不予受理时告知的去处，或分办说明")
    satisfaction = _choice(VERDICTS, help_text="当场答复时必填")
    photos = OwnFiles(required=False, help_text="照片，先用POST /files/上传")


class ReceptionInput(Input):
    example: ClassVar[dict[str, Any]] = {
        "held_on": "2025-11-24",
        "channel": "reception_day",
        "deputies": [31, 32],
        "visitor_name": "扶国强",
        "visitor_phone": "13800005127",
        "opinions": [
            {
                "raw_text": "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里，雨天更危险。",
                "route": "township",
            }
        ],
    }
    station = Ref(stations, required=False, help_text="联络站；不填是本站")
    held_on = serializers.DateField(help_text="接待日期；早于今天算补录")
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    deputies = Refs(deputies, required=False, help_text="接待代表")
    starts_at = serializers.TimeField(required=False, allow_null=True)
    ends_at = serializers.TimeField(required=False, allow_null=True)
    place = _optional(120)
    visitor_name = _optional(80)
    visitor_phone = _optional(20)
    visitor_gender = _choice(Gender.choices)
    visitor_age = _choice(AgeBand.choices)
    visitor_village = Ref(places, required=False, allow_null=True)
    visitor_address = _optional(120)
    visitor_workplace = _optional(120, help_text="来访人的单位，个人信息，查看时隐去")
    is_anonymous = serializers.BooleanField(required=False)
    own_voter = serializers.ChoiceField(choices=OwnVoter.choices, required=False)
    keep_secret = serializers.BooleanField(required=False)
    people = serializers.IntegerField(min_value=1, max_value=500, required=False)
    companions = _optional(1000)
    no_visitor = serializers.BooleanField(required=False, help_text="当日无人来访")
    guardian_name = _optional(80, help_text="未成年来访人的监护人")
    guardian_consents = serializers.BooleanField(required=False, help_text="监护人同意登记")
    in_crisis = serializers.BooleanField(
        required=False, help_text="来访人情况危急：站长马上收到通知，问题都标为紧急"
    )
    paper_number = _optional(32, help_text="纸质登记号，一个站里不重复")
    anyway = serializers.BooleanField(
        default=False,
        help_text="本站当天可能已登记过同一位来访人时得到409（seen-before），确认不是同一次再带上它",
    )
    opinions = OpinionInput(many=True, required=False)

    def validate_opinions(self, rows: list[Any]) -> list[Any]:
        if len(rows) > 10:
            raise serializers.ValidationError("一次接待最多记10个问题，多的请另记一次。")
        return rows


class DeedInput(Input):
    example: ClassVar[dict[str, Any]] = {}
    version = serializers.IntegerField(
        required=False, min_value=1, help_text="打开表单时的版本；别人改过会得到409"
    )


class AnswerInput(DeedInput):
    example = {"words": "医保在村便民服务点就能缴，已当面告知。", "satisfaction": "satisfied"}
    words = _text()
    satisfaction = serializers.ChoiceField(choices=VERDICTS)


class RouteInput(DeedInput):
    example = {"route": "township", "reason": "属于镇里养护的路段。"}
    route = serializers.ChoiceField(choices=ROUTES)
    unit = Ref(units, required=False, allow_null=True, help_text="不填按去向默认")
    reason = _optional(300)
    contact = _optional(120, help_text="12345工单号，或上级代表、对方联系人")
    deputy = Ref(deputies, required=False, allow_null=True, help_text="委托的上级代表")


class RerouteInput(RouteInput):
    example = {"route": "county", "unit": 12, "reason": "县道由县交通运输局养护。"}
    reason = _text(300)


class BounceInput(DeedInput):
    example = {"reason": "这段路是县道，不归镇里养护，应由县交通运输局办理。"}
    reason = _text(300)


class DeclineInput(DeedInput):
    example = {"elsewhere": "court", "advice": ""}
    advice = _optional(help_text="告诉来访人去哪里反映；选了elsewhere可不填")
    elsewhere = _choice(Elsewhere.choices, help_text="常用的去处")


class ResultInput(DeedInput):
    example = {"result": "11月28日清运塌方，12月1日恢复通行。"}
    result = _text(LONGEST)


class TellInput(DeedInput):
    example = {
        "told_on": "2025-12-03",
        "method": "phone",
        "words": "塌方已清运，路已恢复通行。",
        "satisfaction": "satisfied",
    }
    told_on = serializers.DateField(required=False, help_text="不填是今天")
    method = serializers.ChoiceField(choices=TellMethod.choices)
    words = _text()
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices)
    remark = _optional(300, help_text="来访人的话")


class AddInput(DeedInput):
    example = {"text": "11月26日又塌了一处，在原处往上五十米。"}
    text = _text(LONGEST)


class RevealInput(Input):
    example: ClassVar[dict[str, Any]] = {
        "reason_code": "tell_back",
        "words": "打电话回复办理结果。",
    }
    reason_code = serializers.ChoiceField(choices=RevealReason.choices)
    words = _text(200)


class EmptyInput(Input):
    example: ClassVar[dict[str, Any]] = {}
