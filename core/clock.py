"""What day it is for a Chinese office: always Asia/Shanghai, whatever the server thinks."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    return timezone.now().astimezone(BEIJING)


def today() -> dt.date:
    return now().date()
