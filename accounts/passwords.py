"""Password policy 等保2.0 三级 8.1.4.1: ten characters, three of four kinds, last five, 90 days."""

import datetime as dt
import re
import secrets
import string

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import PastPassword, User

MINIMUM = 10
KINDS = 3
REMEMBERED = 5
LIFETIME = dt.timedelta(days=90)

_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9\s]")
# Without 0 O 1 l I: a first password is read aloud or copied from paper.
_READABLE = (
    "".join(c for c in string.ascii_lowercase if c not in "lo"),
    "".join(c for c in string.ascii_uppercase if c not in "IO"),
    "23456789",
)


class LongEnough:
    """At least ten characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < MINIMUM:
            raise ValidationError(
                f"密码至少{MINIMUM}位，现在是{len(password)}位，请再加长。", code="too_short"
            )

    def get_help_text(self) -> str:
        return f"至少{MINIMUM}位"


class ThreeKinds:
    """Three of: small letters, capital letters, digits, signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < KINDS:
            raise ValidationError(
                "小写字母、大写字母、数字、符号这四种里，请至少用上三种。", code="too_plain"
            )

    def get_help_text(self) -> str:
        return "小写字母、大写字母、数字、符号至少三种"


class NotUsedBefore:
    """None of the last five, the present one among them."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        past = PastPassword.objects.filter(user=user).order_by("-id")[:REMEMBERED]
        used = {user.password, *(row.encoded for row in past)}
        if any(check_password(password, encoded) for encoded in used):
            raise ValidationError(
                f"最近{REMEMBERED}次用过的密码不能再用，请换一个。", code="used_before"
            )

    def get_help_text(self) -> str:
        return f"不能和最近{REMEMBERED}次用过的相同"


def is_expired(user: User) -> bool:
    """Older than 90 days; demo accounts are exempt."""
    if user.is_demo or user.password_changed_at is None:
        return False
    return timezone.now() - user.password_changed_at > LIFETIME


def change_reason(user: User) -> str:
    """Why this person must choose a new password before anything else; empty when not."""
    if user.is_demo:
        return ""
    if user.must_change_password:
        return "这是首次登录或密码刚被重置，请先换成自己的密码。"
    if is_expired(user):
        return "密码已用满90天，请换一个新的。"
    return ""


def first_password() -> str:
    """A password for one use: three readable kinds, about 60 bits."""
    pool = "".join(_READABLE)
    while True:
        text = "".join(secrets.choice(pool) for _ in range(12))
        if all(any(c in kind for c in text) for kind in _READABLE):
            return text
