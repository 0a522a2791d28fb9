"""People who sign in, their client tokens, past passwords, idempotency keys and quotas."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac
from knox.models import AbstractAuthToken, AuthTokenManager


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login=username)


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]
    """A person's account: a unique login name or the phone signs in, never the real name."""

    login = models.CharField("登录名", max_length=40, unique=True)
    phone = models.CharField("手机号", max_length=20, null=True, blank=True, unique=True)
    name = models.CharField("姓名", max_length=80)
    name_raw = models.CharField("姓名原样", max_length=80, blank=True)
    initials = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("在用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码改于", null=True, blank=True)
    session_version = models.PositiveIntegerField("会话版本", default=1)
    large_text = models.BooleanField("大字", default=False)
    created_at = models.DateTimeField("建立于", auto_now_add=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(login="") & ~models.Q(name=""), name="user_named"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password and with `session_version` (a lost seat, a reset)."""
        return salted_hmac(
            "accounts.User.session",
            f"{self.password}:{self.session_version}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class PastPassword(models.Model):
    """The last five passwords may not come back (等保2.0 三级 8.1.4.1)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    encoded = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


class ClientTokenManager(AuthTokenManager):
    def create_for(self, user: User, **fields: Any) -> "tuple[ClientToken, str]":
        return self.create(user=user, **fields)


class ClientToken(AbstractAuthToken):
    """A bearer token: stored as a hash, bound to one seat, listed and revoked by its owner.

    `public_id` names it in lists, so that the hash never leaves the database. `seat_id` is a
    plain number because seats live in a higher app.
    """

    public_id: models.UUIDField = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seat_id: models.BigIntegerField = models.BigIntegerField("岗位号")
    device: models.CharField = models.CharField("设备", max_length=80)
    last_used_on: models.DateField = models.DateField("最近使用", null=True, blank=True)
    objects = ClientTokenManager()

    class Meta:
        verbose_name = "客户端令牌"
        verbose_name_plural = "客户端令牌"

    def __str__(self) -> str:
        return f"{self.user} {self.device}"


class IdempotencyKey(models.Model):
    """A creating deed that came twice is answered from the first answer.

    Unique per user; the same key with another body is refused (422).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    response = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "提交编号"
        verbose_name_plural = "提交编号"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.key


class SetupCode(models.Model):
    """Hash of the code that the terminal printed; whoever has it makes the first administrator."""

    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "首装码"
        verbose_name_plural = "首装码"

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class Quota(models.Model):
    """How often something was done in the window that is running; the keys are hashes.

    Written by `accounts.quotas` alone. Kept here and not in the cache: an emptied cache would
    give everybody who guesses passwords a fresh start.
    """

    key_hash = models.CharField(max_length=64, primary_key=True)
    ends_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = "次数"
        verbose_name_plural = "次数"
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="quota_ends")]

    def __str__(self) -> str:
        return f"{self.key_hash[:8]} {self.count}"
