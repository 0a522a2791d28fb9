"""Shapes of request bodies; each has one example, which the schema shows."""

from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import Input
from suggestions.api.fields import (
    OwnAssignment,
    OwnFile,
    Ref,
    Refs,
    cases,
    deputies,
    grounds,
    leaders,
    opinions,
    sessions,
    themes,
    units,
)
from suggestions.choices import (
    ContactForm,
    ContactStage,
    DeliveredBy,
    FormedBy,
    Given,
    PublicKind,
    Rating,
    Remedy,
    Solved,
    Talked,
    ThirdStep,
)
from suggestions.services import PartOf

_GIVEN = "代表的意见怎么来的：online本人在平台、paper书面（要附scan）、phone电话"


def _text(**kwargs: Any) -> serializers.CharField:
    return serializers.CharField(max_length=10_000, **kwargs)


def _optional(**kwargs: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, **kwargs)


class DeedInput(Input):
    example: ClassVar[dict[str, Any]] = {}
    version = serializers.IntegerField(
        required=False, min_value=1, help_text="打开表单时的版本；别人改过会得到409"
    )


class ReasonInput(DeedInput):
    example = {"reason": "请把两件事分开写，一事一议。"}
    reason = serializers.CharField(max_length=300)


class DraftInput(Input):
    """What a deputy writes; only `title` may be short at first, the rest can follow by PATCH."""

    title = _optional(max_length=80, help_text="题目")
    problem = _optional(max_length=10_000, help_text="反映的问题")
    proposal = _optional(max_length=10_000, help_text="具体建议")
    theme = Ref(themes, required=False, allow_null=True)
    formed_by = serializers.ChoiceField(
        choices=FormedBy.choices, required=False, allow_blank=True, help_text="形成方式"
    )
    wished_unit = Ref(units, required=False, allow_null=True, help_text="希望承办的单位")
    consents_to_publish = serializers.BooleanField(required=False, help_text="同意公开")
    is_confidential = serializers.BooleanField(required=False, help_text="要求保密")
    wants_meeting = serializers.BooleanField(required=False, help_text="希望面商或现场办理")
    address = _optional(max_length=120, help_text="地址和邮编；只有相关单位看得到")
    session = Ref(sessions, required=False, allow_null=True, help_text="会议；空为闭会期间")


class StartInput(DraftInput):
    example = {
        "title": "关于规范城区养犬管理的建议",
        "problem": "今年以来收到养犬扰民、伤人意见14件，犬只登记率低。",
        "proposal": "一是划定限养区域并公示；二是设立便民登记点；三是联合夜查。",
        "formed_by": "reception",
        "opinions": [1024],
        "wants_meeting": True,
    }
    lead = Ref(deputies, required=False, help_text="领衔代表；代表本人不用填")
    opinions = Refs(opinions, required=False, help_text="来源的群众意见")


class EditInput(DraftInput):
    example = {"version": 3, "proposal": "一是划定限养区域并公示；二是每月公布夜查结果。"}
    version = serializers.IntegerField(min_value=1)


class InviteInput(DeedInput):
    example = {"deputies": [31, 32]}
    deputies = Refs(deputies, allow_empty=False)


class CosignInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {}
    deputy = Ref(deputies, required=False, help_text="代录时：哪位代表的意见")
    given = serializers.ChoiceField(choices=Given.choices, required=False, help_text=_GIVEN)
    scan = OwnFile(required=False, help_text="书面意见的扫描件，先用POST /files/上传")


class DenyInput(CosignInput):
    example = {"reason": "没有看过这件建议，也没有同意联名。"}
    reason = serializers.CharField(max_length=300)


class WithdrawInput(ReasonInput):
    example = {"reason": "政府已经在办，不用再提。"}
    scan = OwnFile(required=False, help_text="代录时附代表来函，先用POST /files/上传")


class AcceptInput(DeedInput):
    example = {"theme": 7}
    theme = Ref(themes, required=False)
    serial = serializers.IntegerField(
        required=False, min_value=1, max_value=9999, help_text="不填由系统顺编"
    )
    session = Ref(sessions, required=False, allow_null=True, help_text="不填不变；空为闭会期间")
    first_number = _optional(max_length=20, help_text="议案转建议的原议案号，如议案第7号")


class RefuseInput(ReasonInput):
    example = {"ground": 4, "reason": "此案正在审理，请当事人依诉讼程序解决。"}
    ground = Ref(grounds, required=False, help_text="GET /refusal-grounds/里的一种")
    remedy = serializers.ChoiceField(
        choices=Remedy.choices, required=False, help_text="不填按所选情形的规定"
    )


