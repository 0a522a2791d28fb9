"""The form that a code opens: signed, short-lived, good for one submission; no account, no cookie.

The key of the submission is inside the token, so a form that is sent twice is one submission and
the work that a browser did for one token is worth nothing for a second one. The server keeps
nothing about forms that are open.
"""

import hashlib
import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from accounts.quotas import network_of
from core.context import origin
from core.problems import Conflict, Invalid
from stations.services.codes import Door, letters_of

LIFETIME = 2 * 3600
# Nobody reads the page and writes a sentence in less.
QUICKEST = 3
# About a second on a cheap phone: 2 to the 16 tries on average.
PROOF_BITS = 16
_SALT = "stations.public_form"
_SHORT, _LONG = 8, 12


class FormExpired(Conflict):
    """The page stood open too long; the same text goes through with a fresh token."""

    slug = "form-expired"
    title = "页面放得太久了"


class FormUsed(Conflict):
    """Something else was sent with it already; these words need a form of their own."""

    slug = "form-used"
    title = "这一页已经交过"


@dataclass(frozen=True)
class PublicForm:
    """What the token of an open form says."""

    key: uuid.UUID
    code_id: int
    issued: int
    token: str

    @property
    def age(self) -> float:
        return time.time() - self.issued

    @property
    def is_stale(self) -> bool:
        return not -60 <= self.age <= LIFETIME


def new_form(door: Door, key: uuid.UUID | None = None) -> PublicForm:
    """A fresh token; the key stays when a form is only renewed."""
    key, issued = key or uuid.uuid4(), int(time.time())
    token = signing.dumps({"k": key.hex, "c": door.code.pk, "t": issued}, salt=_SALT)
    return PublicForm(key, door.code.pk, issued, token)


def read_form(token: str) -> PublicForm:
    """The form as we signed it; one that we did not sign is refused."""
    try:
        said: dict[str, Any] = signing.loads(token[:400], salt=_SALT)
        return PublicForm(uuid.UUID(said["k"]), int(said["c"]), int(said["t"]), token)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise Invalid("这一页不完整，请重新扫码打开再填。") from None


def is_proved(form: PublicForm, proof: str) -> bool:
    """SHA-256 of token and number begins with so many zero bits: costly to find, cheap to see."""
    if not proof.isascii() or not proof.isdecimal() or len(proof) > 15:
        return False
    digest = hashlib.sha256(f"{form.token}.{proof}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - PROOF_BITS) == 0


def follow_code(key: uuid.UUID, *, has_phone: bool) -> str:
    """查询码: follows from the key and our secret, so that it can be shown again and is not kept.

    With a phone it is short, for the last four digits are asked as well; else it is longer.
    """
    digest = salted_hmac("stations.follow_code", key.hex, algorithm="sha256").digest()
    return letters_of(int.from_bytes(digest[:16], "big"), _SHORT if has_phone else _LONG)


def phone_hashed(key: uuid.UUID, digits: str) -> str:
    """Of the last four digits, with the submission's own key: equal digits do not look equal."""
    return salted_hmac(
        "stations.follow_phone", f"{key.hex}:{digits[-4:]}", algorithm="sha256"
    ).hexdigest()


def network() -> str:
    """Keyed hash of the sender's /24 (IPv6: /56): enough to count by, no address to keep."""
    place = network_of(origin().address)
    return salted_hmac("stations.network", place, algorithm="sha256").hexdigest()
