"""Who calls the API, and in which post: a client's bearer token or the pages' own session."""

import datetime as dt
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.db.models import F
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.backends import may_sign_in
from accounts.models import ClientToken, User
from accounts.passwords import change_reason
from accounts.services import bind_token, touch_token
from core.clock import now, today
from core.kept import Kept
from liaison.models import Seat
from liaison.services.seats import acting_seat, session_seat, standing_seat


class TokenInUse:
    """What a view may know of the token it was called with."""

    def __init__(self, seat: Any):
        self.digest: str = seat.token_digest
        self.public_id: UUID = seat.token_id


class BearerToken(BaseAuthentication):
    """Token, person, seat and unit in one query; a dead token and a closed seat are both 401."""

    def authenticate(self, request: Request) -> tuple[User, TokenInUse] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        text = parts[1].decode("latin-1") if len(parts) == 2 else ""
        seat = _seat_of(text)
        if seat is None or not may_sign_in(seat.user):
            raise AuthenticationFailed
        if seat.token_used_on != today():
            touch_token(seat.token_digest)
        put_seat(request, seat)
        return seat.user, TokenInUse(seat)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="liaison"'


def seat_of_token(parts: list[str]) -> Any:
    """For a read past the framework: the post of a token already used today, or None."""
    seat = _seat_of(parts[1]) if len(parts) == 2 else None
    if seat is None or not may_sign_in(seat.user) or seat.token_used_on != today():
        return None
    return seat


def _seat_of(text: str) -> Any:
    if not (text.isascii() and text.isalnum()) or not 20 <= len(text) <= 200:
        return None
    found = _SEATS.rows("", key=text[: CONSTANTS.TOKEN_KEY_LENGTH], moment=now())
    digest = hash_token(text)
    own = next((seat for seat in found if compare_digest(seat.token_digest, digest)), None)
    return own or _standing_seat_of(text, digest)


def _standing_seat_of(text: str, digest: str) -> Any:
    """The post of an absent colleague to which the token's owner has switched."""
    tokens = ClientToken.objects.filter(
        token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH], expiry__gt=now()
    )
    for token in tokens.select_related("user"):
        if compare_digest(token.digest, digest):
            seat: Any = standing_seat(token.user, token.seat_id) or _back_at_own(token)
            if seat is not None:
                seat.token_digest, seat.token_id = token.digest, token.public_id
                seat.token_used_on = token.last_used_on
            return seat
    return None


def _back_at_own(token: ClientToken) -> Any:
    """The leave is over: the phone goes on in its owner's own post; a closed own one stays dead."""
    if Seat.objects.filter(pk=token.seat_id, user_id=token.user_id).exists():
        return None
    seat = acting_seat(token.user)
    if seat is not None:
        bind_token(token.digest, seat_id=seat.pk)
    return seat


def _seats(shape: str, *, key: str, moment: dt.datetime) -> Any:
    return (
        Seat.objects.usable()
        .with_unit()
        .filter(
            user__auth_token_set__token_key=key,
            user__auth_token_set__expiry__gt=moment,
            user__auth_token_set__seat_id=F("id"),
        )
        .annotate(
            token_digest=F("user__auth_token_set__digest"),
            token_id=F("user__auth_token_set__public_id"),
            token_used_on=F("user__auth_token_set__last_used_on"),
        )
    )


# Every request of a phone begins with it.
_SEATS = Kept(_seats)


class BrowserSession(SessionAuthentication):
    """The pages' own calls: session cookie and CSRF token, in the session's post."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        reason = change_reason(found[0])
        if reason:
            raise PermissionDenied(reason)
        seat = session_seat(request._request.session, found[0])
        if seat is None:
            raise AuthenticationFailed
        put_seat(request, seat)
        return found


def put_seat(request: Request, seat: Seat) -> None:
    """On both: views look at the outer request, the page frame at the inner one."""
    request.seat = seat
    request._request.seat = seat


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "liaison.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "用 POST /api/v1/tokens/ 领取的令牌，只绑定一个岗位。",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "liaison.api.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "liaison_session",
            "description": "浏览器里已登录的页面自己调用，写操作要带CSRF。",
        }