class PartInput(Input):
    title = serializers.CharField(max_length=80)
    problem = _text()
    proposal = _text()
    theme = Ref(themes, required=False, allow_null=True, help_text="不填与原件相同")

    def to_internal_value(self, data: Any) -> PartOf:
        return PartOf(**super().to_internal_value(data))


class SplitInput(DeedInput):
    example = {
        "title": "关于规范城区养犬管理的建议",
        "parts": [
            {
                "title": "关于增设公共厕所的建议",
                "problem": "城东片区3平方公里只有1座公厕。",
                "proposal": "今年在河堤公园增设2座。",
            }
        ],
    }
    title = _optional(max_length=80, help_text="留在原件的题目；不填不变")
    problem = _optional(max_length=10_000)
    proposal = _optional(max_length=10_000)
    parts = serializers.ListField(child=PartInput(), min_length=1, max_length=9)


class IntoFileInput(ReasonInput):
    example = {"into": 31, "reason": "同一件事，一并办理，分别答复。"}
    into = Ref(cases, help_text="并入哪一件")


class AssignInput(DeedInput):
    example = {"main": 12, "co": [15, 18], "due_on": "2026-06-30"}
    main = Ref(units, required=False, help_text="主办单位")
    co = Refs(units, required=False, help_text="会办单位")
    separate = Refs(units, required=False, help_text="分办单位，至少两个，与主办不能同时选")
    due_on = serializers.DateField(required=False, help_text="指定的答复期限；不填为3个月")
    on = serializers.DateField(required=False, help_text="交办日期，默认今天")


class ReassignInput(DeedInput):
    example = {"assignment": 201, "unit": 16, "reason": "此事由住建局主管。"}
    assignment = OwnAssignment()
    unit = Ref(units)
    reason = serializers.CharField(max_length=300)


class ContactInput(DeedInput):
    example = {
        "stage": "before",
        "form": "phone",
        "on": "2026-03-04",
        "minutes": "代表希望先在城东试点，3月底前看到方案。",
        "people": "黄志勇代表",
    }
    stage = serializers.ChoiceField(choices=ContactStage.choices)
    form = serializers.ChoiceField(choices=ContactForm.choices)
    on = serializers.DateField(required=False)
    minutes = _text()
    place = _optional(max_length=120)
    people = _optional(max_length=200)


class CoOpinionInput(DeedInput):
    example = {"text": "我局负责流浪犬收容，同意划定区域，收容点可在6月投用。"}
    text = _text()


class ReturnOpinionInput(ReasonInput):
    example = {"reason": "没有写收容点什么时候投用，请补充。"}
    assignment = OwnAssignment(required=False, help_text="几个会办单位时：退回哪一个的")


class AskReturnInput(DeedInput):
    example = {"reason": "道路归交通运输局管养。", "proposed_unit": 16}
    reason = serializers.CharField(max_length=1000)
    proposed_unit = Ref(units, required=False)


class DecideReturnInput(DeedInput):
    example = {"agree": True, "unit": 16, "words": "道路由交通运输局管养，改由其主办。"}
    agree = serializers.BooleanField()
    words = serializers.CharField(max_length=300)
    unit = Ref(units, required=False, help_text="同意时改由谁办；不填退回代工委")


class AskExtensionInput(DeedInput):
    example = {"until": "2026-08-31", "reason": "涉及规划调整，需征求沿线群众意见。"}
    until = serializers.DateField()
    reason = serializers.CharField(max_length=1000)


class DecideInput(DeedInput):
    example = {"agree": True, "words": "同意。"}
    agree = serializers.BooleanField()
    words = _optional(max_length=300)


class ReplyInput(DeedInput):
    example = {
        "outcome": "A",
        "text": "一、已划定限养区域；二、登记点已开办；三、联合夜查每月公布结果。",
        "letter_no": "示公函〔2026〕12号",
        "contact_name": "王磊",
        "contact_phone": "0735-8612345",
    }
    outcome = serializers.CharField(max_length=8, help_text="结果类别，如A、B、C")
    text = _text()
    contact_name = serializers.CharField(max_length=40)
    contact_phone = serializers.CharField(max_length=20)
    letter_no = _optional(max_length=40, help_text="发文字号")
    without_co_opinion = _optional(max_length=300, help_text="缺会办意见时的说明")
    letter = OwnFile(required=False, help_text="盖章的答复函，先用POST /files/上传")
    promise = _optional(max_length=300, help_text="承诺办什么；正在解决、列入计划的必填")
    promise_due_on = serializers.DateField(required=False, help_text="什么时候办完；同上")
    publication = serializers.ChoiceField(
        choices=PublicKind.choices, required=False, help_text="公开属性；本级规定要写明的必填"
    )
    publication_reason = _optional(max_length=300, help_text="摘要公开、不公开的必填")
    on = serializers.DateField(required=False, help_text="答复日期，默认今天")


