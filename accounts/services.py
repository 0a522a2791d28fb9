"""Deeds on accounts: passwords, sessions, client tokens, the first administrator's code."""

import datetime as dt
import secrets
from uuid import UUID

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone

from accounts import ceilings, quotas
from accounts.devices import address, count_for
from accounts.models import ClientToken, IdempotencyKey, PastPassword, SetupCode, User
from accounts.passwords import REMEMBERED, first_password
from audit.services import Actor, record
from core.pinyin import initials
from core.problems import Invalid, TooOften
from core.text import half_width, is_phone, normal_name, normal_phone

TOKEN_LIFETIME = dt.timedelta(days=180)
SETUP_CODE_LIFETIME = dt.timedelta(hours=24)
# An offline queue may hold a deed for two weeks; its key must still be known when it arrives.
KEY_LIFETIME = dt.timedelta(days=15)
# The same words for an unknown name, a wrong password and a closed account.
REFUSED = "登录名（手机号）或密码不对，请再核对。连续输错5次要等15分钟。"
LOCKED = "连续输错5次，请15分钟后再试；忘了密码，请找本单位管理员重置。"
LOCKED_SECONDS = 15 * 60
_SIGNED_IN, _SEEN = "signed_in_at", "seen_at"
# A stamp a minute is exact enough and spares a write per request.
_STAMP = 60


class Oneself:
    """A person acting on the own account, in whatever post, or in none."""

    def __init__(self, user: User):
        self.user = user

    def identity(self) -> dict[str, object]:
        return {"user_id": self.user.pk, "user_name": self.user.name, "seat_label": "本人"}


def check_sign_in(request: HttpRequest, *, username: str, password: str) -> User | None:
    """The person, or None; failures count for the account, whichever of its names was typed.

    A name or a network that must wait is told so and for how long (TooOften).
    """
    person = find_person(username)
    name = person.login if person else half_width(username).strip().lower()[:80]
    counted_apart = count_for(request, person)
    taken = None if counted_apart else ceilings.take_try(address(request))
    user = authenticate(request, username=name, password=password)
    locked = user is None and getattr(request, "axes_locked_out", False)
    if user is None and getattr(request, "password_compared", False):
        ceilings.count_wrong_name(name)
    elif taken is not None and not locked:
        quotas.give_back(taken)
    if locked:
        if person is not None:
            _record_lock(person)
        raise TooOften(LOCKED, retry_after=LOCKED_SECONDS)
    return user


def _record_lock(person: User) -> None:
    """Once a lock: the record grows for ever, and whoever knows a name can try without end."""
    with transaction.atomic():
        window = dt.timedelta(seconds=LOCKED_SECONDS)
        if quotas.take(f"locked:{person.login}", 1, window).allowed:
            record("session.locked", by=Oneself(person), label="连续输错，暂停登录", subject=person)


def forget_failures_of(request: HttpRequest, user: User) -> None:
    """The right password ends the count for that name and network (a page's login does so too)."""
    forget_failures(ip=request.axes_ip_address, username=user.login)  # type: ignore[attr-defined]


def signed_in(user: User, session: SessionBase) -> None:
    begin_session(session)
    record("session.begin", by=Oneself(user), label="登录", subject=user)


def signed_out(user: User) -> None:
    record("session.end", by=Oneself(user), label="退出", subject=user)


def begin_session(session: SessionBase) -> None:
    """Start the clocks of a session that has just been opened."""
    session[_SIGNED_IN] = session[_SEEN] = _seconds()


def session_goes_on(session: SessionBase) -> bool:
    """Not idle for too long and not older than a working day; remembers that it was used."""
    if _SIGNED_IN not in session:
        return True
    now, seen = _seconds(), session.get(_SEEN, 0)
    if now - seen > settings.SESSION_IDLE_MINUTES * 60:
        return False
    if now - session[_SIGNED_IN] > settings.SESSION_COOKIE_AGE:
        return False
    if now - seen > _STAMP:
        session[_SEEN] = now
    return True


def _seconds() -> int:
    return int(timezone.now().timestamp())


def find_person(typed: str) -> User | None:
    """By login name or phone; the real name never signs in, because people share names."""
    name = half_width(typed).strip().lower()
    if not name or len(name) > 80 or "\0" in name:
        return None
    phone = normal_phone(name)
    by_phone = Q(phone=phone) if phone else Q(pk=None)
    return User.objects.filter(Q(login=name) | by_phone).order_by("pk").first()


def create_person(
    *, login: str, name: str, by: Actor, phone: str = "", password: str = ""
) -> tuple[User, str]:
    """A new account and its first password, shown once and to be changed at first sign-in."""
    login, phone, name = half_width(login).strip().lower(), normal_phone(phone), normal_name(name)
    errors = _person_errors(login, name, phone)
    if errors:
        raise Invalid("请改正标出的几处。", errors=errors)
    first = password or first_password()
    user = User(
        login=login,
        name=name,
        name_raw=name,
        initials=initials(name),
        phone=phone or None,
        must_change_password=not password,
        password_changed_at=timezone.now(),
    )
    user.set_password(first)
    try:
        with transaction.atomic():
            user.save()
            _remember(user)
            record("user.create", by=by, label="建立账号", subject=user, after={"login": login})
    except IntegrityError:
        raise Invalid(
            "登录名或手机号已经有人用了。", errors={"login": ["登录名或手机号已经有人用了"]}
        ) from None
    return user, first


