"""Words that are looked for stay out of addresses, which browsers, proxies and logs keep.

A search that reaches what voters said may be for a name or a phone (个人信息保护法 art. 51). Its
words come by POST, wait in the session, and the address names them by a short key. A number of a
case names nobody and may stand in an address as it is.
"""

import re
import secrets
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict

from core.text import half_width

FIELD = "asked"
LOST = "没有保留，请再搜一次"
LONGEST = 80
_KEPT = "asked"
# The last few searches of a sitting: enough for going back and for several windows.
_MOST = 30
_NUMBER = re.compile(r"(?:[A-Za-z0-9]{1,12}-)?\d{8}-\d{1,4}|(?:闭会)?第?\d{1,5}号?")


def names_nobody(text: str) -> bool:
    """A trace number or a serial; eight digits alone may be a phone."""
    text = half_width(text).strip()
    return not text or bool(_NUMBER.fullmatch(text))


def keep(session: SessionBase, text: str) -> str:
    """The key under which this session finds the words again."""
    text = text.strip()[:LONGEST]
    known: dict[str, str] = session.get(_KEPT, {})
    key = next((key for key, words in known.items() if words == text), "") or secrets.token_hex(4)
    kept = [*((one, words) for one, words in known.items() if one != key), (key, text)]
    session[_KEPT] = dict(kept[-_MOST:])
    return key


def address(request: HttpRequest, query: QueryDict) -> str:
    """This page again, with the words of `query` put by and empty fields left out."""
    left = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in {"csrfmiddlewaretoken", "cursor", "q", FIELD}:
            left.setlist(name, [value for value in values if value])
    text = query.get("q", "").strip()
    if text:
        left[FIELD] = keep(request.session, text)
    return f"{request.path}?{left.urlencode()}"


def must_move(request: HttpRequest) -> bool:
    """Sent by the search form, or typed into an address by hand."""
    return request.method == "POST" or not names_nobody(request.GET.get("q", ""))


def filled(request: HttpRequest, query: QueryDict) -> QueryDict:
    """The same filters with the words in `q`, for the page's own use and never for a link."""
    found = query.copy()
    key = found.pop(FIELD, [""])[-1]
    if key:
        found["q"] = request.session.get(_KEPT, {}).get(key, "")
    return found


def is_lost(request: HttpRequest, query: QueryDict) -> bool:
    """The session that knew the words has ended: what was looked for is not known any more."""
    key = query.get(FIELD, "")
    return bool(key) and key not in request.session.get(_KEPT, {})


def chip(request: HttpRequest, query: QueryDict) -> dict[str, tuple[str, dict[Any, str]]]:
    """What a list says that it is narrowed to."""
    key = query.get(FIELD, "")
    return {FIELD: ("搜索", {key: request.session.get(_KEPT, {}).get(key, LOST)})}
