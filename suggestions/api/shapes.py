"""Shapes of answers, for the schema only: rows are built as plain dictionaries (output.py)."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers


class Named(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class LightShape(serializers.Serializer):
    level = serializers.CharField(help_text="g绿、a黄、r红、x灰")
    words = serializers.CharField(help_text="剩12天、今天到期、逾期2天")


class ActionShape(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    primary = serializers.BooleanField()
    method = serializers.CharField()
    url = serializers.CharField()


class StepShape(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()
    state = serializers.CharField(help_text="done、now或空")


ROW_EXAMPLE = {
    "id": 31,
    "number": "十八届五次会议第0031号",
    "first_number": "",
    "title": "关于规范城区养犬管理的建议",
    "state": "handling",
    "state_label": "办理中",
    "lead": {"id": 9, "name": "黄志勇"},
    "cosigner_count": 2,
    "theme": {"id": 7, "name": "社会治理"},
    "session": 5,
    "main_unit": {"id": 12, "name": "县公安局"},
    "handler_text": "县公安局（会办2）",
    "is_key": False,
    "is_confidential": False,
    "outcome": "",
    "result_rating": "",
    "checked_result": "",
    "checked_on": None,
    "archived_on": None,
    "round": 1,
    "submitted_on": "2026-01-07",
    "assigned_on": "2026-02-10",
    "replied_on": None,
    "reply_due_on": "2026-05-11",
    "due_on": "2026-05-11",
    "turn": "县公安局·答复",
    "light": {"level": "g", "words": "剩24天"},
    "version": 9,
}


@extend_schema_serializer(examples=[OpenApiExample("一件建议", value=ROW_EXAMPLE)])
class SuggestionRow(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField(help_text="编号；受理前为空；议案转来的，括号里是原议案号")
    first_number = serializers.CharField(help_text="议案转来的原编号，如议案第7号；不是为空")
    title = serializers.CharField(help_text="保密件在列表里不显示题目")
    state = serializers.CharField(help_text="draft、cosigning、submitted……")
    state_label = serializers.CharField()
    lead = Named()
    cosigner_count = serializers.IntegerField()
    theme = Named(allow_null=True)
    session = serializers.IntegerField(allow_null=True, help_text="会议；空为闭会期间")
    main_unit = Named(allow_null=True)
    handler_text = serializers.CharField()
    is_key = serializers.BooleanField()
    is_confidential = serializers.BooleanField()
    outcome = serializers.CharField(help_text="结果类别，如A")
    result_rating = serializers.CharField(help_text="satisfied、basic、unsatisfied或空")
    checked_result = serializers.CharField(
        help_text="随机抽评：solved、partly、not或空；统计以它为准"
    )
    checked_on = serializers.DateField(allow_null=True, help_text="最近一次随机抽评")
    archived_on = serializers.DateField(allow_null=True, help_text="归档；此后只能查阅")
    round = serializers.IntegerField(help_text="第几次办理")
    submitted_on = serializers.DateField(allow_null=True)
    assigned_on = serializers.DateField(allow_null=True)
    replied_on = serializers.DateField(allow_null=True)
    reply_due_on = serializers.DateField(allow_null=True, help_text="法定答复期限")
    due_on = serializers.DateField(allow_null=True, help_text="最近的一个期限")
    turn = serializers.CharField(help_text="轮到谁，办什么")
    light = LightShape()
    version = serializers.IntegerField()


class SignerShape(serializers.Serializer):
    id = serializers.IntegerField(help_text="代表")
    name = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    denied_on = serializers.DateField(allow_null=True, help_text="声明不是本人联名的日子")


class ContactShape(serializers.Serializer):
    id = serializers.IntegerField()
    stage = serializers.CharField()
    form = serializers.CharField()
    on = serializers.DateField()
    place = serializers.CharField()
    people = serializers.CharField()
    minutes = serializers.CharField()
    by_name = serializers.CharField()


class CoOpinionShape(serializers.Serializer):
    id = serializers.IntegerField()
    text = serializers.CharField()
    given_on = serializers.DateField()
    by_name = serializers.CharField()
    returned_on = serializers.DateField(allow_null=True, help_text="主办单位退回的日子")
    return_reason = serializers.CharField()


class ReturnShape(serializers.Serializer):
    id = serializers.IntegerField()
    reason = serializers.CharField()
    proposed_unit = Named(allow_null=True)
    asked_on = serializers.DateField()
    is_late = serializers.BooleanField()
    state = serializers.CharField()
    decision = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)


class ExtensionShape(serializers.Serializer):
    id = serializers.IntegerField()
    until = serializers.DateField()
    reason = serializers.CharField()
    asked_on = serializers.DateField()
    state = serializers.CharField()
    decision = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)


class AssignmentShape(serializers.Serializer):
    id = serializers.IntegerField()
    unit = Named()
    part = serializers.CharField(help_text="main主办、co会办、separate分办")
    part_label = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    assigned_on = serializers.DateField()
    signed_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    light = LightShape()
    contacts = ContactShape(many=True)
    co_opinions = CoOpinionShape(many=True)
    returns = ReturnShape(many=True)
    extensions = ExtensionShape(many=True)


class ReplyPublication(serializers.Serializer):
    id = serializers.IntegerField()
    wish = serializers.CharField(help_text="full全文、abstract摘要、none不公开")
    wish_reason = serializers.CharField()
    state = serializers.CharField(help_text="waiting、published、declined、taken_down、lapsed")
    state_label = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)
    words = serializers.CharField(help_text="不予公开、撤下的理由")


class RecipientShape(serializers.Serializer):
    deputy = Named()
    is_lead = serializers.BooleanField()
    in_system = serializers.BooleanField(help_text="有平台账号，已通知")
    opened_at = serializers.DateTimeField(allow_null=True, help_text="第一次在平台打开")
    way = serializers.CharField(help_text="书面送达：hand、post、proxy，没有登记为空")
    delivered_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()


class ReplyShape(serializers.Serializer):
    id = serializers.IntegerField()
    assignment = serializers.IntegerField()
    unit = Named()
    round = serializers.IntegerField()
    version = serializers.IntegerField()
    letter_no = serializers.CharField()
    outcome = serializers.CharField()
    outcome_label = serializers.CharField()
    text = serializers.CharField()
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField()
    without_co_opinion = serializers.CharField()
    replied_on = serializers.DateField()
    signed_by_name = serializers.CharField()
    is_late = serializers.BooleanField()
    recalled_on = serializers.DateField(allow_null=True)
    recipients = RecipientShape(many=True, help_text="领衔和每位联名代表收到没有")
    scanned_on = serializers.DateField(allow_null=True, help_text="盖章件上传的日子")
    publication = ReplyPublication(allow_null=True, help_text="保密件、不是当事各方的为空")


class ReplyDraftShape(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.CharField(help_text="drafting、checking、signing")
    state_label = serializers.CharField()
    contents = serializers.DictField(help_text="与答复的各项同名")
    drafted_by_name = serializers.CharField()
    checked_by_name = serializers.CharField()
    version = serializers.IntegerField()


class VerdictShape(serializers.Serializer):
    id = serializers.IntegerField()
    deputy = Named()
    round = serializers.IntegerField()
    attitude = serializers.CharField()
    result = serializers.CharField()
    reason = serializers.CharField()
    rated_on = serializers.DateField()
    is_late = serializers.BooleanField()
    given = serializers.CharField()
    got_reply = serializers.BooleanField(allow_null=True)
    contact_before = serializers.CharField(help_text="代表眼里办理前的沟通，没说为空")
    contact_during = serializers.CharField()
    contact_after = serializers.CharField()
    solved = serializers.CharField(help_text="yes、partly、no，没说为空")
    wants_rehandling = serializers.BooleanField(allow_null=True)
    agrees_to_publish = serializers.BooleanField(allow_null=True)


class CoordinationShape(serializers.Serializer):
    id = serializers.IntegerField()
    round = serializers.IntegerField()
    form = serializers.CharField(help_text="interview、evaluation、explanation")
    held_on = serializers.DateField()
    participants = serializers.CharField()
    outcome = serializers.CharField()
    again = serializers.BooleanField()


class StudyShape(serializers.Serializer):
    id = serializers.IntegerField()
    round = serializers.IntegerField()
    rehandle = serializers.BooleanField()
    words = serializers.CharField()
    on = serializers.DateField()


class PressShape(serializers.Serializer):
    id = serializers.IntegerField()
    assignment = serializers.IntegerField()
    words = serializers.CharField()
    by_name = serializers.CharField()
    by_title = serializers.CharField()
    pressed_on = serializers.DateField()
    answer = serializers.CharField()
    answered_on = serializers.DateField(allow_null=True)


class KeyLeaderShape(serializers.Serializer):
    seat = serializers.IntegerField()
    name = serializers.CharField()
    title = serializers.CharField()
    since = serializers.DateField()


class KeyShape(serializers.Serializer):
    item = serializers.IntegerField(allow_null=True, help_text="督办件，见/key-suggestions/")
    grounds = serializers.CharField()
    meeting = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    supervisor = KeyLeaderShape(allow_null=True)
    handling_leader = KeyLeaderShape(allow_null=True)


class LinkedOpinion(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()


class CaseFile(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    size = serializers.IntegerField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "一件建议（节选）",
            value=ROW_EXAMPLE
            | {
                "problem": "今年以来收到养犬扰民、伤人意见14件。",
                "proposal": "一是划定限养区域并公示。",
                "actions": [
                    {
                        "code": "press",
                        "label": "催办",
                        "primary": False,
                        "method": "POST",
                        "url": "/api/v1/suggestions/31/press/",
                    }
                ],
            },
        )
    ]
)
class Numbered(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()


PROMISE_EXAMPLE = {
    "id": 7,
    "what": "开办便民登记点",
    "state": "open",
    "state_label": "办理中",
    "suggestion": {"id": 31, "number": "十八届五次会议第0031号"},
    "reply": 19,
    "unit": {"id": 12, "name": "示范县公安局"},
    "made_by_unit": "示范县公安局",
    "made_on": "2026-05-06",
    "first_due_on": "2026-10-31",
    "due_on": "2026-10-31",
    "carried": 0,
    "reported_on": None,
    "struck_on": None,
    "rating": "",
    "light": {"level": "g", "words": "剩142天"},
    "version": 1,
}


@extend_schema_serializer(examples=[OpenApiExample("一项承诺", value=PROMISE_EXAMPLE)])
class PromiseRow(serializers.Serializer):
    id = serializers.IntegerField()
    what = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    suggestion = Numbered()
    reply = serializers.IntegerField()
    unit = Named(help_text="现在由谁兑现")
    made_by_unit = serializers.CharField(help_text="作出承诺时的单位名称")
    made_on = serializers.DateField()
    first_due_on = serializers.DateField(help_text="答复里写的时限")
    due_on = serializers.DateField()
    carried = serializers.IntegerField(help_text="改期次数")
    reported_on = serializers.DateField(allow_null=True)
    struck_on = serializers.DateField(allow_null=True)
    rating = serializers.CharField(help_text="代表对兑现的最后一次评价，没有为空")
    light = LightShape(allow_null=True, help_text="办理中才有")
    version = serializers.IntegerField()


class SuggestionDetail(SuggestionRow):
    problem = serializers.CharField()
    proposal = serializers.CharField()
    formed_by = serializers.CharField()
    formed_by_label = serializers.CharField()
    wished_unit = Named(allow_null=True)
    consents_to_publish = serializers.BooleanField()
    wants_meeting = serializers.BooleanField()
    address = serializers.CharField(help_text="地址和邮编；不是相关人为空")
    imported_on = serializers.DateField(allow_null=True, help_text="由表格导入的往年建议")
    drafted_by = serializers.CharField(help_text="代录的单位和人；代表本人写的为空")
    state_note = serializers.CharField(help_text="退回、不予受理、撤回的理由")
    refusal_ground = Named(allow_null=True, help_text="不予受理属于哪一种情形")
    remedy = serializers.CharField(help_text="不予受理后怎么处理")
    remedy_label = serializers.CharField()
    merged_into = Numbered(allow_null=True, help_text="并入哪一件")
    members = Numbered(many=True, help_text="并入本件的")
    split_from = Numbered(allow_null=True, help_text="从哪一件分出")
    parts = Numbered(many=True, help_text="从本件分出的")
    created_on = serializers.DateField()
    accepted_on = serializers.DateField(allow_null=True)
    signed_on = serializers.DateField(allow_null=True)
    rated_on = serializers.DateField(allow_null=True)
    is_silent = serializers.BooleanField(help_text="评价期已过还没有评价")
    closed_on = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()
    cosigners = SignerShape(many=True)
    assignments = AssignmentShape(many=True)
    replies = ReplyShape(many=True)
    reply_draft = ReplyDraftShape(allow_null=True, help_text="只给本单位看")
    promises = PromiseRow(many=True)
    verdicts = VerdictShape(many=True)
    studies = StudyShape(many=True)
    coordinations = CoordinationShape(many=True)
    presses = PressShape(many=True)
    key = KeyShape(allow_null=True)
    opinions = LinkedOpinion(many=True)
    files = CaseFile(many=True)
    steps = StepShape(many=True)
    actions = ActionShape(many=True)


class GroundShape(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    remedy = serializers.CharField()
    remedy_label = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class VersionShape(serializers.Serializer):
    number = serializers.IntegerField(help_text="第几稿")
    title = serializers.CharField()
    problem = serializers.CharField()
    proposal = serializers.CharField()
    saved_at = serializers.DateTimeField()
    by_name = serializers.CharField()


class TimelineEvent(serializers.Serializer):
    at = serializers.DateTimeField()
    code = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField()
    state = serializers.CharField(help_text="done、now、late")