class DeliveryInput(DeedInput):
    example = {"deputies": [31], "way": "hand", "on": "2026-05-08"}
    deputies = Refs(deputies, allow_empty=False)
    way = serializers.ChoiceField(choices=DeliveredBy.choices)
    on = serializers.DateField(required=False)
    note = _optional(max_length=80, help_text="签收人或单号")


class AddPromiseInput(DeedInput):
    example = {"what": "河堤公园再设一个登记点", "due_on": "2026-12-31"}
    what = serializers.CharField(max_length=300)
    due_on = serializers.DateField()


class RateInput(DeedInput):
    example = {"attitude": "satisfied", "result": "unsatisfied", "reason": "登记点还没有开办。"}
    attitude = serializers.ChoiceField(choices=Rating.choices, help_text="办理态度")
    result = serializers.ChoiceField(choices=Rating.choices, help_text="办理结果")
    reason = _optional(max_length=2000, help_text="有一项不满意时必填")
    given = serializers.ChoiceField(choices=Given.choices, required=False, help_text=_GIVEN)
    scan = OwnFile(required=False, help_text="书面意见的扫描件，先用POST /files/上传")
    on = serializers.DateField(required=False)


class RateSurveyInput(RateInput):
    example = RateInput.example | {"solved": "no", "wants_rehandling": True, "got_reply": True}
    got_reply = serializers.BooleanField(required=False, allow_null=True, help_text="收到答复")
    contact_before = serializers.ChoiceField(
        choices=Talked.choices, required=False, allow_blank=True, help_text="办理前沟通"
    )
    contact_during = serializers.ChoiceField(
        choices=Talked.choices, required=False, allow_blank=True, help_text="办理中沟通"
    )
    contact_after = serializers.ChoiceField(
        choices=Talked.choices, required=False, allow_blank=True, help_text="办理后沟通"
    )
    solved = serializers.ChoiceField(
        choices=Solved.choices, required=False, allow_blank=True, help_text="问题是否解决"
    )
    wants_rehandling = serializers.BooleanField(
        required=False, allow_null=True, help_text="要求重新办理；要有一项不满意"
    )
    agrees_to_publish = serializers.BooleanField(
        required=False, allow_null=True, help_text="同意公开"
    )
    deputy = Ref(deputies, required=False, help_text="代录时：哪位代表的评价，不填为领衔代表")


class CoordinateInput(DeedInput):
    example = {
        "form": "interview",
        "on": "2026-09-18",
        "participants": "黄志勇代表、县公安局负责人、刘建平副主任",
        "outcome": "登记点10月底前开办，代表认可。",
        "again": False,
    }
    form = serializers.ChoiceField(choices=ThirdStep.choices)
    on = serializers.DateField(required=False)
    participants = serializers.CharField(max_length=300)
    outcome = _text()
    again = serializers.BooleanField(help_text="真为再办一次，假为办结")


class StudyInput(DeedInput):
    example = {"rehandle": True, "words": "代表意见有理，请一个月内重新办理。"}
    rehandle = serializers.BooleanField(help_text="真为重新办理，假为说明后办结")
    words = serializers.CharField(max_length=1000)


class LeadersInput(DeedInput):
    example = {"supervisor": 41, "handling_leader": 52}
    supervisor = Ref(leaders, required=False, help_text="督办领导的岗位")
    handling_leader = Ref(leaders, required=False, help_text="领办领导的岗位")


class MakeKeyInput(LeadersInput):
    example = {
        "grounds": "群众反映集中，多名代表提出。",
        "meeting": "主任会议第23次",
        "decided_on": "2026-03-12",
        "supervisor": 41,
        "handling_leader": 52,
    }
    grounds = serializers.CharField(max_length=1000)
    meeting = serializers.CharField(max_length=80)
    decided_on = serializers.DateField()


class PressInput(DeedInput):
    example = {"words": "请在本周内与代表见面。"}
    words = _optional(max_length=300)
    assignment = OwnAssignment(required=False, help_text="只催其中一个单位")


class AnswerPressInput(DeedInput):
    example = {"answer": "方案已报县政府，12月5日前答复。"}
    answer = serializers.CharField(max_length=1000)
