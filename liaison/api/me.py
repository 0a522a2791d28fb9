"""Who I am, in which post; client tokens for phones and other programs."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services as accounts
from accounts.models import ClientToken, User
from accounts.passwords import change_reason
from core.api.serializers import Input
from core.problems import Forbidden, Invalid, Unauthenticated
from liaison.api.authentication import TokenInUse
from liaison.models import Seat
from liaison.services.seats import acting_seat, choose_seat, own_seat, seats_to_act_in
from notifications.models import Notification


class UnitRef(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    short_name = serializers.CharField()


class SeatOutput(serializers.Serializer):
    """A post: role, unit, and what the person is called there."""

    id = serializers.IntegerField()
    role = serializers.CharField()
    role_label = serializers.CharField(source="get_role_display")
    label = serializers.CharField()  # type: ignore[assignment]
    side = serializers.CharField()
    unit = UnitRef()
    deputy_id = serializers.IntegerField(allow_null=True)
    congress_id = serializers.IntegerField(source="unit.congress_id", allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    stands_in_for = serializers.CharField(help_text="代班时，请假的人；自己的岗位是空的")


class PersonOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    login = serializers.CharField()
    phone = serializers.CharField(allow_null=True)


class MeOutput(serializers.Serializer):
    person = PersonOutput()
    seat = SeatOutput()
    seats = SeatOutput(many=True)
    unread = serializers.IntegerField(help_text="未读通知数")
    large_text = serializers.BooleanField()


class SeatChoice(Input):
    seat = serializers.IntegerField(help_text="自己的另一个岗位")


class TokenInput(Input):
    name = serializers.CharField(max_length=80, help_text="登录名或手机号")
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    device = serializers.CharField(max_length=80, help_text="设备名称，本人在列表里认得出")
    seat = serializers.IntegerField(required=False, help_text="绑定的岗位，不填为第一个岗位")


class TokenOutput(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    device = serializers.CharField()
    seat = serializers.IntegerField(source="seat_id")
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry")
    last_used_on = serializers.DateField(allow_null=True)
    current = serializers.BooleanField(help_text="就是这次请求用的令牌")


NEW_TOKEN = inline_serializer(
    "NewToken",
    {
        "token": serializers.CharField(help_text="只显示这一次"),
        "id": serializers.UUIDField(),
        "expires_at": serializers.DateTimeField(),
        "person": PersonOutput(),
        "seat": SeatOutput(),
    },
)
TOKEN_LIST = inline_serializer(
    "TokenPage",
    {
        "results": TokenOutput(many=True),
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
    },
)


def describe(user: User, seat: Seat) -> dict[str, Any]:
    """The answer of /me/: the person, the acting post and the others."""
    seats = seats_to_act_in(user)
    me = {
        "person": user,
        "seat": seat,
        "seats": seats,
        "unread": Notification.objects.visible_to(seat).unread().count(),
        "large_text": user.large_text,
    }
    return MeOutput(me).data


class Me(APIView):
    @extend_schema(
        operation_id="me", summary="我是谁、以哪个岗位在办事", responses=MeOutput, tags=["me"]
    )
    def get(self, request: Request) -> Response:
        return Response(describe(request.user, request.seat))


class MySeat(APIView):
    @extend_schema(
        operation_id="me_seat",
        summary="换到自己的另一个岗位",
        request=SeatChoice,
        responses=MeOutput,
        examples=[OpenApiExample("换岗位", {"seat": 12}, request_only=True)],
        tags=["me"],
    )
    def post(self, request: Request) -> Response:
        wanted = _valid(SeatChoice, request)["seat"]
        seat = own_seat(request.user, wanted)
        if seat is None:
            raise _not_yours()
        if isinstance(request.auth, TokenInUse):
            accounts.bind_token(request.auth.digest, seat_id=seat.pk)
        else:
            choose_seat(request._request.session, request.user, seat.pk)
        return Response(describe(request.user, seat))


class Tokens(APIView):
    """A client signs in once per device; its owner sees and ends each token."""

    def get_authenticators(self) -> list[Any]:
        return [] if self._signs_in() else super().get_authenticators()

    def get_permissions(self) -> Any:
        return [AllowAny()] if self._signs_in() else super().get_permissions()

    def _signs_in(self) -> bool:
        return self.request is not None and self.request.method == "POST"

    @extend_schema(
        operation_id="tokens_list", summary="我的设备", responses=TOKEN_LIST, tags=["tokens"]
    )
    def get(self, request: Request) -> Response:
        rows = list(ClientToken.objects.filter(user=request.user).order_by("-created")[:100])
        mine = getattr(request.auth, "public_id", None)
        for row in rows:
            row.current = row.public_id == mine
        page = {"results": TokenOutput(rows, many=True).data, "next": None, "previous": None}
        return Response(page)

    @extend_schema(
        operation_id="tokens_create",
        summary="用登录名（手机号）和密码领取令牌",
        request=TokenInput,
        responses={201: NEW_TOKEN},
        auth=[],
        examples=[
            OpenApiExample(
                "手机登录",
                {"name": "clerk", "password": "liaison-demo", "device": "我的手机"},
                request_only=True,
            )
        ],
        tags=["tokens"],
    )
    def post(self, request: Request) -> Response:
        data = _valid(TokenInput, request)
        user = _person(request, data["name"], data["password"])
        seat = _seat(user, data.get("seat"))
        token, text = accounts.issue_token(user, seat_id=seat.pk, device=data["device"], by=seat)
        body = {
            "token": text,
            "id": token.public_id,
            "expires_at": token.expiry,
            "person": PersonOutput(user).data,
            "seat": SeatOutput(seat).data,
        }
        return Response(body, status=201)


class TokenDetail(APIView):
    @extend_schema(
        operation_id="tokens_revoke", summary="停用一个设备", responses={204: None}, tags=["tokens"]
    )
    def delete(self, request: Request, public_id: UUID) -> Response:
        if not accounts.revoke_token(request.user, public_id, by=request.seat):
            raise Http404
        return Response(status=204)


def _valid(shape: type[Input], request: Request) -> dict[str, Any]:
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    data: dict[str, Any] = body.validated_data
    return data


def _person(request: Request, name: str, password: str) -> User:
    """Same words and time for an unknown name and a wrong password; the lock-out holds here too."""
    inner = request._request
    user = accounts.check_sign_in(inner, username=name, password=password)
    if user is None:
        raise Unauthenticated(accounts.REFUSED)
    accounts.forget_failures_of(inner, user)
    if reason := change_reason(user):
        raise Forbidden(f"{reason}请在电脑网页上登录修改，再回到这里登录。")
    return user


def _seat(user: User, wanted: int | None) -> Seat:
    seat = acting_seat(user) if wanted is None else own_seat(user, wanted)
    if seat is not None:
        return seat
    if wanted is not None:
        raise _not_yours()
    raise Forbidden("您现在没有岗位，请找本单位管理员开通。")


def _not_yours() -> Invalid:
    return Invalid("没有这个岗位。", errors={"seat": ["不是您的岗位，或已经停用"]})
