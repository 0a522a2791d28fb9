"""Few wrong passwords for each of many names: what the count for a single name cannot see.

Each network has a ceiling over all names together. An IPv4 address is a network here, since a whole
county building may stand behind one; of IPv6 a household holds a /56. Browsers that signed a person
in before are counted apart (accounts.devices) and never come here, so that nobody's guessing in the
building keeps a deputy out. Beyond the ceilings, many names tried within the hour from anywhere
raise an alarm.
"""

import datetime as dt

from accounts import quotas
from accounts.quotas import Taken
from core.jobs import enqueue
from core.problems import TooOften

NETWORK_LIMIT = 30
NETWORK_WINDOW = dt.timedelta(minutes=15)
ALARM_NAMES = 100
ALARM_WINDOW = dt.timedelta(hours=1)
WATCH = "liaison.tasks.watch_the_door"
_NAMES = "sign-in:names"


def take_try(address: str) -> Taken:
    """Room for one more wrong password from this network, taken before the password is looked at.

    Taken first and given back when it was right: many at once could else all pass the same count.
    """
    network = quotas.network_of(address, bits4=32) or address
    taken = quotas.take(f"sign-in:network:{network}", NETWORK_LIMIT, NETWORK_WINDOW)
    if not taken.allowed:
        raise TooOften(_wait(taken.retry_after), retry_after=taken.retry_after)
    return taken


def _wait(seconds: int) -> str:
    return (
        f"这个网络上输错密码的次数太多，请{-(-seconds // 60)}分钟后再试。"
        "您以前登录过的电脑和手机不受影响；忘了密码，请找本单位管理员重置。"
    )


def count_wrong_name(name: str) -> None:
    """A name counts once an hour; the one that fills the measure wakes the watch."""
    if not quotas.take(f"sign-in:name:{name}", 1, ALARM_WINDOW).allowed:
        return
    if quotas.take(_NAMES, ALARM_NAMES, ALARM_WINDOW).count == ALARM_NAMES:
        enqueue(WATCH)


def alarm() -> dt.datetime | None:
    """The end of the hour that had too many wrong names; None while all is well."""
    row = quotas.running(_NAMES)
    return row.ends_at if row is not None and row.count >= ALARM_NAMES else None
