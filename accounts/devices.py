"""A browser that signed a person in before is known: strangers on its network cannot lock it out.

Failures count per name and network. A known browser has a count of its own, so that five wrong
tries from elsewhere in the building (an attack on a deputy in session week) leave it alone, and
five of its own still slow it down.
"""

import hashlib
import ipaddress
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from core.context import origin

COOKIE = "known_device"
LIFETIME = 180 * 24 * 3600
_SALT = "accounts.devices"
# A shared computer at a station remembers its last few people.
_MOST = 8


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFETIME)
        return {"id": str(known["id"]), "users": list(known["users"])}
    except (signing.BadSignature, KeyError, TypeError):
        return {"id": secrets.token_hex(16), "users": []}


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """From now on this browser is known for this person."""
    known = _read(request)
    known["users"] = [user.pk, *(pk for pk in known["users"] if pk != user.pk)][:_MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=_SALT),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def count_for(request: HttpRequest, person: User | None) -> bool:
    """Choose the count of this try: the known browser's own (True), or that of the network."""
    known = _read(request)
    if person is None or person.pk not in known["users"]:
        return False
    digest = hashlib.sha256(f"{person.pk}:{known['id']}".encode()).digest()
    # A private address of the form fd…: it can meet no address of a real network.
    request.failures_counted_at = str(ipaddress.IPv6Address(b"\xfd" + digest[:15]))  # type: ignore[attr-defined]
    return True


def address(request: HttpRequest) -> str:
    """What the lock-out takes for the network of this try."""
    own = getattr(request, "failures_counted_at", "")
    return own or origin().address or request.META.get("REMOTE_ADDR", "")
