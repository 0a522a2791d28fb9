"""/api/v1/public/: what a voter does without an account, for the page and for small programs."""

from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.serializers import Input
from core.problems import Invalid
from stations.choices import Satisfaction
from stations.models import PublicCode
from stations.services import codes, public_forms, public_page, submitting, voter_story, voters

_VERDICTS = [choice for choice in Satisfaction.choices if choice[0] in voters.VERDICTS]


class ComingDay(serializers.Serializer):
    on = serializers.DateField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    place = serializers.CharField()
    deputies = serializers.ListField(child=serializers.CharField(), help_text="姓名（哪级代表）")


class CalledOffDay(serializers.Serializer):
    on = serializers.DateField()
    reason = serializers.CharField()


class PublicNoticeRow(serializers.Serializer):
    title = serializers.CharField()
    on = serializers.DateTimeField()
    verdict = serializers.CharField(help_text="群众评价，没有时为空")


class RosterWords(serializers.Serializer):
    words = serializers.CharField()
    at = serializers.DateTimeField()


class PublicDeputy(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField(help_text="哪级代表")  # type: ignore[assignment]


class OpenForm(serializers.Serializer):
    token = serializers.CharField(help_text="提交时原样带上；两小时内有效，只用一次")
    bits = serializers.IntegerField(
        help_text="工作量：求一个十进制数，使SHA-256（token.数）前面有这么多个0比特；不算的后看"
    )


class PublicStation(serializers.Serializer):
    code = serializers.CharField()
    station = serializers.CharField()
    place = serializers.CharField()
    deputy = PublicDeputy(allow_null=True, help_text="代表的二维码才有")
    address = serializers.CharField()
    phone = serializers.CharField()
    hours = serializers.CharField()
    within = serializers.CharField(help_text="多久内受理，例如3个工作日")
    days = ComingDay(many=True, help_text="已公告的接待日")
    called_off = CalledOffDay(many=True, help_text="公告以后取消的接待日")
    notices = RosterWords(many=True, help_text="接待日公告")
    done = PublicNoticeRow(many=True, help_text="最近公示的答复")
    form = OpenForm()


class SubmitInput(Input):
    example: ClassVar[dict[str, Any]] = {
        "token": "eyJrIjoi…",
        "proof": "48213",
        "raw_text": "上坪村三组的通组路塌方半个月没修，孩子上学要绕四公里。",
        "visitor_phone": "13800005127",
    }
    token = serializers.CharField(max_length=400)
    proof = serializers.CharField(max_length=15, required=False, allow_blank=True)
    raw_text = serializers.CharField(max_length=submitting.LONGEST, trim_whitespace=False)
    place_text = serializers.CharField(max_length=120, required=False, allow_blank=True)
    visitor_name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    visitor_phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    is_minor = serializers.BooleanField(required=False, help_text="未满14岁")
    guardian_consents = serializers.BooleanField(required=False, help_text="监护人同意")
    photos = serializers.ListField(
        child=serializers.FileField(),
        max_length=submitting.MOST_PHOTOS,
        required=False,
        help_text="照片，用multipart提交，最多6张",
    )


class SubmitReceipt(serializers.Serializer):
    code = serializers.CharField(help_text="查询码；同一token再提交一次，给同一个")
    asks_digits = serializers.BooleanField(help_text="查询时还要电话后四位")
    due_on = serializers.DateField(allow_null=True, help_text="在这一天前受理")
    in_crisis = serializers.BooleanField(help_text="话里可能有危险：请马上显示110、120、12345")


class FollowInput(Input):
    example: ClassVar[dict[str, Any]] = {"code": "7K3MPQ2A", "digits": "5127"}
    code = serializers.CharField(max_length=40)
    digits = serializers.CharField(max_length=11, required=False, allow_blank=True)


class StoryStep(serializers.Serializer):
    on = serializers.DateField()
    words = serializers.CharField()


class StoryQuestion(serializers.Serializer):
    id = serializers.IntegerField()
    text = serializers.CharField()
    asked_on = serializers.DateField()
    answer = serializers.CharField()
    answered_on = serializers.DateField(allow_null=True)


class StoryStation(serializers.Serializer):
    name = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    hours = serializers.CharField()


class VoterStory(serializers.Serializer):
    follower = serializers.CharField(help_text="半小时内代替查询码，办下一步时带上")
    title = serializers.CharField()
    on = serializers.DateField()
    state = serializers.CharField()
    now = serializers.CharField(help_text="现在到哪一步，一句话")
    due_on = serializers.DateField(allow_null=True)
    due_words = serializers.CharField()
    refused_why = serializers.CharField()
    answer = StoryStep(allow_null=True, help_text="给来访人的回复")
    satisfaction = serializers.CharField(help_text="本人的评价，没有时为空")
    deputies = serializers.ListField(child=serializers.CharField())
    steps = StoryStep(many=True)
    questions = StoryQuestion(many=True)
    station = StoryStation()
    in_crisis = serializers.BooleanField()
    actions = serializers.ListField(child=serializers.CharField(), help_text="现在能办的")


class FollowerInput(Input):
    example: ClassVar[dict[str, Any]] = {"follower": "eyJzIjo…"}
    follower = serializers.CharField(max_length=400)


class VoterReplyInput(FollowerInput):
    example = {"follower": "eyJzIjo…", "question": 7, "text": "塌方在村口往上一百米。"}
    question = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    text = serializers.CharField(max_length=voters.LONGEST_ANSWER)


class VoterRateInput(FollowerInput):
    example = {"follower": "eyJzIjo…", "satisfaction": "satisfied", "remark": "修得快。"}
    satisfaction = serializers.ChoiceField(choices=_VERDICTS)
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True)


