"""Somebody tries passwords on many names: those who guard the platform are told."""

from django.db import transaction

from accounts import ceilings
from audit.services import SYSTEM, record
from liaison.choices import Role
from liaison.models import Seat
from notifications.services import notify

_TITLE = f"登录异常：一小时内有{ceilings.ALARM_NAMES}多个账号输错密码"
_BODY = (
    "可能有人拿常见的密码逐个试账号。输错30次的网络会自动停15分钟，以前登录过的电脑和手机不受影响。"
    "请网络管理人员查看这一小时的访问记录，并提醒各单位不要用简单密码。"
)


def warn_of_guessing() -> int:
    """The security administrators, or where there is none the system's; once an hour."""
    hour = ceilings.alarm()
    if hour is None:
        return 0
    with transaction.atomic():
        told = notify(
            _guards(),
            kind="security",
            title=_TITLE,
            body=_BODY,
            key=f"guessing:{hour:%Y%m%d%H%M%S}",
        )
        if told:
            record("session.guessing", by=SYSTEM, label="多个账号输错密码，已提醒管理员")
    return told


def _guards() -> list[int]:
    for role in (Role.SECURITY_ADMIN, Role.ADMIN):
        found = Seat.objects.open().filter(role=role).values_list("user_id", flat=True)
        if found:
            return list(found)
    return []