def _person_errors(login: str, name: str, phone: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not login or len(login) > 40 or any(c.isspace() for c in login):
        errors["login"] = ["登录名最多40个字，中间不能有空格"]
    elif is_phone(login) and login != phone:
        errors["login"] = ["登录名不能是别人的手机号，请换一个，或把手机号填在手机号一栏"]
    elif User.objects.filter(login=login).exists():
        errors["login"] = ["这个登录名已经有人用了，请换一个"]
    if not name or len(name) > 80:
        errors["name"] = ["请填姓名，最多80个字"]
    if phone and not is_phone(phone):
        errors["phone"] = ["手机号不对，请再核对"]
    elif phone and User.objects.filter(Q(phone=phone) | Q(login=phone)).exists():
        errors["phone"] = ["这个手机号已经有账号，请选「已有账号」"]
    return errors


def change_password(user: User, *, old: str, new: str) -> None:
    """The person's own change; the present session goes on, all others and tokens end."""
    if not user.check_password(old):
        raise Invalid("现在的密码不对。", errors={"old": ["现在的密码不对，请再输一次"]})
    require_good_password(new, user)
    with transaction.atomic():
        _set_password(user, new, must_change=False)
        record("user.change_password", by=Oneself(user), label="修改密码", subject=user)


def require_good_password(raw: str, user: User | None = None) -> None:
    """The policy of accounts.passwords, each failing rule in its own sentence."""
    try:
        validate_password(raw, user)
    except ValidationError as refused:
        raise Invalid("新密码不合要求。", errors={"new": refused.messages}) from None


def reset_password(user: User, *, by: Actor) -> str:
    """An administrator's reset: a new first password, shown once; sessions and tokens end."""
    first = first_password()
    with transaction.atomic():
        _set_password(user, first, must_change=True)
        record("user.reset_password", by=by, label="重置密码", subject=user)
    forget_failures(username=user.login)
    return first


def _set_password(user: User, raw: str, *, must_change: bool) -> None:
    user.set_password(raw)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    _remember(user)
    end_sessions(user)


def _remember(user: User) -> None:
    PastPassword.objects.create(user=user, encoded=user.password)
    old = PastPassword.objects.filter(user=user).order_by("-id")[REMEMBERED:]
    PastPassword.objects.filter(pk__in=[row.pk for row in old]).delete()


def end_sessions(user: User) -> None:
    """Every browser and every client of this person must sign in again."""
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)
    user.refresh_from_db(fields=["session_version"])
    ClientToken.objects.filter(user=user).delete()


def set_large_text(user: User, *, on: bool) -> None:
    user.large_text = on
    user.save(update_fields=["large_text"])


def issue_token(user: User, *, seat_id: int, device: str, by: Actor) -> tuple[ClientToken, str]:
    """A bearer token for one device and one seat; its text is shown this once."""
    with transaction.atomic():
        token, text = ClientToken.objects.create_for(
            user, seat_id=seat_id, device=device, expiry=TOKEN_LIFETIME
        )
        record("token.create", by=by, label="登录新设备", subject=user, after={"device": device})
    return token, text


def revoke_token(user: User, public_id: UUID, *, by: Actor) -> bool:
    """The owner takes a device's access away; somebody else's token does not exist for him."""
    with transaction.atomic():
        token = ClientToken.objects.filter(user=user, public_id=public_id).first()
        if token is None:
            return False
        token.delete()
        record(
            "token.revoke",
            by=by,
            label="停用设备",
            subject=user,
            before={"device": token.device},
        )
    return True


def bind_token(token_digest: str, *, seat_id: int) -> None:
    """The same device goes on in another of the person's own seats."""
    ClientToken.objects.filter(digest=token_digest).update(seat_id=seat_id)


def touch_token(token_digest: str) -> None:
    """Remember the day of use, for the owner's list of devices."""
    ClientToken.objects.filter(digest=token_digest).update(last_used_on=timezone.localdate())


def end_seat(user: User, seat_id: int) -> None:
    """A seat that was closed can act nowhere, not for one more second."""
    ClientToken.objects.filter(user=user, seat_id=seat_id).delete()
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)


def make_setup_code() -> str:
    """A code for whoever can read the server's terminal; an earlier unused one is void."""
    code = secrets.token_hex(8)
    with transaction.atomic():
        SetupCode.objects.filter(used_at=None).delete()
        SetupCode.objects.create(code_hash=make_password(code))
    return code


def use_setup_code(typed: str) -> None:
    """Once, and within a day; to be called in the transaction that makes the administrator."""
    rows = SetupCode.objects.select_for_update().filter(
        used_at=None, created_at__gt=timezone.now() - SETUP_CODE_LIFETIME
    )
    row = rows.order_by("-id").first()
    if row is None or not check_password(typed.strip().lower(), row.code_hash):
        raise Invalid(
            "首装码不对或已过期。",
            errors={"code": ["首装码不对或已过期，请在服务器上再执行一次 manage.py setup_code"]},
        )
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])


def is_empty() -> bool:
    """Nobody has an account yet: the first administrator's page is open."""
    return not User.objects.exists()


def tidy() -> None:
    """Nightly: what has run out and may be forgotten."""
    now = timezone.now()
    ClientToken.objects.filter(expiry__lt=now).delete()
    IdempotencyKey.objects.filter(created_at__lt=now - KEY_LIFETIME).delete()
    SetupCode.objects.filter(created_at__lt=now - SETUP_CODE_LIFETIME, used_at=None).delete()
    SessionStore.clear_expired()