class PublicView(APIView):
    """No account, no cookie: what is asked for is in the body, what is counted is the network."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class Station(PublicView):
    @extend_schema(
        operation_id="public_station",
        summary="二维码背后的联络站或代表，和提交用的token",
        responses={200: PublicStation},
        tags=["public"],
        auth=[],
    )
    def get(self, request: Request, code: str) -> Response:
        door = codes.open_door(code)
        form = public_forms.new_form(door)
        body = public_page.page_of(door)
        body["form"] = {"token": form.token, "bits": public_forms.PROOF_BITS}
        return _unstored(body)


class Submit(PublicView):
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(
        operation_id="public_opinions_create",
        summary="群众提交一件事，不用登录",
        request=SubmitInput,
        responses={201: SubmitReceipt},
        examples=[OpenApiExample("提交", value=SubmitInput.example, request_only=True)],
        tags=["public"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        body = SubmitInput(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        form = public_forms.read_form(data.pop("token"))
        proof = data.pop("proof", "")
        code = PublicCode.objects.filter(pk=form.code_id).values_list("code", flat=True).first()
        if code is None:
            raise Invalid("这一页不完整，请重新扫码打开再填。")
        photos: list[UploadedFile] = data.pop("photos", [])
        receipt = submitting.submit(
            codes.open_door(code),
            submitting.Message(**data, photos=photos),
            form=form,
            proof=proof,
        )
        sent = receipt.submission
        answer = {
            "code": receipt.code,
            "asks_digits": bool(sent.phone_hash),
            "due_on": sent.due_on,
            "in_crisis": sent.in_crisis,
        }
        return _unstored(answer, status=201)


def _story(found: voters.Followed) -> Response:
    return _unstored(voter_story.story_of(found) | {"follower": voters.pass_for(found)})


class Follow(PublicView):
    @extend_schema(
        operation_id="public_opinions_follow",
        summary="凭查询码和电话后四位查进度",
        request=FollowInput,
        responses={200: VoterStory},
        examples=[OpenApiExample("查进度", value=FollowInput.example, request_only=True)],
        tags=["public"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        body = FollowInput(data=request.data)
        body.is_valid(raise_exception=True)
        return _story(voters.find(**body.validated_data))


def _followed(shape: type[FollowerInput], request: Request) -> tuple[voters.Followed, dict]:
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    data = dict(body.validated_data)
    return voters.followed_by(data.pop("follower")), data


def _again(found: voters.Followed) -> Response:
    """As it stands after the deed."""
    return _story(voters.followed_by(voters.pass_for(found)))


class Answer(PublicView):
    @extend_schema(
        operation_id="public_opinions_answer",
        summary="回答联络站的提问",
        request=VoterReplyInput,
        responses={200: VoterStory},
        examples=[OpenApiExample("回答", value=VoterReplyInput.example, request_only=True)],
        tags=["public"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        found, data = _followed(VoterReplyInput, request)
        voters.reply(found, question_id=data["question"], text=data["text"])
        return _again(found)


class Rate(PublicView):
    @extend_schema(
        operation_id="public_opinions_rate",
        summary="回复以后，来访人自己评价",
        request=VoterRateInput,
        responses={200: VoterStory},
        examples=[OpenApiExample("评价", value=VoterRateInput.example, request_only=True)],
        tags=["public"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        found, data = _followed(VoterRateInput, request)
        voters.rate(found, **data)
        return _again(found)


class Withdraw(PublicView):
    @extend_schema(
        operation_id="public_opinions_withdraw",
        summary="还没办完时撤回",
        request=FollowerInput,
        responses={200: VoterStory},
        examples=[OpenApiExample("撤回", value=FollowerInput.example, request_only=True)],
        tags=["public"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        found, _ = _followed(FollowerInput, request)
        voters.take_back(found)
        return _again(found)


def _unstored(body: dict[str, Any], status: int = 200) -> Response:
    return Response(body, status=status, headers={"Cache-Control": "no-store"})
