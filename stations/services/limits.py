"""How much one network or one code may send and ask for; counted in the database, exactly.

The places are taken first and given back when it came to nothing: many at once could else all
pass the same count.
"""

import datetime as dt
from dataclasses import dataclass

from accounts import quotas
from accounts.quotas import Taken
from core.problems import TooOften
from stations.services.codes import Door
from stations.services.rules import rule_of

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_TRIES, _TRIES_WINDOW = 30, dt.timedelta(minutes=15)
_TRIES_OF_CODE = 6


@dataclass(frozen=True)
class Allowance:
    """Places taken; `share` is the part of the hour that the network has used up by now."""

    places: tuple[Taken, ...]
    share: float = 0.0

    def give_back(self) -> None:
        for place in self.places:
            quotas.give_back(place)


def for_submission(door: Door, network: str) -> Allowance:
    """One more from this network in the hour, one more through this code in the day."""
    rule = rule_of(door.station.congress_id)
    first = quotas.take(f"submission:network:{network}", rule.per_network_hour, _HOUR)
    if not first.allowed:
        words = f"这个网络一小时里交的太多了，请{_wait(first)}再交。您写的内容还在，急事请打电话。"
        raise TooOften(words, retry_after=first.retry_after)
    second = quotas.take(f"submission:code:{door.code.pk}", rule.per_code_day, _DAY)
    if not second.allowed:
        quotas.give_back(first)
        words = f"这个二维码今天收满了，请{_wait(second)}再交，或者打电话。您写的内容还在。"
        raise TooOften(words, retry_after=second.retry_after)
    return Allowance((first, second), first.count / max(rule.per_network_hour, 1))


def for_following(network: str, hashed: str) -> Allowance:
    """One more try to find a matter: from this network, and with this very code."""
    first = quotas.take(f"follow:network:{network}", _TRIES, _TRIES_WINDOW)
    if not first.allowed:
        raise TooOften(_wrong(first), retry_after=first.retry_after)
    second = quotas.take(f"follow:code:{hashed}", _TRIES_OF_CODE, _HOUR)
    if not second.allowed:
        raise TooOften(_wrong(second), retry_after=second.retry_after)
    return Allowance((first, second))


def _wrong(taken: Taken) -> str:
    return f"查的次数太多了，请{_wait(taken)}再查。着急的话，请打联络站的电话。"


def _wait(taken: Taken) -> str:
    minutes = -(-taken.retry_after // 60)
    return f"{minutes}分钟后" if minutes < 100 else f"{-(-minutes // 60)}小时后"
